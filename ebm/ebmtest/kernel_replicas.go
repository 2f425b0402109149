package ebmtest

import (
	"fmt"
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
