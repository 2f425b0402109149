package ebm

import "math/rand/v2"

// NewWakeSleep is what UpDown.FineTune descends, for tests.
func NewWakeSleep(u *UpDown, c UpDownChains, rng *rand.Rand) Objective {
	return newWakeSleep(u, c, rng)
}
