//go:build amd64 || arm64

package kernel

// Where most numbers of a are 0, as those of grey images are, a product is sums of
// the rows of b that the others choose, each times its number. In ascending order
// they are equal to the dense product: a term 0·b changes no sum but a -0, to which
// products of tiny numbers underflow.

// probedRows is how many rows of a tell how many numbers are 0 in all. Nothing
// but the speed depends on it.
const probedRows = 8

// maxWeights is the share of numbers other than 0 up to which choosing is faster
// than multiplying. Measured, with a margin: it gains up to 0.65 where b is
// copied, elsewhere up to 0.4.
func (p *part) maxWeights() float64 {
	if p.copies(p.dst.Rows) {
		return 0.5
	}
	return 0.3
}

// fewWeights tells whether a seems to have few numbers other than 0.
func (p *part) fewWeights() bool {
	if !choosing || p.dst.Cols < 32 || p.layout == outerProduct && p.a.Rows > wholeReach {
		return false
	}
	l := &p.ones
	l.places = atLeast(l.places, p.a.Cols+8)
	rows := min(probedRows, p.a.Rows)
	left := int(p.maxWeights() * float64(rows*p.a.Cols))
	for i := 0; i < rows && left >= 0; i++ {
		left -= placesOfWeights(p.a.Data[p.a.Rows*i/rows*p.a.Stride:][:p.a.Cols], l.places)
	}
	return left >= 0
}

// placesOfWeights lists the places of the numbers of x other than 0, and returns
// their number.
func placesOfWeights(x []float32, list []uint16) int {
	n, done := vectorWeights(x, list)
	for k, v := range x[done:] {
		if v != 0 {
			list[n] = uint16(done + k)
			n++
		}
	}
	return n
}
