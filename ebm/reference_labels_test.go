package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// What 1000 labels, 100 a class, are worth: the stack is pretrained on all images
// without their labels, or its weights are random. The settings of both are what
// the same search, labels/choice, has found on held-out training images. Random
// weights go on getting better with more epochs, so there are two of them: for
// as many as the pretrained ones have, and for as many as help.
var (
	fewPretrained = deep{sizes: deepSizes, pretrain: 20, drawn: true, epochs: 300, rate: 0.3, inputs: 0.2, hidden: 0.5}
	fewRandom     = deep{sizes: deepSizes, epochs: 300, rate: 0.1, inputs: 0.2, hidden: 0.3}
	fewPatient    = fewRandom.lasting(1200)
)

// fewMeans is what the search began with: levels that reconstruct with means.
var fewMeans = deep{sizes: deepSizes, pretrain: 20, epochs: 300, rate: 0.3, inputs: 0.2, hidden: 0.3}

var _ = reference(
	referenceRow{name: "labels/1000", long: true, run: fewLabels,
		source: "github.com/yell/boltzmann-machines: 93.65 % pretrained, 88.71 % from random weights"},
	// Two standard errors of a difference that 5 % wrong rows in 20 000 leave.
	choice("labels/choice", 2*100*math.Sqrt(0.05/20000), fewJudge,
		[]deep{fewPretrained, fewPretrained.dropping(0.4, 0.5), fewPretrained.lasting(600),
			fewMeans, fewMeans.rated(0.1), fewMeans.rated(0.9), fewMeans.lasting(100), fewMeans.lasting(600), fewMeans.decaying(1e-3),
			fewMeans.decaying(1e-4), fewMeans.dropping(0, 0), fewMeans.dropping(0.2, 0.5),
			fewMeans.longer(40), fewMeans.longer(40).dropping(0.2, 0.5), fewMeans.longer(40).dropping(0.4, 0.5),
			fewMeans.longer(40).lasting(600).dropping(0.2, 0.5)},
		[]deep{fewRandom, fewRandom.rated(0.1 / 3), fewRandom.rated(0.3), fewRandom.lasting(100), fewRandom.decaying(1e-3),
			fewRandom.decaying(1e-4), fewRandom.dropping(0, 0)},
		[]deep{fewPatient, fewRandom.lasting(600), fewRandom.lasting(600).rated(0.2), fewRandom.lasting(600).rated(0.05),
			fewRandom.lasting(600).decaying(1e-4), fewRandom.lasting(600).dropping(0.2, 0.5)}),
)

// fewDraw is draw number seed of 100 labels a class.
func fewDraw(training *dataset.Set, seed uint64) (drawn, rest *dataset.Set) {
	return training.PerClass(100, ebm.NewRand(seed))
}

func fewLabels(t *testing.T) {
	training, images := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	test := seal(t, images)
	d := fewPretrained.stack(t, training, 1)
	recipes := []deep{fewPretrained, fewRandom, fewPatient}
	var means [3]float64
	for k, accuracies := range compareFew(t, d, recipes, training, test, seeds(5)) {
		var spread float64
		means[k], spread = meanAndError(accuracies)
		t.Logf("%v: %.2f ± %.2f %%", recipes[k], means[k], spread)
	}
	within(t, "accuracy, pretrained, percent", means[0], 94, 100)
	within(t, "accuracy points over random weights, as many epochs", means[0]-means[1], 3.5, 10)
	within(t, "accuracy points over random weights, as many epochs as help", means[0]-means[2], 3.5, 10)
}

// compareFew returns the test accuracies in percent of each recipe for each draw
// of labels. Those that are pretrained start from d.
func compareFew(t testing.TB, d *ebm.DBN, recipes []deep, training *dataset.Set, test *sealed, draws []uint64) [][]float64 {
	t.Helper()
	networks := make([][]*ebm.Classifier, len(recipes))
	for _, seed := range draws {
		drawn, _ := fewDraw(training, seed)
		for k, r := range recipes {
			networks[k] = append(networks[k], r.tuned(t, r.start(t, d, drawn, seed), drawn, seed))
		}
	}
	opened := test.open()
	accuracies := make([][]float64, len(recipes))
	for k, list := range networks {
		for i, c := range list {
			accuracies[k] = append(accuracies[k], 100-errorRate(t, c, opened))
			t.Logf("labels of seed %d, %v: %.2f %%", draws[i], recipes[k], accuracies[k][i])
		}
	}
	return accuracies
}

// start is d, or a stack of random weights for a recipe that is not pretrained.
func (r deep) start(t testing.TB, d *ebm.DBN, drawn ebm.Source, seed uint64) *ebm.DBN {
	t.Helper()
	if r.pretrain > 0 {
		return d
	}
	return r.stack(t, drawn, seed)
}

// meanAndError returns the mean of x and its standard error.
func meanAndError(x []float64) (mean, err float64) {
	mean = average(x)
	for _, v := range x {
		err += (v - mean) * (v - mean)
	}
	n := float64(len(x))
	return mean, math.Sqrt(err / (n - 1) / n)
}

// fewJudge takes the labels of draws that the row labels/1000 does not use, and
// 10 000 training images that they leave.
func fewJudge(t *testing.T) func(r deep) float64 {
	training, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	pretrained := stacks(t, training)
	return func(r deep) float64 {
		var errors []float64
		for _, seed := range []uint64{101, 102} {
			var d *ebm.DBN
			drawn, rest := fewDraw(training, seed)
			if r.pretrain > 0 {
				d = pretrained(r)
			}
			errors = append(errors, errorRate(t, r.tuned(t, r.start(t, d, drawn, seed), drawn, seed), rest.Slice(0, 10000)))
		}
		return average(errors)
	}
}
