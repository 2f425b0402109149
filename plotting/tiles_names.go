package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// named sets the columns of a grid of n tiles and its names.
func (t Tiles) named(s *sheet) error {
	n := len(s.tiles)
	columns := t.Columns
	switch {
	case columns > 0:
	case len(t.ColumnNames) > 0:
		columns = len(t.ColumnNames)
	case len(t.RowNames) > 0:
		columns = (n + len(t.RowNames) - 1) / len(t.RowNames)
	}
	s.names, s.heads = t.RowNames, t.ColumnNames
	s.fit(columns)
	if len(s.names) > 0 && len(s.names) != s.rows() {
		return fmt.Errorf("plotting: Tiles: %d RowNames for %s in %s: pass one for each row, or nil", len(s.names), count(s.rows(), "row"), count(s.columns, "column"))
	}
	return t.checkHeads(s.columns)
}

func (t Tiles) checkHeads(columns int) error {
	if n := len(t.ColumnNames); n > 0 && n != columns {
		return fmt.Errorf("plotting: Tiles: %d ColumnNames for %s: pass one for each, or nil", n, count(columns, "column"))
	}
	return nil
}

func rowStyle() text.Style  { return textStyle(textSize, ink, draw.XRight, draw.YCenter) }
func headStyle() text.Style { return textStyle(tickSize, muted, draw.XCenter, draw.YCenter) }
func noteStyle() text.Style { return textStyle(tickSize, muted, draw.XCenter, draw.YCenter) }

// remarkStyle is that of the second line of the name of a row.
func remarkStyle() text.Style { return textStyle(tickSize, muted, draw.XRight, draw.YCenter) }

// nameWidth is the room for the names on the left.
func (s sheet) nameWidth() int {
	w := max(widest(rowStyle(), s.names), widest(remarkStyle(), s.remarks))
	if w == 0 {
		return 0
	}
	return int(math.Ceil(float64(w + 8)))
}

// headHeight is the room for the names of the columns.
func (s sheet) headHeight() int {
	if len(s.heads) == 0 {
		return 0
	}
	return textRow
}

// noteHeight is the room below a row of tiles with notes.
func (s sheet) noteHeight() int {
	if len(s.notes) == 0 {
		return 0
	}
	return noteRow
}

const noteRow = 17

// notesAbove is the number of rows above this one that have notes: all but the first of each group.
func (s sheet) notesAbove(row int) int {
	return row/s.group*(s.group-1) + max(0, row%s.group-1)
}

// drawNames writes what stands beside, above and below the tiles of a grid that fills r.
func (s sheet) drawNames(c draw.Canvas, r vg.Rectangle, zoom int) {
	s.drawRowNames(c, r, zoom)
	middle := func(column, row int) vg.Point {
		x, y := s.corner(column, row, zoom)
		return vg.Point{X: r.Min.X + vg.Length(x) + vg.Length(s.width*zoom)/2, Y: r.Max.Y - vg.Length(y)}
	}
	for column, head := range s.heads {
		fillMiddle(c, headStyle(), vg.Point{X: middle(column, 0).X, Y: r.Max.Y + textRow/2}, head)
	}
	for k, note := range s.notes {
		at := middle(k%s.columns, k/s.columns)
		at.Y -= vg.Length(s.height*zoom) + tileGap + noteRow/2
		fillMiddle(c, noteStyle(), at, note)
	}
}

func (s sheet) drawRowNames(c draw.Canvas, r vg.Rectangle, zoom int) {
	if len(s.names) == 0 {
		return
	}
	for row := range s.rows() {
		_, y := s.corner(0, row, zoom)
		at := vg.Point{X: r.Min.X - 8, Y: r.Max.Y - vg.Length(y) - vg.Length(s.height*zoom)/2}
		remark := ""
		if len(s.remarks) > 0 {
			remark = s.remarks[row%len(s.remarks)]
		}
		if remark != "" {
			at.Y += textSize * lineHeight / 2
			fillMiddle(c, remarkStyle(), vg.Point{X: at.X, Y: at.Y - textSize*lineHeight}, remark)
		}
		fillMiddle(c, rowStyle(), at, s.names[row%len(s.names)])
	}
}
