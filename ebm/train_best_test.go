package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// scripted is a measure that gives these values, none where there is NaN.
func scripted(values ...float64) []ebm.Measure {
	return []ebm.Measure{ebm.MeasureFunc(func(_ context.Context, _ any, epoch int, _ *rand.Rand) ([]ebm.Metric, error) {
		if math.IsNaN(values[epoch-1]) {
			return nil, nil
		}
		return []ebm.Metric{{Name: "score", Value: values[epoch-1], Err: 0.5}}, nil
	})}
}

func TestKeepBest(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		best   ebm.Best
		values []float64
		epoch  int
	}{
		{ebm.Highest("score"), []float64{-5, -2, -3, none, -2, -9}, 2}, // the first of equal ones
		{ebm.Lowest("score"), []float64{none, 4, 3, none, 1, 2}, 5},
		{ebm.Highest("score"), []float64{none, none, none, none, none, -1e9}, 6},
		{ebm.Lowest("score"), []float64{0, 4, 3, 2, 1, 2}, 1},
	} {
		for _, average := range []*ebm.Average{nil, ebm.NewAverage(1)} {
			var at []float64
			s := ebm.Settings{Epochs: 6, LearningRate: 0.1, KeepBest: c.best, Measures: scripted(c.values...), Average: average}
			obj := newValley()
			s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
				if p.Epoch == c.epoch && p.Step == 0 {
					at = obj.all()
				}
				return nil
			})
			r, err := ebm.Train(t.Context(), obj, ebm.NewMatrix(10, 1), s, ebm.NewRand(1))
			if want := (ebm.Metric{Name: "score", Value: c.values[c.epoch-1], Err: 0.5}); err != nil || r.BestEpoch != c.epoch || r.Best != want {
				t.Errorf("%v of %v: %v, epoch %d, %v", c.best, c.values, err, r.BestEpoch, r.Best)
			}
			for k, x := range obj.all() {
				if x != at[k] {
					t.Fatalf("%v of %v: parameter %d is %g, want %g of epoch %d", c.best, c.values, k, x, at[k], c.epoch)
				}
			}
		}
	}
}

// TestKeepBestStopped: the model holds the best parameters also after an
// interrupt, and a metric that never comes is an error at the end.
func TestKeepBestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var first []float64
	s := ebm.Settings{Epochs: 3, LearningRate: 0.1, KeepBest: ebm.Highest("score"), Measures: scripted(1, 0, 0)}
	obj := newValley()
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
		switch p.Epoch {
		case 1:
			first = obj.all()
		case 2:
			cancel()
		}
		return nil
	})
	r, err := ebm.Train(ctx, obj, ebm.NewMatrix(10, 1), s, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) || r.Epochs != 2 || r.BestEpoch != 1 || obj.all()[0] != first[0] {
		t.Errorf("%v, %+v, parameter %g, want %g", err, r, obj.all()[0], first[0])
	}
	s.Recorder, s.Measures = nil, scripted(math.NaN(), math.NaN(), math.NaN())
	_, r, err = descend(t.Context(), 10, s)
	if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), `no metric "score"`) || r.Epochs != 2 {
		t.Errorf("a metric that never comes: %v", err)
	}
}

// TestMaxNorm holds the columns of matrices that decay below the limit.
func TestMaxNorm(t *testing.T) {
	s := ebm.Settings{Epochs: 1, LearningRate: 1e-30, MaxNorm: 1}
	v, _, err := descend(t.Context(), 10, s)
	if err != nil {
		t.Fatal(err)
	}
	start := newValley()
	for j := range 3 {
		var norm float64
		for i := range 4 {
			norm = math.Hypot(norm, start.view.At(i, j))
		}
		for i := range 4 {
			want := start.view.At(i, j) / max(1, norm)
			if math.Abs(v.view.At(i, j)-want) > 1e-7 {
				t.Errorf("element %d,%d is %g, want %g", i, j, v.view.At(i, j), want)
			}
		}
	}
	if v.column.At(0, 0) != start.column.At(0, 0) || v.row.At(0, 0) != start.row.At(0, 0) {
		t.Error("a group that does not decay, or has one row, was scaled")
	}
}
