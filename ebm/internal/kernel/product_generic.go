package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// gonum multiplies a piece of up to three 64×64 blocks on one thread, adding in
// the order of the summed index and skipping zeros of a. Its own threads slow
// aᵀb down several times, so the output is split here.
const (
	pieceRows = 64
	pieceCols = 192
	// turnRows × turnRows numbers are transposed at a time: they stay in the cache.
	turnRows = 32
)

// plainProduct is a product at work in Go. They are used again, so that none is
// allocated.
type plainProduct struct {
	layout      layout
	dst, a, b   blas32.General
	alpha       float32
	nr, nc      int // pieces of rows, of columns
	turned      []float32
	piece, turn func(i int) // the methods below, for each
}

var plainProducts = stock[plainProduct]{make: func() *plainProduct {
	p := new(plainProduct)
	p.piece, p.turn = p.computePiece, p.turnPiece
	return p
}}

// multiplyPortable is multiply in Go.
func multiplyPortable(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	p := plainProducts.take()
	p.layout, p.dst, p.alpha, p.a, p.b = l, dst, alpha, a, b
	if l == transProduct {
		if len(p.turned) < b.Rows*b.Cols {
			p.turned = make([]float32, b.Rows*b.Cols)
		}
		each((b.Rows+turnRows-1)/turnRows, p.turn)
		p.layout, p.b = rowProduct, blas32.General{Rows: b.Cols, Cols: b.Rows, Stride: b.Rows, Data: p.turned}
	}
	p.nr, p.nc = (dst.Rows+pieceRows-1)/pieceRows, (dst.Cols+pieceCols-1)/pieceCols
	each(p.nr*p.nc, p.piece)
	p.dst, p.a, p.b = blas32.General{}, blas32.General{}, blas32.General{}
	plainProducts.give(p)
}

// turnPiece transposes some rows of b.
func (p *plainProduct) turnPiece(piece int) {
	i0, i1 := piece*turnRows, min((piece+1)*turnRows, p.b.Rows)
	for j0 := 0; j0 < p.b.Cols; j0 += turnRows {
		for j := j0; j < min(j0+turnRows, p.b.Cols); j++ {
			d := p.turned[j*p.b.Rows:]
			for i := i0; i < i1; i++ {
				d[i] = p.b.Data[i*p.b.Stride+j]
			}
		}
	}
}

// computePiece computes one of nr×nc even pieces of dst.
func (p *plainProduct) computePiece(piece int) {
	r, c := piece/p.nc, piece%p.nc
	i0, i1 := p.dst.Rows*r/p.nr, p.dst.Rows*(r+1)/p.nr
	j0, j1 := p.dst.Cols*c/p.nc, p.dst.Cols*(c+1)/p.nc
	d, b := view(p.dst, i0, j0, i1-i0, j1-j0), view(p.b, 0, j0, p.b.Rows, j1-j0)
	if p.layout == outerProduct {
		blas32.Gemm(blas.Trans, blas.NoTrans, p.alpha, view(p.a, 0, i0, p.a.Rows, i1-i0), b, 1, d)
	} else {
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, view(p.a, i0, 0, i1-i0, p.a.Cols), b, 0, d)
	}
}

// view is the m×n part of a that begins at (i, j).
func view(a blas32.General, i, j, m, n int) blas32.General {
	return blas32.General{Rows: m, Cols: n, Stride: a.Stride, Data: a.Data[i*a.Stride+j:]}
}
