package ebm

import "math/rand/v2"

// Layer is a group of units that are independent given their input, with n
// columns in all: p(x|in) = exp(x·in - e(x) - CGF(in)), where e is the layer's
// own energy. A unit has one column, or several as those of [Potts]. An [RBM]
// couples two layers; [Joined] puts some side by side. Batches are B×n, and so is in; "stores" means dst is
// overwritten, and dst may be in. A new unit type is one file with one of
// these. ebmtest.TestLayer holds a Layer to this contract.
//
// Methods other than those named Add, Init and Blend do not change the layer and
// may run concurrently. Optional abilities are interfaces too: ask [Ability].
type Layer interface {
	// Len returns n, the number of columns.
	Len() int
	// Params returns views of the layer's parameters, always in the same order.
	Params() []Param
	// Check returns a *[ValueError] for the first value of x that the units
	// cannot take, or nil.
	Check(x Matrix) error
	// Energy stores e(x), in nats, of each row in dst (length B).
	Energy(dst []float64, x Matrix)
	// CGF stores the cumulant generating function log Σ_x exp(x·in - e(x)), in
	// nats, of each row in dst (length B); an integral where x is continuous.
	CGF(dst []float64, in Matrix)
	// Mean stores the mean of x given in, which is dCGF/din.
	Mean(dst, in Matrix)
	// Sample stores a draw of x given in. It draws from rng once.
	Sample(dst, in Matrix, rng *rand.Rand)
	// AddGrad adds scale times the mean over rows of de/dθ at x to grad, which
	// has the order and shapes of Params.
	AddGrad(grad []Param, scale float64, x Matrix)
	// AddMeanGrad adds scale times the mean over rows of the expectation of
	// de/dθ given in, which is -dCGF/dθ, to grad. mean is Mean(in).
	AddMeanGrad(grad []Param, scale float64, in, mean Matrix)
}

// MeanSampler is an optional ability of a [Layer]: Mean and Sample in one pass,
// with the same draws as Sample. mean may be in.
type MeanSampler interface {
	MeanSample(mean, sample, in Matrix, rng *rand.Rand)
}

// Initializer is an optional ability of a [Layer]: it sets the parameters to
// those of the best model of data with independent units.
type Initializer interface {
	Init(data Source) error
}

// Enumerator is an optional ability of a [Layer] with finitely many states: it
// makes exact sums possible.
type Enumerator interface {
	// LogStates returns the natural logarithm of the number of states.
	LogStates() float64
	// States stores the states number first, first+1, … in the rows of dst.
	States(dst Matrix, first int)
}

// layer is what all layers share: the parameters that Params returns, made once.
type layer struct{ params []Param }

// viewed returns the parameters if they still are views of values, which the
// caller may have replaced, or else new views. It changes nothing, so that
// Params may run concurrently.
func (l *layer) viewed(names []string, values ...[]float32) []Param {
	if l.views(values) {
		return l.params
	}
	params := make([]Param, len(values))
	for i, x := range values {
		params[i] = vector(names[i], x)
	}
	return params
}

func (l *layer) views(values [][]float32) bool {
	if len(l.params) != len(values) {
		return false
	}
	for i, x := range values {
		if old := l.params[i].Value.Data; len(old) != len(x) || len(x) > 0 && &old[0] != &x[0] {
			return false
		}
	}
	return true
}

// vector is a parameter group with one row.
func vector(name string, x []float32) Param {
	return Param{Name: name, Value: Matrix{Rows: 1, Cols: len(x), Stride: max(1, len(x)), Data: x}}
}

// meanSample is MeanSample for any layer.
func meanSample(l Layer, mean, sample, in Matrix, rng *rand.Rand) {
	if f, ok := l.(MeanSampler); ok {
		f.MeanSample(mean, sample, in, rng)
		return
	}
	l.Sample(sample, in, rng) // first, as mean may be in
	l.Mean(mean, in)
}
