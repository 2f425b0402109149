package ebm

import (
	"math"
	"math/rand/v2"
	"slices"
)

// resamples is how often the bootstrap draws: 25 lie beyond each end of a 95 %
// interval.
const resamples = 1000

// fewChains are too few to be resampled: of two, every resample has either no
// spread or the same mean.
const fewChains = 8

// logMeanInterval returns a 95 % interval of the logarithm of the expected
// weight. It is the bootstrap-t interval, whose ends are quantiles of
// (log mean* - log mean)/error* over resamples of the chains: Efron and
// Tibshirani (1993), "An introduction to the bootstrap". Few chains with widely
// spread weights have not seen the largest ones, and no resampling shows them. So
// the upper end is at least that of weights whose logarithms are normal above
// their median m,
//
//	m + s²/2 + 1.96·√((π/2)s²/n + s⁴/(n-1))
//
// with s² the mean square of log w - m there. Below fewChains it is at least as
// wide as Student's. Over random RBMs this covered log Z
// in 95 to 99 % of forward runs of 20 to 100 chains, down to five effective ones,
// and in 91 to 98 % of reverse runs; where so few temperatures left fewer than a
// fifth of the chains of these effective, in 78 to 92 %. The standard error alone
// went down to 44 %, the bootstrap to 73 %.
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
	low, high = mean-err*quantileOf(t, 0.975), mean-err*quantileOf(t, 0.025)
	if n < fewChains {
		low, high = min(low, mean-student95(n-1)*err), max(high, mean+student95(n-1)*err)
	}
	return top + low, max(top+high, logNormalEnd(logw))
}

// logNormalEnd is the upper end for log weights that are normal above their
// median. A median has π/2 times the variance of a mean, and half of the chains
// give the spread.
func logNormalEnd(logw []float64) float64 {
	sorted := slices.Sorted(slices.Values(logw))
	median, n := quantileOf(sorted, 0.5), len(sorted)
	s := 0.0
	for _, x := range sorted[n/2:] {
		s += (x - median) * (x - median) / float64(n-n/2)
	}
	return median + s/2 + normal95*math.Sqrt(math.Pi/2*s/float64(n)+s*s/float64(n-1))
}

// logMoments returns the logarithm of the mean of n weights and its standard
// error, to first order.
func logMoments(sum, squares float64, n int) (mean, err float64) {
	return math.Log(sum / float64(n)), logMeanErr(sum*sum/squares, n)
}
