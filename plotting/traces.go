package plotting

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Chains returns one Sample without a name for each chain of values.
//
//	plotting.Traces(plotting.Chains(traces.Values)...)
func Chains(values [][]float64) []Sample {
	s := make([]Sample, len(values))
	for i, v := range values {
		s[i].Values = v
	}
	return s
}

// Traces draws the values of chains step by step with the zero Axes. See Axes.Traces.
func Traces(chains ...Sample) (*Figure, error) { return Axes{}.Traces(chains...) }

// Traces draws the values of chains, such as their energies, in the order in which they were drawn, one line each, and
// on the right the histogram of each chain over the same axis. Chains that mix cross each other all the time and have
// the same histogram. An empty X becomes "step"; a.Bins is the number of bins over the values, zero: from the data.
//
// Of chains with more steps than the picture has pixels the least and the largest value in each pixel are drawn.
//
// It returns an error that names chain and step if there are no values or one is not finite, and for LogX and LogY.
func (a Axes) Traces(chains ...Sample) (*Figure, error) {
	a.X = or(a.X, "step")
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkSamples("Traces", "chain", a, chains); err != nil {
		return nil, err
	}
	reach := emptyExtent()
	lines := make([]curve, len(chains))
	var keys []key
	var names []string
	for i, s := range chains {
		lines[i] = curve{points: Points(nil, s.Values), color: seriesColor(i)}
		reach.add(lines[i].points)
		if s.Name != "" {
			keys = append(keys, key{name: s.Name, color: lines[i].color, line: true})
			names = append(names, s.Name)
		}
	}
	p := a.plot(reach, crossedGrid())
	side := a.margins(p, chains)
	for _, l := range lines {
		p.Add(trace{thinned(l.points, p.X.Min, p.X.Max, a.Width), l.color})
	}
	fig := a.figure(p, a.describe(count(len(chains), "trace"), names), keys)
	head := header{title: a.Title, keys: keys}
	fig.draw = func(c draw.Canvas) {
		fillBackground(c)
		c = head.draw(draw.Crop(c, margin, -margin, margin, -margin))
		room := c.Size().X * sideShare
		left := draw.Crop(c, 0, -room, 0, 0)
		p.Draw(left)
		data := p.DataCanvas(left)
		side.draw(draw.Canvas{Canvas: c.Canvas, Rectangle: rectangle(data.Max.X+sideGap, data.Min.Y, c.Max.X-data.Max.X-sideGap, data.Size().Y)})
	}
	return fig, nil
}

const (
	sideShare = 0.15 // of the width, for the histograms
	sideGap   = 8
)

// thinned leaves the least and the largest of the points that share a pixel, in their order.
func thinned(points plotter.XYs, from, to float64, pixels int) plotter.XYs {
	if len(points) <= 4*pixels {
		return points
	}
	var thin plotter.XYs
	for k := 0; k < len(points); {
		pixel := func(i int) float64 { return math.Floor((points[i].X - from) / (to - from) * float64(pixels)) }
		least, largest, here := k, k, pixel(k)
		for ; k < len(points) && pixel(k) == here; k++ {
			if points[k].Y < points[least].Y {
				least = k
			}
			if points[k].Y > points[largest].Y {
				largest = k
			}
		}
		thin = append(thin, points[min(least, largest)])
		if least != largest {
			thin = append(thin, points[max(least, largest)])
		}
	}
	return thin
}

// trace is the line of a chain, thinner than a curve; a plot.Plotter.
type trace struct {
	points plotter.XYs
	color  color.RGBA
}

// Plot implements plot.Plotter.
func (t trace) Plot(c draw.Canvas, p *plot.Plot) {
	if len(t.points) == 1 {
		curve{points: t.points, color: t.color}.Plot(c, p)
		return
	}
	at := onCanvas(c, p, t.points)
	for from := 0; from < len(at)-1; from += strokePoints {
		part := at[from:min(from+strokePoints+1, len(at))]
		c.StrokeLines(draw.LineStyle{Color: t.color, Width: 1.1}, c.ClipLinesXY(part)...)
	}
}

// strokePoints bounds how many points are drawn at once: the time of the rasterizer grows with the square of the
// number of strokes that cross a line of pixels.
const strokePoints = 32

// margins holds the histograms at the side of traces.
type margins struct {
	steps []outlined
	axis  plot.Axis // of the values
	most  float64   // the largest density
}

func (a Axes) margins(p *plot.Plot, chains []Sample) margins {
	m := margins{axis: p.Y}
	a.XMin, a.XMax = p.Y.Min, p.Y.Max
	edges := a.edges(chains, mostBins)
	for i, s := range chains {
		d := densities(s.Values, edges)
		m.most = max(m.most, slices.Max(d))
		m.steps = append(m.steps, outlined{edges, d, seriesColor(i)})
	}
	return m
}

// draw draws the histograms with values upwards and densities to the right.
func (m margins) draw(c draw.Canvas) {
	if m.most == 0 { // no value in the range shown
		return
	}
	at := func(value, density float64) vg.Point {
		return vg.Point{X: c.X(density / m.most), Y: c.Y(m.axis.Norm(value))}
	}
	for _, s := range m.steps {
		for _, run := range s.runs() {
			var line []vg.Point
			for _, q := range run {
				line = append(line, at(q.X, q.Y))
			}
			c.FillPolygon(faint(s.color, 0x40), slices.Clone(line))
			c.StrokeLines(lineStyle(s.color, 1.4, false), line)
		}
	}
	c.StrokeLine2(draw.LineStyle{Color: rule, Width: 1}, c.Min.X, c.Min.Y, c.Min.X, c.Max.Y)
}
