package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// classifyInterrupting is a source that ends training when it has given so many batches.
type classifyInterrupting struct {
	ebm.Matrix
	batches *int
	cancel  func()
}

func (s classifyInterrupting) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	s.Matrix.Gather(dst, rows, rng)
	if rng == nil {
		return // not for training
	}
	if *s.batches--; *s.batches == 0 {
		s.cancel()
	}
}

// classifyResume is a run with two epochs of the last stage alone and four of
// all, which is interrupted after so many batches; 0: not.
func classifyResume(t *testing.T, c *ebm.Classifier, file string, batches int, change func(s *ebm.FineTuneSettings)) (ebm.Result, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	x, labels := classifyRows(40, 1)
	s := classifySettings()
	s.SoftmaxFirst, s.Frozen, s.KeepBest, s.Patience, s.Checkpoint = 2, 1, ebm.Lowest(ebm.MetricHeldOutLoss), 3, file
	s.HeldOut, s.HeldOutLabels = classifyRows(30, 2)
	if change != nil {
		change(&s)
	}
	return c.FineTune(ctx, classifyInterrupting{x, &batches, cancel}, labels, s, ebm.NewRand(5))
}

// TestFineTuneResumed: a run that is interrupted in any epoch, between steps, and
// resumed, in the same program or in another one, ends in the same bits with the
// same result.
func TestFineTuneResumed(t *testing.T) {
	for name, change := range map[string]func(s *ebm.FineTuneSettings){
		"SGD":      func(*ebm.FineTuneSettings) {},
		"Adam":     func(s *ebm.FineTuneSettings) { s.Optimizer, s.LearningRate, s.Momentum = ebm.Adam{}, 0.01, 0 },
		"no decay": func(s *ebm.FineTuneSettings) { s.RateDecay, s.Average = nil, nil },
		"no first": func(s *ebm.FineTuneSettings) { s.SoftmaxFirst, s.Frozen = 0, 0 },
		"Nesterov": func(s *ebm.FineTuneSettings) { s.Optimizer, s.MaxNorm = ebm.Nesterov{}, 1 },
	} {
		want := ebm.NewClassifier(classifyStack(), 3)
		wantResult, err := classifyResume(t, want, "", 0, change)
		if err != nil {
			t.Fatal(err)
		}
		for _, same := range []bool{true, false} {
			file := filepath.Join(t.TempDir(), "run")
			c := ebm.NewClassifier(classifyStack(), 3)
			epochs := 0
			for range 40 {
				if !same {
					c = ebm.NewClassifier(classifyStack(), 3)
				}
				// Six steps are an epoch. Train takes a sample first, in each of its runs.
				r, err := classifyResume(t, c, file, 9, change)
				if err == nil {
					break
				}
				if !errors.Is(err, context.Canceled) || !r.Stopped || r.Epochs < epochs {
					t.Fatalf("%s: %v after %+v", name, err, r)
				}
				epochs = r.Epochs
			}
			for range 2 { // the second finds it finished
				r, err := classifyResume(t, c, file, 0, change)
				if err != nil || !reflect.DeepEqual(r, wantResult) || epochs == 0 {
					t.Errorf("%s: %v, %+v, want %+v", name, err, r, wantResult)
				}
				wantClassifyBits(t, fmt.Sprintf("%s, same program: %t", name, same), c, want)
			}
		}
	}
}

// TestFineTuneResumedElsewhere: what is frozen is of the run, too, and does not
// become what a new stack has.
func TestFineTuneResumedElsewhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run")
	want := ebm.NewClassifier(classifyStack(), 3)
	wantResult, err := classifyResume(t, want, file, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := ebm.NewClassifier(ebm.NewDBN([]int{9, 6, 5}, ebm.NewRand(8)), 3)
	if r, err := classifyResume(t, c, file, 0, nil); err != nil || r.Epochs != wantResult.Epochs {
		t.Errorf("%+v, %v", r, err)
	}
	wantClassifyBits(t, "another stack", c, want)
}

// TestFineTuneOtherRun: a checkpoint of another run is an error that says so.
func TestFineTuneOtherRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run")
	if _, err := classifyResume(t, ebm.NewClassifier(classifyStack(), 3), file, 0, nil); err != nil {
		t.Fatal(err)
	}
	for text, change := range map[string]func(s *ebm.FineTuneSettings){
		"dropout [0.2 0.1 0.1]":                     func(s *ebm.FineTuneSettings) { s.Dropout = 0.1 },
		"dropout [0 0.2 0.2]":                       func(s *ebm.FineTuneSettings) { s.InputDropout = 0 },
		"0 frozen":                                  func(s *ebm.FineTuneSettings) { s.Frozen = 0 },
		"the last stage alone for 3 epochs":         func(s *ebm.FineTuneSettings) { s.SoftmaxFirst = 3 },
		"whose LearningRate was":                    func(s *ebm.FineTuneSettings) { s.LearningRate = 0.3 },
		"whose Patience was \"3\", now it is \"2\"": func(s *ebm.FineTuneSettings) { s.Patience = 2 },
		"whose held-out data was": func(s *ebm.FineTuneSettings) {
			s.HeldOut, s.HeldOutLabels = nil, nil
			s.KeepBest = ebm.Lowest(ebm.MetricLoss)
		},
		"whose KeepBest was": func(s *ebm.FineTuneSettings) { s.KeepBest = ebm.Lowest(ebm.MetricLoss) },
	} {
		r, err := classifyResume(t, ebm.NewClassifier(classifyStack(), 3), file, 0, change)
		wantError(t, err, ebm.ErrCheckpoint, text)
		if r.Epochs > 0 && !r.Stopped { // those of the last stage alone fit
			t.Errorf("%s: %+v", text, r)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := classifyResume(t, ebm.NewClassifier(classifyStack(), 3), file, 0, nil); err != nil {
		t.Errorf("with the checkpoint of the last stage alone: %v", err)
	}
	nowhere := filepath.Join(t.TempDir(), "missing", "run")
	if r, err := classifyResume(t, ebm.NewClassifier(classifyStack(), 3), nowhere, 0, nil); !errors.Is(err, fs.ErrNotExist) || r.Steps > 0 {
		t.Errorf("no folder: %v after %d steps", err, r.Steps)
	}
}
