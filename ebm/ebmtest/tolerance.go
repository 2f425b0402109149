package ebmtest

import "math"

// roundoff is the largest relative error of rounding to float32.
const roundoff = 1.0 / (1 << 24)

// falseAlarm bounds the probability, over seeds, that one statistical check
// fails a correct implementation.
const falseAlarm = 1e-6

// deviation returns how far the mean of n independent numbers may be from its
// expectation, if they have that variance and lie within reach of it: by
// Bernstein's inequality P(|mean - μ| ≥ d) ≤ 2·exp(-n·d²/(2σ² + 2·reach·d/3)),
// with the false alarms shared among the comparisons.
func deviation(variance, reach float64, n, comparisons int) float64 {
	l := math.Log(2*float64(comparisons)/falseAlarm) / float64(n)
	a := reach * l / 3
	return a + math.Sqrt(a*a+2*variance*l)
}

// average returns the mean of f(0), …, f(n-1), their variance, and the largest
// distance of one from the mean.
func average(n int, f func(i int) float64) (mean, variance, reach float64) {
	for i := range n {
		mean += f(i) / float64(n)
	}
	for i := range n {
		d := f(i) - mean
		variance += d * d / float64(n)
		reach = max(reach, math.Abs(d))
	}
	return mean, variance, reach
}

// differs is true for NaN too.
func differs(got, want, tol float64) bool { return !(math.Abs(got-want) <= tol) }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
