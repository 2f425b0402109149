package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// Path joins a distribution whose log Z is known and that can be drawn from, at
// β = 0, to a model, at β = 1, by unnormalised densities p*_β. A Path keeps
// scratch: it is not safe for concurrent use.
type Path interface {
	// Start stores independent draws of p_0 in the rows of chains (B×D) and
	// returns log Z_0, in nats.
	Start(chains Matrix, rng *rand.Rand) (logZ float64)
	// Step adds log p*_to(v) - log p*_from(v), in nats, of each row v of chains
	// to logw (length B), then moves the rows by a Markov chain that leaves p_to
	// invariant. from > to goes downwards; from = to moves only. For [Bennett]
	// moves must satisfy detailed balance, as Gibbs sampling of an RBM does.
	Step(logw []float64, chains Matrix, from, to float64, rng *rand.Rand)
}

// Annealer is a [Model] with a path to it.
type Annealer interface {
	Model
	// Anneal returns a path from the best independent units for base, or from
	// units that prefer nothing if base is nil.
	Anneal(base Source) (Path, error)
}

// AIS estimates log Z of m by annealed importance sampling: each of B chains
// starts at a draw of p_0 and climbs the temperatures β_0 = 0 < β_1 < … < β_K = 1,
//
//	log w = Σ_k log p*_k+1(v_k) - log p*_k(v_k),  v_k+1 ~ T_k+1(v_k → ·)
//
// where T_k leaves p_k invariant. The mean of the weights w is an unbiased
// estimate of Z/Z_0 for any number of temperatures. Its logarithm is not: it is
// too low on average, the more the fewer temperatures there are, and by more
// than its interval tells if the chains miss what p consists of. Quote
// [ReverseAIS] beside it, or use [LogZ]. Neal (2001), "Annealed importance
// sampling", Statistics and Computing 11; Salakhutdinov and Murray (2008), "On
// the quantitative analysis of deep belief networks", ICML.
//
// Errors wrap [ErrSettings] for bad settings, [ErrDiverged] for a model whose
// parameters or weights are not finite, [ErrUnsupported] or others from
// m.Anneal, and ctx.Err() when ctx is done, which it is asked before each
// temperature; or are the Recorder's, [ErrStop] too, since there is no estimate
// half way. AIS panics if ctx, m or rng is nil.
func AIS(ctx context.Context, m Annealer, s AISSettings, rng *rand.Rand) (AISResult, error) {
	r, err := newAnneal(ctx, m, s, rng)
	if err != nil {
		return AISResult{}, err
	}
	logZ0 := r.path.Start(r.chains, rng)
	if err := r.climb(ctx, s.Betas); err != nil {
		return AISResult{}, fmt.Errorf("ebm: AIS: %w", err)
	}
	return r.result(logZ0)
}

// ReverseAIS estimates log Z of m by the way back: chains start at draws of the
// model and go down the temperatures. The mean of their weights is an unbiased
// estimate of Z_0/Z, so that LogZ, log Z_0 less its logarithm, is too high on
// average, if the chains start at draws of the model. Forward and reverse AIS
// together hold log Z between them, up to their noise. Burda, Grosse and
// Salakhutdinov (2015), "Accurate and conservative estimates of MRF
// log-likelihood using reverse annealing", AISTATS.
//
// Where chains start is in the settings. A start from data trusts the burn-in:
// modes of the model that are not where the data are stay unvisited, and LogZ
// may then lie too low, even below that of AIS.
//
// Errors and panics are those of AIS; a Start of another width is one that wraps
// [ErrSettings], of values that the units cannot have one that wraps [ErrValue].
func ReverseAIS(ctx context.Context, m Annealer, s AISSettings, rng *rand.Rand) (AISResult, error) {
	r, err := newAnneal(ctx, m, s, rng)
	if err != nil {
		return AISResult{}, err
	}
	if err := s.checkStart(m); err != nil {
		return AISResult{}, err
	}
	r.reverse = true
	logZ0 := r.path.Start(r.chains, rng)
	steps, err := s.start(r.chains, rng)
	if err != nil {
		return AISResult{}, err
	}
	if err := r.burnIn(ctx, steps); err != nil {
		return AISResult{}, fmt.Errorf("ebm: burn-in of reverse AIS: %w", err)
	}
	if err := r.climb(ctx, downwards(s.Betas)); err != nil {
		return AISResult{}, fmt.Errorf("ebm: reverse AIS: %w", err)
	}
	return r.result(logZ0)
}

// downwards returns the temperatures from 1 to 0.
func downwards(betas []float64) []float64 {
	down := make([]float64, len(betas))
	for i, b := range betas {
		down[len(betas)-1-i] = b
	}
	return down
}
