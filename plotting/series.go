package plotting

import "gonum.org/v1/plot/plotter"

// Series is one curve of Curves. Band and Level return two common kinds.
type Series struct {
	Name   string       // in the legend; empty: not there
	Points plotter.XYer // at least one; joined in this order

	// Low and High bound a band behind the curve, such as two standard errors or the range over seeds. Both or
	// neither; the same X at each index, Low.Y ≤ High.Y.
	Low, High plotter.XYer

	Dots   bool // dots instead of a line
	Marks  bool // a line with a dot on each point, for few points
	Dashed bool // for bounds and references

	level bool // a horizontal line at the height of the only point
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
