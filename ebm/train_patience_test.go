package ebm_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// patient is a run of up to 8 epochs whose score has these values.
func patient(patience int, values ...float64) ebm.Settings {
	return ebm.Settings{Epochs: 8, LearningRate: 0.1, KeepBest: ebm.Lowest("score"), Patience: patience, Measures: scripted(values...)}
}

func TestPatience(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		patience     int
		values       []float64
		epochs, best int
	}{
		{1, []float64{3, 2, 4, 1, 0, 0, 0, 0}, 3, 2},
		{2, []float64{3, 2, 4, 1, 1, 5, 0, 0}, 6, 4}, // an equal one is no better
		{3, []float64{3, 2, 4, 1, 1, 5, 0, 0}, 8, 7},
		{0, []float64{1, 2, 2, 2, 2, 2, 2, 2}, 8, 1},
		{7, []float64{1, 2, 2, 2, 2, 2, 2, 2}, 8, 1},                   // as long as the run
		{1, []float64{none, none, 3, none, none, 4, 1, 1}, 6, 3},       // not at epochs without the metric
		{2, []float64{none, none, none, none, none, none, 1, 1}, 8, 7}, // nor before the first one with it
	} {
		v, r, err := descend(t.Context(), 10, patient(c.patience, c.values...))
		if err != nil || r.Epochs != c.epochs || r.BestEpoch != c.best || len(r.History) != c.epochs || r.Stopped != (c.epochs < 8) {
			t.Errorf("patience %d, %v: %d epochs, best %d, stopped %t, error %v", c.patience, c.values, r.Epochs, r.BestEpoch, r.Stopped, err)
		}
		short, _, err := descend(t.Context(), 10, ebm.Settings{Epochs: c.best, LearningRate: 0.1})
		if err != nil || short.all()[0] != v.all()[0] {
			t.Errorf("patience %d, %v: the model is not that of epoch %d", c.patience, c.values, c.best)
		}
	}
}

func TestRecorderKnowsThatPatienceEnds(t *testing.T) {
	for patience, want := range map[int]int{2: 4, 0: 0} { // the epoch that is told to be the last; 0: none
		s, last := patient(patience, 2, 1, 2, 2, 2, 2, 2, 2), 0
		s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
			if last != 0 {
				t.Errorf("patience %d: epoch %d follows the last one, %d", patience, p.Epoch, last)
			}
			if p.Stopped {
				last = p.Epoch
			}
			return nil
		})
		if _, _, err := descend(t.Context(), 10, s); err != nil || last != want {
			t.Errorf("patience %d: %d was told to be the last epoch, want %d; error %v", patience, last, want, err)
		}
	}
}

// TestPatienceResumed: a run that is interrupted and resumed ends at the same
// epoch, with the same bits, and stays ended. Its patience cannot change.
func TestPatienceResumed(t *testing.T) {
	values := []float64{3, 1, 2, 2, 2, 2, 0, 0}
	want, wantResult, err := descend(t.Context(), 10, patient(3, values...))
	if err != nil || wantResult.Epochs != 5 {
		t.Fatalf("%d epochs, %v", wantResult.Epochs, err)
	}
	s := patient(3, values...)
	s.Checkpoint = filepath.Join(t.TempDir(), "patient")
	for stop := 1; stop < 5; stop++ {
		ctx, cancel := context.WithCancel(t.Context())
		s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
			if p.Epoch == stop {
				cancel()
			}
			return nil
		})
		if _, r, err := descend(ctx, 10, s); !errors.Is(err, context.Canceled) || r.Epochs != stop {
			t.Fatalf("%d epochs, %v", r.Epochs, err)
		}
	}
	s.Recorder = nil
	for range 2 {
		v, r, err := descend(t.Context(), 10, s)
		if err != nil || r.Epochs != 5 || !r.Stopped || r.BestEpoch != wantResult.BestEpoch || v.all()[0] != want.all()[0] {
			t.Errorf("%+v, %v", r, err)
		}
	}
	s.Patience = 4
	if _, _, err := descend(t.Context(), 10, s); !errors.Is(err, ebm.ErrCheckpoint) || !strings.Contains(err.Error(), "Patience") {
		t.Errorf("another patience: %v", err)
	}
}

func TestPatienceSettings(t *testing.T) {
	for text, s := range map[string]ebm.Settings{
		"Patience is -1": {Epochs: 1, LearningRate: 0.1, KeepBest: ebm.Lowest("score"), Patience: -1},
		"no KeepBest":    {Epochs: 1, LearningRate: 0.1, Patience: 1},
	} {
		if _, _, err := descend(t.Context(), 10, s); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
