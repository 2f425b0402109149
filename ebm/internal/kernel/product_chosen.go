//go:build amd64 || arm64

package kernel

import (
	"math"
	"runtime"
	"sync/atomic"
)

// Where a holds zeros and ones, as samples and thresholded pixels do, a product
// is sums of chosen rows of b. Adding them in ascending order gives the bits of
// the dense product: a term 1·b is b, and a term 0·b is a zero, which changes
// no sum (a sum that began with +0 is never -0).

// lists are the places of the ones of a, or of its numbers other than 0: for each
// reach columns of a, a list for each row. Lists of listRows rows lie close
// together, so that they stay in the cache.
type lists struct {
	weighted bool         // of the numbers other than 0
	left     atomic.Int64 // how many more ones there may be
	reach    int
	spans    []span // by columns, then rows
	places   []uint16
}

// span is a list: where it begins and ends.
type span [2]uint32

// listRows is how many rows are listed at a time.
const listRows = 32

// start is where the lists from row i on begin, for an i that listRows divides.
func (l *lists) start(columns, rows, i int) int {
	pieces := (rows + listRows - 1) / listRows
	return (columns*pieces + i/listRows) * (listRows*l.reach + 8)
}

// listReach is how many numbers of a row a list covers, so few that the part of b
// that it chooses from stays in the nearest cache.
const listReach = 128

// choosing is on. Only tests switch it off.
var choosing = true

// maxShare is the share of ones up to which choosing is faster than multiplying.
// Measured, with a margin: where b is read in place, which lacks the order of a
// copy, it gains up to 0.5, elsewhere up to 0.7.
func (p *part) maxShare() float64 {
	if p.copies(p.dst.Rows) {
		return 0.6
	}
	return 0.4
}

// fewOnes tells whether a has but zeros and ones, and not many ones.
func (p *part) fewOnes() bool {
	if !choosing || p.dst.Cols < 32 { // a list would hardly be used
		return false
	}
	p.ones.left.Store(int64(p.maxShare() * float64(p.a.Rows*p.a.Cols)))
	p.each((p.a.Rows+listRows-1)/listRows, p.count)
	return p.ones.left.Load() >= 0
}

// countPiece counts down by the ones of some rows, and far down for a number
// that is neither 0 nor 1.
func (p *part) countPiece(i int) {
	i0, i1 := i*listRows, min((i+1)*listRows, p.a.Rows)
	for i := i0; i < i1 && p.ones.left.Load() >= 0; i++ {
		n := ones(p.a.Data[i*p.a.Stride:][:p.a.Cols])
		if n < 0 {
			n = math.MaxInt32
		}
		p.ones.left.Add(int64(-n))
	}
}

// ones counts the ones of x, and returns -1 if a number is neither 0 nor 1.
func ones(x []float32) int {
	n, done := vectorOnes(x)
	if n < 0 {
		return -1
	}
	for _, v := range x[done:] {
		switch v {
		case 1:
			n++
		case 0:
		default:
			return -1
		}
	}
	return n
}

// addChosen does a part whose a has few ones.
func (p *part) addChosen() {
	l := &p.ones
	l.reach = min(listReach, p.a.Cols)
	if p.mode == add { // sums have to be whole
		l.reach = p.a.Cols
	}
	n := (p.a.Cols + l.reach - 1) / l.reach
	l.spans = atLeast(l.spans, n*p.a.Rows)
	l.places = atLeast(l.places, l.start(n, p.a.Rows, 0))
	p.each((p.a.Rows+listRows-1)/listRows, p.list)

	// As many panels for each worker.
	workers := runtime.GOMAXPROCS(0)
	p.panels = (p.dst.Cols + maxCols - 1) / maxCols
	p.panels = (p.panels + workers - 1) / workers * workers
	p.blocks = (p.a.Rows + blockRows - 1) / blockRows
	p.each(p.blocks*p.panels, p.chosen)
}

func (p *part) listPiece(i int) {
	l := &p.ones
	i0, i1 := i*listRows, min((i+1)*listRows, p.a.Rows)
	for k := 0; k*l.reach < p.a.Cols; k++ {
		at := l.start(k, p.a.Rows, i0)
		for i := i0; i < i1; i++ {
			row := p.a.Data[i*p.a.Stride:][k*l.reach : min((k+1)*l.reach, p.a.Cols)]
			find := placesOfOnes
			if l.weighted {
				find = placesOfWeights
			}
			n := find(row, l.places[at:])
			l.spans[k*p.a.Rows+i] = span{uint32(at), uint32(at + n)}
			at += n
		}
	}
}

// placesOfOnes lists the places of the ones of x, and returns their number.
func placesOfOnes(x []float32, list []uint16) int {
	n, done := vectorPlaces(x, list)
	for k, v := range x[done:] {
		if v == 1 {
			list[n] = uint16(done + k)
			n++
		}
	}
	return n
}

// chosenPiece adds the columns of a panel.
func (p *part) chosenPiece(i int) {
	panel, block := p.place(i)
	i0, i1 := p.dst.Rows*block/p.blocks, p.dst.Rows*(block+1)/p.blocks
	j0, j1 := p.panel(panel)
	if j0 == j1 {
		return
	}
	rows, cols := i1-i0, j1-j0
	packed := panels.take()
	defer panels.give(packed)
	mode, l := p.mode, &p.ones
	for k0 := 0; k0 < p.a.Cols; k0 += l.reach {
		k1 := min(k0+l.reach, p.a.Cols)
		b, sb := p.columns(packed, maxCols, p.copies(rows), j0, j1, k0, k1)
		spans, c := &l.spans[k0/l.reach*p.a.Rows+i0][0], first(p.dst, i0, j0)
		if l.weighted {
			sumWeighted(rows, cols, mode, p.alpha, spans, &l.places[0], first(p.a, i0, k0), p.a.Stride, b, sb, c, p.dst.Stride)
		} else {
			sumRows(rows, cols, mode, p.alpha, spans, &l.places[0], b, sb, c, p.dst.Stride)
		}
		mode = resume
	}
}

// panel returns the columns of a panel: whole vectors, so that no panel but the
// last has a masked one.
func (p *part) panel(i int) (j0, j1 int) {
	vectors := (p.dst.Cols + 15) / 16
	return min(16*(vectors*i/p.panels), p.dst.Cols), min(16*(vectors*(i+1)/p.panels), p.dst.Cols)
}
