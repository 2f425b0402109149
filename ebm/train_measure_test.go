package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// evenEpochs draws a number, at even epochs only.
var evenEpochs = ebm.MeasureFunc(func(_ context.Context, _ any, epoch int, rng *rand.Rand) ([]ebm.Metric, error) {
	if epoch%2 == 1 {
		return nil, nil
	}
	return []ebm.Metric{{Name: "draw", Value: rng.Float64(), Err: float64(epoch)}}, nil
})

func TestMeasures(t *testing.T) {
	var saw any
	model := ebm.MeasureFunc(func(_ context.Context, m any, _ int, _ *rand.Rand) ([]ebm.Metric, error) {
		saw = m
		return nil, nil
	})
	train := func(file string, epochs int) ebm.Result {
		m, s := newTestRBM(), small
		s.Epochs, s.Checkpoint = epochs, file
		s.Measures = []ebm.Measure{evenEpochs, model, ebm.MeasureFunc(evenEpochs)}
		r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), patterns(60, 1), s, ebm.NewRand(2))
		if err != nil || saw != any(m) {
			t.Fatalf("%v, model %v", err, saw)
		}
		return r
	}
	want := train("", 5)
	c := want.Curve("draw")
	if len(c) != 2 || c[0][0] != 2 || c[1][0] != 4 || c[0][1] == c[1][1] {
		t.Errorf("curve %v", c)
	}
	if h := want.History[1]; h[len(h)-1].Value == h[len(h)-2].Value {
		t.Error("two measures draw the same")
	}
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	train(file, 3)
	if got := train(file, 5); !reflect.DeepEqual(got.History, want.History) {
		t.Errorf("resumed: %v, want %v", got.History, want.History)
	}
}

func TestMeasureEndsTraining(t *testing.T) {
	broken := errors.New("no room")
	for name, c := range map[string]struct {
		value  float64
		err    error
		want   error
		epochs int
	}{
		"an error":   {0, broken, broken, 0},
		"stop":       {0, ebm.ErrStop, nil, 1},
		"not finite": {math.Inf(1), nil, ebm.ErrDiverged, 0},
	} {
		s := small
		s.Measures = []ebm.Measure{ebm.MeasureFunc(func(context.Context, any, int, *rand.Rand) ([]ebm.Metric, error) {
			return []ebm.Metric{{Name: "mine", Value: c.value}}, c.err
		})}
		r, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(60, 1), s, ebm.NewRand(2))
		if name == "not finite" && !strings.Contains(err.Error(), "mine is +Inf ± 0") {
			t.Errorf("%s: %v", name, err)
		}
		if !errors.Is(err, c.want) || r.Epochs != c.epochs || len(r.History) != c.epochs || !r.Stopped {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	s := small
	s.Measures = []ebm.Measure{evenEpochs, nil}
	_, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(60, 1), s, ebm.NewRand(2))
	if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "Measures[1] is nil") {
		t.Errorf("a nil measure: %v", err)
	}
}

// TestMeasureStopsForGood: a run that a measure has ended stays ended, even if it
// is killed before Train returns.
func TestMeasureStopsForGood(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	train := func(recorded error) (*ebm.RBM, ebm.Result, error) {
		m, s := newTestRBM(), small
		s.Checkpoint = file
		s.Measures = []ebm.Measure{ebm.MeasureFunc(func(_ context.Context, _ any, epoch int, _ *rand.Rand) ([]ebm.Metric, error) {
			if epoch == 2 {
				return nil, ebm.ErrStop
			}
			return nil, nil
		})}
		s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
			if p.Epoch == 2 && p.Step == 0 {
				return recorded
			}
			return nil
		})
		r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), patterns(60, 1), s, ebm.NewRand(2))
		return m, r, err
	}
	want, _, err := train(errStopped)
	if !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	if got, r, err := train(nil); err != nil || !r.Stopped || r.Epochs != 2 || !equalBits(bits(got), bits(want)) {
		t.Errorf("%d epochs, stopped: %t, %v, or other bits", r.Epochs, r.Stopped, err)
	}
}
