package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Potts is a layer of categorical units, softmax units in other words. Each has
// a group of columns, one for each of its states, of which one is 1 and the
// others are 0. With a = in + Bias, g a group and s a state in it
//
//	e(x) = -Σ_gs Bias_gs x_gs
//	CGF(in) = Σ_g log Σ_s exp(a_gs)
//	Mean(in)_gs = p(x_gs = 1 | in) = exp(a_gs)/Σ_r exp(a_gr)
//
// As data it takes probabilities that sum to 1 in each group, too. A constant
// added to all of a group's biases changes no probability.
type Potts struct {
	Bias   []float32 // length groups·states, group by group
	states int
	layer
}

// NewPotts returns groups units of that many states each, with biases 0: all
// states are equally probable. NewPotts(1, 10) is a digit's label. It panics if
// one of the numbers is below 1.
func NewPotts(groups, states int) *Potts {
	if groups < 1 || states < 1 {
		panic(badSize)
	}
	l := &Potts{Bias: make([]float32, groups*states), states: states}
	l.params = l.Params()
	return l
}

// Dims returns the number of units and how many states each has.
func (l *Potts) Dims() (groups, states int) { return len(l.Bias) / l.states, l.states }

// Len returns groups·states, the number of columns.
func (l *Potts) Len() int { return len(l.Bias) }

// Params returns a view of Bias.
func (l *Potts) Params() []Param { return l.viewed(biasOnly, l.Bias) }

// Check returns a *[ValueError] for the first value that is not from 0 to 1, or
// for the first column of a group whose sum is not 1. Roundings are allowed for:
// a sum of n float32 numbers that a division by their float32 sum has made is
// within (n+1)·2⁻²⁴ of 1, and twice that passes.
func (l *Potts) Check(x Matrix) error {
	l.mustFit(x)
	for i := range x.Rows {
		row := x.Row(i)
		for first := 0; first < len(row); first += l.states {
			if err := l.checkGroup(row[first : first+l.states]); err != nil {
				err.Row, err.Column = i, err.Column+first
				if err.Remedy == "" {
					err.Remedy = fittingUnits(x)
				}
				return err
			}
		}
	}
	return nil
}

func (l *Potts) checkGroup(p []float32) *ValueError {
	sum := 0.0
	for j, v := range p {
		if !(v >= 0 && v <= 1) {
			return &ValueError{Column: j, Value: float64(v), Units: "Potts units (0 to 1)"}
		}
		sum += float64(v)
	}
	if math.Abs(sum-1) <= float64(2*(len(p)+1))/(1<<24) {
		return nil
	}
	return &ValueError{Value: float64(p[0]), Units: fmt.Sprintf("Potts units of %d states (groups that sum to 1)", l.states),
		Remedy: fmt.Sprintf("its group sums to %g: make it one 1 and zeros, or probabilities", float32(sum)), own: true}
}

// Energy stores -Σ_j Bias_j x_j of each row.
func (l *Potts) Energy(dst []float64, x Matrix) {
	l.mustFit(x)
	mustLen(dst, x)
	kernel.Dots(dst, blas32.General(x), l.Bias)
	for i, d := range dst {
		dst[i] = -d
	}
}

// CGF stores Σ_g log Σ_s exp(in_gs + Bias_gs) of each row.
func (l *Potts) CGF(dst []float64, in Matrix) {
	l.mustFit(in)
	mustLen(dst, in)
	kernel.LogSumExp(dst, blas32.General(in), l.Bias, l.states)
}

// Mean stores the probability of each state.
func (l *Potts) Mean(dst, in Matrix) {
	l.mustFit(in)
	mustMatch(dst, in)
	kernel.Softmax(blas32.General(dst), blas32.General(in), l.Bias, l.states)
}

// Sample draws a state of each unit and stores 1 in its column, 0 in the others.
func (l *Potts) Sample(dst, in Matrix, rng *rand.Rand) {
	l.sample(Matrix{}, dst, in, rng)
}

// MeanSample stores the means and, with the same draws as Sample, a sample.
func (l *Potts) MeanSample(mean, sample, in Matrix, rng *rand.Rand) {
	mustMatch(mean, in)
	l.sample(mean, sample, in, rng)
}

func (l *Potts) sample(mean, sample, in Matrix, rng *rand.Rand) {
	mustRand(rng)
	l.mustFit(in)
	mustMatch(sample, in)
	kernel.SoftmaxSample(blas32.General(mean), blas32.General(sample), blas32.General(in), l.Bias, l.states, rng.Uint64())
}

// AddGrad adds scale times the mean of de/dBias_j = -x_j.
func (l *Potts) AddGrad(grad []Param, scale float64, x Matrix) {
	l.mustFit(x)
	mustGrad(grad, l.Params())
	addBiasGrad(grad[0].Value, scale, x)
}

// AddMeanGrad adds scale times the mean of -Mean(in)_j.
func (l *Potts) AddMeanGrad(grad []Param, scale float64, in, mean Matrix) {
	mustMatch(mean, in)
	l.AddGrad(grad, scale, mean)
}

// Backprop stores mean_s·(dmean_s - Σ_r dmean_r·mean_r) of each group, which is
// dmean times the covariance given in, and adds scale times its column sums to
// the gradient of Bias.
func (l *Potts) Backprop(grad []Param, scale float64, din, dmean, in, mean Matrix) {
	l.mustFit(dmean)
	mustBackprop(din, dmean, in, mean)
	mustGrad(grad, l.Params())
	kernel.SoftmaxSlope(blas32.General(din), blas32.General(dmean), blas32.General(mean), l.states)
	kernel.AddColumnSums(grad[0].Value.Row(0), scale, din.Data, din.Rows, din.Stride)
}

// Init sets each bias to log p, where p = (c+1)/(n+states) is the share of a
// state that c of n rows are in, by Laplace's rule of succession, so that p is
// never 0; less the mean of log p over the group, so that biases of states that
// are equally probable are 0, as those of a new layer.
func (l *Potts) Init(data Source) error {
	n, counts, err := columnSums(l, data)
	if err != nil {
		return err
	}
	for first := 0; first < len(counts); first += l.states {
		mean, logs := 0.0, counts[first:first+l.states]
		for s, c := range logs {
			logs[s] = math.Log((c + 1) / float64(n+l.states))
			mean += logs[s] / float64(l.states)
		}
		for s, log := range logs {
			l.Bias[first+s] = float32(log - mean)
		}
	}
	return nil
}

// LogStates returns groups·log states.
func (l *Potts) LogStates() float64 {
	groups, states := l.Dims()
	return float64(groups) * math.Log(float64(states))
}

// States stores the digits of first, first+1, … to the base of the number of
// states: unit g is in the state that digit g says, the lowest being 0.
func (l *Potts) States(dst Matrix, first int) {
	l.mustFit(dst)
	for i := range dst.Rows {
		row, rest := dst.Row(i), first+i
		clear(row)
		for g := 0; g < len(row); g += l.states {
			row[g+rest%l.states] = 1
			rest /= l.states
		}
	}
}

// Neutral returns units with biases 0.
func (l *Potts) Neutral() Layer { return NewPotts(l.Dims()) }

// Blend sets each bias to (1-t)·from + t·to. It panics unless from and to are
// Potts layers of as many units and states.
func (l *Potts) Blend(from, to Layer, t float64) {
	a, okA := from.(*Potts)
	b, okB := to.(*Potts)
	if !okA || !okB || a.states != l.states || b.states != l.states {
		panic(badBlend)
	}
	blendBias(l.Bias, a.Bias, b.Bias, t)
}

// BiasParams returns 0: Bias is the only parameter.
func (l *Potts) BiasParams() []int { return []int{0} }

func (l *Potts) mustFit(x Matrix) {
	if x.Cols != len(l.Bias) {
		panic(badShape)
	}
}

var (
	_ Layer       = (*Potts)(nil)
	_ MeanSampler = (*Potts)(nil)
	_ Initializer = (*Potts)(nil)
	_ Enumerator  = (*Potts)(nil)
	_ Blender     = (*Potts)(nil)
	_ Biased      = (*Potts)(nil)

	_ Backpropagator = (*Potts)(nil)
)
