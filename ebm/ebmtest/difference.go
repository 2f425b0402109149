package ebmtest

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// step of the differences: a power of two, so that inputs on a coarser grid
// move exactly.
const step = 1.0 / 8

// slope returns f'(0) by central differences of sixth order, and how wrong it
// may be: the truncation error of the fourth-order formula, which is larger,
// and eight roundings of float32 in each value.
func slope(f func(offset float64) float64) (d, tol float64) {
	var y [7]float64
	largest := 0.0
	for k := range y {
		y[k] = f(float64(k-3) * step)
		largest = max(largest, math.Abs(y[k]))
	}
	d1, d2, d3 := y[4]-y[2], y[5]-y[1], y[6]-y[0]
	fourth := (8*d1 - d2) / (12 * step)
	sixth := (45*d1 - 9*d2 + d3) / (60 * step)
	return sixth, math.Abs(sixth-fourth) + 8*roundoff*(1+largest)/step
}

// moving returns f as a function of the offset of one number, which it puts
// back.
func moving(x *float32, f func() float64) func(offset float64) float64 {
	old := *x
	return func(offset float64) float64 {
		*x = float32(float64(old) + offset)
		defer func() { *x = old }()
		return f()
	}
}

// mean of a slice.
func mean(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}

// grid rounds to a multiple of 2⁻¹⁰.
func grid(x float64) float32 { return float32(math.Round(x*1024) / 1024) }

// values lists the elements of matrices.
func values(ms ...ebm.Matrix) []float64 {
	var all []float64
	for _, m := range ms {
		for i := range m.Rows {
			for _, v := range m.Row(i) {
				all = append(all, float64(v))
			}
		}
	}
	return all
}
