package plotting_test

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// annealed makes log weights of 50 chains on a path whose middle is hard.
func annealed(name string, betas []float64, rng *rand.Rand) plotting.Anneal {
	run := plotting.Anneal{Name: name, Betas: betas}
	chains := make([]float64, 50)
	for i, beta := range betas {
		for c := range chains {
			if i > 0 {
				step := beta - betas[i-1]
				noise := 30 * math.Exp(-50*(beta-0.5)*(beta-0.5)) * math.Abs(step)
				chains[c] += 90*(beta*beta-betas[i-1]*betas[i-1]) + noise*rng.NormFloat64() - 0.7*noise
			}
		}
		run.LogWeights = append(run.LogWeights, append([]float64(nil), chains...))
	}
	return run
}

// Forward and reverse runs through a transition in the middle of the path.
func ExampleAxes_Annealing() {
	rng := rand.New(rand.NewPCG(1, 2))
	var up, down []float64
	for i := range 41 {
		up, down = append(up, float64(i)/40), append(down, 1-float64(i)/40)
	}
	axes := plotting.Axes{Width: 400, Height: 360}
	show(axes.Annealing(annealed("forward", up, rng), annealed("reverse", down, rng)))
	// Output: [2 annealing runs of log weight (nats) against inverse temperature: forward, reverse, 400×360]
}

func ExampleAxes_Sandwich() {
	temperatures := []float64{100, 300, 1000, 3000, 10000}
	var values, low, high [2][]float64
	for _, t := range temperatures {
		gap := 900 / t
		for k, v := range []float64{190.95 - gap, 190.95 + 2*gap} {
			values[k] = append(values[k], v)
			low[k], high[k] = append(low[k], v-gap/2-0.1), append(high[k], v+gap/2+0.1)
		}
	}
	show(plotting.Axes{Width: 400, Height: 240}.Sandwich(
		plotting.Band("forward", temperatures, values[0], low[0], high[0]),
		plotting.Band("reverse", temperatures, values[1], low[1], high[1]),
		plotting.Level("exact", 190.95),
	))
	// Output: [3 curves of log Z (nats) against temperatures: forward, reverse, exact, 400×240]
}

// Of a chain that forgets a fifth of its value at each step.
func ExampleAxes_Autocorrelation() {
	var rho []float64
	for lag := range 31 {
		rho = append(rho, math.Pow(0.8, float64(lag)))
	}
	show(plotting.Axes{Width: 400, Height: 220}.Autocorrelation(plotting.Correlation{Rho: rho, Time: 9, N: 500}))
	// Output: [1 curve of autocorrelation against lag: autocorrelation time 9, 400×220]
}

// One chain has not found the states of the others.
func ExampleAxes_Traces() {
	rng := rand.New(rand.NewPCG(1, 2))
	var chains [][]float64
	for _, mean := range []float64{-100, -100, -70} {
		energy := []float64{-60}
		for len(energy) < 300 {
			energy = append(energy, mean+0.8*(energy[len(energy)-1]-mean)+4*rng.NormFloat64())
		}
		chains = append(chains, energy)
	}
	show(plotting.Axes{Y: "energy (nats)", Width: 400, Height: 220}.Traces(plotting.Chains(chains)...))
	// Output: [3 traces of energy (nats) against step, 400×220]
}

func ExampleAxes_FreeEnergies() {
	rng := rand.New(rand.NewPCG(1, 2))
	normal := func(mean, deviation float64) []float64 {
		x := make([]float64, 2000)
		for i := range x {
			x[i] = mean + deviation*rng.NormFloat64()
		}
		return append(x, 1000) // an outlier
	}
	show(plotting.Axes{Width: 400, Height: 220}.FreeEnergies(
		plotting.Sample{Name: "data", Values: normal(-100, 12)},
		plotting.Sample{Name: "samples", Values: normal(-95, 10)},
		plotting.Sample{Name: "noise", Values: normal(-20, 6)},
	))
	// Output: [3 histograms of density against free energy (nats): data, samples, noise, 400×220]
}

// A ladder with even spacing, and the same number of temperatures tuned to one rate.
func ExampleAxes_SwapRates() {
	even := plotting.Ladder{Name: "even", Betas: []float64{0, 0.2, 0.4, 0.6, 0.8, 1}, Rates: []float64{0.93, 0.71, 0.08, 0.19, 0.6}}
	tuned := plotting.Ladder{Name: "tuned", Betas: []float64{0, 0.34, 0.46, 0.56, 0.7, 1}, Rates: []float64{0.43, 0.36, 0.38, 0.44, 0.41}}
	show(plotting.Axes{Width: 400, Height: 220}.SwapRates(0.4, even, tuned))
	// Output: [2 ladders of swap rate against inverse temperature: even, tuned, 400×220]
}

// How far one parameter is from the best, and where gradients lead.
var (
	bowl     = func(a, b float64) float64 { return a*a + b*b + a*b }
	downhill = func(a, b float64) (da, db float64) { return -2*a - b, -2*b - a }
	biased   = func(a, b float64) (da, db float64) { return -2*a - b + 0.9, -2*b - 0.6*a - 0.4 }
	toy      = plotting.Area{XMin: -2, XMax: 2, YMin: -1.5, YMax: 1.5, X: "weight", Y: "bias", Z: "loss (nats)", ArrowGrid: 7, Width: 330}
)

// A biased gradient comes to rest elsewhere.
func ExampleField() {
	show(plotting.Field(toy, plotting.Arrows{Name: "gradient", At: downhill}, plotting.Arrows{Name: "estimate", At: biased}))
	// Output: [Arrows over weight from −2 to 2 and bias from −1.5 to 1.5 with 2 vector fields, gradient, estimate, 330×284]
}

// The same over the loss.
func ExampleLandscape_arrows() {
	a := toy
	a.Arrows = []plotting.Arrows{{Name: "gradient", At: downhill}, {Name: "estimate", At: biased}}
	show(plotting.Landscape(bowl, a))
	// Output: [Map of loss (nats) over weight from −2 to 2 and bias from −1.5 to 1.5 with 2 vector fields, gradient, estimate, 330×221]
}
