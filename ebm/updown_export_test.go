package ebm

import "math/rand/v2"

// NewWakeSleep is what UpDown.FineTune descends, for tests.
func NewWakeSleep(u *UpDown, s UpDownSettings, rng *rand.Rand) Objective {
	return newWakeSleep(u, s, rng)
}

// StartChains starts its persistent chains as UpDown.FineTune does.
func StartChains(obj Objective, data Source, rng *rand.Rand) { obj.(*wakeSleep).startChains(data, rng) }
