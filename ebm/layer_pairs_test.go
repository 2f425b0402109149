package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// pairVisible and pairHidden are small layers of all types of the package.
func pairVisible() map[string]ebm.Layer {
	return map[string]ebm.Layer{
		"Bernoulli":       withNormal(ebm.NewBernoulli(5), 1),
		"Gaussian":        withNormal(ebm.NewGaussian(2), 1),
		"Potts":           withNormal(ebm.NewPotts(2, 3), 1),
		"Bernoulli+Potts": withNormal(ebm.NewJoined(ebm.NewBernoulli(3), ebm.NewPotts(1, 3)), 1),
	}
}

func pairHidden() map[string]ebm.Layer {
	return map[string]ebm.Layer{
		"Bernoulli":      withNormal(ebm.NewBernoulli(3), 2),
		"Gaussian":       withNormal(ebm.NewGaussian(2), 2),
		"Potts":          withNormal(ebm.NewPotts(1, 4), 2),
		"Potts+Gaussian": withNormal(ebm.NewJoined(ebm.NewPotts(1, 3), ebm.NewGaussian(1)), 2),
	}
}

// eachPair runs f for RBMs of all pairs. Between Gaussian units the weights are
// so small that the model is a distribution: no singular value reaches 1.
func eachPair(t *testing.T, f func(t *testing.T, m *ebm.RBM)) {
	t.Helper()
	for visibleName := range pairVisible() {
		for hiddenName := range pairHidden() {
			t.Run(visibleName+" "+hiddenName, func(t *testing.T) {
				f(t, rbm(pairVisible()[visibleName], pairHidden()[hiddenName], 0.3))
			})
		}
	}
}

// listed tells whether l's states can be listed.
func listed(l ebm.Layer) bool {
	_, ok := ebm.Ability[ebm.Enumerator](l)
	return ok
}

func TestPairs(t *testing.T) {
	eachPair(t, func(t *testing.T, m *ebm.RBM) {
		ebmtest.TestModel(t, m)
		ebmtest.TestTrainable(t, m)
		if listed(m.Visible) || listed(m.Hidden) {
			ebmtest.TestKernel(t, m, ebm.NewGibbs(m))
		}
	})
}

func TestPairsTrain(t *testing.T) {
	eachPair(t, func(t *testing.T, m *ebm.RBM) {
		data := batch(m, 12)
		ebmtest.TestObjective(t, func() ebm.Objective { return ebm.NewCD(m, 2) }, data)
		ebmtest.TestObjective(t, func() ebm.Objective { return ebm.NewPCD(m, 1, 7, ebm.NewRand(1)) }, data)
		ebmtest.TestObjective(t, func() ebm.Objective { return ebm.NewTempering(m, ladder, 4, ebm.NewRand(1)) }, data)
		if listed(m.Visible) || listed(m.Hidden) {
			ebmtest.TestObjective(t, func() ebm.Objective {
				e, err := ebm.NewExact(m)
				if err != nil {
					t.Fatal(err)
				}
				return e
			}, data)
		}
	})
}

func TestPairsAnneal(t *testing.T) {
	eachPair(t, func(t *testing.T, m *ebm.RBM) {
		if listed(m.Visible) {
			ebmtest.TestAnnealer(t, m, batch(m, 30))
		}
	})
	m := rbm(pairVisible()["Bernoulli+Potts"], pairHidden()["Bernoulli"], 0.3)
	ebmtest.TestAnnealer(t, m, nil)
}

// TestPairsLogPartition compares log Z with a sum over pairs of states where both
// layers can be listed, and with LogZ by annealing elsewhere.
func TestPairsLogPartition(t *testing.T) {
	eachPair(t, func(t *testing.T, m *ebm.RBM) {
		if !listed(m.Visible) && !listed(m.Hidden) {
			return
		}
		got, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		if listed(m.Visible) {
			states := listOf(m.Visible)
			f, z := make([]float64, states.Rows), 0.0
			m.FreeEnergy(f, states)
			for _, x := range f {
				z += math.Exp(-x)
			}
			if want := math.Log(z); !(math.Abs(got-want) <= 1e-5) { // some ten float32 roundings of numbers below 10
				t.Errorf("log Z is %.7g, the sum over visible states %.7g", got, want)
			}
			return
		}
		r, err := ebm.LogZ(t.Context(), m, ebm.LogZSettings{Temperatures: 60, NoExact: true}, ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		// Five standard errors: one seed in a million.
		if !(math.Abs(r.Value-got) <= 5*r.Err) || r.Err > 0.05 {
			t.Errorf("%v, error %.3f, want %.4f", r, r.Err, got)
		}
	})
}

// listOf returns all states of a small layer.
func listOf(l ebm.Layer) ebm.Matrix {
	e, _ := ebm.Ability[ebm.Enumerator](l)
	states := ebm.NewMatrix(int(math.Round(math.Exp(e.LogStates()))), l.Len())
	e.States(states, 0)
	return states
}

// TestPairsGaussianByHand: with Gaussian hidden units log Z has a closed form,
// F(v) = -a·v - Σ_j (b_j + vW_j)²/2 - M/2·log 2π, which a program of its own sums.
func TestPairsGaussianByHand(t *testing.T) {
	visible, hidden := withNormal(ebm.NewPotts(2, 3), 1), withNormal(ebm.NewGaussian(2), 2)
	m, z := rbm(visible, hidden, 0.5), 0.0
	for s := range 9 {
		on := []int{s % 3, 3 + s/3}
		minus := 0.0
		for _, i := range on {
			minus += float64(visible.Bias[i])
		}
		for j, b := range hidden.Bias {
			u := float64(b)
			for _, i := range on {
				u += m.Weights.At(i, j)
			}
			minus += u*u/2 + math.Log(2*math.Pi)/2
		}
		z += math.Exp(minus)
	}
	got, err := ebm.LogPartition(m)
	if err != nil || !(math.Abs(got-math.Log(z)) <= 1e-5) { // some ten float32 roundings of numbers below 10
		t.Errorf("log Z is %.8g (error %v), want %.8g", got, err, math.Log(z))
	}
}
