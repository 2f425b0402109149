package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// LogZ finds log Z of m, in nats, in the best way there is, and says how far it
// is to be trusted. Where the model is a [Partitioner] and its states can be
// listed the value is exact. Elsewhere an [Annealer] is annealed forward from
// independent units and in reverse from states of the model, over the same
// temperatures, in general those of [AdaptiveBetas]; [Bennett]'s acceptance ratio of the two sets of weights is the
// estimate; and the distance of the two says whether there are enough
// temperatures.
//
// The reverse run starts at the rows of Data and, before its way down, burns in.
// Without Data and Start it starts where the forward run ended, chains drawn by
// their weights: it then cannot find a mode that the forward run has missed, the
// check is weaker, and the interval is no narrower than the forward run's. With Data half as many chains climb from units that prefer
// nothing, too: what they find can lie below log Z, and does in general, but if
// it lies above the estimate there are modes that are not where the data are. A
// mode that no run has seen shows nowhere; nor does it where the runs have seen a
// part of the model each and found the same: the estimate may then be too low by
// log 2.
//
// Errors are those of [AIS] and [ReverseAIS], and wrap [ErrUnsupported] for a
// model that is neither. A result that has not converged is no error: see
// Converged and Verdict. LogZ panics if ctx, m or rng is nil.
func LogZ(ctx context.Context, m Model, s LogZSettings, rng *rand.Rand) (LogZResult, error) {
	if ctx == nil {
		panic(nilContext)
	}
	if m == nil {
		panic(nilModel)
	}
	mustRand(rng)
	s, err := s.withDefaults()
	if err != nil {
		return LogZResult{}, err
	}
	if err := checkModel(m); err != nil {
		return LogZResult{}, err
	}
	if !s.NoExact {
		if r, err := exactLogZ(ctx, m, s); !tryAnother(err) {
			return r, err
		}
	}
	a, ok := m.(Annealer)
	if !ok {
		return LogZResult{}, fmt.Errorf("ebm: log Z of %T: its states cannot be listed, and there is no path to it (Anneal): %w", m, ErrUnsupported)
	}
	return sandwich(ctx, a, s, rng)
}

// Levels of the Progress of LogZ.
const (
	levelPilot = iota
	levelForward
	levelReverse
	levelNeutral
)

// sandwich runs forward and reverse.
func sandwich(ctx context.Context, m Annealer, s LogZSettings, rng *rand.Rand) (LogZResult, error) {
	if err := s.ais(nil).checkStart(m); err != nil { // rather than after the forward run
		return LogZResult{}, err
	}
	betas, err := s.ladder(ctx, m, rng)
	if err != nil {
		return LogZResult{}, err
	}
	ais := s.ais(betas)
	ais.level = levelForward
	forward, err := AIS(ctx, m, ais, rng)
	if err != nil {
		return LogZResult{}, err
	}
	own := s.Data == nil && s.Start.Rows == 0
	if own {
		ais.Start = resample(forward, rng)
		if ais.BurnIn == 0 {
			ais.BurnIn = defaultBurnIn
		}
	}
	ais.level = levelReverse
	reverse, err := ReverseAIS(ctx, m, ais, rng)
	if err != nil {
		return LogZResult{}, err
	}
	r := LogZResult{Forward: forward, Reverse: reverse}
	if s.Data != nil {
		ais.level, ais.Base, ais.Chains = levelNeutral, nil, max(2, s.Chains/2)
		if r.Neutral, err = AIS(ctx, m, ais, rng); err != nil {
			return LogZResult{}, err
		}
	}
	r.judge(s.Tolerance, own)
	return r, nil
}

// ladder is the one that is given, or one that fits m.
func (s LogZSettings) ladder(ctx context.Context, m Annealer, rng *rand.Rand) ([]float64, error) {
	if s.Betas != nil {
		return s.Betas, nil
	}
	const fewest, chains = 250, 100
	pilot := s.ais(PublishedBetas(max(s.Temperatures/10, min(s.Temperatures, fewest))))
	pilot.Chains, pilot.level = max(chains, s.Chains), levelPilot
	return AdaptiveBetas(ctx, m, pilot, s.Temperatures, rng)
}

// resample draws as many of the chains' last states, with probabilities in
// proportion to their weights: approximate draws of the model. One uniform
// number serves all, so that no weight counts by chance for more than one chain
// above or below its share.
func resample(r AISResult, rng *rand.Rand) Matrix {
	n := r.final.Rows
	x, u := NewMatrix(n, r.final.Cols), rng.Float64()
	mean := logMeanExp(r.LogWeights)
	sum, next := 0.0, 0
	for i, w := range r.LogWeights {
		for sum += math.Exp(w - mean); next < n && float64(next)+u < sum; next++ {
			copy(x.Row(next), r.final.Row(i))
		}
	}
	for ; next < n; next++ { // the shares may add up to a little less than n
		copy(x.Row(next), r.final.Row(n-1))
	}
	return x
}
