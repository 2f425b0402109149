package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// Digits of 64 pixels as codes of four numbers: a stack is trained level by
// level, unrolled, fine-tuned, and compared with principal components on rows
// that neither has seen.
func ExampleAutoencoder() {
	rng := ebm.NewRand(1)
	heldOut, training := dataset.Digits().Split(400, rng)

	stack := ebm.NewDBN([]int{64, 60}, rng)
	stack.RBMs = append(stack.RBMs, ebm.NewRBM(ebm.NewBernoulli(60), ebm.NewGaussian(4), rng)) // a linear code
	if _, err := stack.Pretrain(context.Background(), training, ebm.Plan{}, rng); err != nil {
		fmt.Println(err)
		return
	}

	a := ebm.NewAutoencoder(stack)
	s := ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: 60, LearningRate: 0.01, BatchSize: 50, Optimizer: ebm.Adam{}, RateDecay: ebm.ToZero}}
	if _, err := a.FineTune(context.Background(), training, s, rng); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a)

	pca, err := ebm.NewPCA(training, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	deep, err := a.SquaredError(heldOut)
	if err != nil {
		fmt.Println(err)
		return
	}
	linear, err := pca.SquaredError(heldOut)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("squared error of held-out digits: principal components %.1f, autoencoder %.1f\n", linear.Value, deep.Value)

	code := ebm.NewMatrix(1, a.NumCode())
	a.Encode(code, heldOut.Rows(0, 1))
	fmt.Println("numbers of a code:", code.Cols)
	// Output:
	// Autoencoder 64-60-4-60-64 (Gaussian code)
	// squared error of held-out digits: principal components 2.4, autoencoder 1.4
	// numbers of a code: 4
}
