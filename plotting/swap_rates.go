package plotting

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Ladder is a ladder of inverse temperatures with the rates at which neighbours exchange states, for SwapRates.
type Ladder struct {
	Name  string    // in the legend; empty: not there
	Betas []float64 // at least two, all rising or all falling
	Rates []float64 // of swaps between Betas[i] and Betas[i+1], accepted over proposed, in [0, 1]; one less than Betas
}

// SwapRates draws the swap rates along ladders with the zero Axes. See Axes.SwapRates.
func SwapRates(target float64, ladders ...Ladder) (*Figure, error) {
	return Axes{}.SwapRates(target, ladders...)
}

// SwapRates draws the rate of each pair of neighbours over the stretch of inverse temperatures between them, so that
// the spacing of a ladder shows too, and the target of a tuned ladder as a dashed line; zero: no line. A rate near
// zero is where the ladder is broken. Empty labels become "inverse temperature" and "swap rate".
//
// It returns an error that names ladder and pair if there are not as many rates as pairs, if inverse temperatures do
// not rise or fall all along, if a rate or the target is not in [0, 1], and for LogX and LogY.
func (a Axes) SwapRates(target float64, ladders ...Ladder) (*Figure, error) {
	a.X, a.Y = or(a.X, "inverse temperature"), or(a.Y, "swap rate")
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkLadders(a, target, ladders); err != nil {
		return nil, err
	}
	reach := emptyExtent()
	var keys []key
	var names []string
	layers, fills := make([]plot.Plotter, len(ladders)), make([]plot.Plotter, len(ladders))
	for i, l := range ladders {
		own := rungs{slices.Clone(l.Betas), slices.Clone(l.Rates), seriesColor(i)}
		reach.xmin, reach.xmax = min(reach.xmin, slices.Min(own.betas)), max(reach.xmax, slices.Max(own.betas))
		layers[i], fills[i] = own, rungFill(own)
		if l.Name != "" {
			keys = append(keys, key{name: l.Name, color: own.color})
			names = append(names, l.Name)
		}
	}
	if a.YMin == 0 && a.YMax == 0 {
		a.YMax = 1
	}
	p := a.plot(reach, horizontalGrid())
	p.Add(fills...)
	p.Add(layers...)
	if target > 0 {
		p.Add(curve{points: plotter.XYs{{Y: target}}, color: ink, level: true})
		keys = append(keys, key{name: "target " + short(target), color: ink, line: true, dashed: true})
	}
	return a.figure(p, a.describe(count(len(ladders), "ladder"), names), keys), nil
}

func checkLadders(a Axes, target float64, ladders []Ladder) error {
	switch {
	case len(ladders) == 0:
		return fmt.Errorf("plotting: SwapRates without a ladder: pass at least one")
	case a.LogX || a.LogY:
		return fmt.Errorf("plotting: SwapRates has linear axes only, as inverse temperatures and rates may be 0: leave out LogX and LogY")
	case !(target >= 0 && target <= 1):
		return fmt.Errorf("plotting: SwapRates: the target is %v: use a rate in [0, 1], or 0 for none", target)
	}
	for i, l := range ladders {
		who := called("ladder", i, l.Name)
		if len(l.Betas) < 2 || len(l.Rates) != len(l.Betas)-1 {
			return fmt.Errorf("plotting: %s has %d rates for %d inverse temperatures: pass at least two, and one rate for each pair of neighbours", who, len(l.Rates), len(l.Betas))
		}
		if err := checkValues(who+": Betas", l.Betas); err != nil {
			return err
		}
		if k := turn(l.Betas); k > 0 {
			return fmt.Errorf("plotting: %s: Betas[%d] is %v after %v: inverse temperatures must all rise or all fall; sort the ladder", who, k, l.Betas[k], l.Betas[k-1])
		}
		for k, r := range l.Rates {
			if !(r >= 0 && r <= 1) {
				return fmt.Errorf("plotting: %s: Rates[%d] is %v: a rate, accepted over proposed, is in [0, 1]; leave pairs without proposals out", who, k, r)
			}
		}
	}
	return nil
}

// turn is the first index at which x neither goes on rising nor goes on falling, as from 0 to 1; 0 if there is none.
func turn(x []float64) int {
	for k := 1; k < len(x); k++ {
		if x[k] == x[k-1] || (x[k] > x[k-1]) != (x[1] > x[0]) {
			return k
		}
	}
	return 0
}

// rungs is a checked Ladder; a plot.Plotter.
type rungs struct {
	betas, rates []float64
	color        color.RGBA
}

// box is the outline of pair i from zero up.
func (r rungs) box(i int) plotter.XYs {
	left, right, rate := r.betas[i], r.betas[i+1], r.rates[i]
	return plotter.XYs{{X: left}, {X: left, Y: rate}, {X: right, Y: rate}, {X: right}}
}

// Plot implements plot.Plotter.
func (r rungs) Plot(c draw.Canvas, p *plot.Plot) {
	for i := range r.rates {
		box := onCanvas(c, p, r.box(i))
		c.StrokeLines(lineStyle(r.color, 1, false), c.ClipLinesXY(box)...)
		c.StrokeLines(lineStyle(r.color, curveWidth, false), c.ClipLinesXY(box[1:3])...)
	}
}

// rungFill is what lies under rungs; a plot.Plotter.
type rungFill rungs

// Plot implements plot.Plotter.
func (r rungFill) Plot(c draw.Canvas, p *plot.Plot) {
	for i := range r.rates {
		c.FillPolygon(faint(r.color, 0x38), c.ClipPolygonXY(onCanvas(c, p, rungs(r).box(i))))
	}
}
