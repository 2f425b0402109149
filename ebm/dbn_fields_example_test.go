package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// What a deep unit stands for, in three ways. Below it is a unit for the first two
// pixels, which it likes, one for the last two, which it likes less, and one for
// the very last, which it dislikes.
func Example_deepFields() {
	d := ebm.NewDBN([]int{4, 3, 1}, ebm.NewRand(1))
	for i, row := range [][]float32{{6, 0, 0}, {6, 0, 0}, {0, 6, 0}, {0, 6, 6}} {
		copy(d.RBMs[0].Weights.Row(i), row)
	}
	copy(d.RBMs[0].Hidden.(*ebm.Bernoulli).Bias, []float32{-9, -9, -3})
	for i, w := range []float32{8, 4, -8} {
		d.RBMs[1].Weights.Row(i)[0] = w
	}
	data := ebm.NewMatrix(16, 4)
	d.RBMs[0].Visible.(*ebm.Bernoulli).States(data, 0)

	ctx := context.Background()
	rows, err := d.Exciting(ctx, data, 2, nil, 2)
	check(err)
	images, err := d.Maximize(ctx, 2, nil, ebm.MaximizeSettings{Penalty: 0.01}, ebm.NewRand(1))
	check(err)
	fmt.Println("linear:  ", d.LinearFields(2).Data)
	fmt.Println("exciting:", rows.Images.Row(0), rows.Images.Row(1))
	fmt.Printf("maximal:  %.0f\n", images.Images.Row(0))
	// Output:
	// linear:   [48 48 24 -24]
	// exciting: [1 1 1 0] [1 1 0 0]
	// maximal:  [1 1 1 0]
}
