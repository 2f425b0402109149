package ebm_test

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// better are runs with all that makes training better, for each optimiser.
func better(t *testing.T) map[string]func(m *ebm.RBM) (ebm.Objective, ebm.Settings) {
	build := func(o ebm.Optimizer, momentum float64, wrap func(ebm.Objective) ebm.Objective) func(m *ebm.RBM) (ebm.Objective, ebm.Settings) {
		return func(m *ebm.RBM) (ebm.Objective, ebm.Settings) {
			s := allNew(o)
			s.Epochs, s.BatchSize, s.Momentum = 2, 90, momentum
			return mustSparse(t, mustCenter(t, wrap(ebm.NewPCD(m, 1, 70, ebm.NewRand(3))), ebm.MeanOffsets), 0.1, 0.1), s
		}
	}
	same := func(o ebm.Objective) ebm.Objective { return o }
	return map[string]func(m *ebm.RBM) (ebm.Objective, ebm.Settings){
		"SGD":       build(nil, 0.5, same),
		"Nesterov":  build(ebm.Nesterov{}, 0.5, same),
		"Adam":      build(ebm.Adam{}, 0, same),
		"not fused": build(nil, 0, func(o ebm.Objective) ebm.Objective { return bare{o} }),
	}
}

func TestBetterTrainingSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x, rng := ebm.NewMatrix(400, 250), ebm.NewRand(5)
	for i := range x.Data {
		x.Data[i] = float32(rng.IntN(2))
	}
	for name, build := range better(t) {
		var want []uint32
		for _, procs := range []int{1, 2, 3} {
			runtime.GOMAXPROCS(procs)
			m := ebm.NewBernoulliRBM(250, 210, ebm.NewRand(1))
			obj, s := build(m)
			if _, err := ebm.Train(t.Context(), obj, x, s, ebm.NewRand(2)); err != nil {
				t.Fatal(err)
			}
			if got := bits(m); want == nil {
				want = got
			} else if !equalBits(got, want) {
				t.Errorf("%s: GOMAXPROCS %d gives other bits than 1", name, procs)
			}
		}
	}
}

// TestBetterTrainingAllocatesNothing: many small steps allocate no more than a
// few large ones.
func TestBetterTrainingAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	x := ebm.NewMatrix(2000, 150)
	for name, build := range better(t) {
		mallocs := func(steps int) uint64 {
			obj, s := build(ebm.NewBernoulliRBM(150, 120, ebm.NewRand(1)))
			s.Epochs, s.BatchSize = 1, x.Rows/steps
			var before, after runtime.MemStats
			for range 2 { // the first fills stocks and makes buffers
				runtime.ReadMemStats(&before)
				if _, err := ebm.Train(t.Context(), obj, x, s, ebm.NewRand(2)); err != nil {
					t.Fatal(err)
				}
				runtime.ReadMemStats(&after)
			}
			return after.Mallocs - before.Mallocs
		}
		if few, many := mallocs(20), mallocs(400); many > few+40 {
			t.Errorf("%s: %d allocations in 20 steps, %d in 400", name, few, many)
		}
	}
}

// TestCheckpointOfOtherSettings: all that a run depends on tells it from another.
func TestCheckpointOfOtherSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	run := func(change func(*ebm.Settings), from ebm.Offsets, target float64) error {
		s := allNew(nil)
		s.Epochs, s.Checkpoint = 2, file
		change(&s)
		sparse := mustSparse(t, mustCenter(t, ebm.NewCD(newTestRBM(), 1), from), target, 0.5)
		_, err := ebm.Train(t.Context(), sparse, patterns(60, 1), s, ebm.NewRand(2))
		return err
	}
	if err := run(func(*ebm.Settings) {}, ebm.DataOffsets, 0.1); err != nil {
		t.Fatal(err)
	}
	for text, change := range map[string]func(*ebm.Settings){
		`whose Optimizer was "", now it is "Nesterov"`:                               func(s *ebm.Settings) { s.Optimizer = ebm.Nesterov{} },
		`now it is "Adam, 0.5, 0.999, 1e-08"`:                                        func(s *ebm.Settings) { s.Optimizer = ebm.Adam{Beta1: 0.5} },
		`whose MaxNorm was "0.2", now it is ""`:                                      func(s *ebm.Settings) { s.MaxNorm = 0 },
		`whose RateDecay was "1, 0.75, 0.5, 0.25, 0 at 0, 1/4, 1/2, 3/4, 1", now it`: func(s *ebm.Settings) { s.RateDecay = func(float64) float64 { return 1 } },
		`RateDecay is spread over 2 epochs, so Epochs cannot become 3`:               func(s *ebm.Settings) { s.Epochs = 3 },
		`whose Average was "2", now it is "3"`:                                       func(s *ebm.Settings) { s.Average = ebm.NewAverage(3) },
		`whose KeepBest was "lowest reconstruction error", now it is ""`:             func(s *ebm.Settings) { s.KeepBest = ebm.Best{} },
	} {
		if err := run(change, ebm.DataOffsets, 0.1); !errors.Is(err, ebm.ErrCheckpoint) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, err := range map[string]error{
		"centred by model": run(func(*ebm.Settings) {}, ebm.ModelOffsets, 0.1),
		"sparsity 0.2":     run(func(*ebm.Settings) {}, ebm.DataOffsets, 0.2),
	} {
		if !errors.Is(err, ebm.ErrCheckpoint) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := run(func(*ebm.Settings) {}, ebm.DataOffsets, 0.1); err != nil {
		t.Errorf("the same run: %v", err)
	}
}
