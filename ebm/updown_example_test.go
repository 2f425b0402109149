package ebm_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// A deep belief network learns the bars (label 0) and stripes (label 1) of 4×4,
// tells them apart by free energy, and dreams of either kind.
func ExampleUpDown() {
	v := dataset.BarsAndStripes(4)
	labels := make([]int, v.Rows)
	for i := range labels {
		labels[i] = kindOfBars(v.Row(i))
	}
	ctx, rng := context.Background(), ebm.NewRand(1)
	d := ebm.NewDBN([]int{16, 24, 24}, rng)
	s := ebm.Settings{Epochs: 1000, LearningRate: 0.1, Momentum: 0.5, RateDecay: ebm.ToZero}
	_, err := ebm.Train(ctx, ebm.NewCD(d.RBMs[0], 1), v, s, rng)
	check(err)

	u := ebm.NewUpDown(d, 2, rng)
	_, err = u.TrainTop(ctx, v, labels, ebm.TopSettings{Settings: s, Sample: true}, rng)
	check(err)
	f := ebm.UpDownSettings{Settings: s, K: 3, Chains: 100, VisibleSamples: true}
	f.Epochs, f.LearningRate = 3000, 0.2
	_, err = u.FineTune(ctx, v, labels, f, rng)
	check(err)
	accuracy, err := u.Accuracy(v, labels)
	check(err)

	dreams := ebm.NewMatrix(200, 16)
	held := slices.Repeat([]int{0, 1}, 100)
	check(u.Dream(dreams, held, 1000, rng))
	right := 0
	for i, y := range held {
		if kindOfBars(dreams.Row(i)) == y {
			right++
		}
	}
	fmt.Println(u)
	fmt.Println("knows nearly all labels:", accuracy.Value > 0.9)
	fmt.Println("most dreams are of the kind that was asked for:", right > 150)
	// Output:
	// UpDown 16-(24+2)-24
	// knows nearly all labels: true
	// most dreams are of the kind that was asked for: true
}

// kindOfBars is 0 for whole columns, 1 for whole rows and -1 for other images of
// 4×4 pixels.
func kindOfBars(x []float32) int {
	columns, rows := true, true
	for p, v := range x {
		on := v > 0.5
		columns = columns && on == (x[p%4] > 0.5)
		rows = rows && on == (x[p/4*4] > 0.5)
	}
	switch {
	case rows:
		return 1
	case columns:
		return 0
	}
	return -1
}
