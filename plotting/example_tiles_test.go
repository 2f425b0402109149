package plotting_test

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/gonum/mat"
)

// Each hidden unit of this little RBM looks for a bar in another direction.
func ExampleFilters() {
	weights := mat.NewDense(12*12, 8, nil)
	for unit := range 8 {
		sin, cos := math.Sincos(math.Pi * float64(unit) / 8)
		for pixel := range 12 * 12 {
			x, y := float64(pixel%12)-5.5, float64(pixel/12)-5.5
			across := x*cos + y*sin
			weights.Set(pixel, unit, math.Cos(across)*math.Exp(-(x*x+y*y)/16))
		}
	}
	show(plotting.Filters(weights, plotting.Tiles{Height: 12, Width: 12}))
	// Output: [8 filters of 12×12 pixels, one per column of the weights, on one scale from −0.94 to 0.94, 534×246]
}

// All bars and stripes on 3×3 pixels.
func ExampleSamples() {
	patterns := mat.NewDense(14, 9, nil)
	for k := range 7 {
		for pixel := range 9 {
			patterns.Set(k, pixel, float64((k+1)>>(pixel%3)&1))
			patterns.Set(k+7, pixel, float64(k>>(pixel/3)&1))
		}
	}
	show(plotting.Samples(patterns, plotting.Tiles{Height: 3, Width: 3, Max: 10, Columns: 10}))
	// Output: [10 samples of 3×3 pixels, values from 0 to 1, 747×118]
}

func ExampleReconstructions() {
	original := mat.NewDense(4, 64, nil)
	blurred := mat.NewDense(4, 64, nil)
	for i := range 4 {
		for pixel := range 64 {
			x, y := float64(pixel%8), float64(pixel/8)
			r := math.Hypot(x-3.5, y-3.5) - float64(i)
			original.Set(i, pixel, math.Round(1/(1+math.Exp(4*r))))
			blurred.Set(i, pixel, 1/(1+math.Exp(1.5*r)))
		}
	}
	show(plotting.Reconstructions(original, blurred, plotting.Tiles{Height: 8, Width: 8}))
	// Output: [4 originals of 8×8 pixels, each above its reconstruction, values from 0 to 1, 613×254]
}
