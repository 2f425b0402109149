package ebmtest_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestGoodAnnealers(t *testing.T) {
	for name, m := range map[string]ebm.Annealer{
		"5x3": small(), "1x1": machine(binary(1), binary(1)), "wrapped": struct{ *ebm.RBM }{small()},
	} {
		t.Run(name, func(t *testing.T) {
			ebmtest.TestAnnealer(t, m, nil)
			ebmtest.TestAnnealer(t, m, rows(8, m.NumVisible()))
		})
	}
}

// wrongPath replaces methods of the path of an RBM.
type wrongPath struct {
	*ebm.RBM
	ebm.Path
	start func(chains ebm.Matrix, rng *rand.Rand) float64
	step  func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand)
}

func (w wrongPath) Anneal(ebm.Source) (ebm.Path, error) { return w, nil }

func (w wrongPath) Start(chains ebm.Matrix, rng *rand.Rand) float64 {
	if w.start != nil {
		return w.start(chains, rng)
	}
	return w.Path.Start(chains, rng)
}

func (w wrongPath) Step(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
	if w.step != nil {
		w.step(logw, chains, from, to, rng)
		return
	}
	w.Path.Step(logw, chains, from, to, rng)
}

func TestWrongAnnealers(t *testing.T) {
	m := small()
	path, err := m.Anneal(nil)
	if err != nil {
		t.Fatal(err)
	}
	start := func(f func(chains ebm.Matrix, rng *rand.Rand) float64) func(t testing.TB) {
		return func(t testing.TB) { ebmtest.TestAnnealer(t, wrongPath{RBM: m, Path: path, start: f}, nil) }
	}
	step := func(f func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand)) func(t testing.TB) {
		return func(t testing.TB) { ebmtest.TestAnnealer(t, wrongPath{RBM: m, Path: path, step: f}, nil) }
	}
	testMutants(t, []mutant{
		{"log Z_0 of the visible units alone", start(func(chains ebm.Matrix, rng *rand.Rand) float64 {
			return path.Start(chains, rng) - 3*0.6931
		}), "log Z_0"},
		{"start from the model's biases", start(func(chains ebm.Matrix, rng *rand.Rand) float64 {
			must(chains.Cols == 5)
			z := path.Start(chains, rng)
			for i := range chains.Rows {
				clear(chains.Row(i))
			}
			m.Visible.Sample(chains, chains, rng)
			return z
		}), "Start: frequencies"},
		{"weights of the other sign", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			w := make([]float64, len(logw))
			path.Step(w, chains, from, to, rng)
			for i := range w {
				logw[i] -= w[i]
			}
		}), "frequencies"},
		{"weights that are stored", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			clear(logw)
			path.Step(logw, chains, from, to, rng)
		}), "add up to"},
		{"weights after the move", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			path.Step(make([]float64, len(logw)), chains, from, to, rng)
			path.Step(logw, ebm.MatrixOf(chains), from, to, rng)
		}), "add up to"},
		{"a move at the temperature that it leaves", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			path.Step(logw, ebm.MatrixOf(chains), from, to, rng)
			path.Step(logw, chains, from, from, rng)
		}), "after a move from β ="},
		{"downwards like upwards", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			path.Step(logw, chains, min(from, to), max(from, to), rng)
		}), "add up to"},
		{"values that wander from unit to unit", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			if to > 0 {
				path.Step(logw, chains, from, to, rng)
				return
			}
			path.Step(logw, ebm.MatrixOf(chains), from, to, rng)
			for i := range chains.Rows { // p_0 is the same for all units
				r := chains.Row(i)
				first := r[0]
				copy(r, r[1:])
				r[len(r)-1] = first
			}
		}), "no detailed balance"},
		{"written outside", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			path.Step(logw, chains, from, to, rng)
			if chains.Stride > chains.Cols {
				chains.Data[:chains.Cols+1][chains.Cols] = 0
			}
		}), "writes outside"},
		{"depends on GOMAXPROCS", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			must(rng != nil)
			for range runtime.GOMAXPROCS(0) {
				rng.Uint64()
			}
			path.Step(logw, chains, from, to, rng)
		}), "GOMAXPROCS"},
		{"model changed", step(func(logw []float64, chains ebm.Matrix, from, to float64, rng *rand.Rand) {
			path.Step(logw, chains, from, to, rng)
			m.Weights.Data[0] += 1e-6
		}), "changes the parameter weights"},
		{"states that cannot be listed", func(t testing.TB) {
			ebmtest.TestAnnealer(t, machine(binary(20), binary(2)), nil)
		}, "cannot be listed"},
	})
}
