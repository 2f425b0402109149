package notebook

import (
	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// Anneals turns the traces of annealed importance sampling into what plotting.Annealing draws:
//
//	notebook.Show(plotting.Annealing(notebook.Anneals(result.Forward, result.Reverse)...))
//
// Runs are named forward and reverse. One that has not taken place, as where log Z is exact, is left out.
func Anneals(results ...ebm.AISResult) []plotting.Anneal {
	var runs []plotting.Anneal
	for _, r := range results {
		if len(r.Trace) == 0 {
			continue
		}
		run := plotting.Anneal{Name: "forward"}
		if r.Reverse {
			run.Name = "reverse"
		}
		for _, p := range r.Trace {
			run.Betas = append(run.Betas, p.Beta)
			run.Quantiles = append(run.Quantiles, p.Quantiles)
		}
		runs = append(runs, run)
	}
	return runs
}
