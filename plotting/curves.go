package plotting

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is one curve of Curves.
type Series struct {
	Name   string       // in the legend; empty: not there
	Points plotter.XYer // at least one; joined in this order

	// Low and High bound a band behind the curve, such as two standard errors or the range over seeds. Both or
	// neither; the same X at each index, Low.Y ≤ High.Y.
	Low, High plotter.XYer

	Dots   bool // dots instead of a line
	Dashed bool // for bounds and references
}

// Curves draws series in one picture with the zero Axes. See Axes.Curves.
func Curves(series ...Series) (*Figure, error) { return Axes{}.Curves(series...) }

// Curves draws series in one picture, in the colours of Qualitative in their order, with a legend above it.
// A line is cut where it leaves the ranges of a.
//
// It returns an error that names series and index if points are nil, empty or not finite, if only one of Low and High
// is given, or if they do not bound a band.
func (a Axes) Curves(series ...Series) (*Figure, error) {
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if len(series) == 0 {
		return nil, fmt.Errorf("plotting: Curves without a series: pass at least one")
	}
	curves := make([]curve, len(series))
	reach := emptyExtent()
	var keys []key
	var names []string
	for i, s := range series {
		c, err := newCurve(a, s, i)
		if err != nil {
			return nil, err
		}
		curves[i] = c
		for _, points := range []plotter.XYs{c.points, c.low, c.high} {
			reach.add(points)
		}
		if s.Name != "" {
			keys = append(keys, key{name: s.Name, color: c.color, line: true, dashed: s.Dashed, dots: s.Dots})
			names = append(names, s.Name)
		}
	}
	p := a.plot(reach, crossedGrid())
	for _, c := range curves {
		p.Add(band{c.low, c.high, c.color})
	}
	for _, c := range curves {
		p.Add(c)
	}
	return a.figure(p, a.describe(count(len(series), "curve"), names), keys), nil
}

// describe says what there is over which axes.
func (a Axes) describe(what string, names []string) string {
	if a.Y != "" {
		what += " of " + a.Y
	}
	if a.X != "" {
		what += " against " + a.X
	}
	if len(names) > 0 {
		what += ": " + strings.Join(names, ", ")
	}
	return what
}

// curve is a checked Series with its colour; a plot.Plotter.
type curve struct {
	points, low, high plotter.XYs
	color             color.RGBA
	dots, dashed      bool
}

func newCurve(a Axes, s Series, i int) (curve, error) {
	who := fmt.Sprintf("series %d", i)
	if s.Name != "" {
		who = fmt.Sprintf("series %d (%s)", i, s.Name)
	}
	c := curve{color: seriesColor(i), dots: s.Dots, dashed: s.Dashed}
	for _, part := range []struct {
		to   *plotter.XYs
		name string
		from plotter.XYer
	}{{&c.points, "Points", s.Points}, {&c.low, "Low", s.Low}, {&c.high, "High", s.High}} {
		if part.from == nil && part.name != "Points" {
			continue
		}
		field := who + ": " + part.name
		points, err := copyPoints(field, part.from)
		if err != nil {
			return curve{}, err
		}
		if err := a.positive(field, points); err != nil {
			return curve{}, err
		}
		*part.to = points
	}
	return c, checkBand(who, c.low, c.high)
}

func checkBand(who string, low, high plotter.XYs) error {
	if len(low) != len(high) {
		return fmt.Errorf("plotting: %s: Low has %d points but High has %d: a band needs both at the same places", who, len(low), len(high))
	}
	for i := range low {
		if low[i].X != high[i].X {
			return fmt.Errorf("plotting: %s: Low[%d].X is %v but High[%[2]d].X is %[4]v: a band needs both at the same places", who, i, low[i].X, high[i].X)
		}
		if low[i].Y > high[i].Y {
			return fmt.Errorf("plotting: %s: Low[%d].Y = %v is above High[%[2]d].Y = %[4]v: exchange them", who, i, low[i].Y, high[i].Y)
		}
	}
	return nil
}

// seriesColor repeats after the tenth.
func seriesColor(i int) color.RGBA {
	q := Qualitative()
	return q[i%len(q)]
}

const (
	curveWidth = 2.2
	dotRadius  = 2.6
)

// Plot implements plot.Plotter.
func (s curve) Plot(c draw.Canvas, p *plot.Plot) {
	points := onCanvas(c, p, s.points)
	if s.dots || len(points) == 1 {
		for _, at := range points {
			if c.Contains(at) {
				fillCircle(c, s.color, at, dotRadius)
			}
		}
		return
	}
	c.StrokeLines(lineStyle(s.color, curveWidth, s.dashed), c.ClipLinesXY(points)...)
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

// farAway is a distance in pixels beyond which a point may as well lie nearer: rasterizers overflow.
const farAway = 1e5

// onCanvas is where points lie on c.
func onCanvas(c draw.Canvas, p *plot.Plot, points plotter.XYs) []vg.Point {
	x, y := p.Transforms(&c)
	at := make([]vg.Point, len(points))
	for i, q := range points {
		at[i] = vg.Point{X: min(max(x(q.X), -farAway), farAway), Y: min(max(y(q.Y), -farAway), farAway)}
	}
	return at
}
