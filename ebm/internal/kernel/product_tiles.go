package kernel

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// tiling is how a product is cut for an instruction set: tiles of at most
// rows×cols numbers of the result stay in registers.
type tiling struct {
	rows, cols int
}

// depth is how much of the summed index is done at once, so that the part of b
// below a column of tiles stays in the cache. A later part resumes the sums of
// the former from dst, which does not change a bit.
const depth = 1024

// tiledProduct is one product at work. They are used again, so that none is
// allocated.
type tiledProduct struct {
	layout    layout
	dst, a, b blas32.General
	alpha     float32
	tiling    tiling
	blocks    int // of rows
	panels    int // of columns
	f         func(piece int)
}

var tiledProducts = sync.Pool{New: func() any {
	p := new(tiledProduct)
	p.f = p.piece
	return p
}}

// multiplyTiles is multiply with assembly.
func multiplyTiles(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	p := tiledProducts.Get().(*tiledProduct)
	p.layout, p.dst, p.alpha, p.a, p.b = l, dst, alpha, a, b
	p.tiling = tilings[level]
	p.split()
	each(p.blocks*p.panels, p.f)
	p.dst, p.a, p.b = blas32.General{}, blas32.General{}, blas32.General{}
	tiledProducts.Put(p)
}

const (
	// fewPieces is how many it takes to keep some threads equally busy.
	fewPieces = 16
	// blockRows is how many rows of a a block has at most: so few that they
	// stay in the cache while b passes by.
	blockRows = 224
	// small is the number of multiplications that one thread does sooner than
	// it finds another.
	small = 1 << 17
)

// split cuts dst into blocks of rows and panels of columns.
func (p *tiledProduct) split() {
	m, n := p.dst.Rows, p.dst.Cols
	p.panels = (n + p.tiling.cols - 1) / p.tiling.cols
	rows := min(blockRows, max(p.tiling.rows, m*p.panels/fewPieces))
	p.blocks = (m + rows - 1) / rows
}

// piece computes a panel of a block.
func (p *tiledProduct) piece(i int) {
	panel, block := i/p.blocks, i%p.blocks
	i0, i1 := p.dst.Rows*block/p.blocks, p.dst.Rows*(block+1)/p.blocks
	j0 := panel * p.tiling.cols
	j1 := min(j0+p.tiling.cols, p.dst.Cols)
	switch p.layout {
	case rowProduct:
		p.row(i0, i1, j0, j1)
	case transProduct:
		p.trans(i0, i1, j0, j1)
	case outerProduct:
		p.outer(i0, i1, j0, j1)
	}
}

func (p *tiledProduct) row(i0, i1, j0, j1 int) {
	for k0, k := 0, p.a.Cols; k0 == 0 || k0 < k; k0 += depth {
		part := min(depth, k-k0)
		b := first(p.b, k0, j0)
		p.eachTile(i0, i1, func(i, rows int) {
			rowTile(rows, j1-j0, part, k0 > 0, first(p.a, i, k0), p.a.Stride, b, p.b.Stride, first(p.dst, i, j0), p.dst.Stride)
		})
	}
}

// trans copies the panel so that it lies as in a·b.
func (p *tiledProduct) trans(i0, i1, j0, j1 int) {
	panel := panels.Get().(*[depth * maxCols]float32)
	for k0, k := 0, p.a.Cols; k0 == 0 || k0 < k; k0 += depth {
		part := min(depth, k-k0)
		pack(panel, p.tiling.cols, p.b, j0, j1, k0, part)
		p.eachTile(i0, i1, func(i, rows int) {
			rowTile(rows, j1-j0, part, k0 > 0, first(p.a, i, k0), p.a.Stride, &panel[0], p.tiling.cols, first(p.dst, i, j0), p.dst.Stride)
		})
	}
	panels.Put(panel)
}

// outer has no need of depth: what a column of tiles shares is a row of a and b
// at a time.
func (p *tiledProduct) outer(i0, i1, j0, j1 int) {
	p.eachTile(i0, i1, func(i, rows int) {
		outerTile(rows, j1-j0, p.a.Rows, p.alpha, first(p.a, 0, i), p.a.Stride, first(p.b, 0, j0), p.b.Stride, first(p.dst, i, j0), p.dst.Stride)
	})
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

// first is the address of an element of m, which may have none.
func first(m blas32.General, i, j int) *float32 {
	if len(m.Data) == 0 || m.Rows == 0 || m.Cols == 0 {
		return nil
	}
	return &m.Data[i*m.Stride+j]
}

// maxCols is the number of columns of the widest tile.
const maxCols = 32

// panels are copies of columns below a tile.
var panels = sync.Pool{New: func() any { return new([depth * maxCols]float32) }}

// pack stores b[j0:j1, k0:k0+part] transposed, width columns in a row.
func pack(panel *[depth * maxCols]float32, width int, b blas32.General, j0, j1, k0, part int) {
	j, whole := j0, part&^3
	for lanes := width / 2; j+lanes <= j1 && whole > 0; j += lanes {
		transposeTile(whole, &panel[j-j0], width, first(b, j, k0), b.Stride)
		for k := whole; k < part; k++ {
			for l := range lanes {
				panel[k*width+j-j0+l] = b.Data[(j+l)*b.Stride+k0+k]
			}
		}
	}
	for ; j < j1; j++ {
		for k, v := range b.Data[j*b.Stride+k0:][:part] {
			panel[k*width+j-j0] = v
		}
	}
}
