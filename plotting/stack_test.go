package plotting

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestStripsPutChainsInRows(t *testing.T) {
	steps := []mat.Matrix{mat.NewDense(2, 1, []float64{10, 20}), mat.NewDense(2, 1, []float64{11, 21}), mat.NewDense(2, 1, []float64{12, 22})}
	s := strips{each: steps, chains: 2, cols: 1}
	if got, want := mat.Col(nil, 0, s), []float64{10, 11, 12, 20, 21, 22}; !slices.Equal(got, want) {
		t.Errorf("tiles %v, want %v", got, want)
	}
	fig, err := Strips(steps, Tiles{Height: 1, Width: 1, RowNames: []string{"one", "two"}, ColumnNames: []string{"a", "b", "c"}})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := fig.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two", "a", "b", "c"} {
		if !strings.Contains(string(svg), ">"+name+"<") {
			t.Errorf("no %q in the picture", name)
		}
	}
}

// All of hundreds of named tiles are shown, also where unnamed ones would stop at a hundred.
func TestNamesShowAllTiles(t *testing.T) {
	v := gaussian(12*11, 1, rand.New(rand.NewPCG(1, 1)))
	tiles := Tiles{Height: 1, Width: 1, ColumnNames: strings.Split("abcdefghijk", "")}
	p, err := tiles.rows("samples", v)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tiles.sheet(p, tiles.sequential(p.tiles), "")
	if err != nil {
		t.Fatal(err)
	}
	if s.columns != 11 || s.rows() != 12 {
		t.Errorf("%d columns and %d rows, want 11 and 12", s.columns, s.rows())
	}
	s = sheet{tiles: make([][]float64, 30), height: 1, width: 1, group: 3, heads: []string{"a"}}
	if err := (Tiles{RowNames: []string{"a", "b", "c"}}).named(&s); err != nil || s.columns != 10 {
		t.Errorf("three names of rows make %d columns of 30 tiles (%v), want 10", s.columns, err)
	}
}

// Notes have room below their rows, and the rows of a group with notes do not overlap.
func TestNotesHaveRoom(t *testing.T) {
	s := sheet{tiles: make([][]float64, 12), columns: 2, height: 5, width: 5, group: 3, notes: make([]string, 12)}
	const zoom = 2
	tops := make([]int, s.rows())
	for row := range tops {
		_, tops[row] = s.corner(0, row, zoom)
	}
	tile := s.height*zoom + tileGap
	want := []int{tileGap}
	for row := 1; row < len(tops); row++ {
		y := want[row-1] + tile
		if (row-1)%3 > 0 {
			y += noteRow
		}
		if row%3 == 0 {
			y += groupGap
		}
		want = append(want, y)
	}
	if !slices.Equal(tops, want) {
		t.Errorf("rows begin at %v, want %v", tops, want)
	}
	if _, height := s.size(zoom); height != tops[len(tops)-1]+tile+noteRow {
		t.Errorf("the grid is %d high, the last row ends at %d", height, tops[len(tops)-1]+tile+noteRow)
	}
}

func TestComparisonErrors(t *testing.T) {
	original := mat.NewDense(3, 2, []float64{0, 0, 1, 1, 0, 1})
	v := Version{"v", mat.NewDense(3, 2, []float64{0, 0.5, 0, 0, 0, 1})}
	errs, mean, err := squaredErrors(original, v)
	if err != nil || !slices.Equal(errs, []float64{0.25, 2, 0}) || mean != 0.75 {
		t.Errorf("errors %v with mean %v (%v), want 0.25, 2, 0 with mean 0.75", errs, mean, err)
	}
	fig, err := Comparison(original, Tiles{Height: 1, Width: 2, Max: 2}, v)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := fig.SVG()
	if err != nil {
		t.Fatal(err)
	}
	// The errors of the two that are shown, and the mean of all three.
	for _, s := range []string{">0.25<", ">2.00<", ">mean 0.75<", "all 3<"} {
		if !strings.Contains(string(svg), s) {
			t.Errorf("no %q in the picture", s)
		}
	}
	for x, want := range map[float64]string{0: "0.00", 9.994: "9.99", 9.996: "10.0", 99.96: "100", 54321: "54321", 1e6: "1e6"} {
		if got := threeDigits(x); got != want {
			t.Errorf("threeDigits(%v) = %q, want %q", x, got, want)
		}
	}
}

// Each level is on its own scale: the largest weights of both have the same colour.
func TestFilterLevelsScaleEachLevel(t *testing.T) {
	small, large := mat.NewDense(1, 2, []float64{0.1, -0.05}), mat.NewDense(1, 3, []float64{-20, 10, 0})
	tiles := Tiles{Height: 1, Width: 1}
	each, _, err := tiles.readLevels([]LevelFilters{{"a", small}, {"b", large}})
	if err != nil {
		t.Fatal(err)
	}
	s := sheet{columns: 2, group: 2}
	unit := s.addLevels(tiles, []LevelFilters{{"a", small}, {"b", large}}, each)
	var got []float64
	for _, tile := range s.tiles {
		if tile == nil {
			tile = []float64{9}
		}
		got = append(got, tile...)
	}
	if want := []float64{1, -0.5, 9, 9, -1, 0.5, 0}; !slices.Equal(got, want) {
		t.Errorf("tiles %v, want %v", got, want)
	}
	if unit.lo != -1 || unit.hi != 1 || !slices.Equal(s.remarks, []string{"s = 0.1", "", "s = 20", ""}) {
		t.Errorf("scale %+v, remarks %q", unit, s.remarks)
	}
}
