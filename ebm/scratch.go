package ebm

import "sync"

// blockRows is how many rows a method works on at a time where it needs
// scratch, so that its memory does not grow with the data.
const blockRows = 512

var scratchPool = sync.Pool{New: func() any { return new([]float32) }}

// borrow returns a rows×cols matrix of unspecified values and a function that
// gives it back.
func borrow(rows, cols int) (Matrix, func()) {
	buf := scratchPool.Get().(*[]float32)
	if cap(*buf) < rows*cols {
		*buf = make([]float32, rows*cols)
	}
	m := Matrix{Rows: rows, Cols: cols, Stride: max(1, cols), Data: (*buf)[:rows*cols]}
	return m, func() { scratchPool.Put(buf) }
}
