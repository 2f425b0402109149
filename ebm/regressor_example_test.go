package ebm_test

import (
	"context"
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// A bent curve of one number, learned from 200 points by a small network from
// random weights.
func ExampleRegressor() {
	rng := ebm.NewRand(1)
	points := func(n int) (x, y ebm.Matrix) {
		x, y = ebm.NewMatrix(n, 1), ebm.NewMatrix(n, 1)
		for i := range n {
			v := rng.Float64()
			x.Row(i)[0], y.Row(i)[0] = float32(v), float32(math.Sin(2*math.Pi*v))
		}
		return x, y
	}
	x, y := points(200)
	xHeld, yHeld := points(100)

	stack := ebm.NewDBN([]int{1, 30}, rng)
	stack.InitGlorot(rng)
	r := ebm.NewRegressor(stack, 1)
	s := ebm.FineTuneSettings{
		Settings: ebm.Settings{Epochs: 300, BatchSize: 20, LearningRate: 0.03, Optimizer: ebm.Adam{}, RateDecay: ebm.ToZero,
			HeldOut: xHeld},
		HeldOutTargets: yHeld,
	}
	result, err := r.FineTune(context.Background(), x, y, s, rng)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println(result.Notes[0])
	r2, err := r.R2(xHeld, yHeld)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("R² of held-out points: %.2f\n", r2)
	// Output:
	// Regressor 1-30-1
	// level 0 of the stack had never been trained: the weights were as drawn when fine-tuning began
	// R² of held-out points: 0.98
}
