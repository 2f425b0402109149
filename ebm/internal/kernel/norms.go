package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// LimitColumns scales the columns of x whose Euclidean norm, summed in float64,
// is above limit down to it.
func LimitColumns(x blas32.General, limit float64) {
	if !whole(x) {
		panic(badColumns)
	}
	if x.Rows == 0 || x.Cols == 0 {
		return
	}
	c := normCalls.take()
	c.x, c.limit = x, limit
	each((x.Cols+columnBlock-1)/columnBlock, c.piece)
	c.x = blas32.General{}
	normCalls.give(c)
}

// normCall is a call at work on blocks of columns. They are used again, so that
// none is allocated.
type normCall struct {
	x     blas32.General
	limit float64
	piece func(i int)
}

var normCalls = stock[normCall]{make: func() *normCall {
	c := new(normCall)
	c.piece = func(i int) { c.block(i*columnBlock, min((i+1)*columnBlock, c.x.Cols)) }
	return c
}}

func (c *normCall) block(from, to int) {
	var sums [columnBlock]float64
	var scale [columnBlock]float32
	n := to - from
	for i := range c.x.Rows {
		for j, w := range c.x.Data[i*c.x.Stride+from:][:n] {
			sums[j] += float64(w) * float64(w)
		}
	}
	long := false
	for j := range n {
		scale[j] = 1
		if norm := math.Sqrt(sums[j]); norm > c.limit {
			scale[j], long = float32(c.limit/norm), true
		}
	}
	for i := 0; long && i < c.x.Rows; i++ {
		row := c.x.Data[i*c.x.Stride+from:][:n]
		for j := range row {
			row[j] *= scale[j]
		}
	}
}
