package ebmtest

import (
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
// [TestModel]), or an RBM whose hidden states can be. The replicas of a
// [ReplicaKernel] start from exact samples of their own distributions, and must
// be such after the steps too.
func TestKernel(t testing.TB, model ebm.Model, kernel ebm.Kernel) {
	t.Helper()
	k := newKernelTest(t, model, kernel)
	k.testStep()
	k.testInvariance()
}

type kernelTest struct {
	testing.TB
	kernel   ebm.Kernel
	chains   *population
	replicas []*population // of a ReplicaKernel, without those at β = 1
}

func newKernelTest(t testing.TB, model ebm.Model, kernel ebm.Kernel) *kernelTest {
	t.Helper()
	k := &kernelTest{TB: t, kernel: kernel, chains: newPopulation(t, "v", model, 1)}
	if r, ok := kernel.(ReplicaKernel); ok {
		k.replicas = newReplicas(t, r)
	}
	return k
}

// begin puts replicas for that many chains where the chains are: at exact
// samples.
func (k *kernelTest) begin(chains int) {
	if r, ok := k.kernel.(ReplicaKernel); ok {
		r.Start(chains, ebm.NewRand(7))
		for i, p := range k.replicas {
			copyRows(r.Replicas(i), p.start.Slice(0, chains))
		}
	}
}

// testStep checks single calls.
func (k *kernelTest) testStep() {
	k.Helper()
	var params []ebm.Param
	if m, ok := k.chains.model.(ebm.Trainable); ok {
		params = m.Params()
	}
	saved, start := snapshot(params), k.chains.start
	rows := start.Slice(0, min(kernelChains, 1<<14/start.Cols+7))
	plain, guarded := ebm.MatrixOf(rows), guard(rows)
	k.begin(rows.Rows)
	stats := k.kernel.Step(plain, ebm.NewRand(3))
	k.begin(rows.Rows)
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
		k.begin(x.Rows)
		k.kernel.Step(x, ebm.NewRand(4))
		return values(x)
	})
	testPanic(k, "Step with a nil rng", func() { k.kernel.Step(ebm.MatrixOf(rows), nil) })
	testPanic(k, "Step of wide chains", func() { k.kernel.Step(ebm.NewMatrix(3, rows.Cols+1), ebm.NewRand(5)) })
}

// testInvariance runs all chains.
func (k *kernelTest) testInvariance() {
	k.Helper()
	x, rng := ebm.MatrixOf(k.chains.start), ebm.NewRand(6)
	k.begin(x.Rows)
	for range kernelSteps {
		k.kernel.Step(x, rng)
	}
	k.chains.testInvariance(k, x)
	for i, p := range k.replicas {
		r := k.kernel.(ReplicaKernel)
		y, above, next := r.Replicas(i), k.chains, x
		p.testInvariance(k, y)
		if i+1 < len(k.replicas) {
			above, next = k.replicas[i+1], r.Replicas(i+1)
		}
		testApart(k, p, above, y, next)
	}
}
