package plotting_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/plotter"
)

func doubleWell(x, y float64) float64 { return (x*x-1)*(x*x-1) + y*y/2 }

// A walk from one well to the other.
func ExampleLandscape() {
	walk := plotter.XYs{{X: -1.2, Y: 0.8}, {X: -1, Y: 0.1}, {X: -0.4, Y: -0.3}, {X: 0.1, Y: 0}, {X: 0.6, Y: 0.2}, {X: 1.1, Y: -0.2}}
	show(plotting.Landscape(doubleWell, plotting.Area{
		XMin: -1.6, XMax: 1.6, YMin: -1.2, YMax: 1.2,
		High: 2, Path: walk, Width: 320,
	}))
	// Output: [Map of energy over x from −1.6 to 1.6 and y from −1.2 to 1.2 with 6 samples, 320×196]
}

// The same wells, less deep at a higher temperature.
func ExampleBeside() {
	var figures []*plotting.Figure
	for _, t := range []float64{0.5, 2} {
		fig, err := plotting.Landscape(func(x, y float64) float64 { return doubleWell(x, y) / t }, plotting.Area{
			XMin: -1.6, XMax: 1.6, YMin: -1.6, YMax: 1.6,
			High: 2, Width: 190, NoBar: true, Title: fmt.Sprintf("T = %v", t),
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fig.Alt = fmt.Sprintf("wells at T = %v", t)
		figures = append(figures, fig)
	}
	show(plotting.Beside(figures...))
	// Output: [wells at T = 0.5; wells at T = 2, 380×213]
}

// An RBM with its weights and a state.
func ExampleNetwork() {
	weights := mat.NewDense(4, 3, []float64{
		1.5, -0.5, 0,
		-1, 0.2, 0.8,
		0.3, 1.1, -1.4,
		0, -0.6, 0.4,
	})
	show(plotting.Network(plotting.Net{
		Layers: []plotting.Units{
			{Len: 4, States: []float64{1, 0, 1, 0}},
			{Len: 3, States: []float64{0.9, 0.6, 0.2}},
		},
		Weights: []mat.Matrix{weights},
	}))
	// Output: [Restricted Boltzmann machine: 4 units (visible), 3 units (hidden), 403×222]
}

func ExampleNetwork_boltzmann() {
	show(plotting.Network(plotting.Net{
		Layers: []plotting.Units{{Len: 4}, {Len: 3}},
		Full:   true,
	}))
	// Output: [Boltzmann machine: 4 units (visible), 3 units (hidden), 242×265]
}

func ExampleNetwork_stack() {
	show(plotting.Network(plotting.Net{
		Layers: []plotting.Units{{Len: 4}, {Len: 3}, {Len: 2}},
	}))
	// Output: [Stack: 4 units (visible), 3 units (hidden 1), 2 units (hidden 2), 332×324]
}

func ExampleFigure_Save() {
	fig, err := plotting.Curves(plotting.Series{Name: "energy", Points: plotting.Points(nil, []float64{3, 1, 2})})
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(fig.Save(filepath.Join(dir, "energy.svg")))
	fmt.Println(fig.Save("energy.gif"))
	// Output:
	// <nil>
	// plotting: save energy.gif: unknown extension ".gif": use .png, .svg or .html
}
