package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Product stores a·b in dst. a is m×k, b is k×n, dst is m×n and overlaps
// neither.
//
// Here and in the other products an element is one sum over ascending k, so
// with assembly its bits depend on neither the instruction set, the number of
// threads, nor what rows and columns are computed along with it. A term whose
// factor in a is 0 may be left out: 0·Inf and 0·NaN count as 0 or as NaN, and a
// sum that underflows is 0 or -0.
//
// Shapes that do not match panic.
func Product(dst, a, b blas32.General) {
	check(dst, a.Rows, b.Cols, a.Cols == b.Rows, a, b)
	multiply(rowProduct, dst, 0, a, b)
}

// ProductTrans stores a·bᵀ in dst. a is m×k, b is n×k, dst is m×n and overlaps
// neither.
func ProductTrans(dst, a, b blas32.General) {
	check(dst, a.Rows, b.Rows, a.Cols == b.Cols, a, b)
	multiply(transProduct, dst, 0, a, b)
}

// AddOuter adds alpha·aᵀ·b, which is alpha times the sum of the outer products
// of their rows, to dst, depth rows at a time. a is k×m, b is k×n, dst is m×n and
// overlaps neither.
func AddOuter(dst blas32.General, alpha float32, a, b blas32.General) {
	check(dst, a.Cols, b.Cols, a.Rows == b.Rows, a, b)
	multiply(outerProduct, dst, alpha, a, b)
}

const badShape = "ebm: shapes of a matrix product do not match"

// check panics where assembly, which knows no bounds, would leave a matrix.
func check(dst blas32.General, rows, cols int, fits bool, a, b blas32.General) {
	if !fits || dst.Rows != rows || dst.Cols != cols || !whole(dst) || !whole(a) || !whole(b) {
		panic(badShape)
	}
}

// whole tells whether m has all the numbers that it should.
func whole(m blas32.General) bool {
	return m.Rows == 0 || m.Cols == 0 ||
		m.Rows > 0 && m.Cols > 0 && m.Stride >= m.Cols && len(m.Data) >= (m.Rows-1)*m.Stride+m.Cols
}

// layout tells what a product multiplies.
type layout int

const (
	rowProduct   layout = iota // a·b
	transProduct               // a·bᵀ
	outerProduct               // aᵀ·b
)

const (
	// depth is how much of the summed index is done at once, so that the part of
	// b below a column of tiles stays in the cache. The next part resumes the
	// sums from dst, which does not change a bit; aᵀ·b is added part by part.
	depth = 1024
	// partRows is how many rows of dst are done at once: what is prepared for
	// them then takes little memory.
	partRows = 1024
	// blockRows is how many rows of a a block has at most, so that they stay in
	// the cache while b passes by.
	blockRows = 224
)

func multiply(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	switch {
	case dst.Rows == 0 || dst.Cols == 0:
	case a.Rows == 0 || a.Cols == 0: // sums of nothing
		for i := range dst.Rows {
			if l != outerProduct {
				clear(dst.Data[i*dst.Stride:][:dst.Cols])
			}
		}
	case level == portable:
		multiplyPortable(l, dst, alpha, a, b)
	default:
		multiplyTiles(l, dst, alpha, a, b)
	}
}
