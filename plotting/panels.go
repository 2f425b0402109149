package plotting

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panel is one of several small pictures of curves: a level of a stack, a metric, a setting.
type Panel struct {
	Title  string // above it: "level 1"
	Series []Series
}

// Panels draws panels with the zero Axes. See Axes.Panels.
func Panels(panels ...Panel) (*Figure, error) { return Axes{}.Panels(panels...) }

// Panels draws small pictures of curves beside each other, such as those of the training of all levels of a stack.
// All have the same range of x, and each its own of y, unless a sets one. Series of the same name have the same colour
// in all panels and one place in the legend above them; those without a name take their colours in their order.
//
//	plotting.Axes{X: "epoch", Y: "reconstruction error"}.Panels(
//		plotting.Panel{Title: "level 1", Series: first}, plotting.Panel{Title: "level 2", Series: second})
//
// a.Width is that of the whole figure and a.Height that of one panel, zero: 230. At most three panels stand side by
// side. It returns the errors of Axes.Curves, with the number and title of the panel, and one for no panel or more
// than 24.
func (a Axes) Panels(panels ...Panel) (*Figure, error) {
	if len(panels) == 0 || len(panels) > maxPanels {
		return nil, fmt.Errorf("plotting: %d panels: pass 1 to %d", len(panels), maxPanels)
	}
	if a.Height == 0 {
		a.Height = panelHeight
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	charts, err := a.charts(panels)
	if err != nil {
		return nil, err
	}
	g := newPanelGrid(a, panels, charts)
	if g.height() > maxSide {
		return nil, fmt.Errorf("plotting: %d panels of %d pixels make a picture higher than %d: lower Axes.Height", len(panels), a.Height, maxSide)
	}
	return g.figure(), nil
}

const (
	maxPanels    = 24
	panelHeight  = 230
	panelsBeside = 3
	panelGap     = 14
)

// charts checks the series of all panels and gives them the colours of their names.
func (a Axes) charts(panels []Panel) ([]chart, error) {
	var names []string
	charts := make([]chart, len(panels))
	for i, p := range panels {
		c, err := a.chart(p.Series)
		if err != nil {
			return nil, fmt.Errorf("plotting: %s: %w", called("panel", i, p.Title), err)
		}
		for k := range c.curves {
			own := &c.curves[k]
			if own.level || own.moment {
				continue
			}
			place := k
			if own.name != "" {
				if !slices.Contains(names, own.name) {
					names = append(names, own.name)
				}
				place = slices.Index(names, own.name)
			}
			own.color = seriesColor(place)
		}
		charts[i] = c
	}
	return charts, nil
}

// panelGrid is where the panels lie.
type panelGrid struct {
	Axes
	header  header
	plots   []*plot.Plot
	titles  []string
	columns int
	alt     string
}

func newPanelGrid(a Axes, panels []Panel, charts []chart) *panelGrid {
	reach := emptyExtent()
	g := &panelGrid{Axes: a, header: header{title: a.Title}}
	rows := (len(panels) + panelsBeside - 1) / panelsBeside
	g.columns = (len(panels) + rows - 1) / rows
	for i, c := range charts {
		reach.xmin, reach.xmax = min(reach.xmin, c.reach.xmin), max(reach.xmax, c.reach.xmax)
		g.titles = append(g.titles, panels[i].Title)
		for _, own := range c.curves {
			g.addKey(own)
		}
	}
	one := a
	one.Title, one.Width = "", g.width()
	one.XMin, one.XMax = span(a.XMin, a.XMax, reach.xmin, reach.xmax, a.LogX, 0)
	for i, c := range charts {
		own := one
		if i%g.columns > 0 {
			own.Y = ""
		}
		g.plots = append(g.plots, own.chartPlot(c))
	}
	var names []string
	for _, k := range g.header.keys {
		names = append(names, k.name)
	}
	g.alt = a.describe(count(len(panels), "panel"), names)
	for i, t := range g.titles {
		g.alt += fmt.Sprintf("; %s with %s", or(t, fmt.Sprintf("panel %d", i+1)), count(charts[i].lines, "curve"))
	}
	return g
}

// addKey puts a name into the legend once.
func (g *panelGrid) addKey(c curve) {
	has := func(k key) bool { return k.name == c.name }
	if c.name == "" || c.moment || slices.ContainsFunc(g.header.keys, has) {
		return
	}
	g.header.keys = append(g.header.keys, c.key(c.name))
}

// width is that of one panel.
func (g *panelGrid) width() int {
	return (g.Width - 2*margin - (g.columns-1)*panelGap) / g.columns
}

func (g *panelGrid) height() int {
	rows := (len(g.titles) + g.columns - 1) / g.columns
	return g.top() + rows*g.Height + (rows-1)*panelGap + 2*margin
}

func (g *panelGrid) top() int {
	return int(math.Ceil(float64(g.header.height(vg.Length(g.Width - 2*margin)))))
}

func (g *panelGrid) figure() *Figure {
	alt := g.alt
	if g.Title != "" {
		alt = g.Title + ": " + alt
	}
	return &Figure{Alt: alt, width: g.Width, height: g.height(), draw: g.draw}
}

func (g *panelGrid) draw(c draw.Canvas) {
	fillBackground(c)
	c = draw.Crop(c, margin, -margin, margin, -margin)
	g.header.draw(c)
	for i, p := range g.plots {
		x := c.Min.X + vg.Length(i%g.columns*(g.width()+panelGap))
		y := c.Max.Y - vg.Length(g.top()+i/g.columns*(g.Height+panelGap)+g.Height)
		place := draw.Canvas{Canvas: c.Canvas, Rectangle: rectangle(x, y, vg.Length(g.width()), vg.Length(g.Height))}
		title := header{caption: g.titles[i]}
		p.Draw(title.draw(place))
	}
}
