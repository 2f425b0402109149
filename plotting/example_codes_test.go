package plotting_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/gonum/mat"
)

// Codes of three classes in a plane; the third is bent, and its name stands on it nevertheless.
func ExampleCodes() {
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 240
	points, labels := mat.NewDense(n, 2, nil), make([]int, n)
	for i := range n {
		labels[i] = i % 3
		x, y := rng.NormFloat64(), rng.NormFloat64()
		if labels[i] == 2 {
			sin, cos := math.Sincos(math.Pi * (rng.Float64() - 0.5))
			x, y = 5*cos+x/4, 5*sin+y/4
		}
		points.SetRow(i, []float64{x - float64(3*labels[i]%6), y})
	}
	show(plotting.Axes{Title: "Codes", Width: 360}.Codes(points, labels, []string{"zero", "one", "two"}))
	// Output: [Codes: 240 points: zero, one, two, 360×388]
}

// Four clusters in twenty dimensions stay four clusters in the plane.
func ExampleTSNE() {
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 120
	x, labels := mat.NewDense(n, 20, nil), make([]int, n)
	for i := range n {
		labels[i] = i % 4
		for j := range 20 {
			x.Set(i, j, rng.NormFloat64())
		}
		x.Set(i, labels[i], 12)
	}
	settings := plotting.TSNESettings{Iterations: 400, Perplexity: 10}
	y, err := plotting.TSNE(context.Background(), x, settings, rng)
	if err != nil {
		fmt.Println(err)
		return
	}
	var mean [4][2]float64
	for i, k := range labels {
		mean[k][0] += y.At(i, 0) / (n / 4)
		mean[k][1] += y.At(i, 1) / (n / 4)
	}
	near := 0
	for i, k := range labels {
		nearest, least := 0, math.Inf(1)
		for c, m := range mean {
			if d := math.Hypot(y.At(i, 0)-m[0], y.At(i, 1)-m[1]); d < least {
				nearest, least = c, d
			}
		}
		if nearest == k {
			near++
		}
	}
	fmt.Printf("%d of %d points are nearest to the mean of their own cluster\n", near, n)
	// Output: 120 of 120 points are nearest to the mean of their own cluster
}
