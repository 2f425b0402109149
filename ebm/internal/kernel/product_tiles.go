//go:build amd64

package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// tiling is how a product is cut for an instruction set: tiles of at most
// rows×cols numbers of the result stay in registers.
type tiling struct{ rows, cols int }

// maxCols is the number of columns of the widest tile.
const maxCols = 32

// mode is what becomes of the sums of a tile.
type mode int

const (
	store  mode = iota
	resume      // begin with what dst holds
	add         // alpha times the sums to dst
)

// tiledProduct is a product at work. They are used again, so that none is
// allocated.
type tiledProduct struct {
	layout         layout
	dst, a, b      blas32.General
	alpha          float32
	tiling         tiling
	blocks, panels int // of rows and columns
	turned         []float32
	piece, turn    func(i int)
}

var tiledProducts = sync.Pool{New: func() any {
	p := new(tiledProduct)
	p.piece, p.turn = p.computePiece, p.turnPiece
	return p
}}

// multiplyTiles is multiply with assembly.
func multiplyTiles(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	p := tiledProducts.Get().(*tiledProduct)
	p.layout, p.dst, p.alpha, p.a, p.b = l, dst, alpha, a, b
	p.tiling = tilings[level]
	if l == outerProduct {
		p.turnA()
	}
	p.split()
	each(p.blocks*p.panels, p.piece)
	p.dst, p.a, p.b = blas32.General{}, blas32.General{}, blas32.General{}
	tiledProducts.Put(p)
}

// split cuts dst into blocks of rows and panels of columns.
func (p *tiledProduct) split() {
	m, n := p.dst.Rows, p.dst.Cols
	p.panels = (n + p.tiling.cols - 1) / p.tiling.cols
	rows := min(blockRows, max(p.tiling.rows, m*p.panels/fewPieces))
	p.blocks = (m + rows - 1) / rows
}

// computePiece computes a panel of a block.
func (p *tiledProduct) computePiece(i int) {
	panel, block := i/p.blocks, i%p.blocks
	i0, i1 := p.dst.Rows*block/p.blocks, p.dst.Rows*(block+1)/p.blocks
	j0 := panel * p.tiling.cols
	j1 := min(j0+p.tiling.cols, p.dst.Cols)
	store, depth := store, depth
	if p.layout == outerProduct {
		store, depth = add, p.a.Cols
	}
	packed := panels.Get().(*panelCopy)
	for k0, k := 0, p.a.Cols; k0 < k; k0 += depth {
		part := min(depth, k-k0)
		b, sb := p.columns(packed, i1-i0, j0, j1, k0, part)
		p.eachTile(i0, i1, func(i, rows int) {
			computeTile(rows, j1-j0, part, store, p.alpha, first(p.a, i, k0), p.a.Stride, b, sb, first(p.dst, i, j0), p.dst.Stride)
		})
		store = resume
	}
	panels.Put(packed)
}

// eachTile cuts rows evenly: a tile of one row would be slow.
func (p *tiledProduct) eachTile(i0, i1 int, f func(i, rows int)) {
	n := i1 - i0
	tiles := (n + p.tiling.rows - 1) / p.tiling.rows
	for t := range tiles {
		from, to := i0+n*t/tiles, i0+n*(t+1)/tiles
		f(from, to-from)
	}
}

// first is the address of an element.
func first(m blas32.General, i, j int) *float32 { return &m.Data[i*m.Stride+j] }
