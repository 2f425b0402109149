package plotting

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Codes draws points coloured by label with the zero Axes. See Axes.Codes.
func Codes(points mat.Matrix, labels []int, classes []string) (*Figure, error) {
	return Axes{}.Codes(points, labels, classes)
}

// Codes draws the rows of points (n×2) as dots in the colour of their labels: codes of two units, two principal
// components, t-SNE. Each class has its name on the data, near its median, and in the legend; names are classes, or
// with nil 0, 1, 2, ... With nil labels all dots have one colour. Ten colours tell classes apart, for the common
// colour-blindnesses too; after the tenth they repeat, and the names on the data tell.
//
// One unit is equally long on both axes, unless a sets a range, because distances are what such a picture shows.
// Where a.X and a.Y are empty there are no numbers on the axes, as those of t-SNE mean nothing. Dots are drawn in
// random order, always the same one, so that no class covers the others. A zero Width is 600, and a zero Height what
// the points need, up to about the width.
//
// It returns an error if points has not two columns, a point is not finite, there is not one label for each row, a
// label has no name or is negative or above 63, and for logarithmic axes.
func (a Axes) Codes(points mat.Matrix, labels []int, classes []string) (*Figure, error) {
	if a.LogX || a.LogY {
		return nil, fmt.Errorf("plotting: Codes have linear axes only: take the logarithm of the points instead of LogX or LogY")
	}
	if a.Width == 0 {
		a.Width = codesSide
	}
	high := a.Height
	if a.Height == 0 {
		a.Height = min(a.Width+60, maxSide) // of header and axis
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	c, err := newCodes(points, labels, classes)
	if err != nil {
		return nil, err
	}
	var keys []key
	var names []string
	for k, members := range c.members {
		if len(members) > 0 && labels != nil {
			keys = append(keys, key{name: c.classes[k], color: seriesColor(k), dots: true})
			names = append(names, c.classes[k])
		}
	}
	head := header{title: a.Title, keys: keys}
	p := a.codesPlot(c)
	inner := a.inner(head)
	if free := a.XMin == 0 && a.XMax == 0 && a.YMin == 0 && a.YMax == 0; free {
		if high == 0 {
			less := lessHigh(p, inner)
			a.Height -= int(less)
			inner.Max.Y -= vg.Length(int(less))
		}
		equalUnits(p, inner)
	}
	fig := a.figure(p, a.describe(count(len(c.points), "point"), names), keys)
	fig.raster = true
	return fig, nil
}

const (
	codesSide = 600
	maxPoints = 200_000
)

// codes are checked points with their classes.
type codes struct {
	points  plotter.XYs
	classes []string
	members [][]int // of each class
	names   bool    // are drawn on the data
}

func newCodes(points mat.Matrix, labels []int, classes []string) (*codes, error) {
	n, cols, err := dims("points", points)
	switch {
	case err != nil:
		return nil, err
	case cols != 2:
		return nil, fmt.Errorf("plotting: Codes: points is %d×%d: pass two columns, x and y", n, cols)
	case n > maxPoints:
		return nil, fmt.Errorf("plotting: Codes of %d points: at most %d can be drawn; pass some of the rows", n, maxPoints)
	case labels != nil && len(labels) != n:
		return nil, fmt.Errorf("plotting: Codes: %d labels for %d points: pass one for each row, or nil", len(labels), n)
	}
	c := &codes{points: make(plotter.XYs, n), names: labels != nil}
	for i := range c.points {
		if c.points[i].X, err = finiteAt("points", points, i, 0); err != nil {
			return nil, err
		}
		if c.points[i].Y, err = finiteAt("points", points, i, 1); err != nil {
			return nil, err
		}
	}
	return c, c.group(labels, classes)
}

// group sorts the points by their labels.
func (c *codes) group(labels []int, classes []string) error {
	most := maxClasses
	if classes != nil {
		most = min(most, len(classes))
	}
	c.members = make([][]int, most)
	c.classes = make([]string, most)
	for k := range c.classes {
		c.classes[k] = strconv.Itoa(k)
	}
	copy(c.classes, classes)
	if labels == nil {
		labels = make([]int, len(c.points))
		c.members = append(c.members, nil)[:max(most, 1)]
	}
	for i, k := range labels {
		if k < 0 || k >= len(c.members) {
			return fmt.Errorf("plotting: Codes: labels[%d] is %d: with %d class names use 0 to %d, without 0 to %d", i, k, len(classes), max(0, most-1), maxClasses-1)
		}
		c.members[k] = append(c.members[k], i)
	}
	return nil
}

// center is the member of class k that is nearest to the medians of both coordinates: the medians themselves may lie
// outside of a bent class.
func (c *codes) center(k int) plotter.XY {
	median := func(of func(plotter.XY) float64) float64 {
		var v []float64
		for _, i := range c.members[k] {
			v = append(v, of(c.points[i]))
		}
		slices.Sort(v)
		return quantile(v, 0.5)
	}
	mx, my := median(func(p plotter.XY) float64 { return p.X }), median(func(p plotter.XY) float64 { return p.Y })
	var nearest plotter.XY
	least := math.Inf(1)
	for _, i := range c.members[k] {
		if d := math.Hypot(c.points[i].X-mx, c.points[i].Y-my); d < least {
			nearest, least = c.points[i], d
		}
	}
	return nearest
}

// codesPlot is the frame with the points in it.
func (a Axes) codesPlot(c *codes) *plot.Plot {
	reach := emptyExtent()
	reach.add(c.points)
	a.XMin, a.XMax = span(a.XMin, a.XMax, reach.xmin, reach.xmax, false, 0.04)
	a.YMin, a.YMax = span(a.YMin, a.YMax, reach.ymin, reach.ymax, false, 0.04)
	bare := a.X == "" && a.Y == ""
	lines := crossedGrid()
	if bare {
		lines = &plotter.Grid{}
	}
	p := a.plot(reach, lines)
	if bare {
		p.X.Tick.Marker, p.Y.Tick.Marker = constantTicks{}, constantTicks{}
		p.X.LineStyle.Width = 0
	}
	p.Add(c)
	return p
}

// inner is where the plot lies in a figure with that header.
func (a Axes) inner(head header) vg.Rectangle {
	width := vg.Length(a.Width - 2*margin)
	return rectangle(0, 0, width, vg.Length(a.Height-2*margin)-head.height(width))
}

// unitsPerPixel are those of the two axes of p in r.
func unitsPerPixel(p *plot.Plot, r vg.Rectangle) (x, y float64, size vg.Point) {
	size = p.DataCanvas(draw.Canvas{Rectangle: r}).Size()
	return (p.X.Max - p.X.Min) / float64(size.X), (p.Y.Max - p.Y.Min) / float64(size.Y), size
}

// lessHigh is by how much r can be lower so that points which are wider than high fill it, with equal units.
func lessHigh(p *plot.Plot, r vg.Rectangle) float64 {
	const flattest = 0.55
	x, y, size := unitsPerPixel(p, r)
	needed := max(float64(size.Y)*y/x, flattest*float64(size.X))
	return max(0, float64(size.Y)-needed)
}

// equalUnits widens the range of one axis of p so that in r both have as many pixels for a unit. Another range has
// other numbers on its axis, which may leave another room; after some rounds nothing changes.
func equalUnits(p *plot.Plot, r vg.Rectangle) {
	for range 4 {
		x, y, _ := unitsPerPixel(p, r)
		if x < y {
			widen(&p.X, y/x)
		} else {
			widen(&p.Y, x/y)
		}
	}
}

func widen(axis *plot.Axis, factor float64) {
	middle, half := (axis.Min+axis.Max)/2, factor*(axis.Max-axis.Min)/2
	axis.Min, axis.Max = middle-half, middle+half
}
