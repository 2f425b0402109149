package ebmtest

import (
	"fmt"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// population is exact samples of a model, and what is needed to tell whether
// others are.
type population struct {
	name   string
	model  ebm.Model
	states *states // nil: cannot be listed
	p      []float64
	start  ebm.Matrix // kernelChains exact samples
}

func newPopulation(t testing.TB, name string, model ebm.Model, seed uint64) *population {
	t.Helper()
	p := &population{name: name, model: model, states: statesOf(visibleOf(model))}
	if p.states != nil {
		p.p = normalize(negative(freeEnergy(model, p.states.x)))
		p.start = sampleStates(p.states, p.p, kernelChains, seed)
		return p
	}
	r, ok := model.(*ebm.RBM)
	if !ok || statesOf(r.Hidden) == nil {
		t.Fatalf("TestKernel: no exact samples of %T: neither visible nor hidden states can be listed", model)
	}
	p.start = sampleThroughHidden(r, seed)
	return p
}

// sampleStates draws n states with the probabilities p.
func sampleStates(s *states, p []float64, n int, seed uint64) ebm.Matrix {
	x, rng, pick := ebm.NewMatrix(n, s.x.Cols), ebm.NewRand(seed), picker(p)
	for i := range n {
		copy(x.Row(i), s.x.Row(pick(rng.Float64())))
	}
	return x
}

// sampleThroughHidden draws h from p(h) = Σ_v p(v,h), then v from p(v|h).
func sampleThroughHidden(r *ebm.RBM, seed uint64) ebm.Matrix {
	s := statesOf(r.Hidden)
	in := ebm.NewMatrix(s.x.Rows, r.NumVisible())
	for i := range in.Rows {
		for j := range in.Cols {
			in.Row(i)[j] = float32(dot(s.x.Row(i), r.Weights.Row(j)))
		}
	}
	logw := make([]float64, in.Rows)
	r.Visible.CGF(logw, in)
	for i, e := range layerEnergy(r.Hidden, s.x) {
		logw[i] -= e
	}
	h, v := sampleStates(s, normalize(logw), kernelChains, seed), ebm.NewMatrix(kernelChains, r.NumVisible())
	r.VisibleSample(v, h, ebm.NewRand(seed+1000))
	return v
}

// testInvariance wants x, where start came in kernelSteps steps, to be
// independent samples too.
func (p *population) testInvariance(t testing.TB, x ebm.Matrix) {
	t.Helper()
	if p.states != nil {
		testFrequencies(t, fmt.Sprintf("%s after %d steps from exact samples", p.name, kernelSteps), x, p.states, p.p)
	}
	before, after := freeEnergy(p.model, p.start), freeEnergy(p.model, x)
	testIndependence(t, x, after)
	d := x.Cols
	comparisons := 1 + d + d*(d+1)/2
	p.testChange(t, "F(v)", comparisons, func(i int) float64 { return after[i] - before[i] })
	for a := range d {
		p.testChange(t, fmt.Sprintf("v_%d", a), comparisons, func(i int) float64 {
			return float64(x.Row(i)[a]) - float64(p.start.Row(i)[a])
		})
		for b := range a + 1 {
			p.testChange(t, fmt.Sprintf("v_%d·v_%d", a, b), comparisons, func(i int) float64 {
				u, w := x.Row(i), p.start.Row(i)
				return float64(u[a])*float64(u[b]) - float64(w[a])*float64(w[b])
			})
		}
	}
}

// testIndependence wants no correlation between the free energies, nor between
// the values of a unit, of neighbouring chains.
func testIndependence(t testing.TB, x ebm.Matrix, f []float64) {
	t.Helper()
	for unit := -1; unit < x.Cols; unit++ {
		what, value := "F", func(i int) float64 { return f[i] }
		if unit >= 0 {
			what, value = fmt.Sprintf("v_%d", unit), func(i int) float64 { return float64(x.Row(i)[unit]) }
		}
		// Products of independent numbers have the product of their variances.
		center, variance, reach := average(x.Rows, value)
		c, _, _ := average(x.Rows-1, func(i int) float64 { return (value(i) - center) * (value(i+1) - center) })
		tol := deviation(variance*variance, reach*reach, x.Rows-1, x.Cols+1)
		if differs(c, 0, tol+1e-12*center*center) {
			t.Errorf("chains are not independent: the covariance of %s in neighbouring rows is %.4g, more than %.2g", what, c, tol)
			return
		}
	}
}

// testChange wants a mean change of 0.
func (p *population) testChange(t testing.TB, what string, comparisons int, change func(i int) float64) {
	t.Helper()
	m, variance, reach := average(kernelChains, change)
	if tol := deviation(variance, reach, kernelChains, comparisons); differs(m, 0, tol) {
		t.Errorf("p is not invariant: of %s, %d steps from exact samples change the mean of %s over %d chains by %.4g, more than %.2g",
			p.name, kernelSteps, what, kernelChains, m, tol)
	}
}
