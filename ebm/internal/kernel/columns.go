package kernel

// columnBlock is how many columns are summed at the same time.
const columnBlock = 64

const badColumns = "ebm: column sums of a matrix that is too short"

// AddColumnSums adds alpha times the column sums of x to dst, summed in float64.
func AddColumnSums(dst []float32, alpha float64, x []float32, rows, stride int) {
	if rows > 0 && (stride < len(dst) || len(x) < (rows-1)*stride+len(dst)) {
		panic(badColumns)
	}
	c := columnCalls.take()
	c.dst, c.alpha, c.x, c.rows, c.stride = dst, alpha, x, rows, stride
	c.blocks = (len(dst) + columnBlock - 1) / columnBlock
	c.pieces = min(c.blocks, (rows*len(dst)+grain-1)/grain)
	each(c.pieces, c.piece)
	c.dst, c.x = nil, nil
	columnCalls.give(c)
}

// columnCall is a call at work on blocks of columns. They are used again, so
// that none is allocated.
type columnCall struct {
	dst          []float32
	alpha        float64
	x            []float32
	rows, stride int

	blocks, pieces int
	piece          func(i int)
}

var columnCalls = stock[columnCall]{make: func() *columnCall {
	c := new(columnCall)
	c.piece = func(i int) {
		from := c.blocks * i / c.pieces * columnBlock
		to := min(c.blocks*(i+1)/c.pieces*columnBlock, len(c.dst))
		columnSums(c.dst[from:to], c.alpha, c.x[min(from, len(c.x)):], c.rows, c.stride)
	}
	return c
}}
