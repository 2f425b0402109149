package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
)

// Points returns the points (x[i], y[i]), for Series. With nil x they are (1, y[0]), (2, y[1]), ..., as of epochs.
// It panics if x is not nil and the lengths differ.
func Points(x, y []float64) plotter.XYs {
	if x != nil && len(x) != len(y) {
		panic("plotting: Points: x and y differ in length")
	}
	p := make(plotter.XYs, len(y))
	for i := range p {
		p[i] = plotter.XY{X: float64(i + 1), Y: y[i]}
		if x != nil {
			p[i].X = x[i]
		}
	}
	return p
}

// graphPoints is one point for every other pixel of a figure.
const graphPoints = 401

// Graph returns 401 points (x, f(x)) with x evenly spaced from a to b, for Series.
func Graph(f func(x float64) float64, a, b float64) plotter.XYs {
	p := make(plotter.XYs, graphPoints)
	for i := range p {
		x := a + (b-a)*float64(i)/(graphPoints-1)
		p[i] = plotter.XY{X: x, Y: f(x)}
	}
	return p
}

// copyPoints checks and copies. who begins the error: which series, and which of its fields.
func copyPoints(who string, from plotter.XYer) (plotter.XYs, error) {
	if isNil(from) {
		return nil, fmt.Errorf("plotting: %s is nil: pass plotter.XYs with at least one point", who)
	}
	n := from.Len()
	if n == 0 {
		return nil, fmt.Errorf("plotting: %s is empty: pass at least one point", who)
	}
	to := make(plotter.XYs, n)
	for i := range to {
		x, y := from.XY(i)
		if !isFinite(x) || !isFinite(y) {
			return nil, fmt.Errorf("plotting: %s[%d] is (%v, %v): only finite numbers below 1e100 can be drawn; look for what diverged, or leave such points out", who, i, x, y)
		}
		to[i] = plotter.XY{X: x, Y: y}
	}
	return to, nil
}

// huge bounds the numbers that can be drawn, as differences and products of those below it stay finite; tiny those on
// a logarithmic axis.
const (
	huge = 1e100
	tiny = 1 / huge
)

// isFinite reports whether x is a number that can be drawn.
func isFinite(x float64) bool { return math.Abs(x) < huge }
