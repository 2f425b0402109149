package ebm_test

import (
	"context"
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// How much a stack knows of bars and stripes. log Z is that of its top RBM, whose
// data, where annealing starts, are the draws that go up.
func ExampleDBNBound() {
	ctx, rng := context.Background(), ebm.NewRand(1)
	data := dataset.BarsAndStripes(4)
	d := ebm.NewDBN([]int{16, 12, 16}, rng)
	s := ebm.Settings{Epochs: 2000, BatchSize: 30, LearningRate: 0.1, Momentum: 0.5}
	plan := ebm.PlanOf(s, s)
	plan.Sample, plan.Transpose = true, true
	_, err := d.Pretrain(ctx, data, plan, rng)
	check(err)

	top := d.RBMs[d.Levels()-1]
	logZ, err := ebm.LogZ(ctx, top, ebm.LogZSettings{Data: d.Up(data, d.Levels()-1, true)}, rng)
	check(err)
	bound, err := ebm.DBNBound(ctx, d, data, logZ, ebm.BoundSettings{Samples: 50}, rng)
	check(err)
	fmt.Println("better than fair coins:", bound.Low() > -16*math.Ln2)
	// Output:
	// better than fair coins: true
}
