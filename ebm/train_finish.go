package ebm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// finish measures, keeps and reports what an epoch has reached.
func (t *trainer) finish(ctx context.Context, epoch, steps int, ratio float64) error {
	metrics, stop := t.examine(ctx, epoch, steps, ratio)
	if stop != nil && !errors.Is(stop, ErrStop) {
		return stop
	}
	t.stepsInEpoch = 0
	t.state.result.Epochs = epoch + 1
	t.state.result.History = append(t.state.result.History, metrics)
	t.state.result.Stopped = stop != nil && epoch+1 < t.settings.Epochs
	if t.settings.Checkpoint != "" {
		if err := t.state.save(t.settings.Checkpoint); err != nil {
			return err
		}
	}
	t.settings.Average.show(true)
	defer t.settings.Average.show(false)
	if err := t.record(epoch+1, 0, steps); err != nil {
		return err
	}
	return stop
}

// examine returns the metrics of an epoch and keeps the parameters if they are
// the best ones, with the averaged parameters in the model, if there are any.
// The error wraps ErrStop if a measure wants to end training, or Patience does.
func (t *trainer) examine(ctx context.Context, epoch, steps int, ratio float64) ([]Metric, error) {
	t.settings.Average.show(true)
	defer t.settings.Average.show(false)
	metrics := t.monitor.measure(ratio)
	if err := finiteMetrics(metrics); err != nil {
		return nil, fmt.Errorf("ebm: epoch %d, step %d: %w", epoch+1, steps, err)
	}
	metrics, stop := t.measure(ctx, metrics, epoch+1)
	if stop != nil && !errors.Is(stop, ErrStop) {
		return nil, fmt.Errorf("ebm: epoch %d: %w", epoch+1, stop)
	}
	if err := finiteMetrics(metrics); err != nil {
		return nil, fmt.Errorf("ebm: epoch %d, step %d: %w", epoch+1, steps, err)
	}
	if err := t.keepBest(metrics, epoch+1); err != nil {
		return nil, err
	}
	if stop == nil {
		stop = t.patience(metrics, epoch+1)
	}
	return metrics, stop
}

// recordEvery is the least time between two calls of a Recorder in an epoch.
const recordEvery = 250 * time.Millisecond

func (t *trainer) recordSome(epoch, step, steps int) error {
	if t.settings.Recorder == nil || step == steps || time.Since(t.lastRecord) < recordEvery {
		return nil
	}
	return t.record(epoch, step, steps)
}

func (t *trainer) record(epoch, step, steps int) error {
	if t.settings.Recorder == nil {
		return nil
	}
	t.lastRecord = time.Now()
	var metrics []Metric
	if n := len(t.state.result.History); n > 0 {
		metrics = slices.Clone(t.state.result.History[n-1]) // theirs to sort
	}
	err := t.settings.Recorder.Record(&Progress{
		Model: shown(t.objective.Model()), Epoch: epoch, Epochs: t.settings.Epochs, Step: step, Steps: steps,
		Stopped: step == 0 && t.state.result.Stopped,
		Elapsed: time.Since(t.start), Metrics: metrics,
	})
	t.optimizer.forget()
	if err != nil && !errors.Is(err, ErrStop) {
		return fmt.Errorf("ebm: recorder: %w", err)
	}
	return err
}
