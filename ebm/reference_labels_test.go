package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// What 1000 labels, 100 a class, are worth: the stack is pretrained on all images
// without their labels, or its weights are random. The settings of both are what
// the same search, labels/choice, has found on held-out training images.
var (
	fewPretrained = deep{sizes: deepSizes, pretrain: 20, epochs: 300, rate: 0.1, inputs: 0.2, hidden: 0.3}
	fewRandom     = deep{sizes: deepSizes, pretrain: 0, epochs: 300, rate: 0.1, inputs: 0.2, hidden: 0.3}
)

var _ = reference(
	referenceRow{name: "labels/1000", long: true, run: fewLabels,
		source: "github.com/yell/boltzmann-machines: 93.65 % pretrained, 88.71 % from random weights"},
	referenceRow{name: "labels/choice", long: true, run: fewChoice, source: "held-out training images"},
)

// fewDraw is draw number seed of 100 labels a class.
func fewDraw(training *dataset.Set, seed uint64) (drawn, rest *dataset.Set) {
	return training.PerClass(100, ebm.NewRand(seed))
}

func fewLabels(t *testing.T) {
	training, images := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	test := seal(t, images)
	d := fewPretrained.stack(t, training, 1)
	accuracies := compareFew(t, d, fewPretrained, fewRandom, training, test, seeds(5))
	pretrained, spread := meanAndError(accuracies[0])
	random, spreadRandom := meanAndError(accuracies[1])
	t.Logf("pretrained %.2f ± %.2f %%, random weights %.2f ± %.2f %%", pretrained, spread, random, spreadRandom)
	within(t, "accuracy, pretrained, percent", pretrained, 94, 100)
	within(t, "accuracy points over random weights", pretrained-random, 3.5, 10)
}

// compareFew returns the test accuracies in percent of the recipe pretrained, which
// starts from d, and of random, for each draw of labels.
func compareFew(t testing.TB, d *ebm.DBN, pretrained, random deep, training *dataset.Set, test *sealed, draws []uint64) (accuracies [2][]float64) {
	t.Helper()
	var networks [2][]*ebm.Classifier
	for _, seed := range draws {
		drawn, _ := fewDraw(training, seed)
		networks[0] = append(networks[0], pretrained.tuned(t, d, drawn, seed))
		networks[1] = append(networks[1], random.tuned(t, random.stack(t, drawn, seed), drawn, seed))
	}
	opened := test.open()
	for k, list := range networks {
		for i, c := range list {
			accuracies[k] = append(accuracies[k], 100-errorRate(t, c, opened))
			t.Logf("labels of seed %d, %s: %.2f %%", draws[i], []string{"pretrained", "random weights"}[k], accuracies[k][i])
		}
	}
	return accuracies
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

// fewChoice searches, for both networks alike, one setting after the other, by
// the error on 10 000 training images whose labels are held out. The labels are
// those of draws that the row labels/1000 does not use.
func fewChoice(t *testing.T) {
	training, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	d := fewPretrained.stack(t, training, 1)
	for _, r := range []deep{fewPretrained, fewRandom} {
		judge := func(r deep) float64 {
			var errors []float64
			for seed := uint64(101); seed < 103; seed++ {
				drawn, rest := fewDraw(training, seed)
				stack := d
				if r.pretrain == 0 {
					stack = r.stack(t, drawn, seed)
				}
				errors = append(errors, errorRate(t, r.tuned(t, stack, drawn, seed), rest.Slice(0, 10000)))
			}
			t.Logf("%v: held-out error %.2f %%", r, average(errors))
			return average(errors)
		}
		chosen := judge(r)
		best := chosen
		for _, change := range fewChanges {
			best = min(best, judge(change(r)))
		}
		// Two standard errors of a difference that 5 % wrong rows in 20 000 leave.
		within(t, "held-out error, chosen less best, percent", chosen-best, 0, 2*100*math.Sqrt(0.05/20000))
	}
}

// fewChanges are the neighbours of a recipe.
var fewChanges = []func(deep) deep{
	func(r deep) deep { r.rate /= 3; return r },
	func(r deep) deep { r.rate *= 3; return r },
	func(r deep) deep { r.epochs /= 3; return r },
	func(r deep) deep { r.epochs *= 2; return r },
	func(r deep) deep { r.decay += 1e-3; return r },
	func(r deep) deep { r.decay = 1e-4; return r },
	func(r deep) deep { return r.dropping(0, 0) },
	func(r deep) deep { return r.dropping(0.2, 0.5) },
}
