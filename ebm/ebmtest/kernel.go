package ebmtest

import (
	"fmt"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

const (
	kernelChains = 20000
	kernelSteps  = 6
)

// TestKernel holds kernel to the contract of [ebm.Kernel]: it leaves p(v) of
// model invariant. Chains that start from exact samples must be exact samples
// after some steps. Where the visible states can be listed their frequencies
// are compared with p by a χ² test. In any case the mean changes of v_i,
// v_i·v_j and F must be 0 within the error of so many chains, and neighbouring
// chains must be independent. Step must also move something, count sensibly, honour strides, leave the
// parameters alone, and give the same bits for the same seed and any GOMAXPROCS.
//
// Exact samples need visible states that can be listed (at most 4096, see
// [TestModel]), or an RBM whose hidden states can be.
func TestKernel(t testing.TB, model ebm.Model, kernel ebm.Kernel) {
	t.Helper()
	k := newKernelTest(t, model, kernel)
	k.testStep()
	k.testInvariance()
}

type kernelTest struct {
	testing.TB
	model  ebm.Model
	kernel ebm.Kernel
	states *states // nil: cannot be listed
	p      []float64
	start  ebm.Matrix // exact samples
}

func newKernelTest(t testing.TB, model ebm.Model, kernel ebm.Kernel) *kernelTest {
	t.Helper()
	k := &kernelTest{TB: t, model: model, kernel: kernel, states: statesOf(visibleOf(model))}
	if k.states != nil {
		k.p = normalize(negative(freeEnergy(model, k.states.x)))
		k.start = sampleStates(k.states, k.p, kernelChains)
		return k
	}
	r, ok := model.(*ebm.RBM)
	if !ok || statesOf(r.Hidden) == nil {
		t.Fatalf("TestKernel: no exact samples of %T: neither visible nor hidden states can be listed", model)
	}
	k.start = sampleThroughHidden(r)
	return k
}

// sampleStates draws n states with the probabilities p.
func sampleStates(s *states, p []float64, n int) ebm.Matrix {
	x, rng, pick := ebm.NewMatrix(n, s.x.Cols), ebm.NewRand(1), picker(p)
	for i := range n {
		copy(x.Row(i), s.x.Row(pick(rng.Float64())))
	}
	return x
}

// sampleThroughHidden draws h from p(h) = Σ_v p(v,h), then v from p(v|h).
func sampleThroughHidden(r *ebm.RBM) ebm.Matrix {
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
	h, v := sampleStates(s, normalize(logw), kernelChains), ebm.NewMatrix(kernelChains, r.NumVisible())
	r.VisibleSample(v, h, ebm.NewRand(2))
	return v
}

// testStep checks single calls.
func (k *kernelTest) testStep() {
	k.Helper()
	var params []ebm.Param
	if m, ok := k.model.(ebm.Trainable); ok {
		params = m.Params()
	}
	saved := snapshot(params)
	rows := k.start.Slice(0, min(kernelChains, 1<<14/k.start.Cols+7))
	plain, guarded := ebm.MatrixOf(rows), guard(rows)
	stats := k.kernel.Step(plain, ebm.NewRand(3))
	k.kernel.Step(guarded.Matrix, ebm.NewRand(3))
	switch {
	case guarded.broken():
		k.Errorf("Step writes outside chains whose Stride exceeds its Cols")
	case !same(plain, guarded.Matrix):
		k.Errorf("Step gives two results for one seed, or depends on Stride")
	case same(plain, rows):
		k.Errorf("Step moves none of %d chains", rows.Rows)
	case stats.Accepted < 0 || stats.Accepted > stats.Proposed:
		k.Errorf("Step says that it accepted %d of %d proposals", stats.Accepted, stats.Proposed)
	case changed(params, saved) != "":
		k.Errorf("Step changes the parameter %s", changed(params, saved))
	}
	testBits(k, "Step", func() []float64 {
		x := ebm.MatrixOf(rows)
		k.kernel.Step(x, ebm.NewRand(4))
		return values(x)
	})
	testPanic(k, "Step with a nil rng", func() { k.kernel.Step(ebm.MatrixOf(rows), nil) })
	testPanic(k, "Step of wide chains", func() { k.kernel.Step(ebm.NewMatrix(3, rows.Cols+1), ebm.NewRand(5)) })
}

// testInvariance runs all chains.
func (k *kernelTest) testInvariance() {
	k.Helper()
	x, rng := ebm.MatrixOf(k.start), ebm.NewRand(6)
	for range kernelSteps {
		k.kernel.Step(x, rng)
	}
	if k.states != nil {
		testFrequencies(k, fmt.Sprintf("after %d steps from exact samples", kernelSteps), x, k.states, k.p)
	}
	before, after := freeEnergy(k.model, k.start), freeEnergy(k.model, x)
	k.testIndependence(x, after)
	d := x.Cols
	comparisons := 1 + d + d*(d+1)/2
	k.testChange("F(v)", comparisons, func(i int) float64 { return after[i] - before[i] })
	for a := range d {
		k.testChange(fmt.Sprintf("v_%d", a), comparisons, func(i int) float64 {
			return float64(x.Row(i)[a]) - float64(k.start.Row(i)[a])
		})
		for b := range a + 1 {
			k.testChange(fmt.Sprintf("v_%d·v_%d", a, b), comparisons, func(i int) float64 {
				u, w := x.Row(i), k.start.Row(i)
				return float64(u[a])*float64(u[b]) - float64(w[a])*float64(w[b])
			})
		}
	}
}

// testIndependence wants no correlation between the free energies, nor between the values
// of a unit, of neighbouring chains.
func (k *kernelTest) testIndependence(x ebm.Matrix, f []float64) {
	k.Helper()
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
			k.Errorf("chains are not independent: the covariance of %s in neighbouring rows is %.4g, more than %.2g", what, c, tol)
			return
		}
	}
}

// testChange wants a mean change of 0.
func (k *kernelTest) testChange(what string, comparisons int, change func(i int) float64) {
	k.Helper()
	m, variance, reach := average(kernelChains, change)
	if tol := deviation(variance, reach, kernelChains, comparisons); differs(m, 0, tol) {
		k.Errorf("p is not invariant: %d steps from exact samples change the mean of %s over %d chains by %.4g, more than %.2g",
			kernelSteps, what, kernelChains, m, tol)
	}
}
