package ebm

import "math"

const (
	// otherScale is the ratio of two variances from which on data are on another
	// scale than the units, veryOtherScale that of units which cannot work.
	otherScale     = 4
	veryOtherScale = 100
)

// checkScale compares the variance of the columns that vary with that of real
// units given the hidden ones, which their variance cannot fall below.
func checkScale(l Layer, x Matrix) (Finding, bool) {
	own, ok := conditionalVariances(l)
	if !ok || x.Rows < 2 {
		return Finding{}, false
	}
	sum, n := 0.0, 0
	column := make([]float64, x.Rows)
	for j, v := range own {
		for i := range column {
			column[i] = x.At(i, j)
		}
		if _, variance := meanVariance(column); variance > 0 && v > 0 {
			sum, n = sum+variance/float64(v), n+1
		}
	}
	if n == 0 {
		return Finding{}, false
	}
	ratio := sum / float64(n)
	remedy := "standardise the data: each column to mean 0 and variance 1"
	return finding(CheckUnits, grade(max(ratio, 1/ratio), otherScale, veryOtherScale), ratio, otherScale, remedy,
		"the variance of the data is %.3g times that of %s units given the hidden ones, the mean of %d columns that vary (limits %.3g and %g)",
		ratio, typeName(l), n, 1/float64(otherScale), float64(otherScale)), true
}

// conditionalVariances returns the variance of each unit given the input 0, for
// units that depend on their own input alone: its mean's derivative.
func conditionalVariances(l Layer) ([]float32, bool) {
	b, ok := Ability[Backpropagator](l)
	if !ok {
		return nil, false
	}
	in, mean, one := NewMatrix(1, l.Len()), NewMatrix(1, l.Len()), NewMatrix(1, l.Len())
	l.Mean(mean, in)
	for j := range one.Data {
		one.Data[j] = 1
	}
	b.Backprop(zeros(l.Params()), 0, one, one, in, mean)
	for _, v := range one.Data {
		if math.IsNaN(float64(v)) {
			return nil, false
		}
	}
	return one.Data, true
}
