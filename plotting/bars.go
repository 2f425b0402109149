package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars draws groups side by side over labels with the zero Axes. See Axes.Bars.
func Bars(labels []string, groups ...Group) (*Figure, error) { return Axes{}.Bars(labels, groups...) }

// Bars draws one bar for each label and group, those of a label side by side. Labels that would run into each other
// stand upright. The axis always shows zero, where the bars begin.
//
// It returns an error if there are no labels or groups, too many to draw (more than 512 bars), if a group has not one
// height for each label, or a height or error is not finite; and for LogX and LogY.
func (a Axes) Bars(labels []string, groups ...Group) (*Figure, error) {
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if a.LogX || a.LogY {
		return nil, fmt.Errorf("plotting: Bars begin at zero, which a logarithmic axis has not: use linear axes, or Dots")
	}
	if err := checkGroups("Bars", labels, groups); err != nil {
		return nil, err
	}
	b := bars{labels: append([]string(nil), labels...)}
	reach := extent{-0.5, float64(len(labels)) - 0.5, 0, 0}
	var keys []key
	var names []string
	for i, g := range groups {
		own := g.clone()
		b.groups = append(b.groups, own)
		reach.addGroup(own)
		if g.Name != "" {
			keys = append(keys, key{name: g.Name, color: seriesColor(i)})
			names = append(names, g.Name)
		}
	}
	a.XMin, a.XMax = reach.xmin, reach.xmax
	if a.YMin == 0 && a.YMax == 0 {
		a.YMin, a.YMax = 1.05*reach.ymin, 1.05*reach.ymax
	}
	p := a.plot(reach, horizontalGrid())
	p.X.Tick.Marker = labelTicks(b.labels)
	p.X.Tick.LineStyle.Width, p.X.LineStyle.Width = 0, 0 // the line at zero takes its place
	b.turnLabels(p, a.Width)
	p.Add(b)
	what := fmt.Sprintf("%s over %s", count(len(groups), "group")+" of bars", count(len(labels), "label"))
	return a.figure(p, a.describe(what, names), keys), nil
}

// labelTicks puts the i-th label at i.
type labelTicks []string

func (l labelTicks) Ticks(_, _ float64) []plot.Tick {
	t := make([]plot.Tick, len(l))
	for i, s := range l {
		t[i] = plot.Tick{Value: float64(i), Label: s}
		if s == "" {
			t[i].Label = " " // gonum takes a tick without a label for a minor one
		}
	}
	return t
}

// bars is a plot.Plotter.
type bars struct {
	labels []string
	groups []Group
}

// turnLabels writes the labels upwards if they are wider than their place, in smaller letters if there are many.
func (b bars) turnLabels(p *plot.Plot, width int) {
	style := &p.X.Tick.Label
	room := vg.Length(width-80) / vg.Length(len(b.labels))
	for _, s := range b.labels {
		if style.Width(s)+6 > room {
			style.Rotation = math.Pi / 2
			style.XAlign, style.YAlign = draw.XRight, draw.YCenter
			style.Font.Size = min(style.Font.Size, max(4, 0.9*room))
			return
		}
	}
}

// Plot implements plot.Plotter.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	const share = 0.8 // of the place of a label that its bars take
	each := share / float64(len(b.groups))
	for i := range b.labels {
		for k, g := range b.groups {
			left := float64(i) - share/2 + each*float64(k)
			at := onCanvas(c, p, plotter.XYs{{X: left, Y: 0}, {X: left + each, Y: g.Heights[i]}})
			gap := min(1, 0.1*(at[1].X-at[0].X))
			bar := []vg.Point{
				{X: at[0].X + gap, Y: at[0].Y}, {X: at[1].X - gap, Y: at[0].Y},
				{X: at[1].X - gap, Y: at[1].Y}, {X: at[0].X + gap, Y: at[1].Y},
			}
			c.FillPolygon(seriesColor(k), c.ClipPolygonXY(bar))
			if d := g.errorAt(i); d > 0 {
				ends := onCanvas(c, p, plotter.XYs{{X: left + each/2, Y: g.Heights[i] - d}, {X: left + each/2, Y: g.Heights[i] + d}})
				drawWhisker(c, ink, ends[0], ends[1])
			}
			for n, v := range g.eachAt(i) {
				x := left + each*spread(n, len(g.Each[i]))
				drawEach(c, onCanvas(c, p, plotter.XYs{{X: x, Y: v}})[0], seriesColor(k))
			}
		}
	}
	zero := onCanvas(c, p, plotter.XYs{{X: p.X.Min}, {X: p.X.Max}})
	c.StrokeLines(lineStyle(muted, 1, false), c.ClipLinesXY(zero)...)
}
