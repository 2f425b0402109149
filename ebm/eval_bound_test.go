package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// boundStack returns a stack of Bernoulli layers with weights of the given
// deviation and biases of deviation 1.
func boundStack(weight float64, sizes ...int) *ebm.DBN {
	d := &ebm.DBN{}
	for l := range len(sizes) - 1 {
		d.RBMs = append(d.RBMs, bernoulliRBM(sizes[l], sizes[l+1], weight, 1, uint64(l+1)))
	}
	return d
}

// turnedStack returns a stack of so many levels, each nearly the transpose of
// the one below.
func turnedStack(levels int) *ebm.DBN {
	d, rng := boundStack(1, 5, 4), ebm.NewRand(9)
	for len(d.RBMs) < levels {
		below := boundTop(d)
		m := &ebm.RBM{Visible: below.Hidden, Hidden: below.Visible, Weights: ebm.MatrixOf(below.Weights.T())}
		for i := range m.Weights.Data {
			m.Weights.Data[i] += float32(0.2 * rng.NormFloat64())
		}
		d.RBMs = append(d.RBMs, m)
	}
	return d
}

func boundTop(d *ebm.DBN) *ebm.RBM { return d.RBMs[len(d.RBMs)-1] }

func exactTop(t *testing.T, d *ebm.DBN) ebm.LogZResult {
	t.Helper()
	r, err := ebm.LogZ(t.Context(), boundTop(d), ebm.LogZSettings{}, ebm.NewRand(1))
	if err != nil || !r.Exact {
		t.Fatalf("%v, error %v", r, err)
	}
	return r
}

// boundPath is one state of all layers above a row: its probability on the way
// up and the logarithm of p(v, h)/q(h|v), where top is not normalised.
type boundPath struct{ q, logw float64 }

// boundPaths lists all of them by the definition: densities, not free energies.
func boundPaths(d *ebm.DBN, level int, x ebm.Matrix) (paths []boundPath) {
	m := d.RBMs[level]
	if level == d.Levels()-1 {
		f := make([]float64, 1)
		m.FreeEnergy(f, x)
		return []boundPath{{1, -f[0]}}
	}
	states := m.Hidden.(ebm.Enumerator)
	h := ebm.NewMatrix(1, m.NumHidden())
	for s := range int(math.Round(math.Exp(states.LogStates()))) {
		states.States(h, s)
		up, down := ebm.NewMatrix(1, m.NumHidden()), ebm.NewMatrix(1, m.NumVisible())
		for i := range m.NumVisible() {
			for j := range m.NumHidden() {
				up.Row(0)[j] += x.Row(0)[i] * m.Weights.Row(i)[j]
				down.Row(0)[i] += h.Row(0)[j] * m.Weights.Row(i)[j]
			}
		}
		logq := boundDensity(m.Hidden, h, up)
		for _, p := range boundPaths(d, level+1, h) {
			paths = append(paths, boundPath{math.Exp(logq) * p.q, boundDensity(m.Visible, x, down) - logq + p.logw})
		}
	}
	return paths
}

// boundDensity is log p(x|in) of one row.
func boundDensity(l ebm.Layer, x, in ebm.Matrix) float64 {
	e, c := make([]float64, 1), make([]float64, 1)
	l.Energy(e, x)
	l.CGF(c, in)
	var dot float64
	for j, v := range x.Row(0) {
		dot += float64(v) * float64(in.Row(0)[j])
	}
	return dot - e[0] - c[0]
}

// boundTruth sums over the paths: the bound, log p(v), the variance of log w
// and that of w relative to p(v)².
func boundTruth(d *ebm.DBN, x ebm.Matrix, logZ float64) (bound, logp, variance, relative float64) {
	var p, squares float64
	paths := boundPaths(d, 0, x)
	for _, a := range paths {
		w := a.logw - logZ
		bound += a.q * w
		p += a.q * math.Exp(w)
		squares += a.q * math.Exp(2*w)
	}
	for _, a := range paths {
		variance += a.q * (a.logw - logZ - bound) * (a.logw - logZ - bound)
	}
	return bound, math.Log(p), variance, squares/p/p - 1
}

// repeated is n times the row.
func repeated(row []float32, n int) ebm.Matrix {
	x := ebm.NewMatrix(n, len(row))
	for i := range n {
		copy(x.Row(i), row)
	}
	return x
}

// TestDBNBound compares with sums over all hidden states.
func TestDBNBound(t *testing.T) {
	grey := boundStack(0.3, 3, 4, 3)
	grey.RBMs[0].Visible = newGaussian(3, ebm.NewRand(7))
	for name, d := range map[string]*ebm.DBN{
		"two levels": boundStack(1, 5, 4, 3), "four levels": boundStack(1, 4, 3, 2, 3, 2), "real values": grey,
		"two near levels": turnedStack(2), "three near levels": turnedStack(3),
	} {
		logZ := exactTop(t, d)
		v := binaryRows(3, d.NumVisible(), 5)
		for r := range v.Rows {
			testBound(t, fmt.Sprintf("%s, row %d", name, r), d, v.Slice(r, r+1), logZ)
		}
	}
}

func testBound(t *testing.T, name string, d *ebm.DBN, v ebm.Matrix, logZ ebm.LogZResult) {
	t.Helper()
	bound, logp, variance, relative := boundTruth(d, v, logZ.Value)
	if !(bound < logp) || variance == 0 {
		t.Fatalf("%s: bound %g, log p %g, variance %g", name, bound, logp, variance)
	}
	const n, k = 600, 100 // more rows than a block
	b, err := ebm.DBNBound(t.Context(), d, repeated(v.Row(0), n), logZ, ebm.BoundSettings{Samples: k}, ebm.NewRand(3))
	if err != nil {
		t.Fatal(err)
	}
	// Five standard errors of a mean over n·k draws, and roundings of float32.
	se := math.Sqrt(variance / (n * k))
	if math.Abs(b.Mean-bound) > 5*se+1e-5 {
		t.Errorf("%s: bound %g, want %g ± %g", name, b.Mean, bound, se)
	}
	// An estimate of a variance from 60 000 draws, and one from 600 rows, whose
	// relative deviation is √(2/599)/2 for normal numbers: five of these.
	if math.Abs(b.SampleErr/se-1) > 0.1 || math.Abs(b.StdErr/se-1) > 0.15 {
		t.Errorf("%s: errors %g and %g, want %g", name, b.SampleErr, b.StdErr, se)
	}
	if !(bound < b.Tight && b.Tight < logp+5*b.TightErr) {
		t.Errorf("%s: importance-weighted bound %g ± %g, bound %g, log p %g", name, b.Tight, b.TightErr, bound, logp)
	}
	if relative > 0.5 { // what follows are first orders in relative/k
		if strings.Contains(name, "near") {
			t.Errorf("%s: the weights vary by %g", name, relative)
		}
		return
	}
	// The mean of w has the relative variance relative/k, and its logarithm is low
	// by half of that; what is left out is of the square of that.
	bias, tightSE := relative/(2*k), math.Sqrt(relative/(n*k))
	if math.Abs(b.Tight+bias-logp) > 5*tightSE+8*bias*bias+1e-5 {
		t.Errorf("%s: importance-weighted bound %g, want %g - %g ± %g", name, b.Tight, logp, bias, tightSE)
	}
	if math.Abs(b.TightSampleErr/tightSE-1) > 0.1 || math.Abs(b.TightErr/tightSE-1) > 0.15 {
		t.Errorf("%s: errors %g and %g, want %g", name, b.TightSampleErr, b.TightErr, tightSE)
	}
	if want := k / (1 + relative); math.Abs(b.Effective/want-1) > 0.05 {
		t.Errorf("%s: %g effective draws, want about %g", name, b.Effective, want)
	}
}

// TestDBNBoundTied: the transpose of the level below has its hidden layer's
// distribution, so that the way up is the posterior and no draw tells anything.
func TestDBNBoundTied(t *testing.T) {
	m := bernoulliRBM(6, 4, 1, 1, 1)
	turned := &ebm.RBM{Visible: m.Hidden, Hidden: m.Visible, Weights: ebm.MatrixOf(m.Weights.T())}
	v := binaryRows(20, 6, 2)
	want, err := ebm.ExactLikelihood(m, v, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*ebm.DBN{{RBMs: []*ebm.RBM{m}}, {RBMs: []*ebm.RBM{m, turned}}, {RBMs: []*ebm.RBM{m, turned, m}}} {
		b, err := ebm.DBNBound(t.Context(), d, v, exactTop(t, d), ebm.BoundSettings{}, ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		// Products of float32.
		if math.Abs(b.Mean-want.Mean) > 1e-5 || math.Abs(b.Tight-want.Mean) > 1e-5 || b.SampleErr > 1e-5 || math.Abs(b.StdErr-want.StdErr) > 1e-5 {
			t.Errorf("%d levels: %v, want %v", d.Levels(), b, want)
		}
		if one := strings.Contains(b.String(), "one RBM"); one != (d.Levels() == 1) {
			t.Errorf("%d levels: %v", d.Levels(), b)
		}
	}
}

// TestDBNTopLogZ: log Z of the top RBM is annealed from the activations that
// reach it, whether they are draws or means.
func TestDBNTopLogZ(t *testing.T) {
	d, v := boundStack(1, 10, 9, 8), binaryRows(200, 10, 1)
	want := exactTop(t, d).Value
	for _, sample := range []bool{true, false} {
		s := ebm.LogZSettings{Data: d.Up(v, d.Levels()-1, sample), Temperatures: 300, NoExact: true}
		r, err := ebm.LogZ(t.Context(), boundTop(d), s, ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		// Five standard errors: one seed in a million.
		if r.Exact || !r.Converged || math.Abs(r.Value-want) > 5*r.Err {
			t.Errorf("sample %v: %v, error %g, want %g", sample, r, r.Err, want)
		}
	}
}

// TestDBNBoundLogZ: the interval of log Z moves both bounds, and a verdict is told.
func TestDBNBoundLogZ(t *testing.T) {
	d := boundStack(1, 5, 4, 3)
	z := exactTop(t, d)
	v := binaryRows(7, 5, 1)
	exact, err := ebm.DBNBound(t.Context(), d, v, z, ebm.BoundSettings{}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	z.Low, z.High, z.Exact, z.Converged, z.Verdict = z.Value-0.5, z.Value+0.25, false, false, "not converged: 3.00 nat"
	b, err := ebm.DBNBound(t.Context(), d, named{v, "coins"}, z, ebm.BoundSettings{}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	const rounding = 1e-12
	for what, x := range map[string][2]float64{
		"Mean": {b.Mean, exact.Mean}, "Low": {b.Low(), exact.Mean - 0.25}, "High": {b.High(), exact.Mean + 0.5},
		"TightLow": {b.TightLow(), exact.Tight - 0.25}, "TightHigh": {b.TightHigh(), exact.Tight + 0.5},
	} {
		if math.Abs(x[0]-x[1]) > rounding {
			t.Errorf("%s is %g, want %g", what, x[0], x[1])
		}
	}
	_, rows := b.Table()
	for _, text := range []string{b.String(), strings.Join(rows[len(rows)-1], " ")} {
		if !strings.Contains(text, "not converged: 3.00 nat") || !strings.Contains(text, "-0.50 +0.25") {
			t.Errorf("nothing of log Z in %q", text)
		}
	}
	if !strings.Contains(b.String(), "lower bound, estimate") || !strings.Contains(b.String(), "7 rows of coins") {
		t.Error(b)
	}
}

func TestDBNBoundErrors(t *testing.T) {
	d, rng := boundStack(1, 6, 4, 3), ebm.NewRand(1)
	z, v := exactTop(t, d), binaryRows(600, 6, 1)
	bound := func(d *ebm.DBN, data ebm.Source, z ebm.LogZResult, s ebm.BoundSettings) error {
		_, err := ebm.DBNBound(t.Context(), d, data, z, s, rng)
		return err
	}
	is := func(name string, err, want error, text string) {
		t.Helper()
		if !errors.Is(err, want) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	half := binaryRows(600, 6, 1)
	half.Row(580)[1] = 0.5
	is("grey", bound(d, half, z, ebm.BoundSettings{}), ebm.ErrValue, "row 580")
	is("one draw", bound(d, v, z, ebm.BoundSettings{Samples: 1}), ebm.ErrSettings, "at least 2")
	is("no rows", bound(d, ebm.NewMatrix(0, 6), z, ebm.BoundSettings{}), ebm.ErrSettings, "0 rows")
	is("another width", bound(d, ebm.NewMatrix(2, 5), z, ebm.BoundSettings{}), ebm.ErrSettings, "5 columns")
	wrong := z
	wrong.Low = z.Value + 1
	is("no log Z", bound(d, v, ebm.LogZResult{}, ebm.BoundSettings{}), ebm.ErrSettings, "without a verdict")
	is("interval", bound(d, v, wrong, ebm.BoundSettings{}), ebm.ErrSettings, "outside its interval")
	wrong.Value = math.NaN()
	is("NaN", bound(d, v, wrong, ebm.BoundSettings{}), ebm.ErrDiverged, "log Z")
	mixed := boundStack(1, 6, 4, 3)
	mixed.RBMs[1].Visible = newGaussian(4, rng)
	is("layers that differ", bound(mixed, v, z, ebm.BoundSettings{}), ebm.ErrUnsupported, "hidden units of level 0 (Bernoulli)")
	points := 0
	stop := ebm.RecorderFunc(func(p *ebm.Progress) error {
		if points++; p.Model != d {
			t.Error("another model")
		}
		return ebm.ErrStop
	})
	is("stopped", bound(d, v, z, ebm.BoundSettings{Recorder: stop}), ebm.ErrStop, "bound")
	if points != 1 {
		t.Errorf("%d points", points)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := ebm.DBNBound(ctx, d, v, z, ebm.BoundSettings{}, rng)
	is("cancelled", err, context.Canceled, "0 of 600 rows")
	if _, err := ebm.DBNBound(t.Context(), d, coins{30, 6}, z, ebm.BoundSettings{}, rng); err != nil {
		t.Errorf("data that are drawn: %v", err)
	}
}
