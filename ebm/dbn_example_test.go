package ebm_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// A stack is pretrained level by level, with the default for all but the number
// of epochs of the lowest one. Its top units are features of the data.
func ExampleDBN_Pretrain() {
	data := patterns(500, 1) // 500×12, three kinds of rows
	d := ebm.NewDBN([]int{12, 8, 4}, ebm.NewRand(1))
	plan := ebm.Plan{Level: func(level int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		objective, s, err := ebm.DefaultLevel(level, m, rng)
		if level == 0 {
			s.Epochs = 30
		}
		return objective, s, err
	}}
	results, err := d.Pretrain(context.Background(), data, plan, ebm.NewRand(2))
	check(err)
	for level, r := range results {
		fmt.Printf("level %d: %v, %d epochs\n", level, d.RBMs[level], r.Epochs)
	}
	features := ebm.NewMatrix(data.Rows, d.NumHidden())
	d.Transform(features, data, d.Levels())
	fmt.Println(features.Dims())
	// Output:
	// level 0: RBM 12-8 (Bernoulli, Bernoulli), 30 epochs
	// level 1: RBM 8-4 (Bernoulli, Bernoulli), 10 epochs
	// 500 4
}
