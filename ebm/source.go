package ebm

import "math/rand/v2"

// Source is training data: n rows that a trainer gathers in batches, so a
// Source may hold them as bytes, draw them anew each time, or compute them.
type Source interface {
	// Dims returns the number of rows and of columns.
	Dims() (rows, cols int)
	// Gather stores the chosen rows in dst, which is len(rows)×cols. A Source
	// that draws takes its draws from rng, and gives its means if rng is nil.
	Gather(dst Matrix, rows []int, rng *rand.Rand)
}

// eachBlock gathers all rows of data in order, a block at a time, and hands
// each block with the index of its first row to f, until f returns an error. A
// source that draws gives its means.
func eachBlock(data Source, f func(first int, x Matrix) error) error {
	return eachDrawn(data, nil, f)
}

// eachDrawn is eachBlock with what a source draws from rng.
func eachDrawn(data Source, rng *rand.Rand, f func(first int, x Matrix) error) error {
	n, cols := data.Dims()
	buf, rows := NewMatrix(min(n, blockRows), cols), make([]int, 0, blockRows)
	for first := 0; first < n; first += blockRows {
		rows = rows[:0]
		for i := first; i < min(n, first+blockRows); i++ {
			rows = append(rows, i)
		}
		x := buf.Slice(0, len(rows))
		data.Gather(x, rows, rng)
		if err := f(first, x); err != nil {
			return err
		}
	}
	return nil
}
