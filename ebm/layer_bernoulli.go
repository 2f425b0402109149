package ebm

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Bernoulli is a layer of binary units, x_j in {0, 1}:
//
//	e(x) = -Σ_j Bias_j x_j
//	CGF(in) = Σ_j log(1 + exp(in_j + Bias_j))
//	Mean(in)_j = p(x_j = 1 | in) = σ(in_j + Bias_j), σ(x) = 1/(1+e^-x)
//
// As data it takes probabilities, 0 to 1, too.
type Bernoulli struct {
	Bias []float32 // length n: a of visible units, b of hidden ones
	layer
}

// NewBernoulli returns n binary units with biases 0. It panics if n < 1.
func NewBernoulli(n int) *Bernoulli {
	if n < 1 {
		panic(badSize)
	}
	l := &Bernoulli{Bias: make([]float32, n)}
	l.params = l.Params()
	return l
}

// Len returns n.
func (l *Bernoulli) Len() int { return len(l.Bias) }

// Params returns a view of Bias.
func (l *Bernoulli) Params() []Param { return l.viewed(biasOnly, l.Bias) }

// Check returns a *[ValueError] unless all values of x are from 0 to 1.
func (l *Bernoulli) Check(x Matrix) error {
	l.mustFit(x)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			if !(v >= 0 && v <= 1) {
				return &ValueError{Row: i, Column: j, Value: float64(v),
					Units: "Bernoulli units (0 to 1)", Remedy: fittingUnits(x)}
			}
		}
	}
	return nil
}

// Energy stores -Σ_j Bias_j x_j of each row.
func (l *Bernoulli) Energy(dst []float64, x Matrix) {
	l.mustFit(x)
	mustLen(dst, x)
	kernel.Dots(dst, blas32.General(x), l.Bias)
	for i, d := range dst {
		dst[i] = -d
	}
}

// CGF stores Σ_j log(1 + exp(in_j + Bias_j)) of each row.
func (l *Bernoulli) CGF(dst []float64, in Matrix) {
	l.mustFit(in)
	mustLen(dst, in)
	kernel.Softplus(dst, blas32.General(in), l.Bias)
}

// Mean stores σ(in_j + Bias_j).
func (l *Bernoulli) Mean(dst, in Matrix) {
	l.mustFit(in)
	mustMatch(dst, in)
	kernel.Sigmoid(blas32.General(dst), blas32.General(in), l.Bias)
}

// Sample stores a draw, 0 or 1, of each unit.
func (l *Bernoulli) Sample(dst, in Matrix, rng *rand.Rand) {
	l.sample(Matrix{}, dst, in, rng)
}

// MeanSample stores the means and, with the same draws as Sample, a sample.
func (l *Bernoulli) MeanSample(mean, sample, in Matrix, rng *rand.Rand) {
	mustMatch(mean, in)
	l.sample(mean, sample, in, rng)
}

func (l *Bernoulli) sample(mean, sample, in Matrix, rng *rand.Rand) {
	mustRand(rng)
	l.mustFit(in)
	mustMatch(sample, in)
	kernel.SigmoidSample(blas32.General(mean), blas32.General(sample), blas32.General(in), l.Bias, rng.Uint64())
}

// AddGrad adds scale times the mean of de/dBias_j = -x_j.
func (l *Bernoulli) AddGrad(grad []Param, scale float64, x Matrix) {
	l.mustFit(x)
	mustGrad(grad, l.Params())
	addBiasGrad(grad[0].Value, scale, x)
}

// AddMeanGrad adds scale times the mean of -Mean(in)_j.
func (l *Bernoulli) AddMeanGrad(grad []Param, scale float64, in, mean Matrix) {
	mustMatch(mean, in)
	l.AddGrad(grad, scale, mean)
}

// Backprop stores dmean_j·mean_j·(1-mean_j), the slope of σ, and adds scale times
// its column sums to the gradient of Bias.
func (l *Bernoulli) Backprop(grad []Param, scale float64, din, dmean, in, mean Matrix) {
	l.mustFit(dmean)
	mustBackprop(din, dmean, in, mean)
	mustGrad(grad, l.Params())
	kernel.SigmoidSlope(blas32.General(din), blas32.General(dmean), blas32.General(mean))
	kernel.AddColumnSums(grad[0].Value.Row(0), scale, din.Data, din.Rows, din.Stride)
}

// Init sets each bias to log(p/(1-p)), where p = (s+1)/(n+2) is the share of
// ones among n rows with s ones, by Laplace's rule of succession, so that p is
// never 0 or 1.
func (l *Bernoulli) Init(data Source) error {
	n, sums, err := columnSums(l, data)
	if err != nil {
		return err
	}
	for j, s := range sums {
		l.Bias[j] = float32(math.Log((s + 1) / (float64(n) - s + 1)))
	}
	return nil
}

// LogStates returns n log 2.
func (l *Bernoulli) LogStates() float64 { return float64(len(l.Bias)) * math.Ln2 }

// States stores the binary digits of first, first+1, …: unit j has bit j.
func (l *Bernoulli) States(dst Matrix, first int) {
	l.mustFit(dst)
	for i := range dst.Rows {
		for j, row := 0, dst.Row(i); j < len(row); j++ {
			row[j] = float32((first + i) >> j & 1)
		}
	}
}

// Neutral returns units with biases 0.
func (l *Bernoulli) Neutral() Layer { return NewBernoulli(len(l.Bias)) }

// Blend sets each bias to (1-t)·from + t·to. It panics unless from and to are
// Bernoulli layers of the same length.
func (l *Bernoulli) Blend(from, to Layer, t float64) {
	a, okA := from.(*Bernoulli)
	b, okB := to.(*Bernoulli)
	if !okA || !okB {
		panic(badBlend)
	}
	blendBias(l.Bias, a.Bias, b.Bias, t)
}

// BiasParams returns 0: Bias is the only parameter.
func (l *Bernoulli) BiasParams() []int { return []int{0} }

func (l *Bernoulli) mustFit(x Matrix) {
	if x.Cols != len(l.Bias) {
		panic(badShape)
	}
}

var (
	_ Layer       = (*Bernoulli)(nil)
	_ MeanSampler = (*Bernoulli)(nil)
	_ Initializer = (*Bernoulli)(nil)
	_ Enumerator  = (*Bernoulli)(nil)
	_ Blender     = (*Bernoulli)(nil)
	_ Biased      = (*Bernoulli)(nil)

	_ Backpropagator = (*Bernoulli)(nil)
)
