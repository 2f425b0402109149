package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
)

// Measure measures a model when an epoch of [Train] has ended, beside what
// Train measures by itself, such as the log-likelihood at chosen epochs. Its
// metrics are kept in Result.History and seen by the [Recorder].
type Measure interface {
	// Measure returns metrics of model after epoch, counted from 1; none: not
	// at this epoch. The model is that of the objective, for reading only. rng
	// is valid during the call and draws the same for the same seed, measure
	// and epoch, also when a run is resumed. The values must be finite. Names
	// are best different from all others of the run. An error ends training
	// and is returned by Train; [ErrStop] ends it without an error, with the
	// metrics kept.
	Measure(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error)
}

// MeasureFunc is a function as a [Measure].
type MeasureFunc func(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error)

// Measure calls f.
func (f MeasureFunc) Measure(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error) {
	return f(ctx, model, epoch, rng)
}

// checkedMeasure is a [Measure] that knows before the first epoch whether it
// will be able to measure.
type checkedMeasure interface{ check(model any) error }

// checkMeasures asks those that know.
func checkMeasures(measures []Measure, model any) error {
	for i, m := range measures {
		if c, ok := m.(checkedMeasure); ok {
			if err := c.check(model); err != nil {
				return fmt.Errorf("measure %d of %d: %w", i+1, len(measures), err)
			}
		}
	}
	return nil
}

// measure appends what the measures of the settings say after an epoch, counted
// from 1. The error wraps ErrStop if one of them wants to end training.
func (t *trainer) measure(ctx context.Context, metrics []Metric, epoch int) ([]Metric, error) {
	var stop error
	for i, m := range t.settings.Measures {
		t.seed(streamMonitor, epoch, i)
		more, err := m.Measure(ctx, shown(t.objective.Model()), epoch, t.rng)
		if errors.Is(err, ErrStop) {
			stop, err = err, nil
		}
		if err != nil {
			return metrics, fmt.Errorf("measure %d of %d: %w", i+1, len(t.settings.Measures), err)
		}
		metrics = append(metrics, more...)
	}
	return metrics, stop
}
