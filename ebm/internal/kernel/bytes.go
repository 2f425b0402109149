package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Bytes maps bytes to numbers. Two kinds of maps are fast: 0 up to a byte and 1
// above it, and the byte over a divisor.
type Bytes struct {
	table   [256]float32
	kind    bytesKind
	cut     float32
	divisor float32
	unsure  [256]int // 1 for a byte that means neither 0 nor 1
}

type bytesKind int

const (
	anyBytes bytesKind = iota
	bytesAbove
	bytesOver
)

// NewBytes returns the map of b to table[b].
func NewBytes(table [256]float32) *Bytes {
	m := &Bytes{table: table}
	for b, v := range table {
		if v != 0 && v != 1 {
			m.unsure[b] = 1
		}
	}
	for m.cut < 255 && table[int(m.cut)+1] == 0 {
		m.cut++
	}
	m.divisor = float32(math.Round(1 / float64(table[1])))
	switch {
	case m.is(func(b int) float32 { return draw(m.cut, float32(b)) }):
		m.kind = bytesAbove
	case m.is(func(b int) float32 { return float32(b) / m.divisor }):
		m.kind = bytesOver
	}
	return m
}

func (m *Bytes) is(f func(b int) float32) bool {
	for b, v := range m.table {
		if f(b) != v {
			return false
		}
	}
	return true
}

// Floats stores what the bytes src mean in dst, which is at least as long.
func (m *Bytes) Floats(dst []float32, src []byte) {
	if len(dst) < len(src) {
		panic(badBytes)
	}
	m.floats(dst[:len(src)], src, src)
}

// floats brings next, which is as long, into the cache meanwhile.
func (m *Bytes) floats(dst []float32, src, next []byte) {
	n := len(src)
	if m.kind == anyBytes || level == portable || n < 16 {
		m.lookUp(dst, src)
		return
	}
	m.vectors(dst[:n&^15], src[:n&^15], next[:n&^15])
	if n%16 > 0 { // the last 16 once more
		m.vectors(dst[n-16:], src[n-16:], next[n-16:])
	}
}

func (m *Bytes) lookUp(dst []float32, src []byte) {
	for i, b := range src {
		dst[i] = m.table[b]
	}
}

const badBytes = "ebm: images of bytes do not match"

// Gather stores image index[rows[i]] of src in row i of dst. An image is
// dst.Cols bytes. It panics if there is no such image.
func (m *Bytes) Gather(dst blas32.General, src []byte, index, rows []int) {
	mustHold(dst, src, index, rows)
	if dst.Cols == 0 {
		return
	}
	g := gathers.take()
	g.bytes, g.dst, g.src, g.index, g.rows = m, dst, src, index, rows
	g.pieces = min(dst.Rows, (dst.Rows*dst.Cols+gatherGrain-1)/gatherGrain)
	each(g.pieces, g.piece)
	g.bytes, g.dst, g.src, g.index, g.rows = nil, blas32.General{}, nil, nil, nil
	gathers.give(g)
}

// mustHold panics unless the images are there: here, as a helper's panic could
// not be recovered.
func mustHold(dst blas32.General, src []byte, index, rows []int) {
	if len(rows) != dst.Rows || !whole(dst) {
		panic(badBytes)
	}
	if dst.Cols == 0 {
		return
	}
	images := len(src) / dst.Cols
	for _, r := range rows {
		if uint(r) >= uint(len(index)) || uint(index[r]) >= uint(images) {
			panic(badBytes)
		}
	}
}

// gatherGrain is grain for work of so little each.
const gatherGrain = 4 * grain

// gather is a call of Gather at work. They are used again, so that none is
// allocated.
type gather struct {
	bytes       *Bytes
	dst         blas32.General
	src         []byte
	index, rows []int

	pieces int
	piece  func(i int)
}

var gathers = stock[gather]{make: func() *gather {
	g := new(gather)
	g.piece = func(i int) { g.some(g.dst.Rows*i/g.pieces, g.dst.Rows*(i+1)/g.pieces) }
	return g
}}

func (g *gather) some(from, to int) {
	next := g.image(from)
	for i := from; i < to; i++ {
		now := next
		if i+1 < to {
			next = g.image(i + 1)
		}
		g.bytes.floats(g.dst.Data[i*g.dst.Stride:][:g.dst.Cols], now, next)
	}
}

func (g *gather) image(row int) []byte {
	return g.src[g.index[g.rows[row]]*g.dst.Cols:][:g.dst.Cols]
}
