package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// Three lines make training better: a centred gradient, a learning rate that
// falls to zero, and averaged weights. The measure tells by how much.
func ExampleNewCentered() {
	x := dataset.BarsAndStripes(3)
	likelihood := func(better bool) float64 {
		rng := ebm.NewRand(1)
		m := ebm.NewBernoulliRBM(9, 9, rng)
		check(m.InitVisible(x))
		var obj ebm.Objective = ebm.NewPCD(m, 1, 100, rng)
		s := ebm.Settings{Epochs: 3000, LearningRate: 0.2, Measures: []ebm.Measure{&ebm.LikelihoodMeasure{Data: x, Every: 3000}}}
		if better {
			centered, err := ebm.NewCentered(obj, ebm.DataOffsets)
			check(err)
			obj, s.RateDecay, s.Average = centered, ebm.ToZero, ebm.NewAverage(100)
		}
		fmt.Println(obj)
		r, err := ebm.Train(context.Background(), obj, x, s, rng)
		check(err)
		last, _ := r.Last(ebm.MetricLogLikelihood)
		return last.Value
	}
	plain, better := likelihood(false), likelihood(true)
	fmt.Println("more than 0.2 nats better:", better > plain+0.2)
	// Output:
	// PCD-1, 100 chains
	// PCD-1, 100 chains, centred by data at rate 0.01
	// more than 0.2 nats better: true
}

// PCD with a high learning rate is at its best long before the end. What counts
// is a likelihood, on rows that are not trained on where there are enough.
func ExampleHighest() {
	x := dataset.BarsAndStripes(3)
	rng := ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(9, 9, rng)
	r, err := ebm.Train(context.Background(), ebm.NewPCD(m, 1, 100, rng), x, ebm.Settings{
		Epochs: 3000, LearningRate: 0.2,
		Measures: []ebm.Measure{&ebm.LikelihoodMeasure{HeldOut: x, Every: 100}},
		KeepBest: ebm.Highest(ebm.MetricHeldOutLikelihood),
	}, rng)
	check(err)
	last, _ := r.Last(ebm.MetricHeldOutLikelihood)
	fmt.Println("best is better than last:", r.Best.Value > last.Value)
	// Output: best is better than last: true
}
