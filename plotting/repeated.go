package plotting

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/plot/plotter"
)

// Repeated returns the curve of an experiment that was repeated: each[i] holds what it gave at x[i], one value for
// each seed. The curve goes through the means, with error bars of 95 % confidence (Student's t, on the assumption that
// the values are normal; a single value has none), and the values are shown as faint dots.
//
//	plotting.Axes{LogX: true, X: "labels", Y: "test error (%)"}.Curves(
//		plotting.Repeated("pretrained", labels, pretrained),
//		plotting.Repeated("random weights", labels, random),
//	)
//
// With nil x the places are 1, 2, 3, ... It panics if the lengths differ or a place has no value.
func Repeated(name string, x []float64, each [][]float64) Series {
	means, half := intervals(each)
	s := Series{Name: name, Points: Points(x, means), Marks: true, ErrorBars: true}
	low, high, all := make([]float64, len(means)), make([]float64, len(means)), plotter.XYs{}
	for i, m := range means {
		low[i], high[i] = m-half[i], m+half[i]
		for _, v := range each[i] {
			all = append(all, plotter.XY{X: s.Points.(plotter.XYs)[i].X, Y: v})
		}
	}
	s.Low, s.High, s.Each = Points(x, low), Points(x, high), all
	return s
}

// RepeatedGroup returns the group of experiments that were repeated, for Bars and Dots: each[i] holds what the one of
// label i gave, one value for each seed. Heights are the means, Errors the half lengths of intervals of 95 %
// confidence as those of Repeated, and the values are shown as small dots. It panics if a label has no value.
func RepeatedGroup(name string, each [][]float64) Group {
	g := Group{Name: name, Each: each}
	g.Heights, g.Errors = intervals(each)
	return g
}

// intervals returns mean and half length of the 95 % confidence interval of each set of values.
func intervals(each [][]float64) (mean, half []float64) {
	mean, half = make([]float64, len(each)), make([]float64, len(each))
	for i, values := range each {
		n := float64(len(values))
		if n == 0 {
			panic("plotting: repeated experiments: a place without values")
		}
		for _, v := range values {
			mean[i] += v / n
		}
		if n == 1 {
			continue
		}
		squares := 0.0
		for _, v := range values {
			squares += (v - mean[i]) * (v - mean[i])
		}
		half[i] = student95(n-1) * math.Sqrt(squares/(n-1)/n)
	}
	return mean, half
}

// student95 is what |t| exceeds with probability 0.05, for Student's t with so many degrees of freedom: the inverse of
// p = I_x(ν/2, 1/2) with x = ν/(ν+t²).
func student95(freedom float64) float64 {
	x := mathext.InvRegIncBeta(freedom/2, 0.5, 0.05)
	return math.Sqrt(freedom * (1 - x) / x)
}
