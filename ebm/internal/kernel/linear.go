package kernel

import "gonum.org/v1/gonum/blas/blas32"

const badRows = "ebm: shapes of a matrix, its weights and results do not match"

// Scale stores a·src in dst, which may be src. Its bits are the same everywhere.
func Scale(dst, src blas32.General, a float32) {
	if dst.Rows != src.Rows || dst.Cols != src.Cols || !whole(dst) || !whole(src) {
		panic(badRows)
	}
	c := rowwises.take()
	c.mean, c.in, c.factor = dst, src, a
	c.do((*rowwise).scale)
}

func (a *rowwise) scale(from, to int) {
	rows, cols := to-from, a.in.Cols
	if a.in.Stride == cols && a.mean.Stride == cols { // all rows are one
		rows, cols = 1, rows*cols
	}
	for i := range rows {
		dst, src := a.mean.Data[(from+i)*a.mean.Stride:], a.in.Data[(from+i)*a.in.Stride:]
		scaleRow(dst[:cols], src[:cols], a.factor)
	}
}

// Dots stores Σ_j x[i,j]·w[j] in dst[i]. A product of two float32 numbers is exact
// in float64, where they are summed, so n of them are within n·2⁻⁵³·Σ_j |x[i,j]·w[j]|,
// with n = Cols/16 + 5. The bits are the same everywhere.
func Dots(dst []float64, x blas32.General, w []float32) {
	if len(dst) < x.Rows || len(w) < x.Cols || !whole(x) {
		panic(badRows)
	}
	if x.Cols == 0 {
		clear(dst[:x.Rows])
	}
	a := rowwises.take()
	a.sums, a.in, a.bias = dst, x, w
	a.do((*rowwise).dots)
}

func (a *rowwise) dots(from, to int) {
	for i := from; i < to; i++ {
		a.sums[i] = dot(a.in.Data[i*a.in.Stride:][:a.in.Cols], a.bias[:a.in.Cols])
	}
}

func scalePortable(dst, src []float32, a float32) {
	for i, v := range src {
		dst[i] = a * v
	}
}

func dotPortable(x, w []float32) float64 {
	var sums [16]float64 // as many as the assembly has lanes
	for j, v := range x {
		sums[j%16] += float64(v) * float64(w[j])
	}
	return join(&sums)
}
