package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// A model whose visible biases were left at 0 though its data are mostly 0, and
// whose likelihood is too good to be true.
func ExampleDiagnose() {
	x := ebm.NewMatrix(200, 30)
	for i := range x.Rows {
		x.Row(i)[i%30] = 1
	}
	m := ebm.NewBernoulliRBM(30, 10, ebm.NewRand(1))
	findings, err := ebm.Diagnose(context.Background(), m, x,
		ebm.DoctorSettings{LogLikelihood: ebm.Metric{Name: "log-likelihood", Value: -3.2, Err: 0.05}}, ebm.NewRand(2))
	check(err)
	for _, f := range findings {
		if f.Level > ebm.LevelOK {
			fmt.Printf("%v: %s: %.2g (limit %.2g)\n", f.Level, f.Check, f.Value, f.Limit)
		}
	}
	// Output:
	// serious: entropy bound: -3.2 (limit -3.4)
	// warning: visible bias: 0 (limit 0.05)
	// warning: reconstruction: 7.8 (limit 1.1)
}

// How slowly do Gibbs chains of a model move, and what does that ask of k?
func ExampleTrace() {
	rng := ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(20, 10, rng) // small weights: chains mix at once
	traces, err := ebm.Trace(context.Background(), ebm.NewGibbs(m), ebm.NewMatrix(10, 20), m.FreeEnergy,
		ebm.TraceSettings{Burn: 50, Steps: 500}, rng)
	check(err)
	mixing, err := traces.Mixing()
	check(err)
	fmt.Printf("time %.0f, R-hat %.2f, k = %d\n", mixing.Time, mixing.RHat, mixing.Advise(100).K)
	// Output: time 1, R-hat 1.00, k = 1
}
