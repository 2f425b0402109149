package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// The network 784-500-500-2000-10 on all of MNIST, for as many epochs as a budget
// of time allows on two cores that are not at their best; random weights have as
// much time.
var (
	deep3       = deep{sizes: deepSizes, pretrain: 10, drawn: true, epochs: 32, rate: 0.4, inputs: 0.2, hidden: 0.2}
	deep6       = deep{sizes: deepSizes, pretrain: 15, drawn: true, epochs: 72, rate: 0.4, inputs: 0.2, hidden: 0.3}
	deep3Random = deep3.random().lasting(42)
	deep6Random = deep6.random().lasting(84)
)

var _ = reference(
	finetuned("3min", deep3, deep3Random, 3, 1.2),
	finetuned("6min", deep6, deep6Random, 1, 1.1),
	// About one row in a hundred is wrong, and two networks disagree on as many:
	// two standard errors of a difference.
	choice("dbn/choice", 2*100*math.Sqrt(0.01/10000), deepJudge, deepTried, deepTriedRandom),
)

// deepMeans is what recipes began with: levels that reconstruct with means.
var deepMeans = deep{sizes: deepSizes, pretrain: 10, epochs: 35, rate: 0.1, inputs: 0.2, hidden: 0.2}

var (
	deepTried = []deep{
		deep3.lasting(35),
		deepMeans.rated(0.4), deepMeans.rated(0.4).dropping(0.2, 0.3),
		deepMeans.rated(0.2), deepMeans.rated(0.2).dropping(0.2, 0.3), deepMeans.rated(0.2).dropping(0, 0),
		deepMeans, deepMeans.dropping(0.2, 0.3), deepMeans.dropping(0.2, 0.5), deepMeans.dropping(0, 0),
		deepMeans.rated(0.05),
	}
	deepTriedRandom = []deep{deep3Random.lasting(50), deep3Random.lasting(50).rated(0.2), deep3Random.lasting(50).rated(0.1)}
)

// deepJudge keeps 10 000 training images apart.
func deepJudge(t *testing.T) func(r deep) float64 {
	all, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	heldOut, training := all.Split(10000, ebm.NewRand(3))
	stack := stacks(t, training)
	return func(r deep) float64 { return errorRate(t, r.tuned(t, stack(r), training, 1), heldOut) }
}
