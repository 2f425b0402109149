package ebmtest_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// onlyOn flips a random unit, but one that is 1 seldom: an asymmetric proposal.
type onlyOn struct{ ebm.Flips }

func (p onlyOn) Propose(dst, v ebm.Matrix, rng *rand.Rand) {
	p.Flips.Propose(dst, v, rng)
	for i := range v.Rows {
		for j, x := range v.Row(i) {
			if x == 1 && rng.Float64() < 0.5 {
				dst.Row(i)[j] = 1
			}
		}
	}
}

func TestWrongMetropolis(t *testing.T) {
	m := small()
	// rule flips a unit of each chain and accepts by a rule of F(v) and F(v').
	rule := func(accept func(f, after float64, rng *rand.Rand) bool) func(t testing.TB) {
		return func(t testing.TB) {
			ebmtest.TestKernel(t, m, kernelFunc(func(chains ebm.Matrix, rng *rand.Rand) (n ebm.Stats) {
				must(rng != nil)
				next := ebm.NewMatrix(chains.Rows, chains.Cols)
				ebm.Flips(1).Propose(next, chains, rng)
				f, after := make([]float64, chains.Rows), make([]float64, chains.Rows)
				m.FreeEnergy(f, chains)
				m.FreeEnergy(after, next)
				for i := range f {
					n.Proposed++
					if accept(f[i], after[i], rng) {
						n.Accepted++
						copy(chains.Row(i), next.Row(i))
					}
				}
				return n
			}))
		}
	}
	testMutants(t, []mutant{
		{"the wrong sign", rule(func(f, after float64, rng *rand.Rand) bool { return rng.Float64() < math.Exp(after-f) }), "frequencies of states"},
		{"every move accepted", rule(func(_, _ float64, rng *rand.Rand) bool { return true }), "frequencies of states"},
		{"only downhill", rule(func(f, after float64, rng *rand.Rand) bool { return after < f }), "frequencies of states"},
		{"an asymmetric proposal", func(t testing.TB) {
			k, err := ebm.NewMetropolis(m, onlyOn{1})
			must(err == nil)
			ebmtest.TestKernel(t, m, k)
		}, "frequencies of states"},
	})
}
