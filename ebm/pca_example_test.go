package ebm_test

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// Points near a line in the plane need one number each.
func ExamplePCA() {
	x := ebm.NewMatrix(5, 2)
	for i, p := range [][2]float32{{-2, -2.1}, {-1, -0.9}, {0, 0}, {1, 0.9}, {2, 2.1}} {
		x.Row(i)[0], x.Row(i)[1] = p[0], p[1]
	}
	p, err := ebm.NewPCA(x, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p)
	fmt.Printf("direction (%.2f, %.2f)\n", p.Components.At(0, 0), p.Components.At(1, 0))

	code := ebm.NewMatrix(5, 1)
	p.Encode(code, x)
	fmt.Printf("first point: code %.2f\n", code.At(0, 0))
	e, err := p.SquaredError(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("squared error %.4f\n", e.Value)
	// Output:
	// PCA 2-1, 99.9 % of the variance
	// direction (0.70, 0.71)
	// first point: code -2.90
	// squared error 0.0035
}
