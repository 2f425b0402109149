package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Sigmoid stores σ(in[i,j] + bias[j]) in dst, which may be in.
func Sigmoid(dst, in blas32.General, bias []float32) {
	mustFit(in, bias, dst)
	a := rowwises.take()
	a.mean, a.in, a.bias = dst, in, bias
	a.do((*rowwise).means)
}

// SigmoidSample stores p = σ(in[i,j] + bias[j]) in mean and a Bernoulli(p) draw
// in sample: 1 where the uniform number of (key, i, j) is below p, else 0. One
// of them may be in; mean may be the zero General, then it is not stored.
func SigmoidSample(mean, sample, in blas32.General, bias []float32, key uint64) {
	mustFit(in, bias, sample)
	if mean.Rows > 0 {
		mustFit(in, bias, mean)
	}
	a := rowwises.take()
	a.mean, a.sample, a.in, a.bias, a.key = mean, sample, in, bias, key
	a.do((*rowwise).samples)
}

// rowwise is a call at work on ranges of rows. They are used again, so that
// none is allocated.
type rowwise struct {
	mean, sample, in blas32.General
	bias             []float32
	key              uint64
	sums             []float64 // of Softplus and Dots
	share            float32   // of Drop
	factor           float32   // of Scale and Drop
	states           int       // of Softmax and its kin

	rows   func(a *rowwise, from, to int)
	pieces int
	piece  func(i int)
}

var rowwises = stock[rowwise]{make: func() *rowwise {
	a := new(rowwise)
	a.piece = func(i int) { a.rows(a, a.in.Rows*i/a.pieces, a.in.Rows*(i+1)/a.pieces) }
	return a
}}

// do calls rows for all rows and gives a back.
func (a *rowwise) do(rows func(a *rowwise, from, to int)) {
	if a.in.Rows > 0 && a.in.Cols > 0 {
		a.rows = rows
		a.pieces = 1
		if n := a.in.Rows * a.in.Cols; n > grain { // and then enough to be shared evenly
			a.pieces = min(a.in.Rows, 2*n/grain)
		}
		each(a.pieces, a.piece)
	}
	a.mean, a.sample, a.in, a.bias, a.sums = blas32.General{}, blas32.General{}, blas32.General{}, nil, nil
	rowwises.give(a)
}

const badActivation = "ebm: shapes of inputs, biases and results do not match"

// mustFit panics where assembly, which knows no bounds, would leave a matrix.
func mustFit(in blas32.General, bias []float32, dst blas32.General) {
	if dst.Rows != in.Rows || dst.Cols != in.Cols || len(bias) < in.Cols || !whole(in) || !whole(dst) {
		panic(badActivation)
	}
}
