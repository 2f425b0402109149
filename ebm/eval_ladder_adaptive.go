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

// AdaptiveBetas returns n inverse temperatures from 0 to 1 such that the
// increments of the log weights vary equally from one to the next. A pilot run of
// [AIS] over s.Betas measures their standard deviation over chains: the ladder
// has steps of equal sums of it, beside a tenth that is spaced evenly. A pilot of
// 20 chains and some hundred temperatures is enough.
//
// Steps of equal variance are the best if chains move to p_β at once. An RBM
// mixes slowly near β = 1: compare with [PublishedBetas] by the width that [LogZ]
// reports.
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
	before, deviations := make([]float64, s.Chains), make([]float64, len(s.Betas)-1)
	r.observe = func(step int) {
		deviations[step] = deviation(r.logw, before)
		copy(before, r.logw)
	}
	if err := r.climb(ctx, s.Betas); err != nil {
		return nil, fmt.Errorf("ebm: pilot run for a ladder: %w", err)
	}
	return equalSteps(s.Betas, deviations, evenShare, n), nil
}

// deviation is the standard deviation of the differences of a and b.
func deviation(a, b []float64) float64 {
	var sum, squares float64
	for i, x := range a {
		sum += x - b[i]
	}
	mean := sum / float64(len(a))
	for i, x := range a {
		d := x - b[i] - mean
		squares += d * d
	}
	return math.Sqrt(squares / float64(len(a)))
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
