package dataset_test

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

func ExampleMNIST() {
	train, test, err := dataset.MNIST()
	if err != nil {
		fmt.Println(err) // says how to get the data
		return
	}
	fmt.Println(train.Threshold(0.5))
	fmt.Println(test.Sampled())
	fmt.Println("the first labels are", train.Labels[:3])
	// Output:
	// MNIST train: 60000 images of 28×28, 10 classes, thresholded at 0.5
	// MNIST test: 10000 images of 28×28, 10 classes, sampled anew
	// the first labels are [5 0 4]
}

func ExampleDigits() {
	digits := dataset.Digits().Threshold(0.5)
	fmt.Println(digits)
	image := digits.Rows(0, 1)
	for y := range digits.Height {
		for x := range digits.Width {
			fmt.Print([]string{" .", " #"}[int(image.At(0, y*digits.Width+x))])
		}
		fmt.Println()
	}
	// Output:
	// UCI digits: 1797 images of 8×8, 10 classes, thresholded at 0.5
	//  . . . # # . . .
	//  . . # # # # . .
	//  . . # . . # . .
	//  . . # . . . . .
	//  . . . . . # . .
	//  . . # . . # . .
	//  . . # . # # . .
	//  . . . # # . . .
}

func ExampleBarsAndStripes() {
	for i := range 6 {
		fmt.Println(dataset.BarsAndStripes(2).Row(i))
	}
	// Output:
	// [0 0 0 0]
	// [1 1 0 0]
	// [0 0 1 1]
	// [1 1 1 1]
	// [1 0 1 0]
	// [0 1 0 1]
}

func ExampleSet_Split() {
	digits := dataset.Digits().Sampled()
	rng := ebm.NewRand(1)
	held, train := digits.Split(200, rng)
	ones := train.Only(1)
	fmt.Println(held)
	fmt.Println(train)
	fmt.Println(ones.Labels[:5])
	// Output:
	// UCI digits: 200 images of 8×8, 10 classes, sampled anew
	// UCI digits: 1597 images of 8×8, 10 classes, sampled anew
	// [1 1 1 1 1]
}
