package ebm

import (
	"fmt"
	"math"
)

// A trace is the list of values that one chain gave, a number per step. The
// diagnostics of chains take several of them, of the same length.

// minTrace is the shortest trace with two halves that have a variance each.
const minTrace = 4

// largest is the largest value whose square, summed over all steps, is finite.
const largest = 1e150

// checkTraces returns an error that wraps ErrSettings for traces of wrong or
// different lengths, and one that wraps ErrValue for a value that is not finite,
// or if there is but one value all over.
func checkTraces(traces [][]float64) error {
	if len(traces) == 0 {
		return fmt.Errorf("ebm: no traces: %w", ErrSettings)
	}
	for c, x := range traces {
		if len(x) != len(traces[0]) {
			return fmt.Errorf("ebm: trace %d has %d values, trace 0 has %d; cut them to the same length: %w", c, len(x), len(traces[0]), ErrSettings)
		}
		if len(x) < minTrace {
			return fmt.Errorf("ebm: trace %d has %d values, at least %d are needed: %w", c, len(x), minTrace, ErrSettings)
		}
		for t, v := range x {
			if !(math.Abs(v) <= largest) {
				return fmt.Errorf("ebm: trace %d is %g at step %d: %w", c, v, t, ErrValue)
			}
		}
	}
	if momentsOf(traces).pooled == 0 {
		return fmt.Errorf("ebm: every value of the traces is %g, there is nothing to correlate; the chains do not move, or what is observed does not depend on them: %w", traces[0][0], ErrValue)
	}
	return nil
}

// moments returns the mean and the sample variance Σ(x-mean)²/(n-1), exactly 0
// if x is constant. It needs two values.
func moments(x []float64) (mean, variance float64) {
	constant := true
	for _, v := range x {
		mean += v / float64(len(x))
		constant = constant && v == x[0]
	}
	if constant {
		return x[0], 0
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(x)-1)
}

// chainMoments are what several traces of the same length tell of their mean and variance.
type chainMoments struct {
	mean   float64 // of all values
	within float64 // W: the mean of the traces' own sample variances
	pooled float64 // (n-1)/n·W + the variance of the traces' means
}

// momentsOf follows Gelman et al. (2013), "Bayesian Data Analysis", third
// edition: pooled is too large before the traces agree, within too small.
func momentsOf(traces [][]float64) chainMoments {
	n, m := float64(len(traces[0])), float64(len(traces))
	means := make([]float64, len(traces))
	var v chainMoments
	for c, x := range traces {
		mean, variance := moments(x)
		means[c] = mean
		v.within += variance / m
	}
	v.mean, v.pooled = means[0], (n-1)/n*v.within
	if len(traces) > 1 {
		mean, between := moments(means)
		v.mean = mean
		v.pooled += between
	}
	return v
}

// ChainMean returns the mean over all values of the traces, named name. Its Err
// is the Monte Carlo standard error √(variance/ESS): correlated values tell less
// than independent ones. Errors are those of [AutocorrelationTime].
func ChainMean(name string, traces [][]float64) (Metric, error) {
	ess, err := EffectiveSampleSize(traces)
	if err != nil {
		return Metric{}, err
	}
	v := momentsOf(traces)
	return Metric{Name: name, Value: v.mean, Err: math.Sqrt(v.pooled / ess)}, nil
}
