package notebook

import (
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// The traces of ebm fit the picture: quantiles at the same probabilities, inverse temperatures that rise or fall.
func TestAnneals(t *testing.T) {
	rng := ebm.NewRand(1)
	rbm := ebm.NewBernoulliRBM(6, 3, rng)
	s := ebm.AISSettings{Chains: 20, Betas: ebm.LinearBetas(250), Start: ebm.NewMatrix(1, 6)}
	forward, err := ebm.AIS(t.Context(), rbm, s, rng)
	if err != nil {
		t.Fatal(err)
	}
	reverse, err := ebm.ReverseAIS(t.Context(), rbm, s, rng)
	if err != nil {
		t.Fatal(err)
	}
	runs := Anneals(forward, ebm.AISResult{}, reverse)
	if len(runs) != 2 || runs[0].Name != "forward" || runs[1].Name != "reverse" || runs[1].Betas[0] != 1 {
		t.Fatalf("runs %v", runs)
	}
	fig, err := plotting.Annealing(runs...)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(fig.Alt, "2 annealing runs") {
		t.Error(fig.Alt)
	}
	if ebm.TraceQuantiles != [5]float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		t.Errorf("quantiles at %v are not those that plotting.Anneal takes", ebm.TraceQuantiles)
	}
	// An exact log Z has no runs.
	if _, err := plotting.Annealing(Anneals(ebm.AISResult{})...); err == nil {
		t.Error("a picture of nothing")
	}
}
