package kernel

import "gonum.org/v1/gonum/blas/blas32"

// SigmoidSlope stores d[i,j]·(mean[i,j]·(1-mean[i,j])) in dst, which may be d or
// mean: what a change of σ's values, d, is worth to its inputs, mean being the
// values. The bits are the same everywhere.
func SigmoidSlope(dst, d, mean blas32.General) {
	if dst.Rows != d.Rows || dst.Cols != d.Cols || mean.Rows != d.Rows || mean.Cols != d.Cols || !whole(dst) || !whole(d) || !whole(mean) {
		panic(badActivation)
	}
	a := rowwises.take()
	a.sample, a.in, a.mean = dst, d, mean
	a.do((*rowwise).slope)
}

func (a *rowwise) slope(from, to int) {
	rows, cols := to-from, a.in.Cols
	if a.in.Stride == cols && a.mean.Stride == cols && a.sample.Stride == cols { // all rows are one
		rows, cols = 1, rows*cols
	}
	for i := from; i < from+rows; i++ {
		dst, d, mean := a.sample.Data[i*a.sample.Stride:], a.in.Data[i*a.in.Stride:], a.mean.Data[i*a.mean.Stride:]
		slopeRow(dst[:cols], d[:cols], mean[:cols])
	}
}

func slopePortable(dst, d, mean []float32) {
	for j, m := range mean {
		dst[j] = d[j] * (m * (1 - m))
	}
}
