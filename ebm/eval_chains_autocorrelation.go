package ebm

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Autocorrelation returns estimates of the autocorrelations ρ_0 = 1, ρ_1, … of
// traces of length n up to lag n/2, at which there still are n/2 pairs a trace:
//
//	ρ_t = 1 - V_t/(2·variance), V_t = mean over chains and i of (x_i - x_{i-t})²
//
// The variance counts the differences between traces in, so ρ stays large for
// traces that do not agree. Gelman et al. (2013), "Bayesian Data Analysis", third
// edition. Differences need no mean, whose error would bias covariances.
//
// Errors wrap [ErrSettings] for traces that are missing, shorter than 4 or of
// different lengths, and [ErrValue] for one that is not finite, or if all values
// are the same.
func Autocorrelation(traces [][]float64) ([]float64, error) {
	if err := checkTraces(traces); err != nil {
		return nil, err
	}
	return autocorrelation(traces), nil
}

func autocorrelation(traces [][]float64) []float64 {
	n := len(traces[0])
	rho := make([]float64, n/2+1)
	v := make([]float64, len(rho))
	f := newCorrelator(n)
	for _, x := range traces {
		f.addSquares(v, x)
	}
	pairs := 2 * momentsOf(traces).pooled * float64(len(traces))
	for t := range rho {
		rho[t] = 1 - v[t]/float64(n-t)/pairs
	}
	rho[0] = 1 // but for rounding
	return rho
}

// correlator computes sums over all pairs of a trace by a Fourier transform.
type correlator struct {
	fft    *fourier.FFT
	padded []float64
	coeff  []complex128
	size   int
}

// newCorrelator is for traces of length n and lags up to n/2, which must not
// reach around the end of the padded trace.
func newCorrelator(n int) *correlator {
	size := 1
	for size < n+n/2+1 {
		size *= 2
	}
	return &correlator{fft: fourier.NewFFT(size), padded: make([]float64, size), coeff: make([]complex128, size/2+1), size: size}
}

// addSquares adds Σ_i (x_i - x_{i-t})² to v[t], as the squares of the last n-t
// values and of the first n-t less twice the products.
func (c *correlator) addSquares(v, x []float64) {
	mean, variance := moments(x)
	if variance == 0 {
		return
	}
	clear(c.padded)
	var last, first float64
	for i, y := range x {
		c.padded[i] = y - mean
		last += c.padded[i] * c.padded[i]
	}
	first = last
	c.fft.Coefficients(c.coeff, c.padded)
	for i, z := range c.coeff {
		c.coeff[i] = complex(real(z)*real(z)+imag(z)*imag(z), 0)
	}
	products := c.fft.Sequence(nil, c.coeff)
	for t := range v {
		v[t] += max(0, last+first-2*products[t]/float64(c.size))
		a, b := x[t]-mean, x[len(x)-1-t]-mean
		last, first = last-a*a, first-b*b
	}
}

// integrated is a truncated sum τ = 1 + 2·Σ_t ρ_t.
type integrated struct {
	time   float64
	window int  // lags summed
	closed bool // false: ρ was still large at the last lag
}

// windowFactor is 6 in Sokal's terms, whose time is τ/2: where ρ falls
// exponentially the sum then lacks e⁻⁶ of τ.
const windowFactor = 3

// integrate sums up to the smallest window of windowFactor·τ. The same sum over
// the alternating sequence keeps the window open where neighbours are
// anticorrelated. values is the number of values that ρ was estimated from.
func integrate(rho []float64, values int) integrated {
	s := integrated{time: 1}
	alternating, sign := 1.0, -1.0
	for t := 1; t < len(rho) && !s.closed; t++ {
		s.time += 2 * rho[t]
		alternating += 2 * sign * rho[t]
		sign = -sign
		s.window = t
		s.closed = float64(t) >= windowFactor*max(s.time, alternating)
	}
	s.time = max(s.time, leastTime(values))
	return s
}

// leastTime is 1/log₁₀ of the number of values, as in Stan, and 1 for fewer than
// 10: noise can make the sum of an anticorrelated sequence tiny or negative, and
// so few values cannot tell of a shorter time.
func leastTime(values int) float64 { return 1 / max(1, math.Log10(float64(values))) }

// error is the standard error of τ from that many values: Sokal (1997).
func (s integrated) error(values int) float64 {
	return s.time * math.Sqrt(2*float64(2*s.window+1)/float64(values))
}

// AutocorrelationTime returns the integrated autocorrelation time
//
//	τ = 1 + 2·Σ_{t=1}^M ρ_t
//
// of traces, in steps: the mean of n values has the variance of n/τ independent
// ones. For an autoregressive process with correlation r it is (1+r)/(1-r). M is
// the smallest window with M ≥ 3τ, and Err is τ·√((4M+2)/N) for N values in all:
// Sokal (1997), "Monte Carlo methods in statistical mechanics: foundations and
// new algorithms", whose time is τ/2. Geyer's initial sequences are no choice
// here since they need a reversible kernel, which a sweep of tempering is not.
// No τ below 1/log₁₀N is reported, since noise may make the sum negative.
//
// Beside the errors of [Autocorrelation] there is one that wraps [ErrSettings]
// for traces that are too short to tell: no M up to half their length will do.
// [MixingOf] then gives a bound.
func AutocorrelationTime(traces [][]float64) (Metric, error) {
	if err := checkTraces(traces); err != nil {
		return Metric{}, err
	}
	n, values := len(traces[0]), len(traces)*len(traces[0])
	s := integrate(autocorrelation(traces), values)
	if !s.closed {
		return Metric{}, fmt.Errorf("ebm: traces of %d steps are too short for their autocorrelation time, which is at least %.3g; record %d steps or more: %w",
			n, s.time, longEnough(s.time), ErrSettings)
	}
	return Metric{Name: "autocorrelation time", Value: s.time, Err: s.error(values)}, nil
}

// longEnough is how many steps of one chain show a time well enough: at 50
// times τ its relative error is 1/2, less with more chains.
func longEnough(time float64) int { return int(math.Ceil(50 * time)) }

// EffectiveSampleSize returns N/τ: how many independent values would tell the
// mean as well as the N correlated ones of traces. Errors are those of
// [AutocorrelationTime].
func EffectiveSampleSize(traces [][]float64) (float64, error) {
	tau, err := AutocorrelationTime(traces)
	if err != nil {
		return 0, err
	}
	return float64(len(traces)*len(traces[0])) / tau.Value, nil
}
