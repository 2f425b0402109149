package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// gonum multiplies a piece of up to three 64×64 blocks on one thread, adding in
// the order of the summed index and skipping zeros of a. Its own threads slow
// aᵀb down several times, so the output is split here.
const (
	pieceRows = 64
	pieceCols = 192
)

// multiplyPortable is multiply in Go.
func multiplyPortable(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	switch l {
	case rowProduct:
		eachPiece(dst, func(d blas32.General, i, j int) {
			blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rows(a, i, d.Rows), cols(b, j, d.Cols), 0, d)
		})
	case transProduct:
		t := turned.Get().(*[]float32)
		if cap(*t) < b.Rows*b.Cols {
			*t = make([]float32, b.Rows*b.Cols)
		}
		bt := blas32.General{Rows: b.Cols, Cols: b.Rows, Stride: max(1, b.Rows), Data: (*t)[:b.Rows*b.Cols]}
		transposeBlocks(bt, b)
		multiplyPortable(rowProduct, dst, 0, a, bt)
		turned.Put(t)
	case outerProduct:
		eachPiece(dst, func(d blas32.General, i, j int) {
			blas32.Gemm(blas.Trans, blas.NoTrans, alpha, cols(a, i, d.Rows), cols(b, j, d.Cols), 1, d)
		})
	}
}

var turned = sync.Pool{New: func() any { return new([]float32) }}

// transposeBlocks stores the transpose of b in dst, by blocks that stay in the cache.
func transposeBlocks(dst, b blas32.General) {
	const block = 32
	eachRange(b.Rows, block, func(from, to int) {
		for j0 := 0; j0 < b.Cols; j0 += block {
			for j := j0; j < min(j0+block, b.Cols); j++ {
				d := dst.Data[j*dst.Stride:]
				for i := from; i < to; i++ {
					d[i] = b.Data[i*b.Stride+j]
				}
			}
		}
	})
}

// eachPiece splits dst evenly into pieces of at most pieceRows×pieceCols.
func eachPiece(dst blas32.General, f func(piece blas32.General, i, j int)) {
	nr, nc := (dst.Rows+pieceRows-1)/pieceRows, (dst.Cols+pieceCols-1)/pieceCols
	each(nr*nc, func(p int) {
		r, c := p/nc, p%nc
		i0, i1 := dst.Rows*r/nr, dst.Rows*(r+1)/nr
		j0, j1 := dst.Cols*c/nc, dst.Cols*(c+1)/nc
		f(cols(rows(dst, i0, i1-i0), j0, j1-j0), i0, j0)
	})
}

// rows is the view of n rows of a from row i.
func rows(a blas32.General, i, n int) blas32.General {
	a.Data, a.Rows = a.Data[min(i*a.Stride, len(a.Data)):], n
	return a
}

// cols is the view of n columns of a from column j.
func cols(a blas32.General, j, n int) blas32.General {
	a.Cols = n
	if len(a.Data) > 0 {
		a.Data = a.Data[j:]
	}
	return a
}
