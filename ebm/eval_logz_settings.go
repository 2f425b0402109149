package ebm

import (
	"fmt"
	"math"
)

// LogZSettings of [LogZ]. The zero value asks for 100 chains and 10 000
// temperatures; Data should be added where they are at hand.
type LogZSettings struct {
	// Data is in general the training data: forward runs start at its base rates,
	// reverse runs at its rows. nil: a start from units that prefer nothing, and
	// reverse runs from the ends of the forward ones.
	Data Source

	Chains       int       // of each run; 0: 100
	Temperatures int       // of each run; 0: 10 000, or as many as Betas
	Betas        []float64 // the ladder, increasing from 0 to 1; nil: AdaptiveBetas from a pilot run of a tenth of Temperatures

	Start  Matrix // states where reverse chains start, see AISSettings; no rows: rows of Data
	BurnIn int    // moves before the way down; 0: none from Start, else 1000

	// Tolerance is how far forward and reverse estimates may be apart, in nats, in
	// a result that has converged; 0: 0.5.
	Tolerance float64

	NoExact  bool     // estimate even where the states can be listed
	Recorder Recorder // sees the progress: level 0 is the pilot run, 1 the forward one, 2 the reverse one, 3 the one from units that prefer nothing; nil: none
}

const (
	defaultChains       = 100
	defaultTemperatures = 10000
	defaultTolerance    = 0.5
)

// withDefaults replaces zeros, or returns an error that wraps ErrSettings.
func (s LogZSettings) withDefaults() (LogZSettings, error) {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	if s.Chains == 0 {
		s.Chains = defaultChains
	}
	if s.Tolerance == 0 {
		s.Tolerance = defaultTolerance
	}
	if !(s.Tolerance > 0) || math.IsInf(s.Tolerance, 1) {
		return s, bad("Tolerance is %g nats, want a finite number that is not negative", s.Tolerance)
	}
	if s.Betas == nil {
		if s.Temperatures == 0 {
			s.Temperatures = defaultTemperatures
		}
		if s.Temperatures < 2 {
			return s, bad("Temperatures is %d, want at least 2; 10000 is usual", s.Temperatures)
		}
		return s, s.ais(LinearBetas(2)).check()
	}
	if s.Temperatures != 0 && s.Temperatures != len(s.Betas) {
		return s, bad("Temperatures is %d, Betas has %d; give one of them", s.Temperatures, len(s.Betas))
	}
	return s, s.ais(s.Betas).check()
}

// ais are the settings of a run over a ladder.
func (s LogZSettings) ais(betas []float64) AISSettings {
	return AISSettings{Chains: s.Chains, Betas: betas, Base: s.Data, Start: s.Start, BurnIn: s.BurnIn, Recorder: s.Recorder}
}
