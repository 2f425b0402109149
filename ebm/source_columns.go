package ebm

import "math/rand/v2"

// columnsOf is the columns [from, to) of data.
type columnsOf struct {
	data     Source
	from, to int
}

func (c columnsOf) Dims() (rows, cols int) {
	rows, _ = c.data.Dims()
	return rows, c.to - c.from
}

func (c columnsOf) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	_, cols := c.data.Dims()
	all, giveBack := borrow(len(rows), cols)
	defer giveBack()
	c.data.Gather(all, rows, rng)
	copyRows(dst, all.Columns(c.from, c.to))
}
