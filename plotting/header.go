package plotting

import (
	"image/color"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// header is what stands above the picture: a title, a caption in smaller grey letters and a legend. A legend up there
// never covers data.
type header struct {
	title, caption string
	keys           []key
}

// key is one entry of a legend.
type key struct {
	name   string
	color  color.RGBA
	line   bool // a line; otherwise a box
	dashed bool
	dots   bool
	marks  bool // a dot on the line
	ring   bool
}

const (
	keyWidth   = 20 // of the line or box
	keyGap     = 6  // between it and its name
	keyApart   = 18 // between entries
	keyHeight  = 18
	headerGap  = 8 // below the header
	lineHeight = 1.3
)

func titleStyle() text.Style   { return textStyle(titleSize, ink, draw.XLeft, draw.YTop) }
func captionStyle() text.Style { return textStyle(tickSize, muted, draw.XLeft, draw.YTop) }
func keyStyle() text.Style     { return textStyle(textSize, ink, draw.XLeft, draw.YCenter) }

// height is what draw will use at that width; 0 for an empty header.
func (h header) height(width vg.Length) vg.Length {
	y := textHeight(titleStyle(), h.title, width) + textHeight(captionStyle(), h.caption, width)
	if rows := len(h.rows(width)); rows > 0 {
		y += 2 + vg.Length(rows*keyHeight)
	}
	if y > 0 {
		y += headerGap
	}
	return y
}

func textHeight(style text.Style, s string, width vg.Length) vg.Length {
	return vg.Length(len(wrap(style, s, width))) * style.Font.Size * lineHeight
}

// draw draws the header at the top of c and returns the rest.
func (h header) draw(c draw.Canvas) draw.Canvas {
	width := c.Size().X
	y := c.Max.Y
	y = drawLines(c, titleStyle(), h.title, y)
	y = drawLines(c, captionStyle(), h.caption, y)
	y -= 2
	for _, row := range h.rows(width) {
		x := c.Min.X
		for _, k := range row {
			k.draw(c, vg.Point{X: x, Y: y - keyHeight/2})
			x += k.width() + keyApart
		}
		y -= keyHeight
	}
	return draw.Crop(c, 0, 0, 0, -h.height(width))
}

func drawLines(c draw.Canvas, style text.Style, s string, y vg.Length) vg.Length {
	for _, line := range wrap(style, s, c.Size().X) {
		c.FillText(style, vg.Point{X: c.Min.X, Y: y}, line)
		y -= style.Font.Size * lineHeight
	}
	return y
}

// rows breaks the legend into rows that fit.
func (h header) rows(width vg.Length) [][]key {
	var rows [][]key
	var x vg.Length
	for _, k := range h.keys {
		if len(rows) == 0 || x+k.width() > width {
			rows = append(rows, nil)
			x = 0
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], k)
		x += k.width() + keyApart
	}
	return rows
}

func (k key) width() vg.Length { return keyWidth + keyGap + keyStyle().Width(k.name) }

func (k key) draw(c draw.Canvas, left vg.Point) {
	right := vg.Point{X: left.X + keyWidth, Y: left.Y}
	switch {
	case k.dots:
		fillCircle(c, k.color, vg.Point{X: left.X + keyWidth/2, Y: left.Y}, 3.5)
	case k.ring:
		fillCircle(c, k.color, vg.Point{X: left.X + keyWidth/2, Y: left.Y}, 6.5)
		fillCircle(c, color.White, vg.Point{X: left.X + keyWidth/2, Y: left.Y}, 4.5)
	case k.line:
		c.StrokeLines(lineStyle(k.color, 2.2, k.dashed), []vg.Point{left, right})
		if k.marks {
			fillCircle(c, k.color, vg.Point{X: left.X + keyWidth/2, Y: left.Y}, 3.5)
		}
	default:
		box := rectangle(left.X+4, left.Y-6, keyWidth-8, 12)
		c.SetColor(k.color)
		c.Fill(box.Path())
		if labOf(k.color).l > 0.9 {
			c.StrokeLines(draw.LineStyle{Color: muted, Width: 1}, outline(box))
		}
	}
	fillMiddle(c, keyStyle(), vg.Point{X: right.X + keyGap, Y: left.Y}, k.name)
}

func lineStyle(c color.Color, width vg.Length, dashed bool) draw.LineStyle {
	s := draw.LineStyle{Color: c, Width: width}
	if dashed {
		s.Dashes = []vg.Length{6, 4}
	}
	return s
}

func fillCircle(c draw.Canvas, clr color.Color, center vg.Point, radius vg.Length) {
	c.SetColor(clr)
	draw.CircleGlyph{}.DrawGlyph(&c, draw.GlyphStyle{Color: clr, Radius: radius}, center)
}
