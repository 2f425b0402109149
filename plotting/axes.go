package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Axes is the frame of a picture with two axes. The zero value is what Curves, Histogram and Bars use.
//
//	plotting.Axes{X: "epoch", Y: "free energy (nats)"}.Curves(train, heldOut)
type Axes struct {
	Title string // above the picture
	X, Y  string // labels; units belong in parentheses

	// The ranges of the axes. Where both ends are zero: from the data.
	XMin, XMax, YMin, YMax float64

	LogX, LogY bool // logarithmic axes, for positive data only

	Bins int // of Histogram; zero: from the data

	// Width and Height of the figure in pixels. Zero: 760 and 400.
	Width, Height int
}

const (
	axesHeight = 400
	minSide    = 120
)

// check returns a with its defaults filled in.
func (a Axes) check() (Axes, error) {
	if a.Width == 0 {
		a.Width = notebookWidth
	}
	if a.Height == 0 {
		a.Height = axesHeight
	}
	if a.Width < minSide || a.Height < minSide || a.Width > maxSide || a.Height > maxSide {
		return a, fmt.Errorf("plotting: Axes{Width: %d, Height: %d}: both must lie in %d..%d pixels, or be 0 for the default", a.Width, a.Height, minSide, maxSide)
	}
	if err := checkRange("X", a.XMin, a.XMax, a.LogX); err != nil {
		return a, err
	}
	return a, checkRange("Y", a.YMin, a.YMax, a.LogY)
}

func checkRange(axis string, lo, hi float64, log bool) error {
	switch {
	case lo == 0 && hi == 0:
		return nil
	case !isFinite(lo) || !isFinite(hi) || hi-lo <= narrowest(lo, hi):
		return fmt.Errorf("plotting: Axes{%[1]sMin: %[2]v, %[1]sMax: %[3]v}: the least must be below the largest, by a part in 1e9, or both 0 for automatic", axis, lo, hi)
	case log && lo < tiny:
		return fmt.Errorf("plotting: Axes{%[1]sMin: %[2]v, Log%[1]s: true}: a logarithmic axis needs positive ends, from 1e-100", axis, lo)
	}
	return nil
}

// extent is the range of the data on both axes.
type extent struct{ xmin, xmax, ymin, ymax float64 }

func emptyExtent() extent {
	return extent{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
}

func (e *extent) add(points plotter.XYs) {
	for _, p := range points {
		e.xmin, e.xmax = min(e.xmin, p.X), max(e.xmax, p.X)
		e.ymin, e.ymax = min(e.ymin, p.Y), max(e.ymax, p.Y)
	}
}

// plot returns an empty plot in the style of this package for data of that extent.
func (a Axes) plot(e extent, lines *plotter.Grid) *plot.Plot {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = a.X, a.Y
	p.X.Min, p.X.Max = span(a.XMin, a.XMax, e.xmin, e.xmax, a.LogX, 0)
	p.Y.Min, p.Y.Max = span(a.YMin, a.YMax, e.ymin, e.ymax, a.LogY, 0.05)
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(max(4, a.Width/85)), ticks(max(4, a.Height/55))
	if a.LogX {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, logTicks{}
	}
	if a.LogY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, logTicks{}
	}
	styleAxis(&p.X)
	styleAxis(&p.Y)
	p.Y.LineStyle.Width = 0
	p.Add(lines)
	return p
}

// styleAxis gives a gonum axis the look of this package: sans-serif, grey, no room between axis and data.
func styleAxis(x *plot.Axis) {
	label, tick := &x.Label.TextStyle, &x.Tick.Label
	*label = textStyle(textSize, ink, label.XAlign, label.YAlign)
	*tick = textStyle(tickSize, muted, tick.XAlign, tick.YAlign)
	x.Label.Padding = 5
	x.Tick.LineStyle = draw.LineStyle{Color: rule, Width: 1}
	x.Tick.Length = 5
	x.LineStyle = draw.LineStyle{Color: rule, Width: 1}
	x.Padding = 0
}

var gridLine = draw.LineStyle{Color: grid, Width: 1}

func crossedGrid() *plotter.Grid    { return &plotter.Grid{Vertical: gridLine, Horizontal: gridLine} }
func horizontalGrid() *plotter.Grid { return &plotter.Grid{Horizontal: gridLine} }

// narrowest is the least range that an axis can show around such numbers: labels of ten digits tell its ticks apart.
func narrowest(lo, hi float64) float64 { return 1e-9 * max(math.Abs(lo), math.Abs(hi)) }

// span is the range of one axis: what the caller set, or that of the data with some room, or something around a
// single value.
func span(lo, hi, dataLo, dataHi float64, log bool, room float64) (float64, float64) {
	if lo != 0 || hi != 0 {
		return lo, hi
	}
	lo, hi = dataLo, dataHi
	if log {
		if hi-lo <= narrowest(lo, hi) {
			return lo / 2, hi * 2
		}
		factor := math.Pow(hi/lo, room)
		return lo / factor, hi * factor
	}
	if d := hi - lo; d > narrowest(lo, hi) {
		return lo - room*d, hi + room*d
	}
	d := max(1, math.Abs(lo)) / 2
	return lo - d, hi + d
}

// figure puts a header above p.
func (a Axes) figure(p *plot.Plot, alt string, keys []key) *Figure {
	head := header{title: a.Title, keys: keys}
	if a.Title != "" {
		alt = a.Title + ": " + alt
	}
	return &Figure{
		Alt: alt, width: a.Width, height: a.Height,
		draw: func(c draw.Canvas) {
			fillBackground(c)
			p.Draw(head.draw(draw.Crop(c, margin, -margin, margin, -margin)))
		},
	}
}

// logTicks labels powers of ten, and 2 and 5 times them where there would be fewer than three labels; within one
// decade all their multiples.
type logTicks struct{}

func (logTicks) Ticks(lo, hi float64) []plot.Tick {
	major := []float64{1}
	if math.Log10(hi/lo) < 3 {
		major = []float64{1, 2, 5}
	}
	if math.Log10(hi/lo) < 1 {
		major = []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	}
	every := max(1, int(math.Ceil(math.Log10(hi/lo)/8))) // at most about eight labels
	var t []plot.Tick
	for e := math.Floor(math.Log10(lo)); e <= math.Ceil(math.Log10(hi)); e++ {
		for _, m := range major {
			x := m * math.Pow(10, e)
			if x >= lo*(1-1e-9) && x <= hi*(1+1e-9) && int(e)%every == 0 {
				t = append(t, plot.Tick{Value: min(max(x, lo), hi), Label: short(x)})
			}
		}
	}
	return t
}

// positive returns an error if a logarithmic axis meets a value that has no logarithm.
func (a Axes) positive(who string, points plotter.XYs) error {
	for i, p := range points {
		if a.LogX && p.X < tiny || a.LogY && p.Y < tiny {
			return fmt.Errorf("plotting: %s[%d] is (%v, %v): a logarithmic axis shows positive numbers only, from 1e-100; leave the point out or use a linear axis", who, i, p.X, p.Y)
		}
	}
	return nil
}
