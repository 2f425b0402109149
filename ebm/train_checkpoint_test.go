package ebm_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// checkpointRun trains the same model in the same way every time it is called.
// PCD has chains to keep, and the source draws.
func checkpointRun(ctx context.Context, file string, change func(*ebm.Settings)) (*ebm.RBM, ebm.Result, error) {
	rng := ebm.NewRand(7)
	m := ebm.NewBernoulliRBM(12, 8, rng)
	s := ebm.Settings{Epochs: 12, BatchSize: 7, LearningRate: 0.1, Momentum: 0.9, WeightDecay: 1e-3, Checkpoint: file,
		Schedule: func(epoch int, s *ebm.Settings) { s.LearningRate = 0.1 * (1 - float64(epoch)/12) }}
	if change != nil {
		change(&s)
	}
	r, err := ebm.Train(ctx, ebm.NewPCD(m, 1, 20, rng), noisy{patterns(100, 1)}, s, rng)
	return m, r, err
}

// noisy is a source that draws: it flips a tenth of the values of its rows.
type noisy struct{ ebm.Matrix }

func (n noisy) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	n.Matrix.Gather(dst, rows, rng)
	for i := range dst.Rows {
		for j, row := 0, dst.Row(i); rng != nil && j < len(row); j++ {
			if rng.IntN(10) == 0 {
				row[j] = 1 - row[j]
			}
		}
	}
}

func TestCheckpointAfterInterrupt(t *testing.T) {
	want, wantResult, err := checkpointRun(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	for stop := 1; stop < 12; stop += 4 {
		ctx, cancel := context.WithCancel(t.Context())
		_, r, err := checkpointRun(ctx, file, func(s *ebm.Settings) {
			s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
				if p.Epoch == stop {
					cancel()
				}
				return nil
			})
		})
		if !errors.Is(err, context.Canceled) || r.Epochs != stop {
			t.Fatalf("stop at %d: %d epochs, %v", stop, r.Epochs, err)
		}
	}
	for range 2 { // the second call finds a finished run
		got, r, err := checkpointRun(t.Context(), file, nil)
		if err != nil || !equalBits(bits(got), bits(want)) {
			t.Fatalf("a run in four parts: %v, or other bits", err)
		}
		if r.Steps != wantResult.Steps || len(r.History) != 12 || r.History[11][0] != wantResult.History[11][0] {
			t.Errorf("result %+v, want %+v", r, wantResult)
		}
	}
}

// TestCheckpointAfterKill kills a training process at odd moments until one
// comes to its end.
func TestCheckpointAfterKill(t *testing.T) {
	const variable = "EBM_TEST_CHECKPOINT"
	if file := os.Getenv(variable); file != "" {
		m, _, err := checkpointRun(t.Context(), file, func(s *ebm.Settings) {
			s.Recorder = ebm.RecorderFunc(func(*ebm.Progress) error { time.Sleep(3 * time.Millisecond); return nil })
		})
		if err == nil {
			err = ebm.Save(file+".model", m)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	want, _, err := checkpointRun(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	kills := 0
	for delay := 15 * time.Millisecond; ; delay += 4 * time.Millisecond {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCheckpointAfterKill$")
		cmd.Env = append(os.Environ(), variable+"="+file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		if kill.Stop() {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		kills++
	}
	got, err := ebm.Load[*ebm.RBM](file + ".model")
	if err != nil || !equalBits(bits(got), bits(want)) {
		t.Errorf("after %d kills: %v, or other bits than one run", kills, err)
	}
	if kills < 3 {
		t.Errorf("only %d kills", kills)
	}
}

func TestCheckpointOfAnotherRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	if _, _, err := checkpointRun(t.Context(), file, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for text, other := range map[string]struct {
		rows, chains int
		seed         uint64
	}{
		"another seed":        {100, 20, 8},
		"with 100 rows":       {99, 20, 7},
		"chains does not fit": {100, 19, 7},
	} {
		rng := ebm.NewRand(other.seed)
		m := ebm.NewBernoulliRBM(12, 8, rng)
		before := bits(m)
		s := ebm.Settings{Epochs: 12, BatchSize: 7, LearningRate: 0.1, Checkpoint: file}
		_, err := ebm.Train(t.Context(), ebm.NewPCD(m, 1, other.chains, rng), patterns(other.rows, 1), s, rng)
		if !errors.Is(err, ebm.ErrCheckpoint) || !strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("%s: %v", text, err)
		}
		if !equalBits(before, bits(m)) {
			t.Errorf("%s: the model changed", text)
		}
	}
	for name, content := range map[string][]byte{
		"truncated": whole[:len(whole)/2], "empty": {}, "foreign": []byte("not a checkpoint at all"),
	} {
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := checkpointRun(t.Context(), file, nil); !errors.Is(err, ebm.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
