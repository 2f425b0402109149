package ebm

import (
	"fmt"
	"math"
)

// Mixing is what traces tell of how fast their chains move. It is plain data
// with finite values, for encoding/json.
type Mixing struct {
	Chains, Values int     // traces, and values of each
	Mean, Err      float64 // over all values; its Monte Carlo standard error SD/√ESS
	SD             float64 // of the observed quantity, differences between traces counted in
	Time, TimeErr  float64 // autocorrelation time τ with its standard error, in steps of the kernel
	Short          bool    // the traces are too short: Time is a lower bound and has no TimeErr, ESS an upper one, Err too small
	ESS            float64 // effective sample size of all traces together
	PerSecond      float64 // effective samples per second; 0 if the traces were not timed
	RHat           float64 // rank-normalised split R̂: [RankRHat]
}

// MixingOf examines traces, one slice per chain, whose values are one step
// apart. Traces that are long enough to be read at all, but too short for their
// autocorrelation time, are no error: Short says so. Errors are those of
// [RankRHat].
func MixingOf(traces [][]float64) (Mixing, error) {
	r, err := RankRHat(traces)
	if err != nil {
		return Mixing{}, err
	}
	values := len(traces) * len(traces[0])
	s, v := integrate(autocorrelation(traces), values), momentsOf(traces)
	m := Mixing{
		Chains: len(traces), Values: len(traces[0]),
		Mean: v.mean, SD: math.Sqrt(v.pooled),
		Time: s.time, Short: !s.closed, ESS: float64(values) / s.time, RHat: r,
	}
	m.Err = m.SD / math.Sqrt(m.ESS)
	if s.closed {
		m.TimeErr = s.error(values)
	}
	return m, nil
}

// String is one line, such as "20 chains of 1000 values: -98.2 ± 0.3,
// autocorrelation time 12 ± 1 steps, 1667 effective samples, R-hat 1.01".
func (m Mixing) String() string {
	text := fmt.Sprintf("%d chains of %d values: %.4g ± %.2g, autocorrelation time %s, %s%.0f effective samples",
		m.Chains, m.Values, m.Mean, m.Err, m.timeText(), map[bool]string{true: "at most "}[m.Short], m.ESS)
	if m.PerSecond > 0 {
		text += fmt.Sprintf(" (%.3g a second)", m.PerSecond)
	}
	return text + fmt.Sprintf(", R-hat %.3f", m.RHat)
}

func (m Mixing) timeText() string {
	if m.Short {
		return fmt.Sprintf("at least %.3g steps", m.Time)
	}
	return fmt.Sprintf("%.3g ± %.2g steps", m.Time, m.TimeErr)
}
