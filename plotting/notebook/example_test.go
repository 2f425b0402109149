package notebook_test

import (
	"fmt"
	"os"
	"time"

	"gonum.org/v1/plot/plotter"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
	"github.com/gonb-ebm/gonb-ebm/plotting"
	"github.com/gonb-ebm/gonb-ebm/plotting/notebook"
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

// In a notebook the zero settings, or Height and Width alone, are enough. A Writer gets plain lines anywhere; with one
// there is something to see here.
func ExampleMonitor() {
	monitor := notebook.NewMonitor(notebook.MonitorSettings{Writer: os.Stdout})
	rng := ebm.NewRand(1)
	rbm := ebm.NewBernoulliRBM(9, 4, rng)
	settings := ebm.Settings{Epochs: 3, LearningRate: 0.1, Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
		if p.Step > 0 {
			return nil
		}
		p.Elapsed, p.Metrics = time.Duration(p.Epoch)*time.Second, nil // for the same text on every machine
		return monitor.Record(p)
	})}
	_, err := ebm.Train(notebook.Context(), ebm.NewCD(rbm, 1), dataset.BarsAndStripes(3), settings, rng)
	notebook.Check(err)
	// Output:
	// epoch 1/3  2.0 s left
	// epoch 2/3  1.0 s left
	// epoch 3/3  3.0 s
}
