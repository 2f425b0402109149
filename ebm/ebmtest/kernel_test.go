package ebmtest_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// kernelFunc is a function as a Kernel.
type kernelFunc func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats

func (f kernelFunc) Step(chains ebm.Matrix, rng *rand.Rand) ebm.Stats { return f(chains, rng) }

// heated is m with all parameters multiplied.
func heated(m *ebm.RBM, by float32) *ebm.RBM {
	c := ebm.NewRBM(ebm.NewBernoulli(m.NumVisible()), ebm.NewBernoulli(m.NumHidden()), ebm.NewRand(1))
	for i, p := range m.Params() {
		q := c.Params()[i].Value
		for j := range q.Data {
			q.Data[j] = by * p.Value.Data[j]
		}
	}
	return c
}

func TestWrongKernels(t *testing.T) {
	m := small()
	gibbs := ebm.NewGibbs(m)
	kernel := func(f kernelFunc) func(t testing.TB) {
		return func(t testing.TB) { ebmtest.TestKernel(t, m, f) }
	}
	// also lets f change the chains after a good step.
	also := func(f func(chains ebm.Matrix, rng *rand.Rand)) func(t testing.TB) {
		return kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			gibbs.Step(chains, rng)
			f(chains, rng)
			return ebm.Stats{}
		})
	}
	interval := machine(newUnits(3, interval), binary(2))
	testMutants(t, []mutant{
		{"temperature 5 % too high", kernel(ebm.NewGibbs(heated(m, 1/1.05)).Step), "frequencies of states"},
		{"temperature 10 % too high", kernel(ebm.NewGibbs(heated(m, 1/1.1)).Step), "p is not invariant"},
		{"hidden means", kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			h := ebm.NewMatrix(chains.Rows, m.NumHidden())
			m.HiddenMean(h, chains)
			m.VisibleSample(chains, h, rng)
			return ebm.Stats{}
		}), "frequencies of states"},
		{"visible means", also(func(chains ebm.Matrix, rng *rand.Rand) { multiply(chains, 0.5) }), "which is no state"},
		{"rows that copy others", also(func(chains ebm.Matrix, _ *rand.Rand) {
			for i := 0; i+1 < chains.Rows; i += 2 {
				copy(chains.Row(i+1), chains.Row(i))
			}
		}), "not independent"},
		{"swapped columns", also(func(chains ebm.Matrix, _ *rand.Rand) { swap(chains) }), "p is not invariant"},
		{"no move", kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			must(rng != nil && chains.Cols == 5)
			return ebm.Stats{}
		}), "moves none"},
		{"more accepted than proposed", kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			gibbs.Step(chains, rng)
			return ebm.Stats{Proposed: 1, Accepted: 2}
		}), "accepted 2 of 1"},
		{"model changed", also(func(ebm.Matrix, *rand.Rand) { m.Weights.Data[0] += 1e-6 }), "changes the parameter weights"},
		{"another result each time", kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			must(rng != nil)
			return gibbs.Step(chains, rand.New(rand.NewPCG(rand.Uint64(), 0)))
		}), "two results for one seed"},
		{"depends on GOMAXPROCS", kernel(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
			for range runtime.GOMAXPROCS(0) {
				rng.Uint64()
			}
			return gibbs.Step(chains, rng)
		}), "GOMAXPROCS"},
		{"written outside", also(func(chains ebm.Matrix, _ *rand.Rand) {
			if chains.Stride > chains.Cols {
				chains.Data[:chains.Cols+1][chains.Cols] = 0
			}
		}), "writes outside"},
		{"continuous units, drifting", func(t testing.TB) {
			g := ebm.NewGibbs(interval)
			ebmtest.TestKernel(t, interval, kernelFunc(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
				g.Step(chains, rng)
				multiply(chains, 0.97)
				return ebm.Stats{}
			}))
		}, "p is not invariant"},
		{"no exact samples", func(t testing.TB) {
			n := machine(newUnits(2, normal), newUnits(2, normal))
			ebmtest.TestKernel(t, n, ebm.NewGibbs(n))
		}, "no exact samples"},
	})
}
