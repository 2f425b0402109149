package ebm_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestLogProbabilities: they add up to 1, and are -F - log Z of states whose bits
// are the units.
func TestLogProbabilities(t *testing.T) {
	for _, m := range []*ebm.RBM{bernoulliRBM(13, 5, 1, 1, 1), bernoulliRBM(4, 9, 1, 1, 2), rbm(bernoulli(6, 1), newGaussian(3, ebm.NewRand(2)), 0.5)} {
		logp, err := ebm.LogProbabilities(m)
		if err != nil || len(logp) != 1<<m.NumVisible() {
			t.Fatalf("%d probabilities, error %v", len(logp), err)
		}
		logZ, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		v, want := ebm.NewMatrix(1, m.NumVisible()), make([]float64, 1)
		var sum float64
		for s, got := range logp {
			sum += math.Exp(got)
			for i := range v.Cols {
				v.Row(0)[i] = float32(s >> i & 1)
			}
			// The oracle takes float32 inputs of about ten terms.
			if ebm.LogLikelihood(want, m, v, logZ); !(math.Abs(got-want[0]) <= 1e-5) {
				t.Fatalf("%v: state %b has log p %.9g, want %.9g", m, s, got, want[0])
			}
		}
		if !(math.Abs(sum-1) <= 1e-12) { // 2¹³ roundings of float64
			t.Errorf("%v: probabilities add up to %.15g", m, sum)
		}
	}
}

// TestMarginals compares with sums over all visible states of a model whose
// smaller layer is the hidden one, the visible one, and one with Gaussian units.
func TestMarginals(t *testing.T) {
	for _, m := range []*ebm.RBM{bernoulliRBM(11, 10, 1, 1, 1), bernoulliRBM(5, 8, 1, 1, 2), rbm(bernoulli(6, 1), newGaussian(3, ebm.NewRand(2)), 0.5)} {
		got, err := ebm.ExactMarginals(m)
		if err != nil {
			t.Fatal(err)
		}
		logp, err := ebm.LogProbabilities(m)
		if err != nil {
			t.Fatal(err)
		}
		d, n := m.NumVisible(), m.NumHidden()
		v, h := ebm.NewMatrix(len(logp), d), ebm.NewMatrix(len(logp), n)
		m.Visible.(ebm.Enumerator).States(v, 0)
		m.HiddenMean(h, v)
		expect := func(f func(s int) float64) (sum float64) {
			for s, x := range logp {
				sum += math.Exp(x) * f(s)
			}
			return sum
		}
		check := func(what string, i, j int, got, want float64) {
			if !(math.Abs(got-want) <= 1e-5*max(1, math.Abs(want))) { // float32 means and products
				t.Errorf("%v: %s %d, %d is %.9g, want %.9g", m, what, i, j, got, want)
			}
		}
		for i := range d {
			check("<v>", i, 0, got.Visible[i], expect(func(s int) float64 { return v.At(s, i) }))
			for j := range n {
				check("<vh>", i, j, got.Pairs.At(i, j), expect(func(s int) float64 { return v.At(s, i) * h.At(s, j) }))
			}
		}
		for j := range n {
			check("<h>", j, 0, got.Hidden[j], expect(func(s int) float64 { return h.At(s, j) }))
		}
		if logZ, _ := ebm.LogPartition(m); got.LogZ != logZ {
			t.Errorf("%v: log Z is %g, want %g", m, got.LogZ, logZ)
		}
	}
}

// TestExactSampler: frequencies of states, of models with several parts of states
// on either side.
func TestExactSampler(t *testing.T) {
	const rows = 20000
	for _, m := range []*ebm.RBM{bernoulliRBM(4, 14, 0.5, 1, 1), bernoulliRBM(14, 13, 0.3, 1, 2), bernoulliRBM(13, 14, 0.3, 1, 3)} {
		logp, err := ebm.LogProbabilities(m)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ebm.NewExactSampler(m)
		if err != nil {
			t.Fatal(err)
		}
		x := ebm.NewMatrix(rows, m.NumVisible())
		s.Sample(x, ebm.NewRand(9))
		// By the last 4 units: 16 classes.
		var p, count [16]float64
		for state, l := range logp {
			p[state>>(m.NumVisible()-4)] += math.Exp(l)
		}
		for r := range rows {
			class := 0
			for b := range 4 {
				class |= int(x.Row(r)[m.NumVisible()-4+b]) << b
			}
			count[class]++
		}
		for c := range p {
			// 5 standard errors of a frequency: a chance below 10⁻⁶ each
			if tol := 5 * math.Sqrt(rows*p[c]*(1-p[c])); !(math.Abs(count[c]-rows*p[c]) <= tol+1) {
				t.Errorf("%v: class %04b has %g of %d draws, want %.1f ± %.1f", m, c, count[c], rows, rows*p[c], tol)
			}
		}
		if logZ, _ := ebm.LogPartition(m); s.LogZ() != logZ {
			t.Errorf("log Z is %g, want %g", s.LogZ(), logZ)
		}
	}
}

// TestExactSamplerOfCertainty: a model of one state, all other probabilities
// being 0 in float64.
func TestExactSamplerOfCertainty(t *testing.T) {
	m := ebm.NewBernoulliRBM(10, 14, ebm.NewRand(1))
	for i := range 10 {
		m.Visible.(*ebm.Bernoulli).Bias[i] = 2000 * float32(i%2*2-1)
	}
	s, err := ebm.NewExactSampler(m)
	if err != nil {
		t.Fatal(err)
	}
	x := ebm.NewMatrix(50, 10)
	s.Sample(x, ebm.NewRand(1))
	for r := range x.Rows {
		for i, v := range x.Row(r) {
			if v != float32(i%2) {
				t.Fatalf("row %d is %v", r, x.Row(r))
			}
		}
	}
}

func TestExactSamplerBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	draw := func(procs int) []float32 {
		runtime.GOMAXPROCS(procs)
		s, err := ebm.NewExactSampler(bernoulliRBM(14, 15, 0.5, 1, 1))
		if err != nil {
			t.Fatal(err)
		}
		x := ebm.NewMatrix(30, 14)
		s.Sample(x, ebm.NewRand(1))
		return x.Data
	}
	if !slices.Equal(draw(1), draw(7)) {
		t.Error("other draws on 7 processors")
	}
}

func TestMarginalErrors(t *testing.T) {
	nan := bernoulliRBM(6, 4, 1, 1, 1)
	nan.Weights.Data[3] = float32(math.NaN())
	gaussians := rbm(newGaussian(2, ebm.NewRand(1)), newGaussian(2, ebm.NewRand(1)), 0.1)
	for name, c := range map[string]struct {
		m    *ebm.RBM
		want error
	}{
		"60 units":  {ebm.NewBernoulliRBM(60, 60, ebm.NewRand(1)), ebm.ErrTooLarge},
		"NaN":       {nan, ebm.ErrDiverged},
		"Gaussians": {gaussians, ebm.ErrUnsupported},
	} {
		for what, f := range map[string]func() error{
			"marginals":     func() error { _, err := ebm.ExactMarginals(c.m); return err },
			"probabilities": func() error { _, err := ebm.LogProbabilities(c.m); return err },
			"sampler":       func() error { _, err := ebm.NewExactSampler(c.m); return err },
		} {
			if err := f(); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v, want %v", name, what, err, c.want)
			}
		}
	}
}
