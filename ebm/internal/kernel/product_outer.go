//go:build amd64 || arm64

package kernel

import (
	"math/bits"
	"runtime"

	"gonum.org/v1/gonum/blas/blas32"
)

// Where a holds few ones, a row of alpha·aᵀ·b is alpha times the sum of the rows
// of b that a column of a chooses. Pieces are whole rows of dst, so that a worker
// reads and writes in order, and what the update that follows reads.

func (p *part) addOuterChosen() {
	workers := runtime.GOMAXPROCS(0)
	blocks := (p.dst.Rows + blockRows - 1) / blockRows
	blocks = (blocks + workers - 1) / workers * workers // as many for each worker
	p.blocks = min(blocks, (p.dst.Rows+7)/8)
	p.each(p.blocks, p.outer)
}

// outerPiece adds to some rows of dst. Where a is so deep that its columns have
// several lists, their sums are put together apart, before alpha times them are
// added to dst.
func (p *part) outerPiece(block int) {
	i0, i1 := p.dst.Rows*block/p.blocks, p.dst.Rows*(block+1)/p.blocks
	rows := i1 - i0
	l, packed, sums := columnListStock.take(), panels.take(), panels.take()
	l.list(view(p.a, 0, i0, p.a.Rows, rows))
	for j0 := 0; j0 < p.dst.Cols; j0 += maxCols {
		cols := min(maxCols, p.dst.Cols-j0)
		mode, c, sc := add, first(p.dst, i0, j0), p.dst.Stride
		if len(l.parts) > 1 {
			mode, c, sc = store, &sums[0], maxCols
		}
		for k, places := range l.parts {
			k0, k1 := k*l.reach, min((k+1)*l.reach, p.b.Rows)
			b, sb := p.columns(packed, maxCols, p.copies(rows), j0, j0+cols, k0, k1)
			sumRows(rows, cols, mode, p.alpha, &l.spans[k*rows][0], &l.places[places], b, sb, c, sc)
			mode = resume
		}
		if len(l.parts) > 1 {
			sumRows(rows, cols, add, p.alpha, &diagonal.spans[0][0], &diagonal.places[0], c, sc, first(p.dst, i0, j0), p.dst.Stride)
		}
	}
	panels.give(sums)
	panels.give(packed)
	columnListStock.give(l)
}

// diagonal chooses, for each row, the one of the same number.
var diagonal = func() *columnLists {
	l := &columnLists{spans: make([]span, blockRows), places: make([]uint16, blockRows)}
	for i := range l.places {
		l.spans[i], l.places[i] = span{uint32(i), uint32(i + 1)}, uint16(i)
	}
	return l
}()

// columnLists are the places of the ones of each column of a matrix: of all its
// rows, or, if there are more than wholeReach, of listReach rows at a time.
type columnLists struct {
	bits   []uint32 // which of 32 rows are ones, for each 32 rows and each column
	reach  int
	parts  []int  // where the places of each reach rows begin
	spans  []span // by parts, then columns
	places []uint16
}

const (
	// wholeReach is how many rows a list may cover that is to cover all.
	wholeReach = 256
	// bitRows is the number of rows that a word of bits covers.
	bitRows = 32
)

var columnListStock = stock[columnLists]{make: func() *columnLists { return new(columnLists) }}

func (l *columnLists) list(a blas32.General) {
	l.reach = a.Rows
	if a.Rows > wholeReach {
		l.reach = listReach
	}
	n := (a.Rows + l.reach - 1) / l.reach
	room := a.Cols*(l.reach+bitRows) + 8
	l.bits = atLeast(l.bits, (l.reach+bitRows-1)/bitRows*a.Cols)
	l.spans = atLeast(l.spans, n*a.Cols)
	l.places = atLeast(l.places, n*room)
	l.parts = l.parts[:0]
	for k := range n {
		words := l.findBits(view(a, k*l.reach, 0, min(l.reach, a.Rows-k*l.reach), a.Cols))
		listBits(words, l.bits, l.spans[k*a.Cols:][:a.Cols], l.places[k*room:])
		l.parts = append(l.parts, k*room)
	}
}

// findBits sets the bits of the ones of a, and returns the number of words of a
// column.
func (l *columnLists) findBits(a blas32.General) (words int) {
	for k0 := 0; k0 < a.Rows; k0 += bitRows {
		columnBits(view(a, k0, 0, min(bitRows, a.Rows-k0), a.Cols), l.bits[words*a.Cols:])
		words++
	}
	return words
}

// columnBits sets bit k of word j where a[k,j] is 1, for up to 32 rows.
func columnBits(a blas32.General, words []uint32) {
	for j := vectorColumnBits(a, words); j < a.Cols; j++ {
		words[j] = 0
		for k := range a.Rows {
			if a.Data[k*a.Stride+j] == 1 {
				words[j] |= 1 << k
			}
		}
	}
}

// listBitsPortable lists, for each column, the places of the bits of its words.
// Those of a column are as far apart as there are columns.
func listBitsPortable(words int, columns []uint32, spans []span, places []uint16) {
	at := 0
	for j := range spans {
		begin := at
		for w := range words {
			for x := columns[w*len(spans)+j]; x != 0; x &= x - 1 {
				places[at] = uint16(w*bitRows + bits.TrailingZeros32(x))
				at++
			}
		}
		spans[j] = span{uint32(begin), uint32(at)}
	}
}
