package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// The network 784-500-500-2000-10 on all of MNIST.
var (
	deep3       = deep{sizes: deepSizes, pretrain: 10, drawn: true, epochs: 35, rate: 0.4, inputs: 0.2, hidden: 0.2}
	deep6       = deep{sizes: deepSizes, pretrain: 15, drawn: true, epochs: 85, rate: 0.4, inputs: 0.2, hidden: 0.3}
	deep3Random = deep3.random(50)
	deep6Random = deep6.random(100)
)

// deep3Means is what recipes began with: levels that reconstruct with means.
var deep3Means = deep{sizes: deepSizes, pretrain: 10, epochs: 35, rate: 0.1, inputs: 0.2, hidden: 0.2}

var _ = reference(
	finetuned("3min", deep3, deep3Random, 1.2),
	finetuned("6min", deep6, deep6Random, 1.1),
	// About one row in a hundred is wrong, and two networks disagree on as many:
	// two standard errors of a difference.
	choice("dbn/choice", 2*100*math.Sqrt(0.01/10000), deepJudge,
		[]deep{deep3, deep3Means.rated(0.4), deep3Means.rated(0.4).dropping(0.2, 0.3),
			deep3Means.rated(0.2), deep3Means.rated(0.2).dropping(0.2, 0.3), deep3Means.rated(0.2).dropping(0, 0),
			deep3Means, deep3Means.dropping(0.2, 0.3), deep3Means.dropping(0.2, 0.5), deep3Means.dropping(0, 0), deep3Means.rated(0.05)},
		[]deep{deep3Random, deep3Random.rated(0.2), deep3Random.rated(0.1)}),
)

// deepJudge keeps 10 000 training images apart.
func deepJudge(t *testing.T) func(r deep) float64 {
	all, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	heldOut, training := all.Split(10000, ebm.NewRand(3))
	stack := stacks(t, training)
	return func(r deep) float64 { return errorRate(t, r.tuned(t, stack(r), training, 1), heldOut) }
}

// random is the recipe from random weights for so many epochs.
func (r deep) random(epochs int) deep {
	r.pretrain, r.drawn, r.epochs = 0, false, epochs
	return r
}

// dropping is the recipe with other shares of dropout.
func (r deep) dropping(inputs, hidden float64) deep {
	r.inputs, r.hidden = inputs, hidden
	return r
}

// rated is the recipe with another learning rate.
func (r deep) rated(rate float64) deep {
	r.rate = rate
	return r
}
