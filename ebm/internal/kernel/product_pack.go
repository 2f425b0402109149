//go:build amd64

package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// panelCopy is a copy of the part of b below a column of tiles.
type panelCopy [depth * maxCols]float32

var panels = sync.Pool{New: func() any { return new(panelCopy) }}

// worthCopying is the number of rows of a block from which on a copy of b pays.
const worthCopying = 48

// columns returns the address and stride of rows k0, …, k0+k-1 and columns
// j0, …, j1-1 of b, or of bᵀ: a copy where b lies the other way, or where enough
// rows of tiles gain from one.
func (p *tiledProduct) columns(packed *panelCopy, rows, j0, j1, k0, k int) (b *float32, stride int) {
	width := p.tiling.cols
	switch {
	case p.layout == transProduct:
		transpose(blas32.General{Rows: k, Cols: j1 - j0, Stride: width, Data: packed[:]}, view(p.b, j0, k0, j1-j0, k))
	case level == avx2 && rows >= worthCopying && j1-j0 == width && k <= depth:
		copyPanel(k, &packed[0], first(p.b, k0, j0), p.b.Stride)
	default:
		return first(p.b, k0, j0), p.b.Stride
	}
	return &packed[0], width
}

// turnColumns is how many columns of a a piece of its transposition has.
const turnColumns = 64

// turnA replaces a by its transpose.
func (p *tiledProduct) turnA() {
	if cap(p.turned) < p.a.Rows*p.a.Cols {
		p.turned = make([]float32, p.a.Rows*p.a.Cols)
	}
	each((p.a.Cols+turnColumns-1)/turnColumns, p.turn)
	p.a = p.turnedA()
}

func (p *tiledProduct) turnedA() blas32.General {
	return blas32.General{Rows: p.a.Cols, Cols: p.a.Rows, Stride: p.a.Rows, Data: p.turned[:p.a.Rows*p.a.Cols]}
}

func (p *tiledProduct) turnPiece(i int) {
	j := i * turnColumns
	n := min(turnColumns, p.a.Cols-j)
	transpose(view(p.turnedA(), j, 0, n, p.a.Rows), view(p.a, 0, j, p.a.Rows, n))
}

// view is the m×n part of a that begins at (i, j).
func view(a blas32.General, i, j, m, n int) blas32.General {
	a.Data, a.Rows, a.Cols = a.Data[i*a.Stride+j:], m, n
	return a
}

// transpose stores the transpose of src in dst.
func transpose(dst, src blas32.General) {
	strip := 4
	for strip < maxCols/2 && 2*strip <= min(src.Rows, tilings[level].cols/2) {
		strip *= 2
	}
	if src.Rows < strip || src.Cols < 4 {
		transposeNumbers(dst, src)
		return
	}
	// The last strip and the last columns overlap the ones before.
	whole := src.Cols &^ 3
	for i := 0; i < src.Rows; i += strip {
		i := min(i, src.Rows-strip)
		transposeRows(strip, whole, first(dst, 0, i), dst.Stride, first(src, i, 0), src.Stride)
		if whole < src.Cols {
			transposeRows(strip, 4, first(dst, src.Cols-4, i), dst.Stride, first(src, i, src.Cols-4), src.Stride)
		}
	}
}

func transposeNumbers(dst, src blas32.General) {
	for i := range src.Rows {
		for j, v := range src.Data[i*src.Stride:][:src.Cols] {
			dst.Data[j*dst.Stride+i] = v
		}
	}
}
