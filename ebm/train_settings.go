package ebm

import (
	"fmt"
	"math"
)

// Settings of [Train]. Rates apply to the mean gradient of a mini-batch.
type Settings struct {
	Epochs       int     // passes over the data; at least 1
	BatchSize    int     // rows of a mini-batch, the last one of an epoch may be smaller; 0: 100, or all rows if fewer
	LearningRate float64 // ε; 0 only together with a Schedule
	Momentum     float64 // share of the last update that is added to the next, in [0, 1); 0: none
	WeightDecay  float64 // L2: the weights' own multiple that is added to the gradient; 0: none
	L1Decay      float64 // L1: the weights' sign times this is added to the gradient; 0: none

	// MaxNorm is the greatest norm of the weights into a hidden unit, a column of
	// a parameter group that decays and has several rows; a step that goes beyond
	// it is followed by scaling the column down. 0: no limit.
	MaxNorm float64

	Optimizer Optimizer // how gradients become steps; nil: SGD

	// RateDecay multiplies the learning rate of each step. done is the share of
	// the training that is done before it, from 0 to below 1. Epochs of a
	// checkpoint may then not grow. nil: the rate stays; see [ToZero].
	RateDecay func(done float64) float64

	// Average makes the trained model an average over the last steps; nil: the
	// parameters after the last step.
	Average *Average

	// KeepBest makes the trained model that of the best epoch by a metric, such
	// as KeepBest: Highest("log-likelihood") of one of the Measures on held-out
	// rows. A free energy is no such metric: log Z changes, too. The model holds
	// the best parameters when Train has returned, for whatever reason, once
	// there was such an epoch; Result says which. The zero value: off.
	KeepBest Best

	// Patience ends training after so many epochs of which none was better by
	// KeepBest, which it needs: early stopping. Epochs at which the metric is not
	// measured count, but none of them ends training. 0: no end before Epochs.
	Patience int

	// Schedule changes a fresh copy of the settings before each epoch, counted
	// from 0: learning rate, momentum, decay, batch size, MaxNorm; changes of
	// others have no effect. A closure may set K of the objective too. It must
	// depend on epochs alone: a run that is resumed calls it for the epochs that
	// are done, too. nil: settings stay.
	Schedule func(epoch int, s *Settings)

	// Measures measure more after each epoch, in this order; nil: nothing more.
	Measures []Measure

	HeldOut    Source   // rows never trained on, for MetricHeldOut and MetricGap; nil: none
	Recorder   Recorder // sees the progress; nil: none
	Checkpoint string   // file written after each epoch, from which the same call resumes; "": none

	start string // how a level of a stack starts, if not as it was; Pretrain says so
}

// defaultBatch is the upper end of the 10 to 100 rows that Hinton (2010),
// section 4, names.
const defaultBatch = 100

// withBatch replaces a zero BatchSize.
func (s Settings) withBatch(rows int) Settings {
	if s.BatchSize == 0 {
		s.BatchSize = min(defaultBatch, rows)
	}
	return s
}

// check returns an error that wraps ErrSettings for the first bad setting.
func (s Settings) check(rows int) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	if s.Epochs < 1 {
		return bad("Epochs is %d, want at least 1", s.Epochs)
	}
	if s.BatchSize < 1 || s.BatchSize > rows {
		return bad("BatchSize is %d, want 1 to %d, the rows of the data, or 0 for the default", s.BatchSize, rows)
	}
	for _, r := range []struct {
		name  string
		value float64
	}{{"LearningRate", s.LearningRate}, {"Momentum", s.Momentum}, {"WeightDecay", s.WeightDecay}, {"L1Decay", s.L1Decay}, {"MaxNorm", s.MaxNorm}} {
		if !(r.value >= 0) || math.IsInf(r.value, 0) {
			return bad("%s is %g, want a finite number that is not negative", r.name, r.value)
		}
	}
	if s.Momentum >= 1 {
		return bad("Momentum is %g, want less than 1", s.Momentum)
	}
	switch {
	case s.Patience < 0:
		return bad("Patience is %d epochs, want at least 1, or 0 for no end before Epochs", s.Patience)
	case s.Patience > 0 && s.KeepBest.Metric == "":
		return bad("Patience is %d epochs, but there is no KeepBest to say which epoch is better", s.Patience)
	}
	for i, m := range s.Measures {
		if m == nil {
			return bad("Measures[%d] is nil", i)
		}
	}
	if a := s.Average; a != nil && (!(a.horizon > 0) || math.IsInf(a.horizon, 0)) {
		return bad("the horizon of Average is %g epochs, want a finite number above 0", a.horizon)
	}
	return s.optimizer().check(s)
}

// optimizer replaces a nil Optimizer.
func (s Settings) optimizer() Optimizer {
	if s.Optimizer == nil {
		return SGD{}
	}
	return s.Optimizer
}

// epoch returns the settings of one epoch.
func (s Settings) epoch(epoch, rows int) (Settings, error) {
	e := s
	if s.Schedule != nil {
		s.Schedule(epoch, &e)
	}
	e = e.withBatch(rows)
	e.Epochs, e.Optimizer, e.Average, e.Measures = s.Epochs, s.Optimizer, s.Average, s.Measures
	e.KeepBest, e.Patience = s.KeepBest, s.Patience
	if err := e.check(rows); err != nil {
		return e, fmt.Errorf("epoch %d: %w", epoch+1, err)
	}
	return e, nil
}
