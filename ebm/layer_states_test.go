package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// labelled is a machine of three pixels and a label of three states.
func labelled() *ebm.RBM {
	return rbm(pairVisible()["Bernoulli+Potts"], pairHidden()["Bernoulli"], 0.5)
}

// TestOneHotLikelihood: probabilities are data, but no states.
func TestOneHotLikelihood(t *testing.T) {
	m := labelled()
	x := ebm.NewMatrix(3, 6)
	for i := range x.Rows {
		copy(x.Row(i), []float32{1, 0, 1, 0, 0, 1})
	}
	l, err := ebm.ExactLikelihood(m, x, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	logs := listOf(m.Visible)
	p, err := ebm.LogProbabilities(m)
	if err != nil {
		t.Fatal(err)
	}
	for s := range logs.Rows {
		if equalRow(logs.Row(s), x.Row(0)) && !(math.Abs(l.Mean-p[s]) <= 1e-5) { // some ten float32 roundings of numbers below 10
			t.Errorf("log-likelihood %g, log p %g", l.Mean, p[s])
		}
	}
	for _, c := range []struct {
		row   []float32
		col   int
		units string
	}{
		{[]float32{1, 0.5, 1, 0, 0, 1}, 1, "binary"},
		{[]float32{1, 0, 1, 0.25, 0.25, 0.5}, 3, "one-hot"},
	} {
		grey := ebm.MatrixOf(x)
		copy(grey.Row(1), c.row)
		if err := m.Check(grey); err != nil {
			t.Errorf("Check: %v", err)
		}
		_, err := ebm.ExactLikelihood(m, grey, ebm.NewRand(1))
		var v *ebm.ValueError
		if !errors.As(err, &v) || v.Row != 1 || v.Column != c.col || !strings.Contains(v.Units, c.units) {
			t.Errorf("likelihood of %v: %v", c.row, err)
		}
		_, err = ebm.ReverseAIS(t.Context(), m, ebm.AISSettings{Chains: 3, Betas: ladder, Start: grey}, ebm.NewRand(1))
		if !errors.As(err, &v) || v.Column != c.col || !strings.Contains(v.Units, "Start of "+c.units) {
			t.Errorf("reverse AIS from %v: %v", c.row, err)
		}
	}
}

func equalRow(a, b []float32) bool {
	for j, v := range a {
		if v != b[j] {
			return false
		}
	}
	return true
}

// TestOneHotSampler compares exact draws with the probabilities of the states.
func TestOneHotSampler(t *testing.T) {
	const n = 20000
	m := labelled()
	s, err := ebm.NewExactSampler(m)
	if err != nil {
		t.Fatal(err)
	}
	x := ebm.NewMatrix(n, 6)
	s.Sample(x, ebm.NewRand(1))
	p, err := ebm.LogProbabilities(m)
	if err != nil {
		t.Fatal(err)
	}
	states, counts := listOf(m.Visible), make([]float64, len(p))
	for i := range n {
		for k := range states.Rows {
			if equalRow(x.Row(i), states.Row(k)) {
				counts[k]++
			}
		}
	}
	for k, c := range counts {
		q := math.Exp(p[k])
		// Five and a half standard errors: 24 comparisons, false alarms 10⁻⁶.
		if tol := 5.5 * math.Sqrt(q*(1-q)/n); !(math.Abs(c/n-q) <= tol) {
			t.Errorf("state %v: frequency %g, want %g ± %.2g", states.Row(k), c/n, q, tol)
		}
	}
}

// TestOneHotClamped fills in the label given the pixels, and the pixels given the
// label, from a start where all free units are in one state.
func TestOneHotClamped(t *testing.T) {
	const n, steps = 20000, 40
	m := labelled()
	p, err := ebm.LogProbabilities(m)
	if err != nil {
		t.Fatal(err)
	}
	states := listOf(m.Visible)
	for _, held := range [][]float32{{1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1}, {0, 1, 0, 0, 0, 0}} {
		mask, x := ebm.NewMatrix(1, 6), ebm.NewMatrix(n, 6)
		copy(mask.Row(0), held)
		for i := range n {
			copy(x.Row(i), []float32{1, 0, 1, 0, 0, 1})
		}
		k, err := ebm.NewClampedGibbs(m, mask)
		if err != nil {
			t.Fatal(err)
		}
		for rng, step := ebm.NewRand(1), 0; step < steps; step++ {
			k.Step(x, rng)
		}
		want, total := make([]float64, states.Rows), 0.0
		for s := range states.Rows {
			if agrees(states.Row(s), []float32{1, 0, 1, 0, 0, 1}, held) {
				want[s] = math.Exp(p[s])
				total += want[s]
			}
		}
		for s, q := range want {
			q /= total
			got := 0.0
			for i := range n {
				if equalRow(x.Row(i), states.Row(s)) {
					got += 1.0 / n
				}
			}
			// Five and a half standard errors: 72 comparisons, false alarms 3·10⁻⁶.
			if tol := 5.5 * math.Sqrt(q*(1-q)/n); !(math.Abs(got-q) <= tol) {
				t.Errorf("held %v: state %v has frequency %g, want %g ± %.2g", held, states.Row(s), got, q, tol)
			}
		}
	}
	for j := 3; j < 6; j++ {
		held := ebm.NewMatrix(2, 6)
		held.Row(1)[j] = 1
		if k, err := ebm.NewClampedGibbs(m, held); k != nil || !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("a mask that holds column %d of a label: %v", j, err)
		}
	}
}

// agrees tells whether a and b are equal where held is 1.
func agrees(a, b, held []float32) bool {
	for j, h := range held {
		if h == 1 && a[j] != b[j] {
			return false
		}
	}
	return true
}

// TestOneHotUnsupported: what is for binary or for real units says so.
func TestOneHotUnsupported(t *testing.T) {
	for name, m := range map[string]*ebm.RBM{
		"labelled": labelled(),
		"mixed":    rbm(ebm.NewJoined(ebm.NewGaussian(2), ebm.NewPotts(1, 3)), ebm.NewBernoulli(2), 0.1),
		"one-hot":  rbm(ebm.NewPotts(1, 2), ebm.NewBernoulli(2), 0.1),
	} {
		x := batch(m, 2)
		if err := ebm.PseudoLogLikelihood(make([]float64, 2), m, x); !errors.Is(err, ebm.ErrUnsupported) {
			t.Errorf("%s: PseudoLogLikelihood: %v", name, err)
		}
		for _, p := range []ebm.Proposal{ebm.Flips(1), ebm.Walk(1)} {
			if _, err := ebm.NewMetropolis(m, p); !errors.Is(err, ebm.ErrUnsupported) {
				t.Errorf("%s: NewMetropolis by %T: %v", name, p, err)
			}
		}
	}
}

// TestWalkGaussian: real units may walk.
func TestWalkGaussian(t *testing.T) {
	m := rbm(pairVisible()["Gaussian"], pairHidden()["Bernoulli"], 0.5)
	k, err := ebm.NewMetropolis(m, ebm.Walk(1))
	if err != nil {
		t.Fatal(err)
	}
	ebmtest.TestKernel(t, m, k)
}

// TestPottsInitIsNeutral: states that are equally frequent get biases 0.
func TestPottsInitIsNeutral(t *testing.T) {
	l, data := ebm.NewPotts(2, 3), ebm.NewMatrix(6, 6)
	for i := range data.Rows {
		data.Row(i)[i%3] = 1
		data.Row(i)[3] = 1 // and the second unit is in one state only
	}
	if err := l.Init(data); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for j, b := range l.Bias {
		sum += float64(b)
		if j < 3 && math.Abs(float64(b)) > 1e-7 {
			t.Errorf("biases %v, want 0 for the first unit", l.Bias)
		}
	}
	// p = 7/9 and 1/9: log 7 apart.
	if d := float64(l.Bias[3] - l.Bias[4]); !(math.Abs(d-math.Log(7)) <= 1e-6) || !(math.Abs(sum) <= 1e-6) {
		t.Errorf("biases %v, want log 7 between the states of the second unit and a sum of 0", l.Bias)
	}
}
