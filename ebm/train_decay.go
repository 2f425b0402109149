package ebm

import (
	"fmt"
	"math"
)

// ToZero is a Settings.RateDecay: the learning rate falls linearly, to 0 at the
// end.
func ToZero(done float64) float64 { return 1 - done }

// rate returns the learning rate of step number step of steps, from 0, in an
// epoch whose rate is base.
func (t *trainer) rate(base float64, epoch, step, steps int) (float64, error) {
	if t.settings.RateDecay == nil {
		return base, nil
	}
	done := (float64(epoch) + float64(step)/float64(steps)) / float64(t.settings.Epochs)
	factor := t.settings.RateDecay(done)
	if !(factor >= 0) || math.IsInf(factor, 0) {
		return 0, fmt.Errorf("ebm: RateDecay(%g) is %g, want a finite number that is not negative: %w", done, factor, ErrSettings)
	}
	return base * factor, nil
}

// decayName is what a checkpoint knows of a RateDecay; "": there is none.
func decayName(s Settings) string {
	if s.RateDecay == nil {
		return ""
	}
	return fmt.Sprintf("%g, %g, %g, %g, %g at 0, 1/4, 1/2, 3/4, 1", s.RateDecay(0), s.RateDecay(0.25), s.RateDecay(0.5), s.RateDecay(0.75), s.RateDecay(1))
}
