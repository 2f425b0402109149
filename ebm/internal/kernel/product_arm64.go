package kernel

import (
	"unsafe"

	"gonum.org/v1/gonum/blas/blas32"
)

var tilings = map[instructionSet]tiling{neon: {rows: 6, cols: 16}}

// computeTile stores a product of rows×k and k×cols numbers in c, adds it, or
// adds alpha times it. Rows of b have 16 numbers, even if cols is less.
func computeTile(rows, cols, k int, m mode, alpha float32, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if cols == 16 {
		tileNEON(rows, k, int(m), alpha, a, sa, b, sb, c, sc)
		return
	}
	var whole [6 * 16]float32
	edge := unsafe.Slice(c, (rows-1)*sc+cols)
	copyRows(whole[:], 16, edge, sc, rows, cols)
	tileNEON(rows, k, int(m), alpha, a, sa, b, sb, &whole[0], 16)
	copyRows(edge, sc, whole[:], 16, rows, cols)
}

// sumRows sums the rows of b that a list names, for each row of c. Rows of b have
// a multiple of 16 numbers, even if cols is none.
func sumRows(rows, cols int, m mode, alpha float32, spans *uint32, places *uint16, b *float32, sb int, c *float32, sc int) {
	if cols%16 == 0 {
		sumRowsNEON(rows, cols/16, int(m), alpha, spans, places, b, sb, c, sc)
		return
	}
	edges, lists := unsafe.Slice(c, (rows-1)*sc+cols), unsafe.Slice(spans, 2*rows)
	for i := range rows {
		var whole [maxCols]float32
		edge := edges[i*sc:][:cols]
		copy(whole[:], edge)
		sumRowsNEON(1, (cols+15)/16, int(m), alpha, &lists[2*i], places, b, sb, &whole[0], 0)
		copy(edge, whole[:])
	}
}

// sumWeighted is sumRows with the rows of b times the numbers of the row of a that
// have their places.
func sumWeighted(rows, cols int, m mode, alpha float32, spans *uint32, places *uint16, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if cols%16 == 0 {
		sumWeightedNEON(rows, cols/16, int(m), alpha, spans, places, b, sb, c, sc, a, sa)
		return
	}
	edges, lists := unsafe.Slice(c, (rows-1)*sc+cols), unsafe.Slice(spans, 2*rows)
	for i := range rows {
		var whole [maxCols]float32
		edge := edges[i*sc:][:cols]
		copy(whole[:], edge)
		row := (*float32)(unsafe.Add(unsafe.Pointer(a), 4*i*sa))
		sumWeightedNEON(1, (cols+15)/16, int(m), alpha, &lists[2*i], places, b, sb, &whole[0], 0, row, 0)
		copy(edge, whole[:])
	}
}

// copyPanel copies k > 0 rows of up to maxCols columns, and fills 16 with zeros.
func copyPanel(k, cols int, dst *float32, sd int, src *float32, ss int) {
	whole := (cols + 15) &^ 15
	to, from := unsafe.Slice(dst, (k-1)*sd+whole), unsafe.Slice(src, (k-1)*ss+cols)
	for i := range k {
		n := copy(to[i*sd:][:whole], from[i*ss:][:cols])
		clear(to[i*sd+n:][:whole-n])
	}
}

func copyRows(dst []float32, sd int, src []float32, ss int, rows, cols int) {
	for i := range rows {
		copy(dst[i*sd:][:cols], src[i*ss:][:cols])
	}
}

// transposeRows stores k columns, a multiple of 4, of 4 or 8 rows of src in the
// rows of dst.
func transposeRows(rows, k int, dst *float32, sd int, src *float32, ss int) {
	to, from := unsafe.Slice(dst, (k-1)*sd+rows), unsafe.Slice(src, (rows-1)*ss+k)
	for i := 0; i < rows; i += 4 {
		transposeNEON(k, &to[i], sd, &from[i*ss], ss)
	}
}

// vectorOnes, vectorPlaces and vectorWeights leave all to Go.
func vectorOnes([]float32) (n, done int) { return 0, 0 }

func vectorPlaces([]float32, []uint16) (n, done int) { return 0, 0 }

func vectorWeights([]float32, []uint16) (n, done int) { return 0, 0 }

// vectorColumnBits leaves all to Go.
func vectorColumnBits(blas32.General, []uint32) (done int) { return 0 }

func listBits(words int, columns []uint32, spans []span, places []uint16) {
	listBitsPortable(words, columns, spans, places)
}
