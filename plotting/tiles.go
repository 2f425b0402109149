package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Tiles says how rows or columns of a matrix become tiles. Height and Width are required.
type Tiles struct {
	// Height and Width are the sides of one tile in pixels of the data: 28 and 28 for MNIST.
	// Entry y*Width+x of a row or column is the pixel in line y from the top.
	Height, Width int

	// Max is how many tiles are drawn at most, the first ones; the caption then says how many there are.
	// Zero: 100.
	Max int

	// Columns is the number of tiles side by side. Zero: as fits, or as the names below say.
	Columns int

	// RowNames stand to the left of the rows of tiles and ColumnNames above the columns: which digit, which Gibbs step,
	// which level of a stack. One for each, or nil. With names a zero Max means all.
	RowNames, ColumnNames []string

	// Zoom is how many pixels of the screen, across and down, a pixel of the data takes. Zero: as many as fit; 1 or 2
	// for figures that are to stand Beside each other.
	Zoom int

	// Scale is the value that gets the last colour of the palette; larger values get the same one.
	// Zero: automatic, see Filters and Samples.
	Scale float64

	// Title stands above the tiles. Empty: none.
	Title string
}

const maxZoom = 256

// defaultTiles is how many tiles are shown when Max is zero: 10×10 can still be looked at one by one.
const defaultTiles = 100

// pixels reads tiles out of a matrix: the tiles shown, of all that there are.
type pixels struct {
	tiles [][]float64
	total int
}

// check validates the settings alone.
func (t Tiles) check() error {
	switch {
	case t.Height < 1 || t.Width < 1:
		return fmt.Errorf("plotting: Tiles{Height: %d, Width: %d}: both must be at least 1, the sides of one tile (28 and 28 for MNIST)", t.Height, t.Width)
	case t.Height > maxSide || t.Width > maxSide:
		return fmt.Errorf("plotting: Tiles{Height: %d, Width: %d}: at most %d", t.Height, t.Width, maxSide)
	case t.Max < 0:
		return fmt.Errorf("plotting: Tiles.Max is %d: use 0 for the first %d tiles or a positive number", t.Max, defaultTiles)
	case t.Columns < 0:
		return fmt.Errorf("plotting: Tiles.Columns is %d: use 0 for as many as fit or a positive number", t.Columns)
	case t.Zoom < 0 || t.Zoom > maxZoom:
		return fmt.Errorf("plotting: Tiles.Zoom is %d: use 0 for as large as fits, or 1 to %d", t.Zoom, maxZoom)
	case t.Scale < 0 || math.IsNaN(t.Scale) || math.IsInf(t.Scale, 0):
		return fmt.Errorf("plotting: Tiles.Scale is %v: use 0 for automatic or the value that gets the last colour", t.Scale)
	}
	return nil
}

// rows reads one tile from each row of m.
func (t Tiles) rows(name string, m mat.Matrix) (pixels, error) {
	n, size, err := dims(name, m)
	if err != nil {
		return pixels{}, err
	}
	if size != t.Height*t.Width {
		return pixels{}, t.mismatch(name, "columns", size)
	}
	return t.read(n, func(tile, pixel int) (float64, error) { return finiteAt(name, m, tile, pixel) })
}

// columns reads one tile from each column of m.
func (t Tiles) columns(name string, m mat.Matrix) (pixels, error) {
	size, n, err := dims(name, m)
	if err != nil {
		return pixels{}, err
	}
	if size != t.Height*t.Width {
		return pixels{}, t.mismatch(name, "rows", size)
	}
	return t.read(n, func(tile, pixel int) (float64, error) { return finiteAt(name, m, pixel, tile) })
}

func (t Tiles) mismatch(name, side string, size int) error {
	return fmt.Errorf("plotting: %s has %d %s but a tile of %d×%d has %d pixels: set Height and Width so that their product is %d",
		name, size, side, t.Height, t.Width, t.Height*t.Width, size)
}

func (t Tiles) read(n int, at func(tile, pixel int) (float64, error)) (pixels, error) {
	shown := min(n, defaultTiles)
	switch {
	case t.Max > 0:
		shown = min(n, t.Max)
	case len(t.RowNames)+len(t.ColumnNames) > 0:
		shown = n
	}
	p := pixels{total: n, tiles: make([][]float64, shown)}
	for i := range p.tiles {
		p.tiles[i] = make([]float64, t.Height*t.Width)
		for k := range p.tiles[i] {
			v, err := at(i, k)
			if err != nil {
				return pixels{}, err
			}
			p.tiles[i][k] = v
		}
	}
	return p, nil
}

// caption says that tiles were left out, or nothing.
func (p pixels) caption(what string) string {
	if len(p.tiles) == p.total {
		return ""
	}
	return fmt.Sprintf("the first %d of %d %s", len(p.tiles), p.total, what)
}

// count writes a number of things: "1 filter", "2 filters".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
