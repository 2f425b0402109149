package ebm

import (
	"math"
	"math/rand/v2"
	"slices"
)

// resamples is how often the bootstrap draws: 50 lie beyond each end of a 95 %
// interval.
const resamples = 2000

// logMeanInterval returns a 95 % interval of the logarithm of the expected
// weight: the bootstrap-t interval, whose ends are quantiles of
// (log mean* - log mean)/error* over resamples of the chains. Weights are skewed
// to the right, so it reaches farther up than down, as it must to cover at its
// rate. Efron and Tibshirani (1993), "An introduction to the bootstrap".
func logMeanInterval(logw []float64, rng *rand.Rand) (low, high float64) {
	n := len(logw)
	top := slices.Max(logw)
	w := make([]float64, n)
	var sum, squares float64
	for i, x := range logw {
		w[i] = math.Exp(x - top)
		sum += w[i]
		squares += w[i] * w[i]
	}
	mean, err := logMoments(sum, squares, n)
	t := make([]float64, resamples)
	for b := range t {
		var sum, squares float64
		for range n {
			x := w[rng.IntN(n)]
			sum += x
			squares += x * x
		}
		if m, e := logMoments(sum, squares, n); e > 0 {
			t[b] = (m - mean) / e
		}
	}
	slices.Sort(t)
	return top + mean - err*quantileOf(t, 0.975), top + mean - err*quantileOf(t, 0.025)
}

// logMoments returns the logarithm of the mean of n weights and its standard
// error, to first order.
func logMoments(sum, squares float64, n int) (mean, err float64) {
	return math.Log(sum / float64(n)), logMeanErr(sum*sum/squares, n)
}
