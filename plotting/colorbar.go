package plotting

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// scale says how values become colours: lo is the first of the levels colours, hi the last, and what lies outside
// takes the nearer end.
type scale struct {
	lo, hi            float64
	palette           Palette
	levels            int
	cutsLow, cutsHigh bool // values lie outside, and the colour bar says so
}

// level returns the index of the colour of v; v must not be NaN.
func (s scale) level(v float64) uint8 {
	t := (v - s.lo) / (s.hi - s.lo)
	return uint8(math.Round(min(max(t, 0), 1) * float64(s.levels-1)))
}

func (s scale) colors() color.Palette { return s.palette.ramp(s.levels) }

// colorBar is the vertical bar to the right of a picture.
type colorBar struct {
	scale
	ticks []float64
	texts []string
	marks []float64 // short lines across the bar, where contours are
	label string    // written upwards, right of the numbers
}

const (
	barWidth = 14
	barGap   = 14 // between picture and bar
	barText  = 6  // between bar and numbers
)

// newColorBar has ticks at the values given.
func newColorBar(s scale, label string, at ...float64) colorBar {
	b := colorBar{scale: s, label: label}
	for _, t := range at {
		switch text := short(t); {
		case s.cutsLow && t == s.lo:
			b.add(t, "≤ "+text)
		case s.cutsHigh && t == s.hi:
			b.add(t, "≥ "+text)
		default:
			b.add(t, text)
		}
	}
	return b
}

// roundColorBar has ticks at the round numbers that find room in that height, and at the ends that values exceed.
func roundColorBar(s scale, label string, height float64) colorBar {
	b := colorBar{scale: s, label: label}
	round, step := roundNumbers(s.lo, s.hi, min(max(int(height/28), 2), 8))
	crowded := 1.4 * tickSize * (s.hi - s.lo) / height
	if s.cutsLow {
		b.add(s.lo, "≤ "+short(s.lo))
	}
	for _, t := range round {
		if s.cutsLow && t-s.lo < crowded || s.cutsHigh && s.hi-t < crowded {
			continue
		}
		b.add(t, decimal(t, step))
	}
	if s.cutsHigh {
		b.add(s.hi, "≥ "+short(s.hi))
	}
	return b
}

func (b *colorBar) add(at float64, text string) {
	b.ticks, b.texts = append(b.ticks, at), append(b.texts, text)
}

func barStyle() text.Style { return textStyle(tickSize, muted, draw.XLeft, draw.YCenter) }

func barLabelStyle() text.Style {
	s := textStyle(textSize, ink, draw.XCenter, draw.YTop)
	s.Rotation = math.Pi / 2
	return s
}

// width is the room the bar needs, with the gap to the picture on its left.
func (b colorBar) width() vg.Length {
	var widest vg.Length
	for _, s := range b.texts {
		widest = max(widest, barStyle().Width(s))
	}
	w := barGap + barWidth + barText + widest
	if b.label != "" {
		w += 6 + textSize*lineHeight
	}
	return vg.Length(math.Ceil(float64(w)))
}

// draw draws the bar beside a picture whose right edge is that of r.
func (b colorBar) draw(c draw.Canvas, r vg.Rectangle) {
	left := vg.Length(math.Round(float64(r.Max.X + barGap)))
	bar := rectangle(left, r.Min.Y, barWidth, r.Size().Y)
	drawPixels(c, bar, b.strip(int(bar.Size().Y+0.5)))
	c.StrokeLines(draw.LineStyle{Color: rule, Width: 1}, outline(bar))
	for _, m := range b.marks {
		y := b.y(bar, m)
		c.StrokeLine2(draw.LineStyle{Color: contourColor(b.colors()[b.level(m)]), Width: 1}, bar.Min.X, y, bar.Max.X, y)
	}
	for i, t := range b.ticks {
		y := b.y(bar, t)
		c.StrokeLine2(draw.LineStyle{Color: muted, Width: 1}, bar.Max.X-3, y, bar.Max.X+2, y)
		fillMiddle(c, barStyle(), vg.Point{X: bar.Max.X + barText, Y: y}, b.texts[i])
	}
	if b.label != "" {
		x := left + b.width() - barGap - textSize*lineHeight
		c.FillText(barLabelStyle(), vg.Point{X: x, Y: (r.Min.Y + r.Max.Y) / 2}, b.label)
	}
}

// y is the height of a value on the bar.
func (b colorBar) y(bar vg.Rectangle, value float64) vg.Length {
	return bar.Min.Y + vg.Length((value-b.lo)/(b.hi-b.lo))*bar.Size().Y
}

// strip is the bar as pixels, the highest value on top.
func (b colorBar) strip(height int) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, 1, height), b.colors())
	for y := range height {
		t := (float64(height-y) - 0.5) / float64(height)
		img.Pix[y] = b.level(b.lo + t*(b.hi-b.lo))
	}
	return img
}

func outline(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min}
}
