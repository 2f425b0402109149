package ebm_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// An RBM learns handwritten digits by contrastive divergence, is saved and
// loaded. Here 2000 of the 60 000 images are enough.
func Example() {
	folder, err := os.MkdirTemp("", "ebm")
	check(err)
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "digits.safetensors")

	train, _, err := dataset.MNIST()
	check(err)
	x := train.Threshold(0.5).Rows(0, 2000)
	rng := ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(784, 32, rng)
	check(m.InitVisible(x))
	result, err := ebm.Train(context.Background(), ebm.NewCD(m, 1), x,
		ebm.Settings{Epochs: 5, BatchSize: 100, LearningRate: 0.05, Momentum: 0.5}, rng)
	check(err)
	check(ebm.Save(file, m))

	loaded, err := ebm.Load[*ebm.RBM](file)
	check(err)
	first, last := result.History[0], result.History[len(result.History)-1]
	fmt.Println(loaded)
	fmt.Println(last[0].Name, "fell:", last[0].Value < first[0].Value)
	// Output:
	// RBM 784-32 (Bernoulli, Bernoulli)
	// reconstruction error fell: true
}

// Contrastive divergence with samples in the chain, or with probabilities
// everywhere, as in a calculation by hand.
func ExampleCD() {
	m := ebm.NewBernoulliRBM(6, 4, ebm.NewRand(1))
	cd := ebm.NewCD(m, 1)
	cd.ChainStates = ebm.ChainStates{VisibleMeans: true, HiddenMeans: true}
	v := ebm.NewMatrix(1, 6)
	v.Row(0)[2] = 1
	grad := []ebm.Param{{Value: ebm.NewMatrix(6, 4)}, {Value: ebm.NewMatrix(1, 6)}, {Value: ebm.NewMatrix(1, 4)}}
	cd.AddGrad(grad, -1, v, ebm.NewRand(1))
	fmt.Printf("%.2f\n", grad[1].Value.Row(0))
	// Output: [-0.50 -0.50 0.50 -0.50 -0.50 -0.50]
}

// The exact log-likelihood of a model that is small enough.
func ExampleLogPartition() {
	m := ebm.NewBernoulliRBM(4, 2, ebm.NewRand(1))
	m.Weights = ebm.NewMatrix(4, 2) // all states are equally probable
	logZ, err := ebm.LogPartition(m)
	check(err)
	ll := make([]float64, 1)
	ebm.LogLikelihood(ll, m, ebm.NewMatrix(1, 4), logZ)
	fmt.Printf("%.4f %.4f\n", logZ, ll[0])
	// Output: 4.1589 -2.7726
}
