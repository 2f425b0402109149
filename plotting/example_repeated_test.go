package plotting_test

import "github.com/gonb-ebm/gonb-ebm/plotting"

// The test error of two ways to train, with more and more labels, three seeds each.
func ExampleRepeated() {
	labels := []float64{100, 1000, 10000, 60000}
	pretrained := [][]float64{{9.1, 8.2, 8.9}, {4.9, 5.2, 5.0}, {2.2, 2.1, 2.2}, {1.2, 1.3, 1.2}}
	random := [][]float64{{24, 21, 27}, {9.8, 10.4, 9.9}, {3.4, 3.3, 3.4}, {1.6, 1.7, 1.6}}
	axes := plotting.Axes{LogX: true, X: "labels", Y: "test error (%)", Width: 400, Height: 240}
	show(axes.Curves(
		plotting.Repeated("pretrained", labels, pretrained),
		plotting.Repeated("random weights", labels, random),
	))
	// Output: [2 curves of test error (%) against labels: pretrained, random weights, 400×240]
}

// The epoch that was kept.
func ExampleMoment() {
	heldOut := plotting.Series{Name: "held-out", Points: plotting.Points(nil, []float64{5, 3.6, 2.9, 2.5, 2.4, 2.7, 3.1})}
	axes := plotting.Axes{X: "epoch", Y: "error (%)", Width: 360, Height: 220}
	show(axes.Curves(heldOut, plotting.Moment("kept", 5)))
	// Output: [1 curve of error (%) against epoch: held-out, 360×220]
}

func ExampleRepeatedGroup() {
	models := []string{"logistic regression", "multilayer perceptron", "deep belief network"}
	few := plotting.RepeatedGroup("1 000 labels", [][]float64{{86.1, 85.7, 86.4}, {89.3, 88.6, 89.9}, {94.5, 94.1, 94.9}})
	all := plotting.RepeatedGroup("all labels", [][]float64{{92.3, 92.4, 92.3}, {98.4, 98.5, 98.4}, {98.8, 98.9, 98.8}})
	show(plotting.Axes{X: "test accuracy (%)", Width: 500}.Dots(models, few, all))
	// Output: [2 groups of dots over 3 labels along test accuracy (%): 1 000 labels, all labels, 500×222]
}
