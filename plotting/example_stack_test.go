package plotting_test

import (
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/gonum/mat"
)

// disc is an image of 8×8 pixels with a soft edge.
func disc(radius, sharpness float64) []float64 {
	image := make([]float64, 64)
	for pixel := range image {
		r := math.Hypot(float64(pixel%8)-3.5, float64(pixel/8)-3.5) - radius
		image[pixel] = 1 / (1 + math.Exp(sharpness*r))
	}
	return image
}

// Two chains from noise, clamped to large and small discs, at four moments.
func ExampleStrips() {
	var steps []*mat.Dense
	var moments []string
	for _, k := range []float64{0, 1, 10, 100} {
		chains := mat.NewDense(2, 64, nil)
		for c := range 2 {
			chains.SetRow(c, disc(3-1.5*float64(c), 0.1+0.6*math.Log1p(k)))
		}
		steps, moments = append(steps, chains), append(moments, fmt.Sprint(k))
	}
	show(plotting.Strips(steps, plotting.Tiles{
		Height: 8, Width: 8, Zoom: 6,
		RowNames: []string{"large", "small"}, ColumnNames: moments,
	}))
	// Output: [8 samples of 8×8 pixels, values from 0 to 1, 306×146]
}

func ExampleComparison() {
	original, blurred, sharp := mat.NewDense(4, 64, nil), mat.NewDense(4, 64, nil), mat.NewDense(4, 64, nil)
	for i := range 4 {
		original.SetRow(i, disc(float64(i), 8))
		blurred.SetRow(i, disc(float64(i), 1))
		sharp.SetRow(i, disc(float64(i), 3))
	}
	show(plotting.Comparison(original, plotting.Tiles{Height: 8, Width: 8, Zoom: 6},
		plotting.Version{Name: "PCA", Rows: blurred},
		plotting.Version{Name: "autoencoder", Rows: sharp},
	))
	// Output: [4 originals of 8×8 pixels above their reconstructions with the mean squared error of an image; PCA: 2.80; autoencoder: 0.41, 404×234]
}

// Units of the second level sum those of the first, so their weights are larger.
func ExampleFilterLevels() {
	first, second := mat.NewDense(64, 6, nil), mat.NewDense(6, 6, nil)
	for unit := range 6 {
		sin, cos := math.Sincos(math.Pi * float64(unit) / 6)
		for pixel := range 64 {
			x, y := float64(pixel%8)-3.5, float64(pixel/8)-3.5
			first.Set(pixel, unit, math.Cos(x*cos+y*sin)*math.Exp(-(x*x+y*y)/9))
		}
		second.Set(unit, unit, 3)
		second.Set(unit, (unit+2)%6, 3)
	}
	var seen mat.Dense
	seen.Mul(first, second)
	show(plotting.FilterLevels(plotting.Tiles{Height: 8, Width: 8, Zoom: 6},
		plotting.LevelFilters{Name: "level 1", Weights: first},
		plotting.LevelFilters{Name: "level 2", Weights: &seen},
	))
	// Output: [Receptive fields of 2 levels, 12 filters of 8×8 pixels each on its own scale, 426×160]
}
