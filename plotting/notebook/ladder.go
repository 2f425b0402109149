package notebook

import (
	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// Exchanger is what counts swaps along a ladder of temperatures: ebm.Tempering and ebm.ParallelTempering.
type Exchanger interface {
	Betas() []float64
	Swaps() []ebm.Stats
}

// Ladder turns the counts of x into what plotting.SwapRates draws. A pair that was never tried has the rate 0.
//
//	notebook.Show(plotting.SwapRates(0.4, notebook.Ladder("tuned", tempering)))
func Ladder(name string, x Exchanger) plotting.Ladder {
	l := plotting.Ladder{Name: name, Betas: x.Betas()}
	for _, s := range x.Swaps() {
		l.Rates = append(l.Rates, float64(s.Accepted)/float64(max(1, s.Proposed)))
	}
	return l
}
