package plotting

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Correlation is the autocorrelation of one chain, or the mean over chains, for Autocorrelation.
type Correlation struct {
	Name string    // in the legend; empty: not there
	Rho  []float64 // at lag 0, 1, 2, ...

	// Time is the autocorrelation time 1 + 2·Σρ in lags, marked by a dashed upright line. Zero: not marked.
	Time float64

	// N is how many values the estimates are from, of all chains: independent ones would have |ρ| < 2/√N nineteen
	// times in twenty, a band that the picture shows. Zero: no band.
	N int
}

// Autocorrelation draws correlations against the lag with the zero Axes. See Axes.Autocorrelation.
func Autocorrelation(c ...Correlation) (*Figure, error) { return Axes{}.Autocorrelation(c...) }

// Autocorrelation draws correlations against the lag: stems for a few lags of one, lines for several. The grey band is
// what independent values would give (of the least N), the dashed lines are the autocorrelation times. Empty labels
// become "lag" and "autocorrelation". Where XMin and XMax are zero and times are known, lags beyond ten times the
// longest, which are noise, are left out.
//
// It returns an error that names the chain if Rho is empty or not finite, if Time or N is negative, and for LogX and
// LogY.
func (a Axes) Autocorrelation(c ...Correlation) (*Figure, error) {
	a.X, a.Y = or(a.X, "lag"), or(a.Y, "autocorrelation")
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkCorrelations(a, c); err != nil {
		return nil, err
	}
	last := lastLag(c)
	if a.XMin != 0 || a.XMax != 0 {
		last = a.XMax
	}
	reach := extent{0, 1, 0, 1}
	noise := 0.0
	var keys []key
	var names []string
	layers := make([]plot.Plotter, len(c))
	for i, s := range c {
		rho := correlogram{rho: lags(s.Rho, last), time: s.Time, color: seriesColor(i)}
		rho.stems = len(c) == 1 && len(rho.rho) <= manyStems
		reach.add(rho.rho)
		layers[i] = rho
		if s.N > 0 {
			noise = max(noise, min(1, 2/math.Sqrt(float64(s.N))))
		}
		if name := s.label(); name != "" {
			keys = append(keys, key{name: name, color: rho.color, line: true, dashed: s.Name == ""})
			names = append(names, name)
		}
	}
	reach.ymin, reach.ymax = min(reach.ymin, -noise), max(reach.ymax, noise)
	p := a.plot(reach, horizontalGrid())
	p.Add(noiseBand(noise))
	p.Add(layers...)
	return a.figure(p, a.describe(count(len(c), "curve"), names), keys), nil
}

// label names a chain and its integrated time.
func (s Correlation) label() string {
	switch {
	case s.Time == 0:
		return s.Name
	case s.Name == "":
		return "autocorrelation time " + short(s.Time)
	}
	return fmt.Sprintf("%s (time %s)", s.Name, short(s.Time))
}

func checkCorrelations(a Axes, c []Correlation) error {
	if len(c) == 0 {
		return fmt.Errorf("plotting: Autocorrelation of nothing: pass at least one Correlation")
	}
	if a.LogX || a.LogY {
		return fmt.Errorf("plotting: Autocorrelation begins at lag 0 and falls below 0, which a logarithmic axis has not: use linear axes")
	}
	for i, s := range c {
		who := called("correlation", i, s.Name)
		if err := checkValues(who, s.Rho); err != nil {
			return err
		}
		if !isFinite(s.Time) || s.Time < 0 {
			return fmt.Errorf("plotting: %s: Time is %v: use a positive number of lags, or 0 for no mark", who, s.Time)
		}
		if s.N < 0 {
			return fmt.Errorf("plotting: %s: N is %d: use the number of values, or 0 for no band", who, s.N)
		}
	}
	return nil
}

// called names the i-th of several things in an error.
func called(what string, i int, name string) string {
	if name == "" {
		return fmt.Sprintf("%s %d", what, i)
	}
	return fmt.Sprintf("%s %d (%s)", what, i, name)
}

// lastLag is the last lag that says something, or infinite.
func lastLag(c []Correlation) float64 {
	last := 0.0
	for _, s := range c {
		if s.Time == 0 {
			return math.Inf(1)
		}
		last = max(last, 10*s.Time, leastLags)
	}
	return last
}

const (
	leastLags = 10
	manyStems = 80 // more than have room side by side
)

// lags are the points of rho up to a lag.
func lags(rho []float64, last float64) plotter.XYs {
	var p plotter.XYs
	for lag, r := range rho {
		if float64(lag) <= max(last, 0) {
			p = append(p, plotter.XY{X: float64(lag), Y: r})
		}
	}
	return p
}

// noiseBand lies between -b and b all along the axis; a plot.Plotter.
type noiseBand float64

// Plot implements plot.Plotter.
func (b noiseBand) Plot(c draw.Canvas, p *plot.Plot) {
	y := float64(b)
	ends := plotter.XYs{{X: p.X.Min, Y: -y}, {X: p.X.Max, Y: -y}}
	band{low: ends, high: plotter.XYs{{X: p.X.Min, Y: y}, {X: p.X.Max, Y: y}}, color: muted}.Plot(c, p)
	zero := onCanvas(c, p, plotter.XYs{{X: p.X.Min}, {X: p.X.Max}})
	c.StrokeLines(lineStyle(muted, 1, false), c.ClipLinesXY(zero)...)
}

// correlogram is one checked Correlation; a plot.Plotter.
type correlogram struct {
	rho   plotter.XYs
	time  float64
	stems bool
	color color.RGBA
}

// Plot implements plot.Plotter.
func (g correlogram) Plot(c draw.Canvas, p *plot.Plot) {
	if g.time > 0 && g.time <= p.X.Max {
		at := onCanvas(c, p, plotter.XYs{{X: g.time, Y: p.Y.Min}, {X: g.time, Y: p.Y.Max}})
		c.StrokeLines(lineStyle(g.color, levelWidth, true), c.ClipLinesXY(at)...)
	}
	if !g.stems {
		curve{points: g.rho, color: g.color}.Plot(c, p)
		return
	}
	for _, q := range g.rho {
		stem := onCanvas(c, p, plotter.XYs{{X: q.X}, q})
		c.StrokeLines(lineStyle(g.color, levelWidth, false), c.ClipLinesXY(stem)...)
		if c.Contains(stem[1]) {
			fillCircle(c, g.color, stem[1], dotRadius)
		}
	}
}
