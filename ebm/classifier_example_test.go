package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// A stack is pretrained without labels and fine-tuned with them. 300 digits are
// held out: the model that is left is the best by their error, and training ends
// when ten epochs have not bettered it.
func ExampleClassifier_FineTune() {
	ctx, rng := context.Background(), ebm.NewRand(1)
	held, train := dataset.Digits().Split(300, rng)
	d := ebm.NewDBN([]int{64, 100}, rng)
	_, err := d.Pretrain(ctx, train, ebm.Plan{}, rng)
	check(err)

	c := ebm.NewClassifier(d, 10)
	s := ebm.DefaultFineTune(60)
	s.BatchSize = 20
	s.HeldOut, s.HeldOutLabels = held, held.Labels
	s.KeepBest, s.Patience = ebm.Lowest(ebm.MetricHeldOutError), 10
	_, err = c.FineTune(ctx, train, train.Labels, s, rng)
	check(err)

	accuracy, err := c.Accuracy(held, held.Labels)
	check(err)
	fmt.Println(c)
	fmt.Println("more than 95 % are right:", accuracy.Value > 0.95)
	// Output:
	// Classifier 64-100-10
	// more than 95 % are right: true
}

// Before it is fine-tuned, a classifier knows nothing.
func ExampleClassifier_PredictProba() {
	c := ebm.NewClassifier(ebm.NewDBN([]int{6, 4}, ebm.NewRand(1)), 4)
	p := ebm.NewMatrix(1, 4)
	c.PredictProba(p, ebm.NewMatrix(1, 6))
	fmt.Println(p.Row(0))
	// Output: [0.25 0.25 0.25 0.25]
}

// Logistic regression is what hidden stages have to be better than.
func ExampleNewSoftmaxClassifier() {
	rng := ebm.NewRand(1)
	held, train := dataset.Digits().Split(300, rng)
	c := ebm.NewSoftmaxClassifier(64, 10)
	s := ebm.FineTuneSettings{Settings: ebm.Settings{
		Epochs: 30, BatchSize: 20, LearningRate: 0.1, WeightDecay: 1e-3, RateDecay: ebm.ToZero}}
	_, err := c.FineTune(context.Background(), train, train.Labels, s, rng)
	check(err)
	accuracy, err := c.Accuracy(held, held.Labels)
	check(err)
	fmt.Println(c)
	fmt.Println("more than 92 % are right:", accuracy.Value > 0.92)
	// Output:
	// Classifier 64-10
	// more than 92 % are right: true
}
