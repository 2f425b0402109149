package plotting

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// Reconstructions shows each row of original above the same row of reconstruction (both B×D), pairs side by side,
// as tiles like those of Samples and on one scale for both. t.Columns is the number of pairs side by side and t.Max
// that of all pairs; when that is zero, 20. Comparison has several reconstructions, with their errors.
//
// It returns the errors of Samples, and one if the two matrices differ in size.
func Reconstructions(original, reconstruction mat.Matrix, t Tiles) (*Figure, error) {
	c, err := newComparison(original, t, Version{"reconstruction", reconstruction})
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("%s of %d×%d pixels, each above its reconstruction, values from %s to %s",
		count(len(c.strips[0].tiles), "original"), t.Height, t.Width, short(c.scale.lo), short(c.scale.hi))
	return c.sheet(c.strips[0].caption("pairs")).figure(t.alt(alt))
}

// Version is one reconstruction of the rows of a matrix, row by row.
type Version struct {
	Name string     // beside its tiles, such as "PCA 30"
	Rows mat.Matrix // B×D
}

// Comparison shows each row of original (B×D) above its reconstructions by several methods, as tiles like those of
// Samples and on one scale for all. Below each reconstruction stands its squared error, Σᵢ (xᵢ - x'ᵢ)², and below the
// name of a version the mean of those of all its B rows, also of those that are not shown.
//
//	plotting.Comparison(images, plotting.Tiles{Height: 28, Width: 28},
//		plotting.Version{Name: "PCA 30", Rows: byPCA}, plotting.Version{Name: "autoencoder 30", Rows: byNetwork})
//
// t.Columns is the number of images side by side and t.Max that of all; when that is zero, those of one strip.
// It returns the errors of Samples, and one if there is no version or the matrices differ in size.
func Comparison(original mat.Matrix, t Tiles, versions ...Version) (*Figure, error) {
	if len(versions) == 0 {
		return nil, fmt.Errorf("plotting: Comparison without a version: pass at least one reconstruction")
	}
	if t.Max == 0 {
		t.Max = max(t.Columns, len(t.ColumnNames))
	}
	if t.Max == 0 {
		t.Max = pairColumns(maxSide, t.Width)
	}
	c, err := newComparison(original, t, versions...)
	if err != nil {
		return nil, err
	}
	s := c.sheet("below each image its squared error, below each name the mean of all " + strconv.Itoa(c.strips[0].total))
	s.remarks = []string{""}
	alt := fmt.Sprintf("%s of %d×%d pixels above their reconstructions with the mean squared error of an image",
		count(len(c.strips[0].tiles), "original"), t.Height, t.Width)
	for i, v := range versions {
		errs, mean, err := squaredErrors(original, v)
		if err != nil {
			return nil, err
		}
		c.errors[i+1] = errs[:len(c.strips[0].tiles)]
		s.remarks = append(s.remarks, "mean "+threeDigits(mean))
		alt += fmt.Sprintf("; %s: %s", v.Name, threeDigits(mean))
	}
	s.notes = c.notes(s.columns)
	return s.figure(t.alt(alt))
}

// comparison holds the tiles of the original and its versions.
type comparison struct {
	Tiles
	names   []string
	strips  []pixels
	columns int
	scale   scale
	errors  [][]float64 // of the tiles shown, of each version after the original
}

func newComparison(original mat.Matrix, t Tiles, versions ...Version) (*comparison, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if len(t.RowNames) > 0 {
		return nil, fmt.Errorf("plotting: Tiles.RowNames: the rows of reconstructions have names: leave it nil")
	}
	if t.Max == 0 {
		t.Max = defaultPairs
	}
	c := &comparison{Tiles: t, errors: make([][]float64, len(versions)+1)}
	var all [][]float64
	for _, v := range append([]Version{{"original", original}}, versions...) {
		p, err := t.rows(v.Name, v.Rows)
		if err != nil {
			return nil, err
		}
		if c.strips != nil && p.total != c.strips[0].total {
			return nil, fmt.Errorf("plotting: original has %d rows but %s has %d: pass the two sides of the same batch", c.strips[0].total, v.Name, p.total)
		}
		c.names, c.strips, all = append(c.names, v.Name), append(c.strips, p), append(all, p.tiles...)
	}
	n := len(c.strips[0].tiles)
	c.columns = min(t.Columns, n)
	if c.columns == 0 {
		c.columns = min(len(t.ColumnNames), n)
	}
	if c.columns == 0 {
		c.columns = pairColumns(n, t.Width)
	}
	c.scale = t.sequential(all)
	return c, t.checkHeads(c.columns)
}

// defaultPairs is how many pairs are shown when Max is zero: two strips of ten.
const defaultPairs = 20

// pairColumns is at most ten, evenly spread over as many strips as that takes.
func pairColumns(n, tileWidth int) int {
	fit := max(1, min(10, (notebookWidth-220)/(tileWidth+tileGap)))
	strips := math.Ceil(float64(n) / float64(fit))
	return int(math.Ceil(float64(n) / strips))
}

func (c *comparison) sheet(caption string) sheet {
	rows := make([][][]float64, len(c.strips))
	for i, p := range c.strips {
		rows[i] = p.tiles
	}
	return sheet{
		header: header{title: c.Title, caption: caption},
		bar:    newColorBar(c.scale, "", c.scale.lo, c.scale.hi),
		height: c.Height, width: c.Width, fixed: c.Zoom,
		tiles: interleave(c.columns, nil, rows...), columns: c.columns,
		group: len(rows), names: c.names, heads: c.ColumnNames,
	}
}

// notes are the errors in the order of the tiles.
func (c *comparison) notes(columns int) []string {
	rows := make([][]string, len(c.errors))
	for i := range rows {
		rows[i] = make([]string, len(c.strips[0].tiles))
		for k := range c.errors[i] {
			rows[i][k] = threeDigits(c.errors[i][k])
		}
	}
	return interleave(columns, "", rows...)
}

// interleave puts strips of so many tiles of each row under each other. A short last strip is padded with none.
func interleave[T any](columns int, none T, rows ...[]T) []T {
	var out []T
	for from := 0; from < len(rows[0]); from += columns {
		to := min(from+columns, len(rows[0]))
		for i, row := range rows {
			out = append(out, row[from:to]...)
			if last := i == len(rows)-1 && to == len(rows[0]); last {
				continue
			}
			for range columns - (to - from) {
				out = append(out, none)
			}
		}
	}
	return out
}

// squaredErrors returns the error of each row and their mean.
func squaredErrors(original mat.Matrix, v Version) (errs []float64, mean float64, err error) {
	rows, cols := original.Dims()
	errs = make([]float64, rows)
	for i := range errs {
		for j := range cols {
			x, err := finiteAt("original", original, i, j)
			if err != nil {
				return nil, 0, err
			}
			y, err := finiteAt(v.Name, v.Rows, i, j)
			if err != nil {
				return nil, 0, err
			}
			errs[i] += (x - y) * (x - y)
		}
		mean += errs[i] / float64(rows)
	}
	return errs, mean, nil
}

// threeDigits writes x ≥ 0 with three digits, to hundredths at the finest, and without a power of ten where that is
// short.
func threeDigits(x float64) string {
	for _, c := range []struct {
		below  float64
		digits int
	}{{9.995, 2}, {99.95, 1}, {99999.5, 0}} {
		if x < c.below {
			return strconv.FormatFloat(x, 'f', c.digits, 64)
		}
	}
	return short(x)
}
