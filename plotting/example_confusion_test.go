package plotting_test

import "github.com/gonb-ebm/gonb-ebm/plotting"

// Three digits that look alike, of a classifier that is right nearly always.
func ExampleConfusion() {
	show(plotting.Axes{Title: "Test set", Width: 400}.Confusion([][]int{
		{982, 3, 25},
		{2, 1027, 1},
		{11, 0, 963},
	}, []string{"4", "7", "9"}))
	// Output: [Test set: Confusion matrix of 3 classes, 2972 of 3014 right, 1.39 % wrong, 341×279]
}
