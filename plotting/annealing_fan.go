package plotting

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// fan is one run as quantiles at rising inverse temperatures.
type fan struct {
	betas     []float64
	quantiles [][]float64 // for each of fanLevels, one value per beta
	color     color.RGBA
}

// fanLevels bound the middle 90 % and 50 %, around the median.
var fanLevels = [...]float64{0.05, 0.25, 0.5, 0.75, 0.95}

const fanMedian = len(fanLevels) / 2

func (f fan) median() []float64 { return f.quantiles[fanMedian] }

// fansOf summarizes runs, those that fall lifted as Annealing says.
func fansOf(runs []Anneal) []fan {
	fans := make([]fan, len(runs))
	start := 0.0
	for i, r := range slices.Backward(runs) {
		fans[i] = fanOf(r, seriesColor(i))
		if !r.falls() {
			start = fans[i].median()[0]
		}
	}
	for i, r := range runs {
		if r.falls() {
			fans[i].lift(start - fans[i].median()[0])
		}
	}
	return fans
}

func (r Anneal) falls() bool { return r.Betas[1] < r.Betas[0] }

func fanOf(r Anneal, clr color.RGBA) fan {
	f := fan{betas: slices.Clone(r.Betas), quantiles: make([][]float64, len(fanLevels)), color: clr}
	for _, w := range r.LogWeights {
		v := slices.Sorted(slices.Values(w))
		for k, q := range fanLevels {
			f.quantiles[k] = append(f.quantiles[k], quantile(v, q))
		}
	}
	for _, at := range r.Quantiles {
		for k, q := range at {
			f.quantiles[k] = append(f.quantiles[k], q)
		}
	}
	if r.falls() {
		slices.Reverse(f.betas)
		for _, q := range f.quantiles {
			slices.Reverse(q)
		}
	}
	return f
}

func (f fan) lift(by float64) {
	for _, q := range f.quantiles {
		for i := range q {
			q[i] += by
		}
	}
}

// less returns f with the median of g subtracted, interpolated and beyond its ends constant.
func (f fan) less(g fan) fan {
	out := fan{betas: f.betas, color: f.color}
	for _, q := range f.quantiles {
		d := make([]float64, len(q))
		for i, beta := range f.betas {
			d[i] = q[i] - interpolate(g.betas, g.median(), beta)
		}
		out.quantiles = append(out.quantiles, d)
	}
	return out
}

// interpolate is linear between the points (xs[i], ys[i]), xs rising.
func interpolate(xs, ys []float64, x float64) float64 {
	j, _ := slices.BinarySearch(xs, x)
	switch {
	case j == 0:
		return ys[0]
	case j == len(xs):
		return ys[j-1]
	}
	t := (x - xs[j-1]) / (xs[j] - xs[j-1])
	return (1-t)*ys[j-1] + t*ys[j]
}

// Plot implements plot.Plotter.
func (f fan) Plot(c draw.Canvas, p *plot.Plot) {
	line := func(k int) plotter.XYs { return Points(f.betas, f.quantiles[k]) }
	for k := range fanMedian {
		band{line(k), line(len(fanLevels) - 1 - k), f.color}.Plot(c, p)
	}
	curve{points: line(fanMedian), color: f.color}.Plot(c, p)
}

func (f fan) extent(levels ...int) extent {
	e := emptyExtent()
	for _, k := range levels {
		e.add(Points(f.betas, f.quantiles[k]))
	}
	return e
}

func (e *extent) join(f extent) {
	e.xmin, e.xmax = min(e.xmin, f.xmin), max(e.xmax, f.xmax)
	e.ymin, e.ymax = min(e.ymin, f.ymin), max(e.ymax, f.ymax)
}

func (f fan) medianOnly() curve { return curve{points: Points(f.betas, f.median()), color: f.color} }
