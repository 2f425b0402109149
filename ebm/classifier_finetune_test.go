package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestFineTuneMetrics: the metrics of the last epoch are those of the model that
// is left, on all held-out rows, though there are more than Train samples.
func TestFineTuneMetrics(t *testing.T) {
	x, labels := classifyRows(1500, 4)
	c, r := mustClassify(t, func(s *ebm.FineTuneSettings) { s.HeldOut, s.HeldOutLabels = noisy{x}, labels })
	proba, losses := ebm.NewMatrix(x.Rows, 3), 0.0
	c.PredictProba(proba, x) // what a source that draws gives without draws
	for i, l := range labels {
		losses -= math.Log(proba.At(i, l)) / float64(x.Rows)
	}
	accuracy, err := c.Accuracy(noisy{x}, labels)
	if err != nil {
		t.Fatal(err)
	}
	held, _ := r.Last(ebm.MetricHeldOutError)
	if math.Abs(held.Value-1+accuracy.Value) > 1e-12 || math.Abs(held.Err-accuracy.Err) > 1e-12 || held.Err == 0 {
		t.Errorf("held-out error %+v, accuracy %+v", held, accuracy)
	}
	loss, _ := r.Last(ebm.MetricHeldOutLoss)
	if !(math.Abs(loss.Value-losses) <= 1e-5*losses) || loss.Err == 0 {
		t.Errorf("held-out loss %+v, want %g", loss, losses)
	}
	for _, name := range []string{ebm.MetricLoss, ebm.MetricError, ebm.MetricUpdate} {
		if m, ok := r.Last(name); !ok || m.Value == 0 {
			t.Errorf("%s: %+v", name, m)
		}
	}
	first := r.History[0]
	if last, _ := r.Last(ebm.MetricLoss); !(last.Value < first[0].Value) || first[0].Name != ebm.MetricLoss {
		t.Errorf("loss %+v after the first epoch, %+v after the last", first[0], last)
	}
}

// TestFineTuneBits: the same for any GOMAXPROCS, and no other draws than those of
// Train.
func TestFineTuneBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want, _ := mustClassify(t, nil)
	for _, procs := range []int{2, 3} {
		runtime.GOMAXPROCS(procs)
		got, _ := mustClassify(t, nil)
		wantClassifyBits(t, fmt.Sprintf("GOMAXPROCS %d", procs), got, want)
	}
	for softmaxFirst, draws := range []int{2, 4} {
		rng, same := ebm.NewRand(5), ebm.NewRand(5)
		x, labels := classifyRows(40, 1)
		s := classifySettings()
		s.SoftmaxFirst = softmaxFirst
		if _, err := ebm.NewClassifier(classifyStack(), 3).FineTune(t.Context(), x, labels, s, rng); err != nil {
			t.Fatal(err)
		}
		for range draws {
			same.Uint64()
		}
		if rng.Uint64() != same.Uint64() {
			t.Errorf("SoftmaxFirst %d: other than %d draws", softmaxFirst, draws)
		}
	}
}

// TestFineTuneFrozen: frozen stages stay, the others do not.
func TestFineTuneFrozen(t *testing.T) {
	start := ebm.NewClassifier(classifyStack(), 3)
	for frozen := range 3 {
		c, _ := mustClassify(t, func(s *ebm.FineTuneSettings) { s.Frozen = frozen })
		for i, p := range c.Params() {
			same := slices.Equal(p.Value.Data, start.Params()[i].Value.Data)
			if want := i/2 < frozen; same != want {
				t.Errorf("%d frozen: %s stays: %t", frozen, p.Name, same)
			}
		}
	}
}

// TestFineTuneDropout: each kind has its effect.
func TestFineTuneDropout(t *testing.T) {
	seen := map[string]string{}
	for _, d := range [][2]float64{{0, 0}, {0.2, 0}, {0, 0.2}, {0.2, 0.2}, {0.3, 0.2}} {
		c, _ := mustClassify(t, func(s *ebm.FineTuneSettings) { s.Dropout, s.InputDropout = d[0], d[1] })
		key := fmt.Sprint(classifyBits(c))
		if other, ok := seen[key]; ok {
			t.Errorf("dropout %v is the same as %s", d, other)
		}
		seen[key] = fmt.Sprint(d)
	}
}

// TestSoftmaxFirst: at first the last stage learns alone, as one run whose epochs
// count on; the Recorder and Measures see a Classifier.
func TestSoftmaxFirst(t *testing.T) {
	start := ebm.NewClassifier(classifyStack(), 3)
	var within, epochs, measured []int
	var rates []float64
	c, r := mustClassify(t, func(s *ebm.FineTuneSettings) {
		s.SoftmaxFirst = 2
		s.Schedule = func(epoch int, s *ebm.Settings) {
			s.LearningRate = 0.25 * float64(epoch+1)
			rates = append(rates, s.LearningRate)
		}
		s.Measures = []ebm.Measure{ebm.MeasureFunc(func(_ context.Context, model any, epoch int, _ *rand.Rand) ([]ebm.Metric, error) {
			_ = model.(*ebm.Classifier)
			measured = append(measured, epoch)
			return []ebm.Metric{{Name: "epoch", Value: float64(epoch)}}, nil
		})}
		s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
			c := p.Model.(*ebm.Classifier)
			if m := p.Metrics; p.Epochs != 6 || len(m) > 0 != (p.Epoch > 0) || p.Epoch > 0 && m[len(m)-1] != (ebm.Metric{Name: "epoch", Value: float64(p.Epoch)}) {
				t.Errorf("epoch %d of %d, step %d: %+v", p.Epoch, p.Epochs, p.Step, m)
			}
			if p.Step > 0 {
				within = append(within, p.Epoch)
				return nil
			}
			epochs = append(epochs, p.Epoch)
			stays := slices.Equal(c.Stages[0].Weights.Data, start.Stages[0].Weights.Data) &&
				slices.Equal(c.Stages[1].Weights.Data, start.Stages[1].Weights.Data)
			if learns := !slices.Equal(c.Stages[2].Weights.Data, start.Stages[2].Weights.Data); stays != (p.Epoch <= 2) || !learns {
				t.Errorf("epoch %d: the stack stays: %t, the last stage learns: %t", p.Epoch, stays, learns)
			}
			return nil
		})
	})
	want := []int{1, 2, 3, 4, 5, 6}
	if !slices.Equal(epochs, want) || !slices.Equal(measured, want) || r.Epochs != 6 || len(r.History) != 6 || r.Steps != 36 || r.Stopped {
		t.Errorf("recorded %v, measured %v, result %+v", epochs, measured, r)
	}
	if !slices.Contains(within, 0) || !slices.Contains(within, 2) { // after the first step of each run
		t.Errorf("recorded within the epochs after %v", within)
	}
	if want := []float64{0.25, 0.25, 0.25, 0.5, 0.75, 1}; !slices.Equal(rates, want) {
		t.Errorf("learning rates %v, want %v", rates, want)
	}
	for i, metrics := range r.History {
		if metrics[len(metrics)-1].Value != float64(i+1) {
			t.Errorf("history %d: %v", i, metrics)
		}
	}
	plain, _ := mustClassify(t, nil)
	if slices.Equal(classifyBits(c), classifyBits(plain)) {
		t.Error("SoftmaxFirst changes nothing")
	}
}

// TestSoftmaxFirstRate: while the last stage learns alone, the rate does not fall,
// and what it has learned is no average.
func TestSoftmaxFirstRate(t *testing.T) {
	run := func(change func(s *ebm.FineTuneSettings)) (after []float64) {
		mustClassify(t, func(s *ebm.FineTuneSettings) {
			change(s)
			s.SoftmaxFirst = 2
			s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
				if p.Epoch == 2 && p.Step == 0 {
					after = classifyBits(p.Model.(*ebm.Classifier))
				}
				return nil
			})
		})
		return after
	}
	with := run(func(*ebm.FineTuneSettings) {})
	without := run(func(s *ebm.FineTuneSettings) { s.RateDecay, s.Average = nil, nil })
	if len(with) == 0 || !slices.Equal(with, without) {
		t.Error("RateDecay or Average changes the first epochs")
	}
}

// TestSoftmaxFirstBest: the best epoch is one of those in which all learn, and
// counts from the first of all. Patience ends the run.
func TestSoftmaxFirstBest(t *testing.T) {
	_, r := mustClassify(t, func(s *ebm.FineTuneSettings) {
		s.Epochs, s.SoftmaxFirst, s.KeepBest, s.Patience = 7, 4, ebm.Lowest("score"), 2
		s.Measures = scripted(0, 1, 1, 1, 3, 1, 2, 2, 2, 2, 2)
	})
	if r.BestEpoch != 6 || r.Best.Value != 1 || r.Epochs != 8 || !r.Stopped {
		t.Errorf("%+v", r)
	}
	run := func(best ebm.Best) *ebm.Classifier {
		c, _ := mustClassify(t, func(s *ebm.FineTuneSettings) {
			s.SoftmaxFirst, s.Measures, s.KeepBest = 3, scripted(9, 0, 0, 0, 0, 0, 5), best
		})
		return c
	}
	wantClassifyBits(t, "the last epoch being the best", run(ebm.Highest("score")), run(ebm.Best{}))
}

// TestFineTuneEarlyStopping: the model is that of the epoch with the lowest
// held-out error.
func TestFineTuneEarlyStopping(t *testing.T) {
	c, r := mustClassify(t, func(s *ebm.FineTuneSettings) {
		s.Epochs, s.KeepBest, s.Patience, s.RateDecay = 200, ebm.Lowest(ebm.MetricHeldOutError), 5, nil
		s.LearningRate = 0.5
	})
	x, labels := classifyRows(30, 2)
	accuracy, err := c.Accuracy(x, labels)
	if err != nil || math.Abs(1-accuracy.Value-r.Best.Value) > 1e-12 || r.Best.Name != ebm.MetricHeldOutError {
		t.Errorf("accuracy %+v, best %+v, error %v", accuracy, r.Best, err)
	}
	if !r.Stopped || r.Epochs != r.BestEpoch+5 {
		t.Errorf("%d epochs, best %d, stopped %t", r.Epochs, r.BestEpoch, r.Stopped)
	}
}

// TestFineTuneStop: a Recorder, or a Measure, ends training in each of the epochs,
// also the last one in which the last stage learns alone.
func TestFineTuneStop(t *testing.T) {
	for stop := 1; stop < 6; stop++ {
		at := func(epoch int) error {
			if epoch == stop {
				return ebm.ErrStop
			}
			return nil
		}
		for name, change := range map[string]func(s *ebm.FineTuneSettings){
			"Recorder": func(s *ebm.FineTuneSettings) {
				s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error { return at(p.Epoch) })
			},
			"Measure": func(s *ebm.FineTuneSettings) {
				s.Measures = []ebm.Measure{ebm.MeasureFunc(func(_ context.Context, _ any, epoch int, _ *rand.Rand) ([]ebm.Metric, error) {
					return nil, at(epoch)
				})}
			},
		} {
			_, r := mustClassify(t, func(s *ebm.FineTuneSettings) { s.SoftmaxFirst = 2; change(s) })
			if r.Epochs != stop || r.Steps != 6*stop || !r.Stopped || len(r.History) != stop {
				t.Errorf("%s, epoch %d: %d epochs, %d steps, stopped %t", name, stop, r.Epochs, r.Steps, r.Stopped)
			}
		}
	}
}

func TestFineTuneSettingsErrors(t *testing.T) {
	x, labels := classifyRows(30, 2)
	for text, change := range map[string]func(s *ebm.FineTuneSettings){
		"Epochs is 0":                           func(s *ebm.FineTuneSettings) { *s = ebm.FineTuneSettings{} },
		"LearningRate is 0":                     func(s *ebm.FineTuneSettings) { s.LearningRate = 0 },
		"Dropout is 1,":                         func(s *ebm.FineTuneSettings) { s.Dropout = 1 },
		"InputDropout is -0.1":                  func(s *ebm.FineTuneSettings) { s.InputDropout = -0.1 },
		"InputDropout is NaN":                   func(s *ebm.FineTuneSettings) { s.InputDropout = math.NaN() },
		"Frozen is 3, want 0 to 2":              func(s *ebm.FineTuneSettings) { s.Frozen = 3 },
		"Frozen is -1":                          func(s *ebm.FineTuneSettings) { s.Frozen = -1 },
		"SoftmaxFirst is -1":                    func(s *ebm.FineTuneSettings) { s.SoftmaxFirst = -1 },
		"Patience is 3 epochs":                  func(s *ebm.FineTuneSettings) { s.Patience, s.SoftmaxFirst = 3, 2 },
		"HeldOutLabels, but no HeldOut":         func(s *ebm.FineTuneSettings) { s.HeldOut = nil },
		"HeldOutTargets are for a Regressor":    func(s *ebm.FineTuneSettings) { s.HeldOutTargets = x },
		"held-out data has no rows":             func(s *ebm.FineTuneSettings) { s.HeldOut, s.HeldOutLabels = x.Slice(0, 0), nil },
		"held-out data: ebm: 30 rows of data":   func(s *ebm.FineTuneSettings) { s.HeldOutLabels = labels[1:] },
		"held-out data: ebm: the label of row ": func(s *ebm.FineTuneSettings) { s.HeldOutLabels = append(labels[:29:29], 3) },
		"held-out data: ebm: data has 8 ":       func(s *ebm.FineTuneSettings) { s.HeldOut = x.Columns(0, 8) },
	} {
		c, r, err := classifyRun(t, change)
		if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), text) || r.Steps > 0 {
			t.Errorf("%q: %v after %d steps", text, err, r.Steps)
		}
		wantClassifyBits(t, text, c, ebm.NewClassifier(classifyStack(), 3))
	}
	bad := ebm.MatrixOf(x)
	bad.Row(3)[1] = -2
	_, _, err := classifyRun(t, func(s *ebm.FineTuneSettings) { s.HeldOut = bad })
	wantError(t, err, ebm.ErrValue, "held-out data: ebm: row 3, column 1 is -2")
}

func TestFineTuneDataErrors(t *testing.T) {
	x, labels := classifyRows(6, 1)
	bad := ebm.MatrixOf(x)
	bad.Row(5)[8] = 255
	tune := func(classes int, data ebm.Source, labels []int) error {
		_, err := ebm.NewClassifier(classifyStack(), classes).FineTune(t.Context(), data, labels, ebm.DefaultFineTune(1), ebm.NewRand(1))
		return err
	}
	wantError(t, tune(3, x, labels[:4]), ebm.ErrSettings, "6 rows of data and 4 labels")
	wantError(t, tune(2, x, labels), ebm.ErrSettings, "the label of row 2 is 2, want 0 to 1")
	wantError(t, tune(4, x, labels), ebm.ErrSettings, "no label names class 3 of 4")
	wantError(t, tune(5, x, []int{0, 2, 2, 2, 0, 0}), ebm.ErrSettings, "no label names classes 1, 3 and 4 of 5")
	wantError(t, tune(3, x.Columns(1, 9), labels), ebm.ErrSettings, "data has 8 columns, the classifier 9 inputs")
	wantError(t, tune(3, ebm.NewMatrix(0, 9), nil), ebm.ErrSettings, "no rows to train on")
	wantError(t, tune(3, bad, labels), ebm.ErrValue, "row 5, column 8 is 255")
}

// TestFineTuneNotes: what was never trained, and what has no label.
func TestFineTuneNotes(t *testing.T) {
	d := ebm.NewDBN([]int{9, 6, 5}, ebm.NewRand(1))
	x, labels := classifyRows(30, 1)
	s := classifySettings()
	s.MissingClasses = true
	c := ebm.NewClassifier(d, 5)
	for range 2 { // what it was made of stays so
		r, err := c.FineTune(t.Context(), x, labels, s, ebm.NewRand(1))
		want := []string{
			"levels 0 and 1 of the stack had never been trained: the weights were as drawn when the classifier was made",
			"no label named classes 3 and 4",
		}
		if err != nil || !slices.Equal(r.Notes, want) {
			t.Errorf("notes %q, want %q, error %v", r.Notes, want, err)
		}
	}
	predicted := make([]int, x.Rows)
	c.Predict(predicted, x)
	if slices.Max(predicted) > 2 {
		t.Errorf("predicted %v", predicted)
	}
	d.RBMs[0].Hidden.Params()[0].Value.Data[2] = 0.1
	for _, first := range []int{0, 1} {
		s.SoftmaxFirst = first
		r, err := ebm.NewClassifier(d, 3).FineTune(t.Context(), x, labels, s, ebm.NewRand(1))
		if err != nil || len(r.Notes) != 1 || !strings.HasPrefix(r.Notes[0], "level 1 of the stack had never") {
			t.Errorf("notes %q, error %v", r.Notes, err)
		}
	}
	if _, r := mustClassify(t, nil); len(r.Notes) > 0 {
		t.Errorf("notes %q of a trained stack with all labels", r.Notes)
	}
}
