package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Sample is one set of numbers of Histogram and FreeEnergies: the free energies of the data, of held-out data, of
// noise; or one chain of Traces.
type Sample struct {
	Name   string    // in the legend; empty: not there
	Values []float64 // at least one; in order for Traces, elsewhere the order does not matter
}

// Histogram draws samples over each other with the zero Axes. See Axes.Histogram.
func Histogram(samples ...Sample) (*Figure, error) { return Axes{}.Histogram(samples...) }

// Histogram draws the distributions of samples over each other, all with the same bins. Heights are densities, the
// area under each outline is 1, so that samples of different sizes compare. If a.Y is empty the axis says "density".
//
// a.Bins is the number of bins over the range of all samples together; zero takes the width of Freedman and Diaconis
// (1981), 2·IQR/∛n, of the sample where it is least, and 5 to 80 bins. With XMin and XMax the bins divide that range,
// and values outside are left out of the picture but count in the densities.
//
// It returns an error that names sample and index if there are no values or one is not finite, if Bins is negative or
// above 1000, and for logarithmic axes.
func (a Axes) Histogram(samples ...Sample) (*Figure, error) {
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkSamples("Histogram", "sample", a, samples); err != nil {
		return nil, err
	}
	edges := a.edges(samples, mostBins)
	reach := extent{edges[0], edges[len(edges)-1], 0, 0}
	var keys []key
	var names []string
	steps := make([]plot.Plotter, len(samples))
	for i, s := range samples {
		d := densities(s.Values, edges)
		reach.ymax = max(reach.ymax, slices.Max(d))
		steps[i] = outlined{edges, d, seriesColor(i)}
		if s.Name != "" {
			keys = append(keys, key{name: s.Name, color: seriesColor(i)})
			names = append(names, s.Name)
		}
	}
	if a.Y == "" {
		a.Y = "density"
	}
	if a.YMin == 0 && a.YMax == 0 { // bars stand on zero
		a.YMax = 1.05 * reach.ymax
		if a.YMax == 0 { // no value in the range shown
			a.YMax = 1
		}
	}
	p := a.plot(reach, horizontalGrid())
	p.Add(steps...)
	return a.figure(p, a.describe(count(len(samples), "histogram"), names), keys), nil
}

const maxBins = 1000

// checkSamples checks what picture, such as Histogram, is given of what, such as samples.
func checkSamples(picture, what string, a Axes, samples []Sample) error {
	if len(samples) == 0 {
		return fmt.Errorf("plotting: %s without a %s: pass at least one", picture, what)
	}
	if a.Bins < 0 || a.Bins > maxBins {
		return fmt.Errorf("plotting: Axes.Bins is %d: use 1 to %d, or 0 for automatic", a.Bins, maxBins)
	}
	if a.LogX || a.LogY {
		return fmt.Errorf("plotting: %s has linear axes only: take the logarithm of the values instead of LogX or LogY", picture)
	}
	for i, s := range samples {
		if err := checkValues(called(what, i, s.Name), s.Values); err != nil {
			return err
		}
	}
	return nil
}

func checkValues(who string, values []float64) error {
	if len(values) == 0 {
		return fmt.Errorf("plotting: %s is empty: pass at least one value", who)
	}
	for k, v := range values {
		if !isFinite(v) {
			return fmt.Errorf("plotting: %s: value %d is %v: only finite numbers below 1e100 can be drawn; look for what diverged", who, k, v)
		}
	}
	return nil
}

// mostBins is how many bins a histogram gets unasked.
const mostBins = 80

// edges returns the ends of the bins, one more than there are bins, at most that many unasked.
func (a Axes) edges(samples []Sample, most float64) []float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	width := math.Inf(1)
	for _, s := range samples {
		lo, hi = min(lo, slices.Min(s.Values)), max(hi, slices.Max(s.Values))
		if w := binWidth(s.Values); w > 0 {
			width = min(width, w)
		}
	}
	lo, hi = span(a.XMin, a.XMax, lo, hi, false, 0)
	n := a.Bins
	if n == 0 {
		n = int(min(max(math.Ceil((hi-lo)/width), 5), most))
	}
	return linspace(lo, hi, n+1)
}

// binWidth is 2·IQR/∛n, which is 0 if half of the values are equal.
func binWidth(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	iqr := v[len(v)*3/4] - v[len(v)/4]
	return 2 * iqr / math.Cbrt(float64(len(v)))
}

// densities returns, for each bin, the share of values in it over its width. The last bin holds its right end.
func densities(values, edges []float64) []float64 {
	bins := len(edges) - 1
	lo, hi := edges[0], edges[bins]
	d := make([]float64, bins)
	for _, v := range values {
		if v < lo || v > hi {
			continue
		}
		i := min(int((v-lo)/(hi-lo)*float64(bins)), bins-1)
		d[i]++
	}
	for i := range d {
		d[i] /= float64(len(values)) * (hi - lo) / float64(bins)
	}
	return d
}

// outlined is a histogram as a filled outline; a plot.Plotter.
type outlined struct {
	edges, heights []float64
	color          color.RGBA
}

// Plot implements plot.Plotter. Empty bins have no outline, so that one sample does not underline the others.
func (o outlined) Plot(c draw.Canvas, p *plot.Plot) {
	for _, run := range o.runs() {
		at := onCanvas(c, p, run)
		c.FillPolygon(faint(o.color, 0x40), c.ClipPolygonXY(slices.Clone(at)))
		c.StrokeLines(lineStyle(o.color, 1.6, false), c.ClipLinesXY(at)...)
	}
}

// runs are the outlines of neighbouring bins that are not empty.
func (o outlined) runs() []plotter.XYs {
	var runs []plotter.XYs
	for from := 0; from < len(o.heights); from++ {
		to := from
		for to < len(o.heights) && o.heights[to] > 0 {
			to++
		}
		if to == from {
			continue
		}
		steps := plotter.XYs{{X: o.edges[from]}}
		for i := from; i < to; i++ {
			steps = append(steps, plotter.XY{X: o.edges[i], Y: o.heights[i]}, plotter.XY{X: o.edges[i+1], Y: o.heights[i]})
		}
		runs = append(runs, append(steps, plotter.XY{X: o.edges[to]}))
		from = to
	}
	return runs
}
