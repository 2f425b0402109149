package ebmtest_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestWrongClamping(t *testing.T) {
	m := small()
	gibbs := ebm.NewGibbs(m)
	of := func(construct func(held ebm.Matrix) (ebm.Kernel, error)) func(t testing.TB) {
		return func(t testing.TB) { ebmtest.TestClamping(t, m, construct) }
	}
	// step replaces Step of the right kernel.
	step := func(step func(k *ebm.ClampedGibbs, held, chains ebm.Matrix, rng *rand.Rand)) func(t testing.TB) {
		return of(func(held ebm.Matrix) (ebm.Kernel, error) {
			k, err := ebm.NewClampedGibbs(m, held)
			if err != nil {
				return nil, err
			}
			held = ebm.MatrixOf(held)
			return kernelFunc(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
				must(rng != nil && chains.Cols == held.Cols && (held.Rows == 1 || held.Rows == chains.Rows))
				step(k, held, chains, rng)
				return ebm.Stats{}
			}), nil
		})
	}
	testMutants(t, []mutant{
		{"no clamp", step(func(_ *ebm.ClampedGibbs, _, chains ebm.Matrix, rng *rand.Rand) {
			gibbs.Step(chains, rng)
		}), "is held at"},
		{"nothing free", step(func(*ebm.ClampedGibbs, ebm.Matrix, ebm.Matrix, *rand.Rand) {}), "never moves"},
		{"the mask of the first chain for all", step(func(_ *ebm.ClampedGibbs, held, chains ebm.Matrix, rng *rand.Rand) {
			k, err := ebm.NewClampedGibbs(m, held.Slice(0, 1))
			must(err == nil)
			k.Step(chains, rng)
		}), "a mask for each chain: unit"},
		{"held units that others do not see", step(func(_ *ebm.ClampedGibbs, held, chains ebm.Matrix, rng *rand.Rand) {
			old := ebm.MatrixOf(chains)
			gibbs.Step(chains, rng)
			gibbs.Step(chains, rng)
			for i := range chains.Rows {
				for j, h := range held.Row(i % held.Rows) {
					if h == 1 {
						chains.Row(i)[j] = old.Row(i)[j]
					}
				}
			}
		}), "frequencies of states"},
		{"a mask that is no copy", of(func(held ebm.Matrix) (ebm.Kernel, error) {
			if _, err := ebm.NewClampedGibbs(m, held); err != nil {
				return nil, err
			}
			return kernelFunc(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
				k, err := ebm.NewClampedGibbs(m, held)
				must(err == nil)
				return k.Step(chains, rng)
			}), nil
		}), "is held at"},
		{"any mask accepted", of(func(held ebm.Matrix) (ebm.Kernel, error) { return gibbs, nil }), "want one that wraps ErrSettings"},
		{"no mask accepted", of(func(ebm.Matrix) (ebm.Kernel, error) { return nil, ebm.ErrSettings }), "is refused"},
		{"any number of chains", of(func(held ebm.Matrix) (ebm.Kernel, error) {
			k, err := ebm.NewClampedGibbs(m, held)
			if err != nil {
				return nil, err
			}
			return kernelFunc(func(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
				if held.Rows > 1 {
					chains = chains.Slice(0, min(chains.Rows, held.Rows))
				}
				return k.Step(chains, rng)
			}), nil
		}), "4 chains with a mask of 3 rows"},
	})
}
