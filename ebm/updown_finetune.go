package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// UpDownSettings are those of [Train] and what [UpDown.FineTune] has beside.
// HeldOut is data as wide as those that are trained on, without labels.
type UpDownSettings struct {
	Settings

	K int // Gibbs steps of the top RBM for each update; 0: 3

	// Steps gives K for each epoch, counted from 0, on which alone it may depend;
	// nil: K stays. Hinton, Osindero and Teh (2006) took 3, then 6, then 10 steps,
	// for a third of the training each.
	Steps func(epoch int) int

	// Chains is how many persistent chains the top RBM has, as with [PCD], which
	// start at rows of data. 0: none, its chains start at each batch, as with [CD].
	Chains int

	// VisibleSamples lets the recognition weights learn from draws of the data
	// that were dreamt, as binary data are. false: from means, as grey data are.
	VisibleSamples bool

	HeldOutLabels []int // of HeldOut; nil only without HeldOut or without label units

	// MissingClasses says that labels need not name every class; Notes of the
	// Result says which are missing. false: that is an error.
	MissingClasses bool
}

// FineTune trains recognition weights, generative weights and the top RBM
// together by contrastive wake-sleep, also called the up-down algorithm. In the
// wake phase the recognition weights draw all layers given data, and each
// generative stage learns to restore what is below it. The top RBM, given the
// drawn penultimate units and the labels, learns by contrastive divergence with
// K steps, and in the sleep phase its chains, at their ends, are drawn down to
// data by the generative weights, and each recognition stage learns to recover
// what was above. See the formulas with [UpDown]; each rule is the gradient of a
// log-likelihood, but of a different one for each group of parameters, so their
// sum descends no single loss. Hinton, Osindero and Teh (2006), appendix B.
//
// labels are 0 to Classes-1, one for each row; without label units they must be
// nil. It is meant to follow [DBN.Pretrain] and [UpDown.TrainTop], but does not
// need to. It goes through [Train], so all that Train promises holds, with a
// *UpDown as the model that Recorder and Measures see, and with the metrics
// [MetricWake], [MetricSleep] and, with labels, [MetricError] and
// [MetricHeldOutError]. With Chains it draws from rng before Train does.
//
// It returns an error that wraps [ErrSettings] also for labels of another number
// or out of range, for classes of which there is no label, which it names, and
// for a negative K or Chains.
func (u *UpDown) FineTune(ctx context.Context, data Source, labels []int, s UpDownSettings, rng *rand.Rand) (Result, error) {
	notes, err := u.mustStart(data, labels, s.HeldOut, s.HeldOutLabels, s.MissingClasses, rng)
	if err != nil {
		return Result{}, err
	}
	if s.K == 0 {
		s.K = 3
	}
	if s.K < 0 || s.Chains < 0 {
		return Result{}, fmt.Errorf("ebm: K is %d and Chains %d, want numbers that are not negative: %w", s.K, s.Chains, ErrSettings)
	}
	if err := s.checkSteps(); err != nil {
		return Result{}, err
	}
	rows := u.beside(data, labels)
	obj := newWakeSleep(u, s, rng)
	obj.startChains(rows, rng)
	s.Schedule = s.schedule(obj)
	if s.HeldOut != nil {
		s.HeldOut = u.beside(s.HeldOut, s.HeldOutLabels)
		obj.heldOut = s.HeldOut
	}
	untrained := neverTrained(append(layersOf(u.Recognition), u.Top.Hidden)...)
	notes = append(untrainedNotes(untrained, whenTuned), notes...)
	r, err := Train(ctx, obj, rows, s.Settings, rng)
	r.Notes = append(r.Notes, notes...)
	return r, err
}

func (s UpDownSettings) checkSteps() error {
	if s.Steps == nil {
		return nil
	}
	for epoch := range s.Epochs {
		if k := s.Steps(epoch); k < 1 {
			return fmt.Errorf("ebm: Steps says %d for epoch %d, want at least 1: %w", k, epoch+1, ErrSettings)
		}
	}
	return nil
}

// schedule is that of the settings, which sets K, too.
func (s UpDownSettings) schedule(obj *wakeSleep) func(epoch int, s *Settings) {
	if s.Steps == nil {
		return s.Schedule
	}
	steps, schedule := s.Steps, s.Schedule
	return func(epoch int, e *Settings) {
		obj.top.setK(steps(epoch))
		if schedule != nil {
			schedule(epoch, e)
		}
	}
}
