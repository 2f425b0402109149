package plotting

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Levels of the two palettes in tiles. Fewer levels make smaller files, and the more pixels there are the smaller is
// each of them and the less the eye sees of a level: 100 filters of MNIST take 50 KB with coarseLevels.
const (
	divergingLevels  = 97 // both odd: zero has its own
	coarseLevels     = 41
	finePixels       = 32_000 // up to here divergingLevels
	sequentialLevels = 64
)

// Filters shows each column of weights (D×M, for an RBM visible × hidden units) as one tile of t.Height × t.Width
// pixels with D = Height·Width. Zero is neutral, blue is negative, red is positive; all tiles share one symmetric
// scale from -s to s, where s is t.Scale or, if that is zero, the 99.5th percentile of |w| over the tiles shown,
// rounded up to two digits, so that a few large weights do not make all others pale. The colour bar marks with
// ≤ and ≥ that some lie outside.
//
// It returns an error for bad settings, an empty matrix, rows that do not fill a tile, and values that are NaN or
// infinite.
func Filters(weights mat.Matrix, t Tiles) (*Figure, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	p, err := t.columns("weights", weights)
	if err != nil {
		return nil, err
	}
	s := t.symmetric(p.tiles)
	alt := fmt.Sprintf("%s of %d×%d pixels, one per column of the weights, on one scale from %s to %s",
		count(len(p.tiles), "filter"), t.Height, t.Width, short(s.lo), short(s.hi))
	return t.grid(p, s, p.caption("filters"), alt, s.lo, 0, s.hi)
}

// symmetric is the scale of weights.
func (t Tiles) symmetric(tiles [][]float64) scale {
	var size []float64
	for _, tile := range tiles {
		for _, w := range tile {
			size = append(size, math.Abs(w))
		}
	}
	slices.Sort(size)
	limit := t.Scale
	if limit == 0 {
		limit = roundUp(size[int(math.Ceil(0.995*float64(len(size))))-1])
	}
	if limit == 0 { // at least 99.5 % are zero
		limit = roundUp(size[len(size)-1])
	}
	if limit == 0 {
		limit = 1
	}
	s := scale{lo: -limit, hi: limit, palette: Diverging(), levels: divergingLevels}
	if len(size) > finePixels {
		s.levels = coarseLevels
	}
	for _, tile := range tiles {
		for _, w := range tile {
			s.cutsLow = s.cutsLow || w < s.lo
			s.cutsHigh = s.cutsHigh || w > s.hi
		}
	}
	return s
}

// roundUp returns the least number with two significant digits that is not below x ≥ 0.
func roundUp(x float64) float64 {
	if x == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	up := math.Ceil(x/unit-1e-9) * unit
	if up == 0 || math.IsInf(up, 0) || math.IsNaN(up) { // at the ends of float64
		return x
	}
	return up
}

// grid draws p as a plain grid, with the names of t.
func (t Tiles) grid(p pixels, s scale, caption, alt string, at ...float64) (*Figure, error) {
	grid, err := t.sheet(p, s, caption, at...)
	if err != nil {
		return nil, err
	}
	return grid.figure(t.alt(alt))
}

// sheet arranges p in a plain grid.
func (t Tiles) sheet(p pixels, s scale, caption string, at ...float64) (sheet, error) {
	grid := sheet{
		header: header{title: t.Title, caption: caption},
		bar:    newColorBar(s, "", at...),
		height: t.Height, width: t.Width,
		tiles: p.tiles, group: math.MaxInt, fixed: t.Zoom,
	}
	err := t.named(&grid)
	return grid, err
}

// alt puts the title before a description.
func (t Tiles) alt(description string) string {
	if t.Title == "" {
		return description
	}
	return t.Title + ": " + description
}
