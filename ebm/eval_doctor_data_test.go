package ebm_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// quickDoctor are settings for findings that do not depend on the chains.
var quickDoctor = ebm.DoctorSettings{Chains: 4, Steps: 100}

// uniformRows have independent values from low to high.
func uniformRows(rows, cols int, low, high float64, seed uint64) ebm.Matrix {
	x, rng := ebm.NewMatrix(rows, cols), ebm.NewRand(seed)
	for i := range x.Data {
		x.Data[i] = float32(low + (high-low)*rng.Float64())
	}
	return x
}

// binaries are independent, each 1 with probability p.
func binaries(rows, cols int, p float64, seed uint64) ebm.Matrix {
	x, rng := ebm.NewMatrix(rows, cols), ebm.NewRand(seed)
	for i := range x.Data {
		if rng.Float64() < p {
			x.Data[i] = 1
		}
	}
	return x
}

func TestDiagnoseUnits(t *testing.T) {
	bernoulliRBM := ebm.NewBernoulliRBM(6, 3, ebm.NewRand(1))
	gaussianRBM := ebm.NewRBM(newGaussian(6, ebm.NewRand(1)), ebm.NewBernoulli(3), ebm.NewRand(1))

	f := diagnose(t, bernoulliRBM, uniformRows(50, 6, -2, 3, 1), quickDoctor)
	bad := wantLevel(t, "real values", f, ebm.CheckUnits, ebm.LevelSerious)
	if !strings.Contains(bad.Remedy, "Gaussian") || bad.Value >= 0 && bad.Value <= 1 {
		t.Errorf("%+v", bad)
	}
	wantNone(t, "real values", f, ebm.CheckMixing, ebm.CheckBound, ebm.CheckConvention)

	x := binaries(2000, 6, 0.5, 1)
	x.Row(1999)[5] = float32(math.NaN()) // a row that is not among those looked at
	bad = wantLevel(t, "NaN", diagnose(t, bernoulliRBM, x, quickDoctor), ebm.CheckUnits, ebm.LevelSerious)
	if !strings.Contains(bad.Text, "row 1999, column 5 is NaN") || bad.Value != 0 {
		t.Errorf("%+v", bad)
	}

	// Uniform values: (1/6)/(1/4) of the variance is left open.
	bad = wantLevel(t, "uniform", diagnose(t, bernoulliRBM, uniformRows(1000, 6, 0, 1, 2), quickDoctor), ebm.CheckUnits, ebm.LevelWarning)
	if math.Abs(bad.Value-2.0/3) > 0.02 {
		t.Errorf("%+v, want a share of 2/3", bad)
	}
	wantLevel(t, "binary", diagnose(t, bernoulliRBM, binaries(50, 6, 0.5, 3), quickDoctor), ebm.CheckUnits, ebm.LevelOK)

	bad = wantLevel(t, "binary for Gaussian", diagnose(t, gaussianRBM, binaries(50, 6, 0.5, 3), quickDoctor), ebm.CheckUnits, ebm.LevelWarning)
	if !strings.Contains(bad.Remedy, "Bernoulli") {
		t.Errorf("%+v", bad)
	}
	f = diagnose(t, gaussianRBM, uniformRows(50, 6, -2, 3, 1), quickDoctor)
	wantLevel(t, "real for Gaussian", f, ebm.CheckUnits, ebm.LevelOK)
	wantNone(t, "Gaussian", f, ebm.CheckConvention, ebm.CheckVisibleBias)
	wantLevel(t, "Gaussian", f, ebm.CheckMixing, ebm.LevelOK)
}

// drawnAnew is a source of probabilities, drawn as 0 or 1 where it is given an rng.
type drawnAnew struct{ ebm.Matrix }

func (d drawnAnew) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	d.Matrix.Gather(dst, rows, nil)
	if rng == nil {
		return
	}
	for i := range dst.Rows {
		for j, p := range dst.Row(i) {
			dst.Row(i)[j] = 0
			if rng.Float32() < p {
				dst.Row(i)[j] = 1
			}
		}
	}
}

func TestDiagnoseConvention(t *testing.T) {
	m := ebm.NewBernoulliRBM(6, 3, ebm.NewRand(1))
	grey := binaries(100, 6, 0.5, 1)
	for i := range 20 {
		grey.Row(i)[0] = 0.9
	}
	f := wantLevel(t, "grey", diagnose(t, m, grey, quickDoctor), ebm.CheckConvention, ebm.LevelNotice)
	if math.Abs(f.Value-20.0/600) > 1e-9 {
		t.Errorf("%+v", f)
	}
	wantLevel(t, "drawn", diagnose(t, m, drawnAnew{grey}, quickDoctor), ebm.CheckConvention, ebm.LevelOK)
}

func TestDiagnoseVisibleBias(t *testing.T) {
	sparse := binaries(500, 30, 0.05, 1)
	m := ebm.NewBernoulliRBM(30, 5, ebm.NewRand(1))
	f := diagnose(t, m, sparse, quickDoctor)
	wantLevel(t, "not initialised", f, ebm.CheckVisibleBias, ebm.LevelWarning)
	// 0.25 for 0.05·0.95 of squared error.
	if r := wantLevel(t, "not initialised", f, ebm.CheckReconstruction, ebm.LevelWarning); math.Abs(r.Value-0.25/0.0475) > 0.5 {
		t.Errorf("%+v", r)
	}
	wantLevel(t, "even data", diagnose(t, m, binaries(500, 30, 0.5, 1), quickDoctor), ebm.CheckVisibleBias, ebm.LevelOK)
	if err := m.InitVisible(sparse); err != nil {
		t.Fatal(err)
	}
	f = diagnose(t, m, sparse, quickDoctor)
	wantLevel(t, "initialised", f, ebm.CheckVisibleBias, ebm.LevelOK)
	wantLevel(t, "initialised", f, ebm.CheckReconstruction, ebm.LevelOK)
	for i := range m.Visible.(*ebm.Bernoulli).Bias {
		m.Visible.(*ebm.Bernoulli).Bias[i] = 20
	}
	wantLevel(t, "destroyed", diagnose(t, m, sparse, quickDoctor), ebm.CheckReconstruction, ebm.LevelSerious)
}

func TestDiagnoseHidden(t *testing.T) {
	x := patterns(200, 1)
	fresh := func() (*ebm.RBM, *ebm.Bernoulli) {
		m := rbm(ebm.NewBernoulli(12), ebm.NewBernoulli(20), 0.5)
		return m, m.Hidden.(*ebm.Bernoulli)
	}
	for _, c := range []struct {
		units     int
		bias      float32
		dead, sat ebm.Level
	}{
		{0, -30, ebm.LevelOK, ebm.LevelOK},
		{2, -30, ebm.LevelOK, ebm.LevelOK}, // a tenth
		{3, -30, ebm.LevelWarning, ebm.LevelOK},
		{11, -30, ebm.LevelSerious, ebm.LevelOK},
		{3, 30, ebm.LevelOK, ebm.LevelWarning},
		{11, 30, ebm.LevelOK, ebm.LevelSerious},
	} {
		m, h := fresh()
		for j := range c.units {
			h.Bias[j] = c.bias
		}
		f := diagnose(t, m, x, quickDoctor)
		dead := wantLevel(t, "biases", f, ebm.CheckDead, c.dead)
		wantLevel(t, "biases", f, ebm.CheckSaturated, c.sat)
		if c.bias < 0 && dead.Value != float64(c.units)/20 {
			t.Errorf("%d units off: %+v", c.units, dead)
		}
	}
	m, _ := fresh()
	for i := range m.Weights.Rows {
		clear(m.Weights.Row(i)[:4])
	}
	if f := wantLevel(t, "no weights", diagnose(t, m, x, quickDoctor), ebm.CheckDead, ebm.LevelWarning); f.Value != 0.2 {
		t.Errorf("%+v", f)
	}
	for i := range m.Weights.Rows {
		for j := range 4 {
			m.Weights.Row(i)[j] = 1e-4 // 12 of them change a probability by 3e-4
		}
	}
	if f := wantLevel(t, "tiny weights", diagnose(t, m, x, quickDoctor), ebm.CheckDead, ebm.LevelWarning); f.Value != 0.2 {
		t.Errorf("%+v", f)
	}
	wantLevel(t, "a new model", diagnose(t, ebm.NewBernoulliRBM(12, 20, ebm.NewRand(1)), x, quickDoctor), ebm.CheckDead, ebm.LevelOK)
	g := ebm.NewRBM(ebm.NewBernoulli(12), newGaussian(4, ebm.NewRand(1)), ebm.NewRand(1))
	clear(g.Weights.Data)
	f := diagnose(t, g, x, quickDoctor)
	wantLevel(t, "Gaussian", f, ebm.CheckDead, ebm.LevelSerious)
	wantNone(t, "Gaussian", f, ebm.CheckSaturated)
}

func TestDiagnoseBound(t *testing.T) {
	m := ebm.NewBernoulliRBM(2, 1, ebm.NewRand(1))
	four := ebm.NewMatrix(8, 2) // each state twice
	for i := range 8 {
		copy(four.Row(i), []float32{float32(i & 1), float32(i >> 1 & 1)})
	}
	twice := four.Slice(0, 2) // 00 and 10: half of the mass each
	grey := ebm.NewMatrix(3, 2)
	for i := range grey.Data {
		grey.Data[i] = 0.5
	}
	log4 := math.Log(4)
	for _, c := range []struct {
		name      string
		data      ebm.Matrix
		mean, err float64
		bound     float64
		want      ebm.Level
	}{
		{"optimum", four, -log4, 0, -log4, ebm.LevelOK},
		{"below", four, -2, 0, -log4, ebm.LevelOK},
		{"above", four, -1.3, 0, -log4, ebm.LevelSerious},
		{"above, uncertain", four, -1.3, 0.1, -log4, ebm.LevelNotice},
		{"two states", twice, -0.7, 0, -math.Ln2, ebm.LevelOK},
		{"two states, above", twice, -0.6, 0.04, -math.Ln2, ebm.LevelSerious},
		{"grey", grey, -log4, 0, -log4, ebm.LevelOK},
		{"grey, above", grey, -1.3, 0, -log4, ebm.LevelSerious},
	} {
		s := quickDoctor
		s.LogLikelihood = ebm.Metric{Name: "LL", Value: c.mean, Err: c.err}
		f := wantLevel(t, c.name, diagnose(t, m, c.data, s), ebm.CheckBound, c.want)
		if math.Abs(f.Limit-c.bound) > 1e-12 || f.Value != c.mean {
			t.Errorf("%s: %+v, want a bound of %g", c.name, f, c.bound)
		}
	}
	s := quickDoctor
	s.LogLikelihood = ebm.Metric{Name: "LL", Value: 5}
	g := ebm.NewRBM(newGaussian(6, ebm.NewRand(1)), ebm.NewBernoulli(3), ebm.NewRand(1))
	wantNone(t, "density", diagnose(t, g, uniformRows(50, 6, -2, 3, 1), s), ebm.CheckBound)
}

// With its exact log Z no model is above the bound, and with one that is too small
// by what it lacks every one is.
func TestDiagnoseBoundOfModels(t *testing.T) {
	for _, m := range []*ebm.RBM{rbm(bernoulli(6, 1), bernoulli(4, 2), 0.5), rbm(bernoulli(8, 1), bernoulli(5, 2), 2), rbm(bernoulli(6, 1), newGaussian(3, ebm.NewRand(2)), 0.5)} {
		logZ, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []ebm.Matrix{binaries(40, m.NumVisible(), 0.4, 1), uniformRows(40, m.NumVisible(), 0, 1, 1)} {
			ll, mean := make([]float64, x.Rows), 0.0
			ebm.LogLikelihood(ll, m, x, logZ)
			for _, l := range ll {
				mean += l / float64(x.Rows)
			}
			s := quickDoctor
			s.LogLikelihood = ebm.Metric{Name: "LL", Value: mean}
			f := wantLevel(t, "exact", diagnose(t, m, x, s), ebm.CheckBound, ebm.LevelOK)
			s.LogLikelihood.Value += f.Limit - f.Value + 0.01
			wantLevel(t, "too good", diagnose(t, m, x, s), ebm.CheckBound, ebm.LevelSerious)
		}
	}
}

// Rows that all are the same cannot tell of hidden units that do not change.
func TestDiagnoseEqualRows(t *testing.T) {
	m, x := ebm.NewBernoulliRBM(6, 3, ebm.NewRand(1)), ebm.NewMatrix(20, 6)
	wantNone(t, "equal rows", diagnose(t, m, x, quickDoctor), ebm.CheckDead)
	x.Row(19)[0] = 1
	wantLevel(t, "one row differs", diagnose(t, m, x, quickDoctor), ebm.CheckDead, ebm.LevelOK)
}
