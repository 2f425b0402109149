package ebmtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// ReplicaKernel is a kernel that keeps replicas of the chains at temperatures of
// their own, such as [ebm.ParallelTempering]. It leaves p(v) invariant jointly
// with the distributions of the replicas.
type ReplicaKernel interface {
	ebm.Kernel
	// Betas returns the inverse temperatures, the last of which is 1.
	Betas() []float64
	// Start makes new replicas for that many chains.
	Start(chains int, rng *rand.Rand)
	// Replicas returns a view of the states at betas[i], one for each chain.
	Replicas(i int) ebm.Matrix
	// Rung returns the distribution at betas[i].
	Rung(i int) *ebm.RBM
}

// newReplicas draws exact samples at all temperatures but the last.
func newReplicas(t testing.TB, r ReplicaKernel) []*population {
	t.Helper()
	betas := r.Betas()
	if len(betas) == 0 || betas[len(betas)-1] != 1 {
		t.Fatalf("TestKernel: Betas are %v, want 1 for the last one", betas)
	}
	var all []*population
	for i, beta := range betas[:len(betas)-1] {
		all = append(all, newPopulation(t, fmt.Sprintf("the replicas at β = %g", beta), r.Rung(i), uint64(11+i)))
	}
	return all
}

// testApart wants no correlation between the free energies, nor between the
// values of a unit, of a chain's replicas at neighbouring temperatures: a swap
// must leave nothing behind.
func testApart(t testing.TB, low, high *population, x, y ebm.Matrix) {
	t.Helper()
	f, g := freeEnergy(low.model, x), freeEnergy(high.model, y)
	for unit := -1; unit < x.Cols; unit++ {
		what, a, b := "F", func(i int) float64 { return f[i] }, func(i int) float64 { return g[i] }
		if unit >= 0 {
			what = fmt.Sprintf("v_%d", unit)
			a, b = func(i int) float64 { return float64(x.Row(i)[unit]) }, func(i int) float64 { return float64(y.Row(i)[unit]) }
		}
		centerA, varianceA, reachA := average(x.Rows, a)
		centerB, varianceB, reachB := average(y.Rows, b)
		c, _, _ := average(x.Rows, func(i int) float64 { return (a(i) - centerA) * (b(i) - centerB) })
		// Products of independent numbers have the product of their variances.
		if tol := deviation(varianceA*varianceB, reachA*reachB, x.Rows, x.Cols+1); differs(c, 0, tol+1e-12*math.Abs(centerA*centerB)) {
			t.Errorf("%s are not independent of %s, the next above: the covariance of %s is %.4g, more than %.2g", low.name, high.name, what, c, tol)
			return
		}
	}
}
