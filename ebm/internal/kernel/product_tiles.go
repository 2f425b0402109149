//go:build amd64 || arm64

package kernel

import "gonum.org/v1/gonum/blas/blas32"

// tiling is how a product is cut for an instruction set: tiles of at most
// rows×cols numbers of the result stay in registers.
type tiling struct{ rows, cols int }

// alone is the number of multiplications that one thread does sooner than
// others come to help.
const alone = 1 << 17

// fewPieces is how many pieces it takes to keep some threads equally busy.
const fewPieces = 16

// mode is what becomes of the sums of a part of a product.
type mode int

const (
	store  mode = iota
	resume      // begin with what dst holds
	add         // alpha times the sums to dst
)

// part is as much of a product as is done at once: at most partRows rows of dst
// and depth numbers of the summed index. Parts are used again, so that none is
// allocated.
type part struct {
	layout    layout
	mode      mode
	dst, a, b blas32.General
	alpha     float32
	tiling    tiling
	small     bool

	blocks, panels int       // pieces: of rows, of columns
	turned         []float32 // aᵀ, where that is multiplied
	ones           lists

	turn, tiles, count, list, chosen, outer func(i int) // the methods …Piece, for each
}

var parts = stock[part]{make: func() *part {
	p := new(part)
	p.turn, p.tiles = p.turnPiece, p.tilePiece
	p.count, p.list, p.chosen, p.outer = p.countPiece, p.listPiece, p.chosenPiece, p.outerPiece
	return p
}}

// multiplyTiles is multiply with assembly.
func multiplyTiles(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	p := parts.take()
	p.layout, p.alpha, p.tiling = l, alpha, tilings[level]
	k := a.Cols
	if l == outerProduct {
		k = a.Rows
	}
	for i := 0; i < dst.Rows; i += partRows {
		m := min(partRows, dst.Rows-i)
		for k0 := 0; k0 < k; k0 += depth {
			p.dst = view(dst, i, 0, m, dst.Cols)
			p.multiply(i, m, k0, min(depth, k-k0), a, b)
		}
	}
	p.dst, p.a, p.b = blas32.General{}, blas32.General{}, blas32.General{}
	parts.give(p)
}

// multiply does rows i, …, i+m-1 of the product, and of the sums the numbers k0,
// …, k0+k-1.
func (p *part) multiply(i, m, k0, k int, a, b blas32.General) {
	p.small = m*k*p.dst.Cols < alone
	p.mode = store
	if k0 > 0 {
		p.mode = resume
	}
	switch p.layout {
	case rowProduct:
		p.a, p.b = view(a, i, k0, m, k), view(b, k0, 0, k, b.Cols)
	case transProduct:
		p.a, p.b = view(a, i, k0, m, k), view(b, 0, k0, b.Rows, k)
	case outerProduct:
		p.mode = add
		p.a, p.b = view(a, k0, i, k, m), view(b, k0, 0, k, b.Cols)
	}
	if p.fewOnes() {
		p.ones.weighted = false
		if p.layout == outerProduct {
			p.addOuterChosen()
		} else {
			p.addChosen()
		}
		return
	}
	weighted := p.fewWeights()
	if p.layout == outerProduct {
		p.turnA()
	}
	if weighted {
		p.ones.weighted = true
		p.addChosen()
		return
	}
	p.panels = (p.dst.Cols + p.tiling.cols - 1) / p.tiling.cols
	rows := min(blockRows, max(p.tiling.rows, m*p.panels/fewPieces))
	p.blocks = (m + rows - 1) / rows
	p.each(p.blocks*p.panels, p.tiles)
}

// each is the function of that name, for one thread if the part is small.
func (p *part) each(n int, f func(i int)) {
	if !p.small {
		each(n, f)
		return
	}
	for i := range n {
		f(i)
	}
}

// place returns where piece i is. Where dst is read, too, a worker gets whole
// rows of it, as in the update that follows.
func (p *part) place(i int) (panel, block int) {
	if p.mode == add {
		return i % p.panels, i / p.panels
	}
	return i / p.blocks, i % p.blocks
}

// tilePiece computes a column of tiles.
func (p *part) tilePiece(i int) {
	panel, block := p.place(i)
	i0, i1 := p.dst.Rows*block/p.blocks, p.dst.Rows*(block+1)/p.blocks
	j0 := panel * p.tiling.cols
	j1 := min(j0+p.tiling.cols, p.dst.Cols)

	packed := panels.take()
	copied := level == avx2 && p.copies(i1-i0)
	b, sb := p.columns(packed, p.tiling.cols, copied, j0, j1, 0, p.a.Cols)
	// Evenly: a tile of few rows would be slow.
	n := (i1 - i0 + p.tiling.rows - 1) / p.tiling.rows
	for t := range n {
		from, to := i0+(i1-i0)*t/n, i0+(i1-i0)*(t+1)/n
		computeTile(to-from, j1-j0, p.a.Cols, p.mode, p.alpha, first(p.a, from, 0), p.a.Stride, b, sb, first(p.dst, from, j0), p.dst.Stride)
	}
	panels.give(packed)
}

// first is the address of an element.
func first(m blas32.General, i, j int) *float32 { return &m.Data[i*m.Stride+j] }
