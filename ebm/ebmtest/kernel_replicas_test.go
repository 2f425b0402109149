package ebmtest_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// replicas is replica exchange, a row at a time. A test replaces a function by a
// wrong one.
type replicas struct {
	betas   []float64
	rungs   []*ebm.RBM
	kernels []ebm.Kernel
	x       []ebm.Matrix

	// accept decides on an exchange of v, at rung i, and u, at rung j, given the
	// four free energies F_i(v), F_j(u), F_i(u), F_j(v).
	accept func(iv, ju, iu, jv float64, rng *rand.Rand) bool
	// exchange does it.
	exchange func(v, u []float32)
}

func newReplicas(m *ebm.RBM, betas ...float64) *replicas {
	r := &replicas{betas: betas, x: make([]ebm.Matrix, len(betas)),
		accept: func(iv, ju, iu, jv float64, rng *rand.Rand) bool { return rng.Float64() < math.Exp(iv+ju-iu-jv) },
		exchange: func(v, u []float32) {
			for j, x := range v {
				v[j], u[j] = u[j], x
			}
		}}
	for _, beta := range betas {
		r.rungs = append(r.rungs, heated(m, float32(beta)))
		r.kernels = append(r.kernels, ebm.NewGibbs(r.rungs[len(r.rungs)-1]))
	}
	return r
}

func (r *replicas) Betas() []float64          { return r.betas }
func (r *replicas) Rung(i int) *ebm.RBM       { return r.rungs[i] }
func (r *replicas) Replicas(i int) ebm.Matrix { return r.x[i] }

func (r *replicas) Start(chains int, rng *rand.Rand) {
	for i, m := range r.rungs {
		r.x[i] = ebm.NewMatrix(chains, m.NumVisible())
	}
}

func (r *replicas) Step(chains ebm.Matrix, rng *rand.Rand) (n ebm.Stats) {
	must(rng != nil && chains.Cols == r.rungs[0].NumVisible())
	r.x[len(r.x)-1] = chains
	for i, x := range r.x {
		r.kernels[i].Step(x, rng)
	}
	for i := range len(r.x) - 1 {
		v, u := r.x[i], r.x[i+1]
		iv, iu := make([]float64, v.Rows), make([]float64, v.Rows)
		jv, ju := make([]float64, v.Rows), make([]float64, v.Rows)
		r.rungs[i].FreeEnergy(iv, v)
		r.rungs[i].FreeEnergy(iu, u)
		r.rungs[i+1].FreeEnergy(jv, v)
		r.rungs[i+1].FreeEnergy(ju, u)
		for c := range v.Rows {
			n.Proposed++
			if r.accept(iv[c], ju[c], iu[c], jv[c], rng) {
				r.exchange(v.Row(c), u.Row(c))
				n.Accepted++
			}
		}
	}
	return n
}

func TestWrongReplicas(t *testing.T) {
	m := small()
	of := func(change func(r *replicas)) func(t testing.TB) {
		return func(t testing.TB) {
			r := newReplicas(m, 0, 0.5, 1)
			change(r)
			ebmtest.TestKernel(t, m, r)
		}
	}
	good := newReplicas(m, 0, 0.5, 1)
	t.Run("right", func(t *testing.T) { ebmtest.TestKernel(t, m, good) })
	testMutants(t, []mutant{
		{"swaps of the wrong sign", of(func(r *replicas) {
			r.accept = func(iv, ju, iu, jv float64, rng *rand.Rand) bool { return good.accept(iu, jv, iv, ju, rng) }
		}), "v after 6 steps from exact samples: frequencies of states"},
		{"swaps without a condition", of(func(r *replicas) {
			r.accept = func(_, _, _, _ float64, rng *rand.Rand) bool { return true }
		}), "frequencies of states"},
		{"swaps that forget the walker above", of(func(r *replicas) {
			r.accept = func(iv, _, _, jv float64, rng *rand.Rand) bool { return rng.Float64() < math.Exp(iv-jv) }
		}), "frequencies of states"},
		{"swaps by half the difference", of(func(r *replicas) {
			r.accept = func(iv, ju, iu, jv float64, rng *rand.Rand) bool { return good.accept(iv/2, ju/2, iu/2, jv/2, rng) }
		}), "frequencies of states"},
		{"a copy in place of a swap", of(func(r *replicas) {
			r.exchange = func(v, u []float32) { copy(u, v) }
		}), "are not independent of"},
		{"replicas at another temperature", of(func(r *replicas) {
			r.kernels[0] = ebm.NewGibbs(heated(m, 0.3))
		}), "the replicas at β = 0 after"},
		{"Betas without 1", of(func(r *replicas) { r.betas = []float64{0, 0.5} }), "want 1 for the last"},
	})
}
