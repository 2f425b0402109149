package ebm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// Limits of the checks of chains.
const (
	seriousRHat  = 1.5
	farSpreads   = 2 // spreads of the free energy between samples and data
	veryFar      = 4
	leastFarNats = 1
)

// examineChains runs chains, half from rows of the data and half from
// independent units, so that chains that stay where they began disagree. Beside
// the free energy it watches a random projection of the units, since free
// energies agree between modes that are as deep as each other.
func (p *patient) examineChains(ctx context.Context, rng *rand.Rand) error {
	s := p.settings
	kernel := s.Kernel
	if kernel == nil {
		kernel = NewGibbs(p.model)
	}
	side := projection{weights: make([]float64, p.model.NumVisible()), traces: Traces{Values: make([][]float64, s.Chains), Every: 1}}
	for i := range side.weights {
		side.weights[i] = rng.NormFloat64()
	}
	observe := func(dst []float64, v Matrix) {
		side.look(v)
		p.model.FreeEnergy(dst, v)
	}
	traces, err := Trace(ctx, kernel, p.starts(s.Chains, rng), observe, TraceSettings{Burn: s.Steps / 4, Steps: s.Steps, Recorder: s.Recorder}, rng)
	switch {
	case errors.Is(err, ErrValue):
		p.add(finding(CheckMixing, LevelSerious, 0, highRHat, "lower the learning rate and train anew", "the chains' free energy overflows: %v", err), true)
		return nil
	case err != nil:
		return fmt.Errorf("chains of the diagnosis: %w", err)
	case len(traces.Values[0]) < s.Steps: // the Recorder said stop
		return nil
	}
	p.add(checkMixing(traces, side.traces), true)
	p.add(checkSamples(freeEnergies(p.model, p.rows), traces.Values), true)
	return nil
}

// projection traces Σ_i weight_i·v_i.
type projection struct {
	weights []float64
	traces  Traces
}

func (p *projection) look(v Matrix) {
	for c := range v.Rows {
		var sum float64
		for i, x := range v.Row(c) {
			sum += p.weights[i] * float64(x)
		}
		p.traces.Values[c] = append(p.traces.Values[c], sum)
	}
}

// starts returns rows spread over the data and, from the middle on, draws of
// the visible units given draws of the hidden ones for input 0.
func (p *patient) starts(chains int, rng *rand.Rand) Matrix {
	v := NewMatrix(chains, p.model.NumVisible())
	half := chains / 2
	for i := range half {
		copy(v.Row(i), p.rows.Row(i*p.rows.Rows/half))
	}
	h := NewMatrix(chains-half, p.model.NumHidden())
	p.model.Hidden.Sample(h, h, rng)
	p.model.VisibleSample(v.Slice(half, chains), h, rng)
	return v
}

// checkMixing judges by the worse R̂ of the traces of free energies and of a
// projection, and tells its autocorrelation time.
func checkMixing(freeEnergy, projected Traces) Finding {
	m, err := projected.Mixing()
	if err != nil {
		return finding(CheckMixing, LevelSerious, 0, highRHat, "the weights may be too large, or the kernel does nothing: train anew with weight decay or a smaller learning rate",
			"%d chains do not move in %d steps", len(projected.Values), len(projected.Values[0]))
	}
	what := "a random projection of the units"
	// The free energy alone may be constant: all states are equally probable then.
	if other, err := freeEnergy.Mixing(); err == nil && other.RHat >= m.RHat {
		m, what = other, "the free energy"
	}
	return finding(CheckMixing, grade(m.RHat, highRHat, seriousRHat), m.RHat, highRHat,
		"do not trust samples or a negative phase of these chains: use tempering; weight decay lowers the barriers",
		"R-hat of %s is %.3g (limit %.2g) over %d chains of %d steps, half of them from data; its autocorrelation time is %s",
		what, m.RHat, highRHat, m.Chains, m.Values, m.timeText())
}

// checkSamples compares the free energies of data and of the second half of the
// chains. The mean under the model is what the mean over data would be for a
// model that is true, so both are unlike where the model puts its mass elsewhere.
func checkSamples(data []float64, chains [][]float64) Finding {
	var samples []float64
	for _, x := range chains {
		samples = append(samples, x[len(x)/2:]...)
	}
	d, dVariance := meanVariance(data)
	s, sVariance := meanVariance(samples)
	limit := max(leastFarNats, farSpreads*math.Sqrt((dVariance+sVariance)/2))
	diff := s - d
	remedy := "the model prefers states unlike data, which a reconstruction error does not see: train with persistent chains or tempering, let the learning rate decay to zero, or average the weights"
	where := "below"
	if diff > 0 {
		where, remedy = "above", "the chains do not find the data, or the model has learned its rows by heart: use tempering, or fewer epochs and weight decay"
	}
	return finding(CheckSamples, grade(math.Abs(diff), limit, limit*veryFar/farSpreads), diff, limit, remedy,
		"the mean free energy of samples is %.4g nats %s that of data, %.4g (limit %.3g nats, twice the spread of a row)", math.Abs(diff), where, d, limit)
}

// meanVariance is moments for any number of values from 1.
func meanVariance(x []float64) (mean, variance float64) {
	if len(x) == 1 {
		return x[0], 0
	}
	return moments(x)
}
