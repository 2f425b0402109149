package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// evenShare is the part of an adaptive ladder that is spaced evenly, against
// stretches where the pilot run saw too little.
const evenShare = 0.1

// windows is into how many parts of equally many temperatures the pilot run is
// divided.
const windows = 25

// AdaptiveBetas returns n inverse temperatures from 0 to 1, the denser where
// chains need more of them. If a change of β by d in one step adds 2ζd² to the
// variance of the log weights, the ladder that adds least in all has steps of
// equal √ζ·d: Sivak and Crooks (2012), "Thermodynamic metrics and optimal paths",
// Physical Review Letters 108. A pilot run of [AIS] over s.Betas measures ζ in 25
// parts, from how the variance over chains grows; where chains mix slowly that is
// more than the variance of the single increments adds up to, and it is never
// taken for less. A tenth of the ladder is spaced evenly. A pilot of 100 chains
// and 500 temperatures is enough.
//
// Errors and panics are those of AIS; n < 2 is a panic.
func AdaptiveBetas(ctx context.Context, m Annealer, s AISSettings, n int, rng *rand.Rand) ([]float64, error) {
	if n < 2 {
		panic(shortLadder)
	}
	r, err := newAnneal(ctx, m, s, rng)
	if err != nil {
		return nil, err
	}
	r.path.Start(r.chains, rng)
	p := newFriction(s)
	r.observe = func(step int) { p.observe(step, r.logw) }
	if err := r.climb(ctx, s.Betas); err != nil {
		return nil, fmt.Errorf("ebm: pilot run for a ladder: %w", err)
	}
	return equalSteps(p.ends, p.lengths, evenShare, n), nil
}

// friction measures ζ in a pilot run.
type friction struct {
	betas   []float64
	steps   int
	before  []float64 // log weights one step earlier
	zero    []float64
	ends    []float64 // of the windows, from 0
	lengths []float64 // √ζ·(width of the window)

	variance   float64 // of the log weights where the window began
	increments float64 // variances of the increments since, summed
	squares    float64 // Σ d²
}

func newFriction(s AISSettings) *friction {
	return &friction{betas: s.Betas, steps: len(s.Betas) - 1, before: make([]float64, s.Chains), zero: make([]float64, s.Chains), ends: []float64{0}}
}

// observe takes the log weights after a step.
func (p *friction) observe(step int, logw []float64) {
	p.increments += variance(logw, p.before)
	copy(p.before, logw)
	d := p.betas[step+1] - p.betas[step]
	p.squares += d * d
	n := min(windows, p.steps)
	if (step+1)*n/p.steps == step*n/p.steps {
		return
	}
	now, begin := variance(logw, p.zero), p.ends[len(p.ends)-1]
	zeta := max(p.increments, now-p.variance) / p.squares
	p.lengths = append(p.lengths, math.Sqrt(zeta)*(p.betas[step+1]-begin))
	p.ends = append(p.ends, p.betas[step+1])
	p.variance, p.increments, p.squares = now, 0, 0
}

// variance is that of the differences of a and b.
func variance(a, b []float64) float64 {
	var sum, squares float64
	for i, x := range a {
		sum += x - b[i]
	}
	mean := sum / float64(len(a))
	for i, x := range a {
		d := x - b[i] - mean
		squares += d * d
	}
	return squares / float64(len(a))
}

// equalSteps returns n temperatures that divide the summed lengths of the steps
// between betas evenly; the share even of a length is that of the step itself.
func equalSteps(betas, lengths []float64, even float64, n int) []float64 {
	total := 0.0
	for _, l := range lengths {
		total += l
	}
	if total == 0 { // nothing varies: any ladder is right
		even, total = 1, 1
	}
	share := func(k int) float64 {
		return even*(betas[k+1]-betas[k]) + (1-even)*lengths[k]/total
	}
	ladder, k, passed := make([]float64, n), 0, 0.0
	for i := 1; i < n-1; i++ {
		at := float64(i) / float64(n-1)
		for k < len(lengths)-1 && passed+share(k) < at {
			passed += share(k)
			k++
		}
		ladder[i] = betas[k] + (betas[k+1]-betas[k])*min(1, (at-passed)/share(k))
	}
	ladder[n-1] = 1
	return ladder
}
