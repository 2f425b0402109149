package kernel

import "gonum.org/v1/gonum/blas/blas32"

var tilings = map[instructionSet]tiling{
	avx2:   {rows: 6, cols: 16},
	avx512: {rows: 14, cols: 32},
}

// computeTile stores a product of rows×k and k×cols numbers in c, adds it, or
// adds alpha times it.
func computeTile(rows, cols, k int, m mode, alpha float32, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if level == avx512 {
		tileAVX512(rows, cols, k, int(m), alpha, a, sa, b, sb, c, sc)
	} else {
		tileAVX2(rows, cols, k, int(m), alpha, a, sa, b, sb, c, sc)
	}
}

// sumRows sums the rows of b that a list names, for each row of c.
func sumRows(rows, cols int, m mode, alpha float32, spans *uint32, places *uint16, b *float32, sb int, c *float32, sc int) {
	if level == avx512 {
		sumRowsAVX512(rows, cols, int(m), alpha, spans, places, b, sb, c, sc)
	} else {
		sumRowsAVX2(rows, cols, int(m), alpha, spans, places, b, sb, c, sc)
	}
}

// sumWeighted is sumRows with the rows of b times the numbers of the row of a that
// have their places.
func sumWeighted(rows, cols int, m mode, alpha float32, spans *uint32, places *uint16, a *float32, sa int, b *float32, sb int, c *float32, sc int) {
	if level == avx512 {
		sumWeightedAVX512(rows, cols, int(m), alpha, spans, places, a, sa, b, sb, c, sc)
	} else {
		sumWeightedAVX2(rows, cols, int(m), alpha, spans, places, a, sa, b, sb, c, sc)
	}
}

// copyPanel copies k > 0 rows of up to maxCols columns, and fills the last vector
// with zeros.
func copyPanel(k, cols int, dst *float32, sd int, src *float32, ss int) {
	if level == avx512 {
		copyPanelAVX512(k, cols, dst, sd, src, ss)
	} else {
		copyPanelAVX2(k, cols, dst, sd, src, ss)
	}
}

// transposeRows stores k columns, a multiple of 4, of 4, 8 or 16 rows of src in
// the rows of dst. Only AVX-512 takes 16.
func transposeRows(rows, k int, dst *float32, sd int, src *float32, ss int) {
	switch rows {
	case 16:
		transposeAVX512(k, dst, sd, src, ss)
	case 8:
		transposeAVX2(k, dst, sd, src, ss)
	case 4:
		transposeAVX(k, dst, sd, src, ss)
	}
}

// vectorOnes counts the ones of the first numbers of x, and says how many it has
// looked at. n is -1 if one is neither 0 nor 1.
func vectorOnes(x []float32) (n, done int) {
	if len(x) < 8 || level == portable {
		return 0, 0
	}
	done = len(x) &^ 7
	return countOnes(done, &x[0]), done
}

// vectorPlaces lists the places of ones as far as vectorOnes counts them.
func vectorPlaces(x []float32, list []uint16) (n, done int) {
	if len(x) < 8 || level == portable {
		return 0, 0
	}
	done = len(x) &^ 7
	return listOnes(done, &x[0], &list[0]), done
}

// vectorWeights lists the places of the numbers other than 0 of the first numbers
// of x, and says how many it has looked at.
func vectorWeights(x []float32, list []uint16) (n, done int) {
	if len(x) < 8 || level == portable {
		return 0, 0
	}
	done = len(x) &^ 7
	return listNonzeros(done, &x[0], &list[0]), done
}

// vectorColumnBits is columnBits for the first columns, and returns their number.
func vectorColumnBits(a blas32.General, words []uint32) (done int) {
	if a.Cols < 8 || level == portable {
		return 0
	}
	done = a.Cols &^ 7
	columnOnes(done, a.Rows, &a.Data[0], a.Stride, &words[0])
	return done
}

// listBits is listBitsPortable, but may write 8 places more.
func listBits(words int, columns []uint32, spans []span, places []uint16) {
	if level == portable {
		listBitsPortable(words, columns, spans, places)
		return
	}
	listWords(len(spans), words, &columns[0], &spans[0][0], &places[0])
}
