package plotting

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// LevelFilters are the receptive fields of one level of a stack, in the space of the data.
type LevelFilters struct {
	Name    string     // beside its tiles, such as "level 2"
	Weights mat.Matrix // D×M, one column for each unit: W₁ for the first level, W₁W₂ for the second, ...
}

// FilterLevels shows the receptive fields of the levels of a stack under each other, the columns of their Weights as
// tiles like those of Filters. Products of weights grow or shrink from level to level, so each level has a scale of its
// own, chosen like that of Filters and written below its name; colours compare within a level.
//
// t.Max is the number of units of each level, zero: 20; t.Columns that of tiles side by side, zero: at most 10. For
// images that excite units most, which are images and not weights, use Samples with Tiles.RowNames.
//
// It returns the errors of Filters, and one if there is no level.
func FilterLevels(t Tiles, levels ...LevelFilters) (*Figure, error) {
	if len(levels) == 0 {
		return nil, fmt.Errorf("plotting: FilterLevels without a level: pass the weights of one at least")
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	if len(t.RowNames) > 0 {
		return nil, fmt.Errorf("plotting: Tiles.RowNames: the levels have names: leave it nil")
	}
	if t.Max == 0 {
		t.Max = defaultPairs
	}
	s := sheet{
		header: header{title: t.Title},
		height: t.Height, width: t.Width, fixed: t.Zoom, columns: t.Columns, heads: t.ColumnNames,
	}
	each, total, err := t.readLevels(levels)
	if err != nil {
		return nil, err
	}
	if s.columns == 0 {
		s.columns = pairColumns(most(each), t.Width)
	}
	if err := t.checkHeads(s.columns); err != nil {
		return nil, err
	}
	s.group = (most(each) + s.columns - 1) / s.columns
	unit := s.addLevels(t, levels, each)
	s.bar = colorBar{scale: unit, ticks: []float64{-1, 0, 1}, texts: []string{"−s", "0", "s"}}
	s.caption = "each level on a scale of its own, from −s to s"
	alt := fmt.Sprintf("Receptive fields of %s, %s of %d×%d pixels each on its own scale", count(len(levels), "level"), total, t.Height, t.Width)
	return s.figure(t.alt(alt))
}

// readLevels returns the tiles of each level and says how many there are.
func (t Tiles) readLevels(levels []LevelFilters) (each [][][]float64, total string, err error) {
	n := 0
	for i, l := range levels {
		p, err := t.columns(or(l.Name, fmt.Sprintf("level %d", i)), l.Weights)
		if err != nil {
			return nil, "", err
		}
		each, n = append(each, p.tiles), n+len(p.tiles)
	}
	return each, count(n, "filter"), nil
}

func most(levels [][][]float64) int {
	n := 0
	for _, l := range levels {
		n = max(n, len(l))
	}
	return n
}

// addLevels puts the tiles of all levels under each other, divided by the scales of their levels, with names. It
// returns the scale of what is left, from -1 to 1.
func (s *sheet) addLevels(t Tiles, levels []LevelFilters, each [][][]float64) scale {
	unit := scale{lo: -1, hi: 1, palette: Diverging(), levels: divergingLevels}
	for i, tiles := range each {
		own := t.symmetric(tiles)
		unit.levels = min(unit.levels, own.levels)
		for _, tile := range tiles {
			for k := range tile {
				tile[k] /= own.hi
			}
		}
		s.names, s.remarks = append(s.names, levels[i].Name), append(s.remarks, "s = "+short(own.hi))
		for range s.group - 1 {
			s.names, s.remarks = append(s.names, ""), append(s.remarks, "")
		}
		s.tiles = append(s.tiles, tiles...)
		if i < len(each)-1 {
			s.tiles = append(s.tiles, make([][]float64, s.group*s.columns-len(tiles))...)
		}
	}
	return unit
}
