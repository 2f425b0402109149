package ebm

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"
)

// warmUp makes two runs of Train look like one: the last stage alone, then all.
type warmUp struct {
	settings FineTuneSettings
	start    time.Time
	result   Result // of the first run, when it has ended
	stopped  bool   // whether a Recorder or Measure wanted to end it
}

// first are the settings of the first run: those of the first epoch of the
// second, for as many epochs as there are.
func (w *warmUp) first() Settings {
	s := w.settings.Settings
	s.Epochs, s.RateDecay, s.Average, s.KeepBest, s.Patience = w.settings.SoftmaxFirst, nil, nil, Best{}, 0
	if schedule := s.Schedule; schedule != nil {
		s.Schedule = func(_ int, e *Settings) { schedule(0, e) }
	}
	if s.Checkpoint != "" {
		s.Checkpoint += ".softmax"
	}
	return w.watched(s)
}

// second are those of the second run.
func (w *warmUp) second() Settings { return w.watched(w.settings.Settings) }

// watched lets the Recorder and the Measures count the epochs of both runs.
func (w *warmUp) watched(s Settings) Settings {
	if s.Recorder != nil {
		s.Recorder = warmUpRecorder{w, s.Recorder}
	}
	s.Measures = slices.Clone(s.Measures)
	for i, m := range s.Measures {
		s.Measures[i] = warmUpMeasure{w, m}
	}
	return s
}

// note remembers that err ends training, which the end of the first run does
// not tell.
func (w *warmUp) note(err error) error {
	w.stopped = w.stopped || errors.Is(err, ErrStop)
	return err
}

type warmUpRecorder struct {
	*warmUp
	recorder Recorder
}

func (r warmUpRecorder) Record(p *Progress) error {
	q := *p
	if q.Epoch == 0 && len(r.result.History) > 0 {
		q.Metrics = slices.Clone(r.result.History[r.result.Epochs-1])
	}
	q.Epoch += r.result.Epochs
	q.Epochs = r.settings.SoftmaxFirst + r.settings.Epochs
	q.Elapsed = time.Since(r.start)
	return r.note(r.recorder.Record(&q))
}

type warmUpMeasure struct {
	*warmUp
	measure Measure
}

func (m warmUpMeasure) Measure(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error) {
	metrics, err := m.measure.Measure(ctx, model, epoch+m.result.Epochs, rng)
	return metrics, m.note(err)
}

func (m warmUpMeasure) check(model any) error {
	if c, ok := m.measure.(checkedMeasure); ok {
		return c.check(model)
	}
	return nil
}

// join returns the result of both runs.
func (w *warmUp) join(r Result, notes []string) Result {
	before := w.result.Epochs
	r.Epochs += before
	r.Steps += w.result.Steps
	r.History = append(slices.Clone(w.result.History), r.History...)
	if r.BestEpoch > 0 {
		r.BestEpoch += before
	}
	r.Stopped = r.Epochs < before+w.settings.Epochs
	r.Notes = notes
	return r
}

var (
	_ Recorder       = warmUpRecorder{}
	_ checkedMeasure = warmUpMeasure{}
)
