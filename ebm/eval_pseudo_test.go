package ebm_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// binaryRows draws 0 and 1 evenly.
func binaryRows(rows, cols int, seed uint64) ebm.Matrix {
	v := ebm.NewMatrix(rows, cols)
	ebm.NewBernoulli(cols).Sample(v, v, ebm.NewRand(seed))
	return v
}

// conditionals returns Σ_i log p(v_i | v_-i) = -Σ_i log(1 + exp(F(v) - F(v'))),
// v' having unit i flipped, with all free energies from m.
func conditionals(m ebm.Model, v ebm.Matrix) []float64 {
	sums, f, g := make([]float64, v.Rows), make([]float64, v.Rows), make([]float64, v.Rows)
	m.FreeEnergy(f, v)
	for i := range v.Cols {
		other := ebm.MatrixOf(v)
		for r := range v.Rows {
			other.Row(r)[i] = 1 - v.Row(r)[i]
		}
		m.FreeEnergy(g, other)
		for r := range sums {
			sums[r] -= softplus(f[r] - g[r])
		}
	}
	return sums
}

// justModel hides all that a model can beside FreeEnergy.
type justModel struct{ ebm.Model }

// TestPseudoLogLikelihood: the fast way of an RBM, of Bernoulli and of other
// hidden units, with factors that float64 cannot hold, and the way of any model.
func TestPseudoLogLikelihood(t *testing.T) {
	for name, m := range map[string]ebm.Model{
		"Bernoulli":               bernoulliRBM(12, 7, 0.5, 1, 1),
		"weights beyond 700":      bernoulliRBM(3, 5, 400, 1, 3),
		"Gaussian hidden":         rbm(bernoulli(6, 1), newGaussian(3, ebm.NewRand(2)), 0.5),
		"any model":               justModel{bernoulliRBM(12, 7, 0.5, 1, 1)},
		"another visible layer":   &ebm.RBM{Visible: ising{bernoulli(12, 4)}, Hidden: bernoulli(7, 1), Weights: bernoulliRBM(12, 7, 0.5, 1, 2).Weights},
		"another hidden layer":    &ebm.RBM{Visible: bernoulli(12, 4), Hidden: ising{bernoulli(7, 1)}, Weights: bernoulliRBM(12, 7, 0.5, 1, 2).Weights},
		"an embedded RBM, tilted": tilted{bernoulliRBM(5, 4, 0.5, 1, 1)},
	} {
		v := binaryRows(40, m.NumVisible(), 2)
		got, want := make([]float64, v.Rows), conditionals(m, v)
		if err := ebm.PseudoLogLikelihood(got, m, v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for r := range got {
			// The oracle takes float32 inputs of about ten terms.
			if !(math.Abs(got[r]-want[r]) <= 1e-5+1e-6*math.Abs(want[r])) {
				t.Errorf("%s: row %d has %.9g, want %.9g", name, r, got[r], want[r])
				break
			}
		}
	}
}

// TestPseudoOfLargeFlips: an input of 400 that a flip raises by 450, when e⁸⁵⁰ is
// more than float64 can hold.
func TestPseudoOfLargeFlips(t *testing.T) {
	m := bernoulliRBM(3, 1, 0, 0, 1)
	for i := range 3 {
		m.Weights.Row(i)[0] = 450
		m.Visible.(*ebm.Bernoulli).Bias[i] = -450
	}
	m.Hidden.(*ebm.Bernoulli).Bias[0] = -500
	v, got := ebm.NewMatrix(1, 3), make([]float64, 1)
	v.Row(0)[0], v.Row(0)[1] = 1, 1
	if err := ebm.PseudoLogLikelihood(got, m, v); err != nil {
		t.Fatal(err)
	}
	if want := conditionals(m, v)[0]; !(math.Abs(got[0]-want) <= 1e-9) { // whole numbers are exact
		t.Errorf("%.12g, want %.12g", got[0], want)
	}
}

// tilted is an RBM with another free energy.
type tilted struct{ *ebm.RBM }

func (m tilted) FreeEnergy(dst []float64, v ebm.Matrix) {
	m.RBM.FreeEnergy(dst, v)
	for r := range dst {
		dst[r] += 2 * float64(v.Row(r)[0])
	}
}

// TestPseudoOfIndependentUnits: without weights it is the log-likelihood.
func TestPseudoOfIndependentUnits(t *testing.T) {
	m := bernoulliRBM(10, 4, 0, 1, 1)
	v := binaryRows(20, 10, 1)
	logZ, err := ebm.LogPartition(m)
	if err != nil {
		t.Fatal(err)
	}
	got, want := make([]float64, 20), make([]float64, 20)
	ebm.LogLikelihood(want, m, v, logZ)
	if err := ebm.PseudoLogLikelihood(got, m, v); err != nil {
		t.Fatal(err)
	}
	for r := range got {
		if !(math.Abs(got[r]-want[r]) <= 1e-12) { // ten roundings of numbers of about 10
			t.Errorf("row %d: pseudo-log-likelihood %.15g, log-likelihood %.15g", r, got[r], want[r])
		}
	}
}

// TestStochasticPseudo: its mean over draws is the exact one, and each draw is D
// times one conditional.
func TestStochasticPseudo(t *testing.T) {
	m, v := bernoulliRBM(6, 4, 1, 1, 1), binaryRows(1, 6, 1)
	want := make([]float64, 1)
	if err := ebm.PseudoLogLikelihood(want, m, v); err != nil {
		t.Fatal(err)
	}
	const n = 20000
	same := ebm.NewMatrix(n, 6)
	for r := range n {
		copy(same.Row(r), v.Row(0))
	}
	x := make([]float64, n)
	if err := ebm.StochasticPseudoLogLikelihood(x, m, same, ebm.NewRand(5)); err != nil {
		t.Fatal(err)
	}
	var sum, squares float64
	for _, y := range x {
		sum, squares = sum+y, squares+y*y
	}
	mean := sum / n
	if se := math.Sqrt((squares/n - mean*mean) / n); !(math.Abs(mean-want[0]) <= 4*se) {
		t.Errorf("mean %.5g ± %.2g, want %.5g", mean, se, want[0])
	}
	slices.Sort(x)
	if kinds := slices.Compact(x); len(kinds) != 6 {
		t.Errorf("%d different values, want one for each of 6 units", len(kinds))
	}
}

func TestPseudoErrors(t *testing.T) {
	m, dst := bernoulliRBM(3, 2, 1, 1, 1), []float64{1, 2}
	v := ebm.NewMatrix(2, 3)
	v.Row(1)[2] = 0.5
	rng := ebm.NewRand(1)
	for name, f := range map[string]func(m ebm.Model) error{
		"exact":      func(m ebm.Model) error { return ebm.PseudoLogLikelihood(dst, m, v) },
		"stochastic": func(m ebm.Model) error { return ebm.StochasticPseudoLogLikelihood(dst, m, v, rng) },
	} {
		bad := new(ebm.ValueError)
		if err := f(m); !errors.As(err, &bad) || bad.Row != 1 || bad.Column != 2 || dst[0] != 1 {
			t.Errorf("%s, half a unit: %v, dst %v", name, err, dst)
		}
		if err := f(rbm(newGaussian(3, ebm.NewRand(1)), bernoulli(2, 1), 1)); !errors.Is(err, ebm.ErrUnsupported) {
			t.Errorf("%s, Gaussian units: %v", name, err)
		}
	}
}

func TestPseudoBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	m, v := bernoulliRBM(30, 20, 0.5, 1, 1), binaryRows(150, 30, 1)
	one, seven := make([]float64, v.Rows), make([]float64, v.Rows)
	if err := ebm.PseudoLogLikelihood(one, m, v); err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(7)
	if err := ebm.PseudoLogLikelihood(seven, m, v); err != nil || !slices.Equal(one, seven) {
		t.Errorf("other bits on 7 processors, error %v", err)
	}
}

func BenchmarkPseudoLogLikelihood784x500B100(b *testing.B) {
	m, v := bernoulliRBM(784, 500, 0.1, 1, 1), binaryRows(100, 784, 1)
	dst := make([]float64, v.Rows)
	for b.Loop() {
		if err := ebm.PseudoLogLikelihood(dst, m, v); err != nil {
			b.Fatal(err)
		}
	}
}
