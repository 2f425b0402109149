package plotting

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Group is one height for each label of Bars: the probabilities of all states at one temperature.
type Group struct {
	Name    string    // in the legend; empty: not there
	Heights []float64 // one for each label
	Errors  []float64 // half the length of the error bar on each; nil: none
}

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
	if err := checkGroups(a, labels, groups); err != nil {
		return nil, err
	}
	b := bars{labels: append([]string(nil), labels...)}
	reach := extent{-0.5, float64(len(labels)) - 0.5, 0, 0}
	var keys []key
	var names []string
	for i, g := range groups {
		own := Group{Heights: append([]float64(nil), g.Heights...), Errors: append([]float64(nil), g.Errors...)}
		b.groups = append(b.groups, own)
		reach.addBars(own)
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

const maxBars = 512

func checkGroups(a Axes, labels []string, groups []Group) error {
	switch {
	case len(labels) == 0 || len(groups) == 0:
		return fmt.Errorf("plotting: Bars with %d labels and %d groups: pass at least one of each", len(labels), len(groups))
	case len(labels)*len(groups) > maxBars:
		return fmt.Errorf("plotting: Bars with %d labels and %d groups: at most %d bars can be told apart; show fewer states", len(labels), len(groups), maxBars)
	case a.LogX || a.LogY:
		return fmt.Errorf("plotting: Bars begin at zero, which a logarithmic axis has not: use linear axes")
	}
	for i, g := range groups {
		who := fmt.Sprintf("group %d", i)
		if g.Name != "" {
			who = fmt.Sprintf("group %d (%s)", i, g.Name)
		}
		if len(g.Heights) != len(labels) {
			return fmt.Errorf("plotting: %s has %d heights for %d labels: pass one for each", who, len(g.Heights), len(labels))
		}
		if err := checkValues(who, g.Heights); err != nil {
			return err
		}
		if g.Errors == nil {
			continue
		}
		if len(g.Errors) != len(labels) {
			return fmt.Errorf("plotting: %s has %d errors for %d labels: pass one for each, or nil", who, len(g.Errors), len(labels))
		}
		if err := checkValues(who+": Errors", g.Errors); err != nil {
			return err
		}
	}
	return nil
}

func (e *extent) addBars(g Group) {
	for i, h := range g.Heights {
		d := g.errorAt(i)
		e.ymin, e.ymax = min(e.ymin, h-d), max(e.ymax, h+d)
	}
}

// errorAt is half the length of an error bar, zero where there is none.
func (g Group) errorAt(i int) float64 {
	if len(g.Errors) == 0 {
		return 0
	}
	return math.Abs(g.Errors[i])
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
				drawWhisker(c, p, ink, left+each/2, g.Heights[i]-d, g.Heights[i]+d)
			}
		}
	}
	zero := onCanvas(c, p, plotter.XYs{{X: p.X.Min}, {X: p.X.Max}})
	c.StrokeLines(lineStyle(muted, 1, false), c.ClipLinesXY(zero)...)
}

// drawWhisker draws an upright line with a short one across each end.
func drawWhisker(c draw.Canvas, p *plot.Plot, clr color.Color, x, lo, hi float64) {
	const cap = 3
	at := onCanvas(c, p, plotter.XYs{{X: x, Y: lo}, {X: x, Y: hi}})
	lines := [][]vg.Point{at}
	for _, end := range at {
		lines = append(lines, []vg.Point{{X: end.X - cap, Y: end.Y}, {X: end.X + cap, Y: end.Y}})
	}
	c.StrokeLines(lineStyle(clr, 1.4, false), c.ClipLinesXY(lines...)...)
}
