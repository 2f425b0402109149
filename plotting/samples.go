package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Samples shows each row of v (B×D, one state per row) as one tile of t.Height × t.Width pixels with
// D = Height·Width, probabilities or states of units. White is 0, dark is 1.
//
// All tiles share one scale. With t.Scale = 0 it is 0 to 1 if all values shown lie there, and otherwise their least
// to their largest (Gaussian units). With t.Scale = s > 0 it is 0 to s, or -s to s if there are negative values;
// the colour bar then marks with ≤ and ≥ that values lie outside.
//
// It returns an error for bad settings, an empty matrix, columns that do not fill a tile, and values that are NaN or
// infinite.
func Samples(v mat.Matrix, t Tiles) (*Figure, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	p, err := t.rows("samples", v)
	if err != nil {
		return nil, err
	}
	s := t.sequential(p.tiles)
	alt := fmt.Sprintf("%s of %d×%d pixels, values from %s to %s",
		count(len(p.tiles), "sample"), t.Height, t.Width, short(s.lo), short(s.hi))
	return t.grid(p, s, p.caption("samples"), alt, s.lo, s.hi)
}

// rounding is by how much a mean stored as float32 may leave [0, 1].
const rounding = 1e-6

// sequential is the scale of states and probabilities.
func (t Tiles) sequential(tiles [][]float64) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, tile := range tiles {
		for _, v := range tile {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	s := scale{lo: 0, hi: 1, palette: Sequential(), levels: sequentialLevels}
	switch {
	case t.Scale > 0:
		s.hi = t.Scale
		if lo < 0 {
			s.lo = -t.Scale
		}
	case lo < -rounding || hi > 1+rounding:
		s.lo, s.hi = lo, hi
		if lo == hi { // one value everywhere, outside [0, 1]
			s.lo, s.hi = min(lo, 0), max(hi, 0)
		}
	}
	s.cutsLow, s.cutsHigh = lo < s.lo-rounding, hi > s.hi+rounding
	return s
}
