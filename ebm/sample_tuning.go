package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// TuneSettings of [TuneBetas].
type TuneSettings struct {
	Rate   float64 // share of swaps to be accepted between neighbours, in (0, 1); 0: 0.5
	Base   Source  // data for the independent units of β = 0; nil: uniform units
	Chains int     // walkers of a temperature in a pilot run; 0: 32
	Steps  int     // steps of the first pilot run, twice as many in each that follows; 0: 20
	Runs   int     // pilot runs; 0: 6
	Most   int     // temperatures that the ladder may have; 0: 500
}

// withDefaults replaces zeros.
func (s TuneSettings) withDefaults() TuneSettings {
	if s.Rate == 0 {
		s.Rate = 0.5
	}
	for _, d := range []struct {
		value    *int
		standard int
	}{{&s.Chains, 32}, {&s.Steps, 20}, {&s.Runs, 6}, {&s.Most, 500}} {
		if *d.value == 0 {
			*d.value = d.standard
		}
	}
	return s
}

func (s TuneSettings) check() error {
	if !(s.Rate > 0 && s.Rate < 1) {
		return fmt.Errorf("ebm: Rate is %g, want a share of swaps between 0 and 1: %w", s.Rate, ErrSettings)
	}
	for _, n := range []struct {
		name         string
		value, least int
	}{{"Chains", s.Chains, 1}, {"Steps", s.Steps, 2}, {"Runs", s.Runs, 1}, {"Most", s.Most, 2}} {
		if n.value < n.least {
			return fmt.Errorf("ebm: %s is %d, want at least %d, or 0 for the default: %w", n.name, n.value, n.least, ErrSettings)
		}
	}
	return nil
}

// TuneBetas returns a ladder for [ParallelTempering] or [Tempering] of m on
// which the same share of swaps is accepted between any two neighbours, Rate or
// a little more: temperatures lie dense where the distributions change fast, and
// there are no more of them than that takes.
//
// It runs pilots. The rejected shares r_i of a run add up to a function
// Λ(β_k) = Σ_{i<k} r_i that hardly depends on the ladder, so cutting Λ into
// equal steps of at most 1-Rate gives the ladder of the next run: Syed,
// Bouchard-Côté, Deligiannidis and Doucet (2022), "Non-reversible parallel
// tempering", JRSS B 84. What it returns is an estimate from walkers that began
// at β = 0; the same seed gives the same ladder.
//
// Errors are those of [NewParallelTempering], [ErrSettings] for bad settings,
// [ErrTooLarge] if more than Most temperatures would be needed, and ctx.Err()
// when ctx is done. It panics if ctx, m or rng is nil.
func TuneBetas(ctx context.Context, m *RBM, s TuneSettings, rng *rand.Rand) ([]float64, error) {
	if ctx == nil {
		panic(nilContext)
	}
	mustModel(m, 1)
	mustRand(rng)
	s = s.withDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	betas := LinearBetas(min(11, s.Most))
	for run := range s.Runs {
		rejected, err := pilot(ctx, m, betas, s, s.Steps<<run, rng)
		if err != nil {
			return nil, fmt.Errorf("ebm: pilot run %d of %d for a ladder: %w", run+1, s.Runs, err)
		}
		sum := 0.0
		for _, r := range rejected {
			sum += r
		}
		n := 1 + max(1, int(math.Ceil(sum/(1-s.Rate))))
		if n > s.Most {
			return nil, fmt.Errorf("ebm: %d temperatures or more for swaps at rate %g, Most is %d; a Base of data or a lower Rate needs fewer: %w",
				n, s.Rate, s.Most, ErrTooLarge)
		}
		betas = equalSteps(betas, rejected, 1e-3, n)
	}
	return betas, nil
}

// pilot returns the share of rejected swaps of each pair, after a quarter of the
// steps for the replicas to get where they belong.
func pilot(ctx context.Context, m *RBM, betas []float64, s TuneSettings, steps int, rng *rand.Rand) ([]float64, error) {
	p, err := NewParallelTempering(m, betas, s.Base)
	if err != nil {
		return nil, err
	}
	p.Start(s.Chains, rng)
	chains := NewMatrix(s.Chains, m.NumVisible())
	copyRows(chains, p.Replicas(0))
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if step == steps/4 {
			p.Forget()
		}
		p.Step(chains, rng)
	}
	rejected := make([]float64, len(betas)-1)
	for i, n := range p.Swaps() {
		rejected[i] = 1 - float64(n.Accepted)/float64(max(1, n.Proposed))
	}
	return rejected, nil
}
