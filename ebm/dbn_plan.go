package ebm

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Plan says how [DBN.Pretrain] trains the levels of a stack. The zero value is
// a good default: see [DefaultLevel].
type Plan struct {
	// Level returns the objective and the settings with which level, counted
	// from 0, is trained: m is RBM number level as it starts, the levels below
	// it are trained, and rng is the level's own. It is called once for each
	// level in turn, also for those that a checkpoint holds. An objective that
	// needs the level's data has them from [DBN.Up]. nil: DefaultLevel.
	Level func(level int, m *RBM, rng *rand.Rand) (Objective, Settings, error)

	// Levels is how many levels the plan is for: a stack of another number is
	// an error. 0: any number.
	Levels int

	// Sample passes draws from p(h|v) up, new ones each time, in place of means.
	Sample bool

	// Keep computes the data of a level once into memory, 4 bytes for each row
	// and unit, before the level is trained; those of two levels are there at a
	// time. false: each batch goes up through all the levels below when it is
	// needed, which takes a product for each of them, beside the five of CD-1 for
	// the level itself: little under a wide level, and many times the level's own
	// work under a narrow one, as at the top of 784-1000-500-250-30. The result is
	// the same to the bit unless something is drawn, by Sample or by the data:
	// that is then drawn once for all epochs.
	Keep bool

	// Transpose starts each level but the lowest as the level below upside down:
	// weights transposed, hidden parameters those of the visible units below and
	// the other way round. The level then is p(h) of the one below, the stack
	// gives the data the same likelihood as before, and the bound
	//
	//	log p(v) ≥ Σ_h q(h|v) (log p(h) + log p(v|h)) + entropy of q(h|v)
	//
	// holds with equality, q(h|v) being what the level below passes up. So what
	// raises the likelihood of draws of h (Sample) under the new level raises the
	// bound, and log p(v) stays above it. That is the condition of Hinton, Osindero
	// and Teh (2006); means in place of draws, or contrastive divergence in place
	// of the gradient, give no such guarantee. It needs every other layer to be
	// of the same type and length.
	Transpose bool

	// HeldOut is rows of data never trained on, which go up as the data do and
	// become Settings.HeldOut of each level that has none; nil: none.
	HeldOut Source

	// Recorder sees the progress of all levels, with Level and Levels. ErrStop
	// ends the level, once its epoch is over, and the next one begins. nil: none.
	Recorder Recorder

	// Checkpoint is the beginning of the names of the levels' checkpoints, which
	// are Checkpoint.level0, Checkpoint.level1 and so on. A level whose settings
	// name a file of their own uses that. "": none.
	Checkpoint string
}

// PlanOf returns a plan for a stack of as many levels as settings are given,
// each trained with its own by the objective of [DefaultLevel]. It panics if
// there are none.
func PlanOf(settings ...Settings) Plan {
	if len(settings) == 0 {
		panic(noSettings)
	}
	settings = slices.Clone(settings)
	return Plan{Levels: len(settings), Level: func(level int, m *RBM, rng *rand.Rand) (Objective, Settings, error) {
		objective, _, err := DefaultLevel(level, m, rng)
		return objective, settings[level], err
	}}
}

const noSettings = "ebm: PlanOf without settings"

// DefaultLevel is the Level of the zero [Plan]: ten epochs of CD-1 that
// reconstructs with probabilities ([ChainStates].VisibleMeans), in batches of
// 100, weight decay 2·10⁻⁴, momentum 0.5 for two epochs and then 0.9, and a
// learning rate that falls linearly to a tenth. It starts at 0.1 if the means of
// all units of m lie between -1 and 1, as those of [Bernoulli] and [Potts] units
// do, and at 0.001 if some go beyond, as those of [Gaussian] ones.
//
// Reconstructing with draws (VisibleMeans false) is noisier to watch. On MNIST
// the features that it learns were clearly better for a classifier, by 1.3
// points of accuracy at 1000 labels (docs/reference.md, part D).
//
// It is a start for a Level of your own, too: call it, change what you will of
// its settings, and return both. It draws nothing.
func DefaultLevel(level int, m *RBM, rng *rand.Rand) (Objective, Settings, error) {
	cd := NewCD(m, 1)
	cd.VisibleMeans = true
	s := Settings{
		Epochs:       10,
		LearningRate: 0.1,
		Momentum:     0.9,
		WeightDecay:  2e-4,
		RateDecay:    func(done float64) float64 { return 1 - 0.9*done },
		Schedule: func(epoch int, s *Settings) {
			if epoch < 2 {
				s.Momentum = min(s.Momentum, 0.5)
			}
		},
	}
	if !inUnitRange(m.Visible) || !inUnitRange(m.Hidden) {
		s.LearningRate = 0.001
	}
	return cd, s, nil
}

// check returns an error that wraps ErrSettings for what can be known to be
// wrong before training.
func (p Plan) check(d *DBN, data Source) error {
	if p.Levels != 0 && p.Levels != d.Levels() {
		return fmt.Errorf("ebm: Levels of the plan is %d, %v has %d: %w", p.Levels, d, d.Levels(), ErrSettings)
	}
	rows, cols := data.Dims()
	if rows == 0 {
		return fmt.Errorf("ebm: no rows to train on: %w", ErrSettings)
	}
	if err := checkWidths(d.NumVisible(), cols, p.HeldOut); err != nil {
		return err
	}
	if err := d.checkApart(); err != nil {
		return err
	}
	for l := 1; l < d.Levels(); l++ {
		if err := d.checkFit(l, p.Sample); err != nil {
			return err
		}
		if p.Transpose {
			if err := d.checkTranspose(l); err != nil {
				return err
			}
		}
	}
	return nil
}
