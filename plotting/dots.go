package plotting

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Dots draws groups over labels with the zero Axes. See Axes.Dots.
func Dots(labels []string, groups ...Group) (*Figure, error) { return Axes{}.Dots(labels, groups...) }

// Dots draws a dot for each label and group over a horizontal axis of values: labels under each other, the first on
// top, and the groups of a label in lines of their own. Errors are bars with caps, single values small faint dots.
// Unlike Bars its axis need not begin at zero, so that small differences between large numbers can be seen, and it may
// be logarithmic (LogX), so that an error rate can fall by a factor. a.X names the values, a.Y the labels; a zero
// Height is as the lines need.
//
//	plotting.Axes{X: "test accuracy (%)"}.Dots(models,
//		plotting.RepeatedGroup("1 000 labels", few), plotting.RepeatedGroup("all labels", all))
//
// The errors are those of Bars, and that of values without a logarithm on a logarithmic axis.
func (a Axes) Dots(labels []string, groups ...Group) (*Figure, error) {
	if a.LogY || a.YMin != 0 || a.YMax != 0 {
		return nil, fmt.Errorf("plotting: Dots have labels, not numbers, on the Y axis: leave LogY, YMin and YMax out")
	}
	if err := checkGroups("Dots", labels, groups); err != nil {
		return nil, err
	}
	lines := len(labels) * len(groups)
	if a.Height == 0 {
		a.Height = min(max(minSide, dotsFrame+lines*dotsLine+len(labels)*dotsApart), maxSide)
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	d := dots{labels: len(labels)}
	reach := emptyExtent()
	var keys []key
	var names []string
	for i, g := range groups {
		own := g.clone()
		d.groups = append(d.groups, own)
		values := own.values()
		if err := a.positive(called("group", i, g.Name), values); err != nil {
			return nil, err
		}
		reach.add(values)
		if g.Name != "" {
			keys = append(keys, key{name: g.Name, color: seriesColor(i), dots: true})
			names = append(names, g.Name)
		}
	}
	what := fmt.Sprintf("%s of dots over %s", count(len(groups), "group"), count(len(labels), "label"))
	if a.X != "" {
		what += " along " + a.X
	}
	alt := Axes{}.describe(what, names)
	return a.figure(a.dotsPlot(d, reach, labels), alt, keys), nil
}

const (
	dotsFrame = 90 // pixels of axis, legend and title
	dotsLine  = 18
	dotsApart = 8
)

// dotsPlot has the first label on top: label i is at -i.
func (a Axes) dotsPlot(d dots, reach extent, labels []string) *plot.Plot {
	a.XMin, a.XMax = span(a.XMin, a.XMax, reach.xmin, reach.xmax, a.LogX, 0.04)
	a.YMin, a.YMax = 0.5-float64(len(labels)), 0.5
	p := a.plot(reach, &plotter.Grid{Vertical: gridLine})
	names := make(constantTicks, len(labels))
	for i, s := range labels {
		names[i] = plot.Tick{Value: float64(-i), Label: or(s, " ")}
	}
	p.Y.Tick.Marker, p.Y.Tick.LineStyle.Width = names, 0
	p.Y.Tick.Label.Color = ink
	p.Add(d)
	return p
}

type constantTicks []plot.Tick

func (t constantTicks) Ticks(_, _ float64) []plot.Tick { return t }

// values are all that g shows along the axis.
func (g Group) values() plotter.XYs {
	var all plotter.XYs
	for i, h := range g.Heights {
		d := g.errorAt(i)
		for _, v := range append([]float64{h, h - d, h + d}, g.eachAt(i)...) {
			all = append(all, plotter.XY{X: v})
		}
	}
	return all
}

// dots is a plot.Plotter.
type dots struct {
	labels int
	groups []Group
}

// Plot implements plot.Plotter.
func (d dots) Plot(c draw.Canvas, p *plot.Plot) {
	const share = 0.72 // of the place of a label that its lines take
	each := share / float64(len(d.groups))
	for i := range d.labels {
		if i > 0 {
			d.drawRule(c, p, 0.5-float64(i))
		}
		for k, g := range d.groups {
			y := -float64(i) + share/2 - each*(float64(k)+0.5)
			at := func(v float64) vg.Point { return onCanvas(c, p, plotter.XYs{{X: v, Y: y}})[0] }
			d.drawLine(c, g, i, k, at)
		}
	}
}

// drawRule parts two labels.
func (d dots) drawRule(c draw.Canvas, p *plot.Plot, y float64) {
	ends := onCanvas(c, p, plotter.XYs{{X: p.X.Min, Y: y}, {X: p.X.Max, Y: y}})
	c.StrokeLines(draw.LineStyle{Color: grid, Width: 1}, ends)
}

// drawLine draws what group k says of label i.
func (d dots) drawLine(c draw.Canvas, g Group, i, k int, at func(float64) vg.Point) {
	clr := seriesColor(k)
	for _, v := range g.eachAt(i) {
		if p := at(v); c.Contains(p) {
			fillCircle(c, faint(clr, eachAlpha), p, eachRadius+0.5)
		}
	}
	if e := g.errorAt(i); e > 0 {
		drawWhisker(c, clr, at(g.Heights[i]-e), at(g.Heights[i]+e))
	}
	if p := at(g.Heights[i]); c.Contains(p) {
		fillCircle(c, clr, p, 4)
	}
}
