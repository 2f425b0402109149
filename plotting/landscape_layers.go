package plotting

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// heat paints a surface, one colour per pixel of the screen; a plot.Plotter.
type heat struct {
	surface
	scale
}

// Plot implements plot.Plotter.
func (h heat) Plot(c draw.Canvas, _ *plot.Plot) {
	x0, y0 := math.Round(float64(c.Min.X)), math.Round(float64(c.Min.Y))
	w, hgt := int(math.Round(float64(c.Max.X))-x0), int(math.Round(float64(c.Max.Y))-y0)
	if w < 1 || hgt < 1 {
		return
	}
	r := rectangle(vg.Length(x0), vg.Length(y0), vg.Length(w), vg.Length(hgt))
	drawPixels(c, r, h.image(w, hgt))
}

// image interpolates the surface bilinearly at the middle of each pixel; the first line is the top.
func (h heat) image(width, height int) *image.Paletted {
	none := uint8(h.levels)
	img := image.NewPaletted(image.Rect(0, 0, width, height), append(h.colors(), missing))
	for py := range height {
		j, v := place(height-1-py, height, len(h.ys))
		for px := range width {
			i, u := place(px, width, len(h.xs))
			z := (1-v)*((1-u)*h.at(i, j)+u*h.at(i+1, j)) + v*((1-u)*h.at(i, j+1)+u*h.at(i+1, j+1))
			index := none
			if isFinite(z) {
				index = h.level(z)
			}
			img.Pix[py*img.Stride+px] = index
		}
	}
	return img
}

// place returns in which of the n-1 intervals the middle of pixel p of size lies, and where in it, in (0, 1).
func place(p, size, n int) (int, float64) {
	t := (float64(p) + 0.5) / float64(size) * float64(n-1)
	i := min(int(t), n-2)
	return i, t - float64(i)
}

// isolines draws contours: light lines where the map is dark, dark ones where it is light; a plot.Plotter.
type isolines struct {
	surface
	scale
	levels []float64
}

// Plot implements plot.Plotter.
func (l isolines) Plot(c draw.Canvas, p *plot.Plot) {
	for _, level := range l.levels {
		style := draw.LineStyle{Color: contourColor(l.colors()[l.level(level)]), Width: 1}
		for _, line := range l.contour(level) {
			points := make(plotter.XYs, len(line))
			for i, q := range line {
				points[i] = plotter.XY{X: q[0], Y: q[1]}
			}
			c.StrokeLines(style, onCanvas(c, p, points))
		}
	}
}

func contourColor(under color.Color) color.Color {
	if isDark(under.(color.RGBA)) {
		return color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0x70}
	}
	return color.NRGBA{R: 0x16, G: 0x1a, B: 0x45, A: 0x60}
}

// isDark reports whether white text reads better on c than black.
func isDark(c color.RGBA) bool { return labOf(c).l < 0.62 }

// trail draws samples in their order over a map; a plot.Plotter. A ring marks the first, a dot the last.
type trail struct {
	points plotter.XYs
	dots   bool
}

// manySamples is where samples begin to cover each other, and are drawn thinner.
const manySamples = 400

// Plot implements plot.Plotter.
func (t trail) Plot(c draw.Canvas, p *plot.Plot) {
	at := onCanvas(c, p, t.points)
	switch {
	case len(at) == 0:
	case t.dots:
		t.drawDots(c, at)
	default:
		t.drawLine(c, at)
	}
}

var trailColor = hex("#f07a3c")

func (t trail) drawDots(c draw.Canvas, at []vg.Point) {
	for _, q := range at {
		if !c.Contains(q) {
			continue
		}
		if len(at) > manySamples {
			fillCircle(c, faint(trailColor, 0xb0), q, 1.4)
			continue
		}
		fillCircle(c, color.White, q, 2.8)
		fillCircle(c, trailColor, q, 2.1)
	}
}

func (t trail) drawLine(c draw.Canvas, at []vg.Point) {
	lines := c.ClipLinesXY(at)
	width := vg.Length(0.9)
	if len(at) <= manySamples {
		c.StrokeLines(draw.LineStyle{Color: color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xd0}, Width: 3}, lines...)
		width = 1.5
	}
	c.StrokeLines(draw.LineStyle{Color: trailColor, Width: width}, lines...)
	if first := at[0]; c.Contains(first) {
		fillCircle(c, color.White, first, 5.5)
		fillCircle(c, trailColor, first, 4.5)
		fillCircle(c, color.White, first, 2.5)
	}
	if last := at[len(at)-1]; c.Contains(last) {
		fillCircle(c, color.White, last, 5.5)
		fillCircle(c, trailColor, last, 4.5)
	}
}
