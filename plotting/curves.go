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
// A logarithmic axis on which series have error bars is labelled where they were measured, if that is at few places.
//
// It returns an error that names series and index if points are nil, empty or not finite, if only one of Low and High
// is given, or if they do not bound a band; and if there is nothing but levels and moments.
func (a Axes) Curves(series ...Series) (*Figure, error) {
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	c, err := a.chart(series)
	if err != nil {
		return nil, err
	}
	return a.figure(a.chartPlot(c), a.describe(count(c.lines, "curve"), c.names), c.keys), nil
}

// chart is what Curves draws.
type chart struct {
	curves []curve
	reach  extent
	keys   []key
	names  []string // in the legend
	lines  int      // curves and levels
}

// chart checks series.
func (a Axes) chart(series []Series) (chart, error) {
	if len(series) == 0 {
		return chart{}, fmt.Errorf("plotting: Curves without a series: pass at least one")
	}
	c := chart{curves: make([]curve, len(series)), reach: emptyExtent()}
	for i, s := range series {
		own, err := newCurve(a, s, i)
		if err != nil {
			return chart{}, err
		}
		c.curves[i] = own
		c.reach.addCurve(own)
		if s.moment {
			continue
		}
		c.lines++
		if s.Name != "" {
			c.keys = append(c.keys, own.key(s.Name))
			c.names = append(c.names, s.Name)
		}
	}
	if c.reach.xmin > c.reach.xmax {
		return chart{}, fmt.Errorf("plotting: Curves of levels and moments only: pass a series with points beside them")
	}
	return c, nil
}

// chartPlot is c in its axes.
func (a Axes) chartPlot(c chart) *plot.Plot {
	bars := setBeside(c.curves)
	if len(bars) > 0 {
		a.XMin, a.XMax = span(a.XMin, a.XMax, c.reach.xmin, c.reach.xmax, a.LogX, 0.03)
	}
	p := a.plot(c.reach, crossedGrid())
	if at := measured(bars); a.LogX && spaced(at, p.X.Min, p.X.Max, a.Width) {
		p.X.Tick.Marker = at
	}
	for _, own := range c.curves {
		if !own.bars {
			p.Add(band{own.low, own.high, own.color})
		}
	}
	for _, own := range c.curves {
		p.Add(own)
	}
	return p
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
	points, low, high, each plotter.XYs
	color                   color.RGBA

	dots, marks, dashed, bars, level, moment bool

	name string    // of a moment
	move vg.Length // to the right
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
	if c.moment {
		return
	}
	for _, points := range []plotter.XYs{c.points, c.low, c.high, c.each} {
		e.add(points)
	}
}

func newCurve(a Axes, s Series, i int) (curve, error) {
	who := fmt.Sprintf("series %d", i)
	if s.Name != "" {
		who = fmt.Sprintf("series %d (%s)", i, s.Name)
	}
	c := curve{
		color: seriesColor(i), dots: s.Dots, marks: s.Marks, dashed: s.Dashed, bars: s.ErrorBars,
		level: s.level, moment: s.moment, name: s.Name,
	}
	if s.level || s.moment {
		c.color = muted
	}
	for _, part := range []struct {
		to   *plotter.XYs
		name string
		from plotter.XYer
	}{{&c.points, "Points", s.Points}, {&c.low, "Low", s.Low}, {&c.high, "High", s.High}, {&c.each, "Each", s.Each}} {
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
