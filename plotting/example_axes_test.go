package plotting_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

func ExampleAxes_Curves() {
	var mean, low, high []float64
	for epoch := 1.0; epoch <= 12; epoch++ {
		m := -100 - 80*math.Exp(-epoch/3)
		mean, low, high = append(mean, m), append(low, m-20/epoch), append(high, m+20/epoch)
	}
	axes := plotting.Axes{X: "epoch", Y: "nats", Width: 360, Height: 220}
	show(axes.Curves(
		plotting.Series{Name: "train", Points: plotting.Points(nil, mean), Low: plotting.Points(nil, low), High: plotting.Points(nil, high)},
		plotting.Series{Name: "exact", Points: plotter.XYs{{X: 1, Y: -98}, {X: 12, Y: -98}}, Dashed: true},
	))
	// Output: [2 curves of nats against epoch: train, exact, 360×220]
}

// Two temperatures of one energy.
func ExampleCurves() {
	energy := func(x float64) float64 { return x*x*x*x - 2*x*x }
	density := func(temperature float64) func(x float64) float64 {
		return func(x float64) float64 { return math.Exp(-energy(x) / temperature) }
	}
	show(plotting.Curves(
		plotting.Series{Name: "T = 1", Points: plotting.Graph(density(1), -2, 2)},
		plotting.Series{Name: "T = 2", Points: plotting.Graph(density(2), -2, 2)},
	))
	// Output: [2 curves: T = 1, T = 2, 760×400]
}

func ExampleAxes_Histogram() {
	rng := rand.New(rand.NewPCG(1, 2))
	normal := func(mean, deviation float64) []float64 {
		x := make([]float64, 2000)
		for i := range x {
			x[i] = mean + deviation*rng.NormFloat64()
		}
		return x
	}
	axes := plotting.Axes{X: "free energy", Width: 360, Height: 220, Bins: 40}
	show(axes.Histogram(
		plotting.Sample{Name: "data", Values: normal(-100, 10)},
		plotting.Sample{Name: "noise", Values: normal(-50, 6)},
	))
	// Output: [2 histograms of density against free energy: data, noise, 360×220]
}

// The Boltzmann distribution of three spins in a row, at two temperatures.
func ExampleAxes_Bars() {
	var labels []string
	cold, hot := plotting.Group{Name: "T = 1"}, plotting.Group{Name: "T = 3"}
	var zCold, zHot float64
	for state := range 8 {
		spin := func(i int) float64 { return float64(2*(state>>(2-i)&1) - 1) }
		energy := -spin(0)*spin(1) - spin(1)*spin(2)
		labels = append(labels, fmt.Sprintf("%03b", state))
		cold.Heights = append(cold.Heights, math.Exp(-energy))
		hot.Heights = append(hot.Heights, math.Exp(-energy/3))
		zCold, zHot = zCold+cold.Heights[state], zHot+hot.Heights[state]
	}
	for state := range 8 {
		cold.Heights[state] /= zCold
		hot.Heights[state] /= zHot
	}
	show(plotting.Axes{Y: "p(s)", Width: 360, Height: 200}.Bars(labels, cold, hot))
	// Output: [2 groups of bars over 8 labels of p(s): T = 1, T = 3, 360×200]
}

// What this package has no function for is drawn with gonum/plot.
func ExampleFromPlot() {
	p := plot.New()
	p.HideAxes()
	line, err := plotter.NewLine(plotting.Graph(math.Sin, 0, 7))
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Add(line)
	show(plotting.FromPlot(p, 200, 100), nil)
	// Output: [Plot, 200×100]
}
