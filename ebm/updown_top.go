package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// TopSettings are those of [Train] and what [UpDown.TrainTop] has beside. HeldOut
// is data as wide as those that are trained on, without labels.
type TopSettings struct {
	Settings

	// Objective makes what is descended of the top RBM; nil: CD-1.
	Objective func(top *RBM, rng *rand.Rand) (Objective, error)

	// Sample lets the recognition weights draw the penultimate units, new ones
	// each time. false: they give means.
	Sample bool

	HeldOutLabels []int // of HeldOut; nil only without HeldOut or without label units

	// MissingClasses says that labels need not name every class; Notes of the
	// Result says which are missing. false: that is an error.
	MissingClasses bool
}

// TrainTop trains the top RBM alone, on the penultimate units that the
// recognition weights make of data, beside the labels: as the last level of
// greedy pretraining, where labels take part. The activations are computed batch
// by batch and not kept. It goes through [Train], with the top *RBM as the model
// that Recorder and Measures see, and with [MetricError] and
// [MetricHeldOutError] beside the metrics of any RBM.
//
// labels and errors are as with [UpDown.FineTune]; an error of Objective is
// returned, and one that wraps [ErrSettings] for an objective of another model.
func (u *UpDown) TrainTop(ctx context.Context, data Source, labels []int, s TopSettings, rng *rand.Rand) (Result, error) {
	notes, err := u.mustStart(data, labels, s.HeldOut, s.HeldOutLabels, s.MissingClasses, rng)
	if err != nil {
		return Result{}, err
	}
	var heldOut Source
	if s.HeldOut != nil {
		heldOut = u.beside(s.HeldOut, s.HeldOutLabels)
	}
	if err := checkValues(newWakeSleep(u, UpDownSettings{K: 1}, nil), u.beside(data, labels), heldOut); err != nil {
		return Result{}, err
	}
	obj, err := s.objective(u.Top, rng)
	if err != nil {
		return Result{}, err
	}
	if obj == nil || obj.Model() != Trainable(u.Top) {
		return Result{}, fmt.Errorf("ebm: TopSettings.Objective returned an objective of another model: %w", ErrSettings)
	}
	if u.Classes > 0 {
		s.Measures = append([]Measure{newLabelErrors(u, data, labels, heldOut)}, s.Measures...)
	}
	if heldOut != nil {
		s.HeldOut = u.beside(u.Up(s.HeldOut, s.Sample), s.HeldOutLabels)
	}
	r, err := Train(ctx, obj, u.beside(u.Up(data, s.Sample), labels), s.Settings, rng)
	r.Notes = append(r.Notes, notes...)
	return r, err
}

func (s TopSettings) objective(top *RBM, rng *rand.Rand) (Objective, error) {
	if s.Objective == nil {
		return NewCD(top, 1), nil
	}
	return s.Objective(top, rng)
}
