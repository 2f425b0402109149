//go:build amd64 || arm64

package kernel

import "gonum.org/v1/gonum/blas/blas32"

// panelCopy has room for a panel of columns of b.
type panelCopy [depth * maxCols]float32

// maxCols is the number of columns of the widest panel.
const maxCols = 64

var panels = stock[panelCopy]{make: func() *panelCopy { return new(panelCopy) }}

// worthCopying is the number of rows of a block from which on a copy of b pays.
const worthCopying = 48

// copies tells whether a block of rows has a copy of its panel.
func (p *part) copies(rows int) bool { return p.layout == transProduct || rows >= worthCopying }

// columns returns the address and stride of columns j0, …, j1-1 and numbers k0, …,
// k1-1 of the summed index of b, or of bᵀ: a copy of that width where b lies the
// other way, or where copy says so.
func (p *part) columns(packed *panelCopy, width int, copy bool, j0, j1, k0, k1 int) (b *float32, stride int) {
	switch {
	case p.layout == transProduct:
		dst := blas32.General{Rows: k1 - k0, Cols: j1 - j0, Stride: width, Data: packed[:]}
		transpose(dst, view(p.b, j0, k0, j1-j0, k1-k0))
	case copy, level == neon && (j1-j0)%16 != 0: // which has no masks
		copyPanel(k1-k0, j1-j0, &packed[0], width, first(p.b, k0, j0), p.b.Stride)
	default:
		return first(p.b, k0, j0), p.b.Stride
	}
	return &packed[0], width
}

// turnColumns is how many columns of a a piece of its transposition has.
const turnColumns = 64

// turnA replaces a by its transpose.
func (p *part) turnA() {
	p.turned = atLeast(p.turned, p.a.Rows*p.a.Cols)
	p.each((p.a.Cols+turnColumns-1)/turnColumns, p.turn)
	p.a = p.turnedA()
}

func (p *part) turnedA() blas32.General {
	return blas32.General{Rows: p.a.Cols, Cols: p.a.Rows, Stride: p.a.Rows, Data: p.turned}
}

func (p *part) turnPiece(i int) {
	j := i * turnColumns
	n := min(turnColumns, p.a.Cols-j)
	transpose(view(p.turnedA(), j, 0, n, p.a.Rows), view(p.a, 0, j, p.a.Rows, n))
}

// transpose stores the transpose of src in dst.
func transpose(dst, src blas32.General) {
	strip := 4
	for 2*strip <= min(src.Rows, tilings[level].cols/2) {
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

// atLeast returns s, or a longer one with other numbers.
func atLeast[T any](s []T, n int) []T {
	if len(s) < n {
		return make([]T, n)
	}
	return s
}
