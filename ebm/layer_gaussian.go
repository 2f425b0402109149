package ebm

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Gaussian is a layer of real units of variance 1:
//
//	e(x) = Σ_j x_j²/2 - Bias_j x_j
//	CGF(in) = Σ_j (in_j + Bias_j)²/2 + n/2·log 2π
//	Mean(in)_j = in_j + Bias_j
//
// since x·in - e(x) = Σ_j (in_j + Bias_j)²/2 - (x_j - in_j - Bias_j)²/2, whose
// second term integrates to √(2π) a unit. Data of another scale should be
// standardised, each column to mean 0 and variance 1. Between two Gaussian
// layers an [RBM] is a distribution only while all singular values of its
// weights are below 1.
type Gaussian struct {
	Bias []float32 // length n
	layer
}

// NewGaussian returns n real units with biases 0. It panics if n < 1.
func NewGaussian(n int) *Gaussian {
	if n < 1 {
		panic(badSize)
	}
	l := &Gaussian{Bias: make([]float32, n)}
	l.params = l.Params()
	return l
}

// Len returns n.
func (l *Gaussian) Len() int { return len(l.Bias) }

// Params returns a view of Bias.
func (l *Gaussian) Params() []Param { return l.viewed(biasOnly, l.Bias) }

// Check returns a *[ValueError] for the first value that is NaN or infinite.
func (l *Gaussian) Check(x Matrix) error {
	l.mustFit(x)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			if !finite(float64(v)) {
				return &ValueError{Row: i, Column: j, Value: float64(v),
					Units: "Gaussian units (finite numbers)", Remedy: fittingUnits(x)}
			}
		}
	}
	return nil
}

// Energy stores Σ_j x_j²/2 - Bias_j x_j of each row.
func (l *Gaussian) Energy(dst []float64, x Matrix) {
	l.mustFit(x)
	mustLen(dst, x)
	kernel.Wells(dst, blas32.General(x), l.Bias)
}

// CGF stores Σ_j (in_j + Bias_j)²/2 + n/2·log 2π of each row.
func (l *Gaussian) CGF(dst []float64, in Matrix) {
	l.mustFit(in)
	mustLen(dst, in)
	kernel.HalfSquares(dst, blas32.General(in), l.Bias)
	volume := float64(len(l.Bias)) / 2 * math.Log(2*math.Pi)
	for i := range dst {
		dst[i] += volume
	}
}

// Mean stores in_j + Bias_j.
func (l *Gaussian) Mean(dst, in Matrix) {
	l.mustFit(in)
	mustMatch(dst, in)
	kernel.Shift(blas32.General(dst), blas32.General(in), l.Bias)
}

// Sample stores a draw from N(in_j + Bias_j, 1) of each unit.
func (l *Gaussian) Sample(dst, in Matrix, rng *rand.Rand) {
	l.sample(Matrix{}, dst, in, rng)
}

// MeanSample stores the means and, with the same draws as Sample, a sample.
func (l *Gaussian) MeanSample(mean, sample, in Matrix, rng *rand.Rand) {
	mustMatch(mean, in)
	l.sample(mean, sample, in, rng)
}

func (l *Gaussian) sample(mean, sample, in Matrix, rng *rand.Rand) {
	mustRand(rng)
	l.mustFit(in)
	mustMatch(sample, in)
	kernel.ShiftSample(blas32.General(mean), blas32.General(sample), blas32.General(in), l.Bias, rng.Uint64())
}

// AddGrad adds scale times the mean of de/dBias_j = -x_j.
func (l *Gaussian) AddGrad(grad []Param, scale float64, x Matrix) {
	l.mustFit(x)
	mustGrad(grad, l.Params())
	addBiasGrad(grad[0].Value, scale, x)
}

// AddMeanGrad adds scale times the mean of -Mean(in)_j.
func (l *Gaussian) AddMeanGrad(grad []Param, scale float64, in, mean Matrix) {
	mustMatch(mean, in)
	l.AddGrad(grad, scale, mean)
}

// Backprop stores dmean, as means move as their inputs do, and adds scale times
// its column sums to the gradient of Bias.
func (l *Gaussian) Backprop(grad []Param, scale float64, din, dmean, in, mean Matrix) {
	l.mustFit(dmean)
	mustBackprop(din, dmean, in, mean)
	mustGrad(grad, l.Params())
	copyRows(din, dmean)
	kernel.AddColumnSums(grad[0].Value.Row(0), scale, din.Data, din.Rows, din.Stride)
}

// Init sets each bias to the mean of its column.
func (l *Gaussian) Init(data Source) error {
	n, sums, err := columnSums(l, data)
	if err != nil {
		return err
	}
	for j, s := range sums {
		l.Bias[j] = float32(s / float64(n))
	}
	return nil
}

// Neutral returns units with biases 0, whose values are standard normal.
func (l *Gaussian) Neutral() Layer { return NewGaussian(len(l.Bias)) }

// Blend sets each bias to (1-t)·from + t·to. It panics unless from and to are
// Gaussian layers of the same length.
func (l *Gaussian) Blend(from, to Layer, t float64) {
	a, okA := from.(*Gaussian)
	b, okB := to.(*Gaussian)
	if !okA || !okB {
		panic(badBlend)
	}
	blendBias(l.Bias, a.Bias, b.Bias, t)
}

// BiasParams returns 0: Bias is the only parameter.
func (l *Gaussian) BiasParams() []int { return []int{0} }

func (l *Gaussian) mustFit(x Matrix) {
	if x.Cols != len(l.Bias) {
		panic(badShape)
	}
}

var (
	_ Layer       = (*Gaussian)(nil)
	_ MeanSampler = (*Gaussian)(nil)
	_ Initializer = (*Gaussian)(nil)
	_ Blender     = (*Gaussian)(nil)
	_ Biased      = (*Gaussian)(nil)

	_ Backpropagator = (*Gaussian)(nil)
)
