package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// DefaultAutoencoder returns settings that suit an [Autoencoder] of images: [Adam]
// with a learning rate of 0.003 that falls to 0, and a weight decay of 0.03, of
// which each step takes the rate's share off the weights; without it the
// training images are soon known by heart.
func DefaultAutoencoder(epochs int) FineTuneSettings {
	return FineTuneSettings{Settings: Settings{Epochs: epochs, LearningRate: 0.003, RateDecay: ToZero, WeightDecay: 0.03, Optimizer: Adam{}}}
}

// FineTune trains all stages by backpropagation: it descends the mean of
// -log p(v|v') over the rows v of data (n×D), where p is the lowest visible
// layer and v' the reconstruction, through [Train]. What that says of seeds,
// bits, checkpoints, interrupts and errors holds here, too. A [Recorder] and
// Measures see the *Autoencoder.
//
// With InputDropout it takes noisy rows back to clean ones: a denoising
// autoencoder, Vincent et al. (2008), "Extracting and composing robust features
// with denoising autoencoders", ICML. Dropout is that of all hidden units, the
// code among them.
//
// The metrics are [MetricLoss] and [MetricSquaredError] on a sample of the
// training rows, and [MetricHeldOutLoss] and [MetricHeldOutSquaredError] on all
// held-out rows, all without dropout; KeepBest may be
// Lowest(MetricHeldOutSquaredError).
//
// Errors, before the first step: [ErrSettings] for bad settings, among them
// HeldOutLabels and HeldOutTargets, and data of another width; [ErrValue] for
// data that the visible units cannot take; [ErrUnsupported] for a hidden layer
// that learns and is no [Backpropagator]; and those of Train. Notes of the Result
// says which levels of the encoder had never been trained. FineTune panics if
// ctx, data or rng is nil.
func (a *Autoencoder) FineTune(ctx context.Context, data Source, s FineTuneSettings, rng *rand.Rand) (Result, error) {
	net := a.network()
	f := &fineTuner{owner: a, net: net, pairs: pairs{inputs: net.numIn()}, data: data, check: a.Check,
		examine: net.examiner(pairs{inputs: net.numIn()}, s.HeldOut), settings: s, notes: untrainedNotes(neverTrained(layersOf(a.Encoder)...), whenTuned)}
	if err := f.mustStart(ctx, data, rng); err != nil {
		return Result{}, err
	}
	if err := s.checkNoLabels("an Autoencoder"); err != nil {
		return Result{}, err
	}
	if s.HeldOutTargets != nil {
		return Result{}, fmt.Errorf("ebm: HeldOutTargets are for a Regressor, the targets of an Autoencoder are the rows: %w", ErrSettings)
	}
	return f.run(ctx, rng)
}

// Check returns a *[ValueError] for the first value of v that the visible units
// cannot take, or nil.
func (a *Autoencoder) Check(v Matrix) error { return network(a.Decoder).top().Layer.Check(v) }

// checkNoLabels returns an error that wraps ErrSettings for settings that only a
// Classifier has.
func (s FineTuneSettings) checkNoLabels(owner string) error {
	if len(s.HeldOutLabels) > 0 || s.MissingClasses {
		return fmt.Errorf("ebm: HeldOutLabels and MissingClasses are for a Classifier, %s has no labels: %w", owner, ErrSettings)
	}
	return nil
}

var _ Checker = (*Autoencoder)(nil)
