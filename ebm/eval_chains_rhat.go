package ebm

import (
	"fmt"
	"math"
	"slices"
)

// SplitRHat returns the potential scale reduction R̂ of traces, each cut into
// two halves (of an odd length without the value in the middle):
//
//	R̂ = √(variance of all halves together / mean variance within halves)
//
// It is near 1 if the chains agree with each other and their beginnings with
// their ends, and above 1.1 if they clearly have not mixed. Gelman et al. (2013),
// "Bayesian Data Analysis", third edition. It can be told wrong by heavy tails:
// see [RankRHat].
//
// Errors are those of [Autocorrelation], and one that wraps [ErrValue] if every
// half is constant, so that R̂ is infinite: the chains do not move.
func SplitRHat(traces [][]float64) (float64, error) {
	if err := checkTraces(traces); err != nil {
		return 0, err
	}
	r, ok := scaleReduction(halves(traces))
	if !ok {
		return 0, errStuck(traces)
	}
	return r, nil
}

// RankRHat returns the larger R̂ of two: of the traces with their values
// replaced by normal scores of their ranks, and of the same for the distances
// from the median, which shows chains that differ in spread alone. Vehtari,
// Gelman, Simpson, Carpenter, Bürkner (2021), "Rank-normalization, folding, and
// localization: an improved R̂ for assessing convergence of MCMC", Bayesian
// Analysis 16(2), who call values above 1.01 a reason to run on. Errors are those of
// [SplitRHat].
func RankRHat(traces [][]float64) (float64, error) {
	if err := checkTraces(traces); err != nil {
		return 0, err
	}
	split := halves(traces)
	bulk, ok := scaleReduction(scores(split))
	if !ok {
		return 0, errStuck(traces)
	}
	// Distances that are all the same, as of ±1 from 0, hold no information.
	if tail, ok := scaleReduction(scores(folded(split))); ok {
		return max(bulk, tail), nil
	}
	return bulk, nil
}

func errStuck(traces [][]float64) error {
	return fmt.Errorf("ebm: both halves of each of the %d traces are constant, so R-hat is infinite; the chains do not move, or what is observed does not depend on them: %w", len(traces), ErrValue)
}

func halves(traces [][]float64) [][]float64 {
	var split [][]float64
	for _, x := range traces {
		n := len(x) / 2
		split = append(split, x[:n], x[len(x)-n:])
	}
	return split
}

// scaleReduction returns R̂; ok is false if no trace varies.
func scaleReduction(traces [][]float64) (r float64, ok bool) {
	v := momentsOf(traces)
	if v.within == 0 {
		return 0, false
	}
	return math.Sqrt(v.pooled / v.within), true
}

// scores replaces each value by Φ⁻¹((r - 3/8)/(N + 1/4)), where r is its rank
// among all N values, equal ones having the mean of their ranks.
func scores(traces [][]float64) [][]float64 {
	sorted := slices.Concat(traces...)
	slices.Sort(sorted)
	n := float64(len(sorted))
	z := make([][]float64, len(traces))
	for c, x := range traces {
		z[c] = make([]float64, len(x))
		for t, v := range x {
			below, _ := slices.BinarySearch(sorted, v)
			upTo, _ := slices.BinarySearch(sorted, math.Nextafter(v, math.Inf(1)))
			rank := float64(below+1+upTo) / 2
			z[c][t] = math.Sqrt2 * math.Erfinv(2*(rank-0.375)/(n+0.25)-1)
		}
	}
	return z
}

// folded replaces each value by its distance from the median of all.
func folded(traces [][]float64) [][]float64 {
	sorted := slices.Concat(traces...)
	slices.Sort(sorted)
	n := len(sorted)
	median := sorted[n/2]/2 + sorted[(n-1)/2]/2
	f := make([][]float64, len(traces))
	for c, x := range traces {
		f[c] = make([]float64, len(x))
		for t, v := range x {
			f[c][t] = math.Abs(v - median)
		}
	}
	return f
}
