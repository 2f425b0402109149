package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// FineTune trains the network by backpropagation: it descends the mean of
// -log p(label|v) over the rows of data (n×D), which have these labels, from 0 to
// Classes()-1, through [Train]. What that says of seeds, bits, checkpoints,
// interrupts and errors holds here, too; with SoftmaxFirst it is called twice,
// and the Result is that of both in a row. A [Recorder] and Measures see the
// *Classifier.
//
// The metrics are [MetricLoss] and [MetricError] on a sample of the training
// rows, and [MetricHeldOutLoss] and [MetricHeldOutError] on all held-out rows, of
// which a source that draws gives the means.
//
// Errors, before the first step: [ErrSettings] for bad settings, data of another
// width, labels out of range or of another number, classes without a label, and
// held-out rows without labels; [ErrValue] for data that the visible units could
// not take; [ErrUnsupported] for a hidden layer that learns and is no
// [Backpropagator]; and those of Train. Notes of the Result says which levels of
// the stack had never been trained. FineTune panics if ctx, data or rng is nil.
func (c *Classifier) FineTune(ctx context.Context, data Source, labels []int, s FineTuneSettings, rng *rand.Rand) (Result, error) {
	c.mustHold()
	f := &fineTuner{owner: c, net: c.Stages, pairs: pairs{c.NumVisible(), c.Classes()}, check: c.Check, settings: s, notes: untrainedNotes(c.untrained, "the classifier was made")}
	if err := f.mustStart(ctx, data, rng); err != nil {
		return Result{}, err
	}
	var err error
	if f.data, err = c.beside(data, labels); err != nil {
		return Result{}, err
	}
	absent, err := absentClasses(labels, c.Classes(), s.MissingClasses)
	if err != nil {
		return Result{}, err
	}
	f.notes = append(f.notes, absent...)
	if f.settings.HeldOut, err = c.heldOut(s); err != nil {
		return Result{}, err
	}
	f.examine = c.examiner(f.settings.HeldOut)
	return f.run(ctx, rng)
}

// beside joins data and labels, which must fit.
func (c *Classifier) beside(data Source, labels []int) (Source, error) {
	if _, cols := data.Dims(); cols != c.NumVisible() {
		return nil, fmt.Errorf("ebm: data has %d columns, the classifier %d inputs: %w", cols, c.NumVisible(), ErrSettings)
	}
	targets, err := newOneHot(labels, c.Classes())
	if err != nil {
		return nil, err
	}
	return newBeside(data, targets, "labels")
}

// heldOut joins the held-out rows and labels, if there are some.
func (c *Classifier) heldOut(s FineTuneSettings) (Source, error) {
	switch {
	case s.HeldOutTargets != nil:
		return nil, fmt.Errorf("ebm: HeldOutTargets are for a Regressor, a Classifier takes HeldOutLabels: %w", ErrSettings)
	case s.HeldOut == nil && len(s.HeldOutLabels) > 0:
		return nil, fmt.Errorf("ebm: there are HeldOutLabels, but no HeldOut: %w", ErrSettings)
	case s.HeldOut == nil:
		return nil, nil
	}
	held, err := c.beside(s.HeldOut, s.HeldOutLabels)
	if err != nil {
		return nil, fmt.Errorf("held-out data: %w", err)
	}
	return held, nil
}

// someOf lists numbers, as in "levels 0 and 2".
func someOf(one, many string, numbers []int) string {
	if len(numbers) == 1 {
		return fmt.Sprintf("%s %d", one, numbers[0])
	}
	last := len(numbers) - 1
	text := many
	for i, n := range numbers[:last] {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %d", n)
	}
	return fmt.Sprintf("%s and %d", text, numbers[last])
}
