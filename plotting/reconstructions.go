package plotting

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Reconstructions shows each row of original above the same row of reconstruction (both B×D), pairs side by side,
// as tiles like those of Samples and on one scale for both. t.Columns is the number of pairs side by side and t.Max
// that of all pairs; when that is zero, 20.
//
// It returns the errors of Samples, and one if the two matrices differ in size.
func Reconstructions(original, reconstruction mat.Matrix, t Tiles) (*Figure, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if t.Max == 0 {
		t.Max = defaultPairs
	}
	above, err := t.rows("original", original)
	if err != nil {
		return nil, err
	}
	below, err := t.rows("reconstruction", reconstruction)
	if err != nil {
		return nil, err
	}
	if above.total != below.total {
		return nil, fmt.Errorf("plotting: original has %d rows but reconstruction has %d: pass the two sides of the same batch", above.total, below.total)
	}
	columns := min(t.Columns, len(above.tiles))
	if columns == 0 {
		columns = pairColumns(len(above.tiles), t.Width)
	}
	s := t.sequential(slices.Concat(above.tiles, below.tiles))
	alt := fmt.Sprintf("%s of %d×%d pixels, each above its reconstruction, values from %s to %s",
		count(len(above.tiles), "original"), t.Height, t.Width, short(s.lo), short(s.hi))
	return sheet{
		header: header{title: t.Title, caption: above.caption("pairs")},
		bar:    newColorBar(s, "", s.lo, s.hi),
		height: t.Height, width: t.Width,
		tiles: interleave(above.tiles, below.tiles, columns), columns: columns,
		group: 2, names: []string{"original", "reconstruction"},
	}.figure(t.alt(alt))
}

// defaultPairs is how many pairs are shown when Max is zero: two strips of ten.
const defaultPairs = 20

// pairColumns is at most ten, evenly spread over as many strips as that takes.
func pairColumns(n, tileWidth int) int {
	fit := max(1, min(10, (notebookWidth-220)/(tileWidth+tileGap)))
	strips := math.Ceil(float64(n) / float64(fit))
	return int(math.Ceil(float64(n) / strips))
}

// interleave puts strips of columns tiles from above and below under each other. A short last strip is padded with
// nil, which stands for no tile.
func interleave(above, below [][]float64, columns int) [][]float64 {
	var out [][]float64
	for from := 0; from < len(above); from += columns {
		to := min(from+columns, len(above))
		out = append(out, above[from:to]...)
		out = append(out, make([][]float64, columns-(to-from))...)
		out = append(out, below[from:to]...)
	}
	return out
}
