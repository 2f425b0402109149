package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// FineTune trains the network by backpropagation: it descends half the mean
// squared error, and a constant, of the predictions for the rows of data (n×D),
// whose targets are the rows of targets (n×NumOutputs), such as a [Matrix],
// through [Train]. What that says of seeds, bits, checkpoints, interrupts and
// errors holds here, too; with SoftmaxFirst the linear layer learns alone at
// first. If all parameters of that layer are 0, as NewRegressor leaves them, its
// biases begin as the means of the targets. Held-out rows need HeldOutTargets. A
// [Recorder] and Measures see the *Regressor.
//
// The metrics are [MetricLoss] and [MetricSquaredError] on a sample of the
// training rows, and [MetricHeldOutLoss] and [MetricHeldOutSquaredError] on all
// held-out rows, all without dropout.
//
// Errors, before the first step, which leave the network as it was:
// [ErrSettings] for bad settings, among them HeldOutLabels, data or targets of
// another width, targets of another number of rows, and held-out rows without
// targets; [ErrValue] for data that the visible units could not take and targets
// that are not finite; [ErrUnsupported] for a hidden layer that learns and is no
// [Backpropagator]; and those of Train. Notes of the Result says which levels of
// the stack had never been trained. FineTune panics if ctx, data, targets or rng
// is nil.
func (r *Regressor) FineTune(ctx context.Context, data, targets Source, s FineTuneSettings, rng *rand.Rand) (Result, error) {
	r.mustHold()
	if targets == nil {
		panic(nilData)
	}
	p := pairs{r.NumVisible(), r.NumOutputs()}
	f := &fineTuner{owner: r, net: r.Stages, pairs: p, check: r.Check, settings: s, notes: untrainedNotes(neverTrained(layersOf(r.Stages[:len(r.Stages)-1])...), whenTuned)}
	if err := f.mustStart(ctx, data, rng); err != nil {
		return Result{}, err
	}
	if err := s.checkNoLabels("a Regressor"); err != nil {
		return Result{}, err
	}
	var err error
	if f.data, err = r.beside(data, targets); err != nil {
		return Result{}, err
	}
	if f.settings.HeldOut, err = r.heldOut(s); err != nil {
		return Result{}, err
	}
	f.examine = f.net.examiner(p, f.settings.HeldOut)
	return r.run(ctx, f, targets, rng)
}

// run begins at the means of the targets, and goes back if there is no step.
func (r *Regressor) run(ctx context.Context, f *fineTuner, targets Source, rng *rand.Rand) (Result, error) {
	last := r.Stages[len(r.Stages)-1]
	fresh := allZero(last.Params())
	if fresh {
		if err := last.Layer.(*Gaussian).Init(targets); err != nil {
			return Result{}, err
		}
	}
	result, err := f.run(ctx, rng)
	if fresh && result.Steps == 0 {
		clear(last.Layer.(*Gaussian).Bias)
	}
	return result, err
}

// beside joins data and targets, which must fit.
func (r *Regressor) beside(data, targets Source) (Source, error) {
	if _, cols := data.Dims(); cols != r.NumVisible() {
		return nil, fmt.Errorf("ebm: data has %d columns, the regressor %d inputs: %w", cols, r.NumVisible(), ErrSettings)
	}
	if _, cols := targets.Dims(); cols != r.NumOutputs() {
		return nil, fmt.Errorf("ebm: targets have %d columns, the regressor %d outputs: %w", cols, r.NumOutputs(), ErrSettings)
	}
	rows, err := newBeside(data, targets, "rows of targets")
	if err != nil {
		return nil, err
	}
	err = eachBlock(targets, func(first int, y Matrix) error { return inSource(r.output().Check(y), first, targets) })
	if err != nil {
		return nil, fmt.Errorf("targets: %w", err)
	}
	return rows, nil
}

// heldOut joins the held-out rows and targets, if there are some.
func (r *Regressor) heldOut(s FineTuneSettings) (Source, error) {
	switch {
	case s.HeldOut == nil && s.HeldOutTargets == nil:
		return nil, nil
	case s.HeldOut == nil || s.HeldOutTargets == nil:
		return nil, fmt.Errorf("ebm: HeldOut and HeldOutTargets need each other: %w", ErrSettings)
	}
	held, err := r.beside(s.HeldOut, s.HeldOutTargets)
	if err != nil {
		return nil, fmt.Errorf("held-out data: %w", err)
	}
	return held, nil
}
