package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

const (
	pathChains = 8000
	pathRuns   = 2000 // runs of AIS
)

// pathBetas are visited upwards and downwards. The first must be 0, the last 1.
var pathBetas = []float64{0, 0.3, 0.8, 1}

// TestAnnealer holds the path of model from base, which may be nil, to the
// contract of [ebm.Path], by sums over all visible states: at most 4096, see
// [TestModel]. What Step adds to log weights is the difference of two functions
// of β and v, of which the one at β = 1 is -F(v), so p_β is known at any β. Then
// Start must draw from p_0 and return its log Z; moves to β, upwards, downwards
// and on the spot, must leave p_β invariant and satisfy detailed balance, which
// is tested where the state before a move is a draw of p_β; and the mean weights
// of [ebm.AIS] and [ebm.ReverseAIS] must be Z/Z_0 and Z_0/Z. Step must also honour strides,
// leave the parameters alone and give the same bits for any GOMAXPROCS.
func TestAnnealer(t testing.TB, model ebm.Annealer, base ebm.Source) {
	t.Helper()
	p := &pathTest{TB: t, model: model, base: base, states: statesOf(visibleOf(model))}
	if p.states == nil {
		t.Fatalf("TestAnnealer: the visible states of %T cannot be listed", model)
	}
	var err error
	if p.path, err = model.Anneal(base); err != nil {
		t.Fatalf("TestAnnealer: %v", err)
	}
	p.testWeights()
	p.testStart()
	p.testStep()
	for i, from := range pathBetas {
		for _, to := range pathBetas[max(0, i-1):min(len(pathBetas), i+2)] {
			p.testMoves(from, to)
		}
	}
	p.testEstimates()
}

type pathTest struct {
	testing.TB
	model  ebm.Annealer
	base   ebm.Source
	path   ebm.Path
	states *states
}

// change returns log p*_to - log p*_from of each state.
func (p *pathTest) change(from, to float64) []float64 {
	d := make([]float64, p.states.x.Rows)
	p.path.Step(d, ebm.MatrixOf(p.states.x), from, to, ebm.NewRand(1))
	return d
}

// density returns log p*_β of each state.
func (p *pathTest) density(beta float64) []float64 {
	d := p.change(1, beta)
	for i, f := range freeEnergy(p.model, p.states.x) {
		d[i] -= f
	}
	return d
}

// testWeights wants log weights that add up along the way, and are added.
func (p *pathTest) testWeights() {
	p.Helper()
	want, free := p.change(0, 1), freeEnergy(p.model, p.states.x)
	again, spot := p.change(0.3, 0.8), p.change(0.3, 0.3)
	p.path.Step(again, ebm.MatrixOf(p.states.x), 0.8, 1, ebm.NewRand(2))
	p.path.Step(again, ebm.MatrixOf(p.states.x), 0.3, 0, ebm.NewRand(2))
	back := p.change(0, 0.3)
	for i := range want {
		// A free energy is a sum of float32 inputs, a thousand roundings at most.
		tol := 1000 * roundoff * (1 + math.Abs(free[i]) + math.Abs(want[i]))
		if got := again[i] + 2*back[i]; differs(got, want[i], 4*tol) {
			p.Errorf("log weights of state %v: the parts from 0 to 1 add up to %g, the whole is %g", p.states.x.Row(i), got, want[i])
			return
		}
		if spot[i] != 0 {
			p.Errorf("Step from 0.3 to 0.3 adds %g to a log weight", spot[i])
			return
		}
	}
}

// testStart compares the first states and log Z with p_0.
func (p *pathTest) testStart() {
	p.Helper()
	x, logp := ebm.NewMatrix(pathChains, p.model.NumVisible()), p.density(0)
	got := p.path.Start(x, ebm.NewRand(3))
	if want := logSum(logp); differs(got, want, 1e-5*max(1, math.Abs(want))) {
		p.Errorf("Start returns log Z_0 = %.8g, but log Σ p*_0 is %.8g", got, want)
	}
	testFrequencies(p, "Start", x, p.states, normalize(logp))
}

// testStep checks single calls.
func (p *pathTest) testStep() {
	p.Helper()
	var params []ebm.Param
	if m, ok := p.model.(ebm.Trainable); ok {
		params = m.Params()
	}
	saved := snapshot(params)
	rows := sampleStates(p.states, normalize(p.density(0.3)), 1<<12, 7)
	step := func(x ebm.Matrix) []float64 {
		logw := make([]float64, x.Rows)
		p.path.Step(logw, x, 0.3, 0.8, ebm.NewRand(4))
		return append(logw, values(x)...)
	}
	plain, guarded := ebm.MatrixOf(rows), guard(rows)
	step(plain)
	step(guarded.Matrix)
	switch {
	case guarded.broken():
		p.Errorf("Step writes outside chains whose Stride exceeds its Cols")
	case !same(plain, guarded.Matrix):
		p.Errorf("Step gives two results for one seed, or depends on Stride")
	case changed(params, saved) != "":
		p.Errorf("Step changes the parameter %s", changed(params, saved))
	}
	testBits(p, "Step", func() []float64 { return step(ebm.MatrixOf(rows)) })
	testPanic(p, "Step with a nil rng", func() { p.path.Step(make([]float64, rows.Rows), ebm.MatrixOf(rows), 0.3, 0.8, nil) })
	testPanic(p, "Step with few weights", func() { p.path.Step(make([]float64, 1), ebm.MatrixOf(rows), 0.3, 0.8, ebm.NewRand(4)) })
	testPanic(p, "Start of wide chains", func() { p.path.Start(ebm.NewMatrix(3, rows.Cols+1), ebm.NewRand(4)) })
}

// testMoves moves exact samples of p_to.
func (p *pathTest) testMoves(from, to float64) {
	p.Helper()
	what := fmt.Sprintf("a move from β = %g to %g", from, to)
	prob := normalize(p.density(to))
	start := sampleStates(p.states, prob, pathChains, 8)
	x := ebm.MatrixOf(start)
	p.path.Step(make([]float64, pathChains), x, from, to, ebm.NewRand(5))
	testFrequencies(p, "after "+what, x, p.states, prob)
	for a := range x.Cols {
		for b := range a {
			m, variance, reach := average(pathChains, func(i int) float64 {
				v, w := start.Row(i), x.Row(i)
				return float64(v[a])*float64(w[b]) - float64(v[b])*float64(w[a])
			})
			if tol := deviation(variance, reach, pathChains, x.Cols*x.Cols); differs(m, 0, tol) {
				p.Errorf("%s has no detailed balance: the mean of v_%d·v'_%d less v_%d·v'_%d is %.4g, more than %.2g", what, a, b, b, a, m, tol)
				return
			}
		}
	}
}

// testEstimates compares mean weights with the exact ratio.
func (p *pathTest) testEstimates() {
	p.Helper()
	logp := negative(freeEnergy(p.model, p.states.x))
	logZ := logSum(logp)
	s := ebm.AISSettings{Chains: pathRuns, Betas: pathBetas, Base: p.base, Start: sampleStates(p.states, normalize(logp), pathRuns, 9)}
	for name, ais := range map[string]func(rng *rand.Rand) (ebm.AISResult, error){
		"AIS":        func(rng *rand.Rand) (ebm.AISResult, error) { return ebm.AIS(p.Context(), p.model, s, rng) },
		"ReverseAIS": func(rng *rand.Rand) (ebm.AISResult, error) { return ebm.ReverseAIS(p.Context(), p.model, s, rng) },
	} {
		r, err := ais(ebm.NewRand(6))
		if err != nil {
			p.Errorf("%s: %v", name, err)
			continue
		}
		mean, variance, reach := average(pathRuns, func(i int) float64 { return math.Exp(r.LogWeights[i]) })
		ratio := math.Exp(logZ - r.LogZ0)
		if r.Reverse {
			ratio = 1 / ratio
		}
		if tol := deviation(variance, reach, pathRuns, 2); differs(mean, ratio, tol) {
			p.Errorf("%s: the mean weight is %.5g, more than %.2g from Z/Z_0 = %.5g, or its inverse", name, mean, tol, ratio)
		}
	}
}
