package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// anneal is one call of AIS or ReverseAIS.
type anneal struct {
	path    Path
	chains  Matrix
	logw    []float64
	rng     *rand.Rand
	reverse bool

	betas    []float64 // as they are visited
	trace    []AISPoint
	progress *progress
	observe  func(step int) // after each step; nil: nobody
}

func newAnneal(ctx context.Context, m Annealer, s AISSettings, rng *rand.Rand) (*anneal, error) {
	if ctx == nil {
		panic(nilContext)
	}
	if m == nil {
		panic(nilModel)
	}
	mustRand(rng)
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := checkModel(m); err != nil {
		return nil, err
	}
	path, err := m.Anneal(s.Base)
	if err != nil {
		return nil, fmt.Errorf("ebm: base of AIS: %w", err)
	}
	return &anneal{path: path, chains: NewMatrix(s.Chains, m.NumVisible()), logw: make([]float64, s.Chains),
		rng: rng, progress: newProgress(s, m)}, nil
}

// checkParams returns an error that wraps ErrDiverged, and says what to do, for a
// parameter that is not finite.
func checkParams(params []Param) error {
	for _, p := range params {
		if err := checkFinite(p); err != nil {
			return fmt.Errorf("%w; load an earlier checkpoint, or train anew with a smaller learning rate", err)
		}
	}
	return nil
}

// checkModel returns an error that wraps ErrDiverged for a parameter that is not
// finite.
func checkModel(m Model) error {
	t, ok := m.(Trainable)
	if !ok {
		return nil
	}
	return checkParams(t.Params())
}

// burnIn moves the chains at β = 1.
func (a *anneal) burnIn(ctx context.Context, steps int) error {
	a.progress.burnIn = steps
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped after %d of %d steps: %w", i, steps, err)
		}
		a.path.Step(a.logw, a.chains, 1, 1, a.rng)
		if err := a.progress.record(i+1, steps+a.progress.steps, nil); err != nil {
			return err
		}
	}
	clear(a.logw)
	return nil
}

// climb visits all temperatures, in whichever direction.
func (a *anneal) climb(ctx context.Context, betas []float64) error {
	a.betas = betas
	steps := len(betas) - 1
	before, total := a.progress.burnIn, a.progress.burnIn+steps
	a.trace = append(a.trace, newPoint(betas[0], a.logw))
	for k := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped after %d of %d temperatures: %w", k, steps, err)
		}
		a.path.Step(a.logw, a.chains, betas[k], betas[k+1], a.rng)
		if a.observe != nil {
			a.observe(k)
		}
		var metrics []Metric
		if a.progress.due(before+k+1, total) {
			if err := a.finite(betas[k+1]); err != nil {
				return err
			}
			a.trace = append(a.trace, newPoint(betas[k+1], a.logw))
			metrics = a.metrics()
		}
		if err := a.progress.record(before+k+1, total, metrics); err != nil {
			return err
		}
	}
	return nil
}

// finite returns an error that wraps ErrDiverged for a weight that is not.
func (a *anneal) finite(beta float64) error {
	for i, x := range a.logw {
		if !finite(x) {
			return fmt.Errorf("log weight of chain %d at temperature β = %g is %g, the parameters are too large: %w", i, beta, x, ErrDiverged)
		}
	}
	return nil
}

// result is what the weights tell.
func (a *anneal) result(logZ0 float64) (AISResult, error) {
	r := AISResult{LogZ0: logZ0, LogWeights: a.logw, ESS: effective(a.logw), Betas: a.betas,
		Reverse: a.reverse, Trace: a.trace, final: a.chains}
	low, high := logMeanInterval(a.logw, a.rng)
	ratio := logMeanExp(a.logw)
	if a.reverse {
		ratio, low, high = -ratio, -high, -low
	}
	r.LogZ, r.Low, r.High = logZ0+ratio, logZ0+low, logZ0+high
	return r, nil
}
