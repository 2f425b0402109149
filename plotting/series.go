package plotting

import "gonum.org/v1/plot/plotter"

// Series is one curve of Curves. Band, Repeated, Level and Moment return common kinds.
type Series struct {
	Name   string       // in the legend; empty: not there
	Points plotter.XYer // at least one; joined in this order

	// Low and High bound a band behind the curve, such as two standard errors or the range over seeds. Both or
	// neither; the same X at each index, Low.Y ≤ High.Y.
	Low, High plotter.XYer

	// ErrorBars draws Low and High as bars with caps on the points instead, for few points. Series with error bars lie
	// a few pixels beside each other, so that bars at the same X do not cover each other.
	ErrorBars bool

	Each plotter.XYer // the single values behind the points, such as one for each seed: faint dots; nil: none

	Dots   bool // dots instead of a line
	Marks  bool // a line with a dot on each point, for few points
	Dashed bool // for bounds and references

	level  bool // a horizontal line at the height of the only point
	moment bool // an upright line at the place of the only point
}

// Band returns the curve through (x[i], y[i]) with a band from low[i] to high[i]: a value with its interval.
// With nil x the points are at 1, 2, 3, ... It panics if the lengths differ.
func Band(name string, x, y, low, high []float64) Series {
	if len(y) != len(low) || len(y) != len(high) {
		panic("plotting: Band: y, low and high differ in length")
	}
	return Series{Name: name, Points: Points(x, y), Low: Points(x, low), High: Points(x, high)}
}

// Level returns a dashed grey line at height y across the whole picture: an exact value, an optimum, a target.
func Level(name string, y float64) Series {
	return Series{Name: name, Points: plotter.XYs{{X: 1, Y: y}}, Dashed: true, level: true}
}

// Moment returns a dotted grey line upwards at x: the epoch that was kept, the boundary between two phases. Its name
// stands beside it, at the top, and not in the legend.
func Moment(name string, x float64) Series {
	return Series{Name: name, Points: plotter.XYs{{X: x, Y: 1}}, moment: true}
}
