package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

const cd25Source = "Salakhutdinov and Murray (2008): CD-25, 784-500, sampled: test -86.34"

// RBMs of 500 hidden units on MNIST. The recipe, for all of them: PCD-1 with
// 100 chains, centred by the data, batches of 100, no momentum, no decay, a
// rate that falls linearly to 0. The rows choice choose that rate on held-out
// training images.
var _ = reference(
	mnist500{name: "sampled/160", epochs: 160, rate: 0.1, least: -85, source: cd25Source}.row(),
	mnist500{name: "sampled/200", epochs: 200, rate: 0.1, least: -85, source: cd25Source}.row(),
	mnist500{name: "sampled/450", epochs: 450, rate: 0.1, least: -84, source: cd25Source}.row(),
	mnist500{name: "thresholded/100", thresholded: true, epochs: 100, rate: 0.05, least: -70,
		source: "PyDeep, RBM_MNIST_big, centred: test -84.86 by AIS, -96.61 by reverse AIS, thresholded"}.row(),
)

type mnist500 struct {
	name, source string
	thresholded  bool
	epochs       int
	rate, least  float64 // learning rate; test log-likelihood to reach, nats
}

func (r mnist500) row() referenceRow {
	return referenceRow{name: "mnist500/" + r.name, source: r.source, long: true, run: r.run}
}

var _ = reference(
	mnist500{name: "sampled/choice", epochs: 60, rate: 0.1, source: "held-out training images"}.choice(0.05, 0.1, 0.2),
	mnist500{name: "thresholded/choice", thresholded: true, epochs: 60, rate: 0.05, source: "held-out training images"}.choice(0.025, 0.05, 0.1),
)

// choice trains at some rates on 50 000 images; the one of the recipe must be
// the best on the other 10 000, or within 0.5 nats of it: over a run this short a
// higher rate has an advantage, of 0.4 nats for 0.2 over 0.1 on sampled images.
func (r mnist500) choice(rates ...float64) referenceRow {
	return referenceRow{name: "mnist500/" + r.name, source: r.source, long: true, run: func(t *testing.T) {
		all, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
		heldOut, rest := all.Split(10000, ebm.NewRand(3))
		training, images := rest.Sampled(), heldOut.Binarize(ebm.NewRand(99))
		if r.thresholded {
			training, images = rest.Threshold(0.5), heldOut.Threshold(0.5)
		}
		best, chosen := math.Inf(-1), 0.0
		for _, rate := range rates {
			s := r
			s.rate = rate
			l := s.estimate(t, s.trained(t, training, 1), training, images, 10000, 1)
			t.Logf("rate %g: held-out log-likelihood %.2f", rate, l.Mean)
			best = max(best, l.Mean)
			if rate == r.rate {
				chosen = l.Mean
			}
		}
		within(t, "best less chosen", best-chosen, 0, 0.5)
	}}
}

// data returns training images, drawn anew at every epoch or thresholded, and
// test images, drawn once.
func (r mnist500) data(t *testing.T) (training, test *dataset.Set) {
	training, test = mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	if r.thresholded {
		return training.Threshold(0.5), test.Threshold(0.5)
	}
	return training.Sampled(), test.Binarize(ebm.NewRand(99))
}

func (r mnist500) run(t *testing.T) {
	for _, seed := range seeds(1) {
		training, test := r.data(t)
		m := r.trained(t, training, seed)
		first := r.estimate(t, m, training, test, 10000, seed)
		second := r.estimate(t, m, training, test, 20000, seed+1)
		within(t, seedName("test log-likelihood", seed), first.Mean, r.least, -50)
		within(t, "change with twice as many temperatures", math.Abs(second.Mean-first.Mean), 0, 0.5)
	}
}

// trained returns a model of the recipe.
func (r mnist500) trained(t *testing.T, training ebm.Source, seed uint64) *ebm.RBM {
	t.Helper()
	m, obj := centredPCD(t, training, 500, seed)
	timed(t, "training", func() {
		train(t, obj, training, ebm.Settings{Epochs: r.epochs, BatchSize: 100, LearningRate: r.rate, RateDecay: ebm.ToZero}, seed)
	})
	return m
}

// estimate logs log Z and returns the likelihood of the test images.
func (r mnist500) estimate(t *testing.T, m *ebm.RBM, training, test *dataset.Set, temperatures int, seed uint64) ebm.Likelihood {
	t.Helper()
	var z ebm.LogZResult
	timed(t, "log Z", func() {
		var err error
		z, err = ebm.LogZ(t.Context(), m, ebm.LogZSettings{Data: training, Temperatures: temperatures}, ebm.NewRand(seed))
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%d temperatures: %v; forward %v; reverse %v", temperatures, z, z.Forward, z.Reverse)
	within(t, "reverse less forward estimate", math.Abs(z.Width), 0, 0.5)
	l, err := ebm.NewLikelihood(m, test, z.Value, z.Low, z.High, ebm.NewRand(seed))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(l)
	return l
}
