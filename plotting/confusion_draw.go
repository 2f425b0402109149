package plotting

import (
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// draw draws the matrix from the upper left corner of c.
func (m *confusion) draw(c draw.Canvas) {
	corner := vg.Point{X: c.Min.X + m.left(), Y: c.Max.Y - m.top()}
	size := m.cell * vg.Length(len(m.classes))
	m.drawCells(c, corner)
	m.drawNames(c, corner)
	m.drawSums(c, corner)
	axis := textStyle(textSize, muted, draw.XCenter, draw.YTop)
	c.FillText(axis, vg.Point{X: corner.X + size/2, Y: c.Max.Y}, m.x)
	axis.Rotation = math.Pi / 2
	c.FillText(axis, vg.Point{X: c.Min.X, Y: corner.Y - size/2}, m.y)
}

// middle is the centre of a cell.
func (m *confusion) middle(corner vg.Point, i, j int) vg.Point {
	return vg.Point{X: corner.X + m.cell*(vg.Length(j)+0.5), Y: corner.Y - m.cell*(vg.Length(i)+0.5)}
}

func (m *confusion) drawCells(c draw.Canvas, corner vg.Point) {
	gap := vg.Length(cellGap)
	if m.cell < 12 {
		gap = 1
	}
	number := textStyle(m.numberSize(), ink, draw.XCenter, draw.YCenter)
	for i, row := range m.counts {
		for j, n := range row {
			at := m.middle(corner, i, j)
			side := m.cell - gap
			fillColor := m.color(i, j)
			c.SetColor(fillColor)
			c.Fill(rectangle(at.X-side/2, at.Y-side/2, side, side).Path())
			if number.Font.Size == 0 {
				continue
			}
			number.Color = onColor(fillColor)
			if n == 0 {
				number.Color = rule
			}
			fillMiddle(c, number, at, strconv.Itoa(n))
		}
	}
}

// numberSize is the size of letters in which the longest count fits into a cell; 0 if that could not be read.
func (m *confusion) numberSize() vg.Length {
	longest := ""
	for _, row := range m.counts {
		for _, n := range row {
			if s := strconv.Itoa(n); len(s) > len(longest) {
				longest = s
			}
		}
	}
	for size := vg.Length(textSize); size >= 8; size -= 0.5 {
		if textStyle(size, ink, draw.XCenter, draw.YCenter).Width(longest) <= m.cell-5 {
			return size
		}
	}
	return 0
}

// onColor is the colour of letters on c.
func onColor(c color.RGBA) color.RGBA {
	if labOf(c).l < 0.62 {
		return color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	}
	return ink
}

func (m *confusion) drawNames(c draw.Canvas, corner vg.Point) {
	row, column := m.nameStyle(), m.nameStyle()
	column.XAlign = draw.XCenter
	if m.turned {
		column.Rotation, column.XAlign = math.Pi/2, draw.XLeft
	}
	for i, name := range m.classes {
		fillMiddle(c, row, vg.Point{X: corner.X - 8, Y: m.middle(corner, i, 0).Y}, name)
		at := vg.Point{X: m.middle(corner, 0, i).X, Y: corner.Y + textRow/2}
		if m.turned {
			c.FillText(column, vg.Point{X: at.X, Y: corner.Y + 6}, name)
			continue
		}
		fillMiddle(c, column, at, name)
	}
}

// drawSums writes recall and numbers of the rows, and precision of the columns.
func (m *confusion) drawSums(c draw.Canvas, corner vg.Point) {
	size := m.cell * vg.Length(len(m.classes))
	style := textStyle(min(tickSize, max(5, 0.9*m.cell)), muted, draw.XRight, draw.YCenter)
	recall, number := corner.X+size+besideGap+sideColumn-8, corner.X+size+besideGap+2*sideColumn-8
	head := textStyle(tickSize, muted, draw.XRight, draw.YCenter)
	fillMiddle(c, head, vg.Point{X: recall, Y: corner.Y + textRow/2}, "recall, %")
	fillMiddle(c, head, vg.Point{X: number, Y: corner.Y + textRow/2}, "number")
	for i, row := range m.counts {
		y := m.middle(corner, i, 0).Y
		fillMiddle(c, style, vg.Point{X: recall, Y: y}, percent(row[i], m.rowSum[i], 1))
		fillMiddle(c, style, vg.Point{X: number, Y: y}, strconv.Itoa(m.rowSum[i]))
	}
	below := corner.Y - size - besideGap/2 - textRow/2
	share := m.precisionStyle()
	if share.Font.Size == 0 {
		return
	}
	fillMiddle(c, head, vg.Point{X: recall, Y: below}, "precision, %")
	for j := range m.classes {
		fillMiddle(c, share, vg.Point{X: m.middle(corner, 0, j).X, Y: below}, percent(m.counts[j][j], m.colSum[j], 1))
	}
}

func (m *confusion) precisionStyle() text.Style {
	for size := vg.Length(tickSize); size >= 8; size -= 0.5 {
		s := textStyle(size, muted, draw.XCenter, draw.YCenter)
		if s.Width("100.0") <= m.cell {
			return s
		}
	}
	return text.Style{}
}
