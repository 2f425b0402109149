package notebook_test

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"github.com/gonb-ebm/gonb-ebm/plotting/notebook"
	"gonum.org/v1/plot/plotter"
)

// Outside a notebook text is printed, and a picture is one line.
func ExampleShow() {
	loss := plotting.Series{Name: "train", Points: plotter.XYs{{X: 1, Y: 9.2}, {X: 2, Y: 7.1}, {X: 3, Y: 6.8}}}
	notebook.Check(notebook.Show(
		notebook.Markdown("The partition function is $Z = \\sum_v e^{-F(v)}$."),
		notebook.Must(plotting.Axes{Title: "Loss", Width: 400, Height: 300}.Curves(loss)),
	))
	// Output:
	// The partition function is $Z = \sum_v e^{-F(v)}$.
	// [figure: Loss: 1 curve: train, 400×300]
}

func ExampleTable() {
	notebook.Check(notebook.Show(notebook.Table{
		Header: []string{"state", "energy", "p"},
		Rows: [][]any{
			{"+++", -3, 0.87052},
			{"++-", 1, 0.015944},
			{"---", 3, 0.0000231},
		},
	}))
	// Output:
	// state  energy         p
	// -----  ------  --------
	// +++        -3    0.8705
	// ++-         1   0.01594
	// ---         3  2.31e-05
}

func ExampleMust() {
	fmt.Println(notebook.Must(fmt.Sscan("42", new(int))), "value read")
	// Output:
	// 1 value read
}
