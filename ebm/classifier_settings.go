package ebm

import "fmt"

// FineTuneSettings are those of [Train] and what networks have beside. Like
// Settings they need Epochs and a LearningRate; [DefaultFineTune] has good ones.
// With KeepBest, such as Lowest(MetricHeldOutError), and Patience they make
// training stop early.
type FineTuneSettings struct {
	Settings

	// Dropout is the share of hidden units, and InputDropout that of inputs, that
	// are left out at each step, others in each row, while the rest counts for
	// more so that expectations stay: both in [0, 1). 0: none. Srivastava et al.
	// (2014), "Dropout: a simple way to prevent neural networks from
	// overfitting", JMLR 15.
	Dropout, InputDropout float64

	// HeldOutLabels are those of Settings.HeldOut.
	HeldOutLabels []int

	// HeldOutTargets are those of Settings.HeldOut for a [Regressor].
	HeldOutTargets Source

	// Frozen is how many of the lowest stages stay as they are; dropout is for
	// all. 0: all learn.
	Frozen int

	// SoftmaxFirst is for how many epochs the last stage learns alone before
	// those of Settings.Epochs, in which all stages do: at first its gradients
	// say little to the stages below. These epochs have the settings of the first
	// one, without RateDecay, Average, KeepBest and Patience, and the checkpoint
	// Checkpoint+".softmax"; Schedule counts from 0 after them. 0: none.
	SoftmaxFirst int

	// MissingClasses says that labels need not name every class, some of which
	// are then never predicted; Notes of the Result says which. false: that is an
	// error.
	MissingClasses bool
}

// DefaultFineTune returns settings that suit a [Classifier] of digits: a learning
// rate of 0.1 that falls to 0, momentum 0.9, and a fifth of inputs and of hidden
// units dropped. A stack that is pretrained on many images bears a larger rate,
// 0.4 on all of MNIST, and makes fewer errors with it (docs/reference.md, part D);
// from random weights and few labels it may then learn little.
func DefaultFineTune(epochs int) FineTuneSettings {
	return FineTuneSettings{
		Settings: Settings{Epochs: epochs, LearningRate: 0.1, Momentum: 0.9, RateDecay: ToZero},
		Dropout:  0.2, InputDropout: 0.2,
	}
}

// checkFineTune returns an error that wraps ErrSettings for the first bad setting
// for data of so many rows and a network of so many stages.
func (s FineTuneSettings) checkFineTune(rows, stages int) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	if rows == 0 {
		return bad("no rows to train on")
	}
	for _, d := range []struct {
		name  string
		value float64
	}{{"Dropout", s.Dropout}, {"InputDropout", s.InputDropout}} {
		if !(d.value >= 0 && d.value < 1) {
			return bad("%s is %g, want a share from 0 to below 1", d.name, d.value)
		}
	}
	switch {
	case s.Frozen < 0 || s.Frozen >= stages:
		return bad("Frozen is %d, want 0 to %d, which leaves one of %d stages to learn", s.Frozen, stages-1, stages)
	case s.SoftmaxFirst < 0:
		return bad("SoftmaxFirst is %d epochs, want at least 1, or 0 for none", s.SoftmaxFirst)
	}
	return s.withBatch(rows).check(rows)
}

// drops are the shares of the inputs of each stage that are dropped.
func (s FineTuneSettings) drops(stages int) []float64 {
	drops := make([]float64, stages)
	for i := range drops {
		drops[i] = s.Dropout
	}
	drops[0] = s.InputDropout
	return drops
}
