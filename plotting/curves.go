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

// Curves draws series in one picture with the zero Axes. See Axes.Curves.
func Curves(series ...Series) (*Figure, error) { return Axes{}.Curves(series...) }

// Curves draws series in one picture, in the colours of Qualitative in their order, with a legend above it.
// A line is cut where it leaves the ranges of a.
//
// It returns an error that names series and index if points are nil, empty or not finite, if only one of Low and High
// is given, or if they do not bound a band; and if there is nothing but levels.
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
		reach.addCurve(c)
		if s.Name != "" {
			keys = append(keys, c.key(s.Name))
			names = append(names, s.Name)
		}
	}
	if reach.xmin > reach.xmax {
		return nil, fmt.Errorf("plotting: Curves of levels only: pass a series with points beside them")
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

	dots, marks, dashed, level bool
}

// key is the entry of the legend.
func (s curve) key(name string) key {
	return key{name: name, color: s.color, line: true, dashed: s.dashed, dots: s.dots, marks: s.marks}
}

func (e *extent) addCurve(c curve) {
	if c.level {
		y := c.points[0].Y
		e.ymin, e.ymax = min(e.ymin, y), max(e.ymax, y)
		return
	}
	for _, points := range []plotter.XYs{c.points, c.low, c.high} {
		e.add(points)
	}
}

func newCurve(a Axes, s Series, i int) (curve, error) {
	who := fmt.Sprintf("series %d", i)
	if s.Name != "" {
		who = fmt.Sprintf("series %d (%s)", i, s.Name)
	}
	c := curve{color: seriesColor(i), dots: s.Dots, marks: s.Marks, dashed: s.Dashed, level: s.level}
	if s.level {
		c.color = muted
	}
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
	levelWidth = 1.6
	dotRadius  = 2.6
)

// Plot implements plot.Plotter.
func (s curve) Plot(c draw.Canvas, p *plot.Plot) {
	if s.level {
		drawLevel(c, p, s.points[0].Y, s.color)
		return
	}
	points := onCanvas(c, p, s.points)
	alone := len(points) == 1
	if alone && len(s.low) == 1 {
		drawWhisker(c, p, s.color, s.points[0].X, s.low[0].Y, s.high[0].Y)
	}
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

// drawLevel draws a dashed line from the left end of the axis to the right.
func drawLevel(c draw.Canvas, p *plot.Plot, y float64, clr color.Color) {
	at := onCanvas(c, p, plotter.XYs{{X: p.X.Min, Y: y}, {X: p.X.Max, Y: y}})
	c.StrokeLines(lineStyle(clr, levelWidth, true), c.ClipLinesXY(at)...)
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
