package ebm_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// checkpointed is a run with a checkpoint. PCD has chains to keep, and the
// source draws.
type checkpointed struct {
	seed, dataSeed       uint64
	rows, hidden, chains int
	s                    ebm.Settings
}

func newCheckpointed(file string) checkpointed {
	return checkpointed{seed: 7, dataSeed: 1, rows: 100, hidden: 8, chains: 20, s: ebm.Settings{
		Epochs: 12, BatchSize: 7, LearningRate: 0.1, Momentum: 0.9, WeightDecay: 1e-3, Checkpoint: file}}
}

func (c checkpointed) model() *ebm.RBM { return ebm.NewBernoulliRBM(12, c.hidden, ebm.NewRand(1)) }

// run trains the same model in the same way every time it is called.
func (c checkpointed) run(ctx context.Context) (*ebm.RBM, ebm.Result, error) {
	m, rng := c.model(), ebm.NewRand(c.seed)
	pcd := ebm.NewPCD(m, 1, c.chains, ebm.NewRand(3))
	c.s.Schedule = func(epoch int, s *ebm.Settings) {
		s.LearningRate *= 1 - float64(epoch)/12
		s.Momentum *= float64(epoch%3) / 2
		if epoch == 5 {
			pcd.K = 2 // stays so
			s.BatchSize = 30
		}
	}
	r, err := ebm.Train(ctx, pcd, noisy{patterns(c.rows, c.dataSeed)}, c.s, rng)
	return m, r, err
}

// checkpointRun is a run with a changed setting.
func checkpointRun(ctx context.Context, file string, change func(*ebm.Settings)) (*ebm.RBM, ebm.Result, error) {
	c := newCheckpointed(file)
	if change != nil {
		change(&c.s)
	}
	return c.run(ctx)
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

// TestCheckpointAfterStop: a run that its Recorder ended stays ended.
func TestCheckpointAfterStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	stopAt2 := func(s *ebm.Settings) {
		s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
			if p.Epoch == 2 && p.Step == 0 {
				return ebm.ErrStop
			}
			return nil
		})
	}
	want, _, err := checkpointRun(t.Context(), "", stopAt2)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		got, r, err := checkpointRun(t.Context(), file, stopAt2)
		if err != nil || !r.Stopped || r.Epochs != 2 || !equalBits(bits(got), bits(want)) {
			t.Errorf("%d epochs, stopped: %t, %v, or other bits", r.Epochs, r.Stopped, err)
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
	for text, change := range map[string]func(*checkpointed){
		"with another seed":                    func(c *checkpointed) { c.seed = 8 },
		`whose rows was "100", now it is "99"`: func(c *checkpointed) { c.rows = 99 },
		`whose data was`:                       func(c *checkpointed) { c.dataSeed = 2 },
		`whose objective was "PCD-1, 20 chains", now it is "PCD-1, 19 chains"`: func(c *checkpointed) { c.chains = 19 },
		`whose LearningRate was "0.1", now it is "0.2"`:                        func(c *checkpointed) { c.s.LearningRate = 0.2 },
		`whose Momentum was "0.9", now it is "0.5"`:                            func(c *checkpointed) { c.s.Momentum = 0.5 },
		`whose WeightDecay was "0.001", now it is "0"`:                         func(c *checkpointed) { c.s.WeightDecay = 0 },
		`whose L1Decay was "0", now it is "0.1"`:                               func(c *checkpointed) { c.s.L1Decay = 0.1 },
		`whose BatchSize was "7", now it is "8"`:                               func(c *checkpointed) { c.s.BatchSize = 8 },
		`whose held-out data was "0 rows`:                                      func(c *checkpointed) { c.s.HeldOut = patterns(5, 1) },
		`12 epochs are done, Epochs is 11`:                                     func(c *checkpointed) { c.s.Epochs = 11 },
		`another model: "weights" is 12×8, not 12×9`:                           func(c *checkpointed) { c.hidden = 9 },
	} {
		c := newCheckpointed(file)
		change(&c)
		before := bits(c.model())
		m, _, err := c.run(t.Context())
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

// TestCheckpointNowhere: that there is no place for it is an error before the
// first step.
func TestCheckpointNowhere(t *testing.T) {
	s := small
	s.Checkpoint = filepath.Join(t.TempDir(), "missing", "run.checkpoint")
	r, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(30, 1), s, ebm.NewRand(1))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "make the folder first") || r.Steps != 0 {
		t.Errorf("%v after %d steps", err, r.Steps)
	}
}

// TestCheckpointNames: what cannot be kept is an error before the first step.
func TestCheckpointNames(t *testing.T) {
	twice := mustSparse(t, mustSparse(t, ebm.NewCD(newTestRBM(), 1), 0.1, 0.5), 0.2, 0.5)
	s := small
	s.Checkpoint = filepath.Join(t.TempDir(), "run.checkpoint")
	r, err := ebm.Train(t.Context(), twice, patterns(30, 1), s, ebm.NewRand(1))
	if !errors.Is(err, ebm.ErrUnsupported) || !strings.Contains(err.Error(), `two states are named "objective.activity"`) || r.Steps != 0 {
		t.Errorf("%v after %d steps", err, r.Steps)
	}
}
