package plotting

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// besidePixels is how far the series with error bars lie beside each other.
const besidePixels = 5

// setBeside moves the series with error bars apart, and returns them.
func setBeside(curves []curve) (bars []*curve) {
	for i := range curves {
		if curves[i].bars {
			bars = append(bars, &curves[i])
		}
	}
	for k, c := range bars {
		c.move = besidePixels * (vg.Length(k) - vg.Length(len(bars)-1)/2)
	}
	return bars
}

// measured are the places at which any of the curves has a value.
func measured(curves []*curve) constantTicks {
	var at []float64
	for _, c := range curves {
		for _, q := range c.points {
			at = append(at, q.X)
		}
	}
	slices.Sort(at)
	var t constantTicks
	for _, x := range slices.Compact(at) {
		t = append(t, plot.Tick{Value: x, Label: number(x)})
	}
	return t
}

// number writes a whole number with all its digits, and any other with three.
func number(x float64) string {
	if x == math.Round(x) && math.Abs(x) < 1e7 {
		return minus(strconv.FormatFloat(x, 'f', 0, 64))
	}
	return short(x)
}

// spaced reports whether there are at least two ticks and their labels have room on a logarithmic axis of that width.
func spaced(at constantTicks, lo, hi float64, width int) bool {
	room := vg.Length(width - 80)
	style := textStyle(tickSize, muted, draw.XCenter, draw.YTop)
	for i := 1; i < len(at); i++ {
		apart := room * vg.Length(math.Log(at[i].Value/at[i-1].Value)/math.Log(hi/lo))
		if apart < (style.Width(at[i].Label)+style.Width(at[i-1].Label))/2+8 {
			return false
		}
	}
	return len(at) > 1
}

const (
	curveWidth = 2.2
	levelWidth = 1.6
	dotRadius  = 2.6
)

// Plot implements plot.Plotter.
func (s curve) Plot(c draw.Canvas, p *plot.Plot) {
	switch {
	case s.level:
		drawLevel(c, p, s.points[0].Y, s.color)
		return
	case s.moment:
		drawMoment(c, p, s.points[0].X, s.name)
		return
	}
	points := s.onCanvas(c, p, s.points)
	alone := len(points) == 1
	for _, at := range s.onCanvas(c, p, s.each) {
		if c.Contains(at) {
			fillCircle(c, faint(s.color, eachAlpha), at, eachRadius)
		}
	}
	s.drawBars(c, p, alone)
	if !s.dots && !alone {
		c.StrokeLines(lineStyle(s.color, curveWidth, s.dashed), c.ClipLinesXY(points)...)
	}
	if s.dots || s.marks || alone {
		for _, at := range points {
			if c.Contains(at) {
				fillCircle(c, s.color, at, dotRadius)
			}
		}
	}
}

const (
	eachAlpha  = 0x70
	eachRadius = 2
)

// onCanvas is where points of s lie on c.
func (s curve) onCanvas(c draw.Canvas, p *plot.Plot, points plotter.XYs) []vg.Point {
	at := onCanvas(c, p, points)
	for i := range at {
		at[i].X += s.move
	}
	return at
}

// drawBars draws the error bars; a band of one point would have no area.
func (s curve) drawBars(c draw.Canvas, p *plot.Plot, alone bool) {
	if !s.bars && !alone {
		return
	}
	low, high := s.onCanvas(c, p, s.low), s.onCanvas(c, p, s.high)
	for i := range low {
		if s.low[i].Y < s.high[i].Y {
			drawWhisker(c, s.color, low[i], high[i])
		}
	}
}

// drawLevel draws a dashed line from the left end of the axis to the right.
func drawLevel(c draw.Canvas, p *plot.Plot, y float64, clr color.Color) {
	at := onCanvas(c, p, plotter.XYs{{X: p.X.Min, Y: y}, {X: p.X.Max, Y: y}})
	c.StrokeLines(lineStyle(clr, levelWidth, true), c.ClipLinesXY(at)...)
}

// drawMoment draws a dotted line from the bottom to the top, with its name beside it on the side with more room.
func drawMoment(c draw.Canvas, p *plot.Plot, x float64, name string) {
	at := onCanvas(c, p, plotter.XYs{{X: x, Y: p.Y.Min}, {X: x, Y: p.Y.Max}})
	if at[1].X < c.Min.X || at[1].X > c.Max.X {
		return
	}
	c.StrokeLines(draw.LineStyle{Color: muted, Width: levelWidth, Dashes: []vg.Length{1.5, 3}}, at)
	style := textStyle(tickSize, muted, draw.XLeft, draw.YTop)
	side := vg.Length(5)
	if at[1].X > (c.Min.X+c.Max.X)/2 {
		style.XAlign, side = draw.XRight, -side
	}
	c.FillText(style, vg.Point{X: at[1].X + side, Y: c.Max.Y - 2}, name)
}

// band is the area between two curves; a plot.Plotter.
type band struct {
	low, high plotter.XYs
	color     color.RGBA
}

const bandAlpha = 0x33

// Plot implements plot.Plotter.
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	if len(b.low) == 0 {
		return
	}
	around := onCanvas(c, p, b.low)
	back := onCanvas(c, p, b.high)
	for i := range back {
		around = append(around, back[len(back)-1-i])
	}
	c.FillPolygon(faint(b.color, bandAlpha), c.ClipPolygonXY(around))
}

func faint(c color.RGBA, alpha uint8) color.NRGBA {
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: alpha}
}
