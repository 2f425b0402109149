package ebm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// deep is a recipe for a softmax on top of a stack of RBMs: all that a result
// depends on beside the data and the seed.
type deep struct {
	sizes          []int // without the classes
	pretrain       int   // epochs a level; 0: random weights
	epochs         int   // of fine-tuning
	rate, decay    float64
	inputs, hidden float64 // dropout
}

// deepSizes are those of Hinton, Osindero and Teh (2006), without the labels.
var deepSizes = []int{784, 500, 500, 2000}

func (r deep) String() string {
	return fmt.Sprintf("%d epochs a level, %d of fine-tuning, rate %g, decay %g, dropout %g, %g",
		r.pretrain, r.epochs, r.rate, r.decay, r.inputs, r.hidden)
}

// stack returns a pretrained stack, or one of random weights.
func (r deep) stack(t testing.TB, data ebm.Source, seed uint64) *ebm.DBN {
	t.Helper()
	rng := ebm.NewRand(seed)
	d := ebm.NewDBN(r.sizes, rng)
	if r.pretrain == 0 {
		d.InitGlorot(rng)
		return d
	}
	if _, err := d.Pretrain(t.Context(), data, levels(r.pretrain), rng); err != nil {
		t.Fatal(err)
	}
	return d
}

// levels is the default plan with so many epochs a level.
func levels(epochs int) ebm.Plan {
	return ebm.Plan{Keep: true, Level: func(level int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		o, s, err := ebm.DefaultLevel(level, m, rng)
		s.Epochs = epochs
		return o, s, err
	}}
}

// tuned returns a classifier that starts as a copy of d.
func (r deep) tuned(t testing.TB, d *ebm.DBN, data *dataset.Set, seed uint64) *ebm.Classifier {
	t.Helper()
	c := ebm.NewClassifier(d, 10)
	s := ebm.DefaultFineTune(r.epochs)
	s.LearningRate, s.WeightDecay, s.Dropout, s.InputDropout = r.rate, r.decay, r.hidden, r.inputs
	if _, err := c.FineTune(t.Context(), data, data.Labels, s, ebm.NewRand(seed+1000)); err != nil {
		t.Fatal(err)
	}
	return c
}

// errorRate is the share of wrong rows, in percent.
func errorRate(t testing.TB, c *ebm.Classifier, data *dataset.Set) float64 {
	t.Helper()
	a, err := c.Accuracy(data, data.Labels)
	if err != nil {
		t.Fatal(err)
	}
	return 100 * (1 - a.Value)
}

// compare trains the recipe and random, the same network from random weights,
// and returns their test errors in percent, and the seconds that each took.
func (r deep) compare(t testing.TB, random deep, data *dataset.Set, test *sealed, seed uint64) (errors, seconds [2]float64) {
	t.Helper()
	var networks [2]*ebm.Classifier
	for i, recipe := range []deep{r, random} {
		start := time.Now()
		networks[i] = recipe.tuned(t, recipe.stack(t, data, seed), data, seed)
		seconds[i] = time.Since(start).Seconds()
	}
	for i, c := range networks {
		errors[i] = errorRate(t, c, test.open())
	}
	return errors, seconds
}

// finetuned is a row for a recipe whose mean error, over three seeds, is at most
// limit, in percent, beside the same network from random weights.
func finetuned(name string, r, random deep, limit float64) referenceRow {
	return referenceRow{name: "dbn/" + name, long: true,
		source: "Hinton, Osindero and Teh (2006): up-down 1.25 %; Hinton's talk: backpropagation 1.15 %",
		run: func(t *testing.T) {
			var pretrained, fromRandom []float64
			for _, seed := range seeds(3) {
				training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
				errors, seconds := r.compare(t, random, training, seal(t, test), seed)
				t.Logf("seed %d: %v: %.2f %% in %.0f s; %v: %.2f %% in %.0f s", seed, r, errors[0], seconds[0], random, errors[1], seconds[1])
				pretrained, fromRandom = append(pretrained, errors[0]), append(fromRandom, errors[1])
			}
			within(t, "mean test error, pretrained, percent", average(pretrained), 0.8, limit)
			within(t, "mean test error, random weights, percent", average(fromRandom), limit, 3)
		}}
}

func average(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// choice is a row that tries recipes which share their pretraining on 50 000
// training images: the chosen one, the first, must have the least error on the
// other 10 000 or lie within two standard errors of a difference of it.
func choice(name string, recipes ...deep) referenceRow {
	return referenceRow{name: "dbn/" + name, source: "held-out training images", long: true, run: func(t *testing.T) {
		all, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
		heldOut, training := all.Split(10000, ebm.NewRand(3))
		d := recipes[0].stack(t, training, 1)
		best, chosen := math.Inf(1), 0.0
		for i, r := range recipes {
			e := errorRate(t, r.tuned(t, d, training, 1), heldOut)
			t.Logf("%v: held-out error %.2f %%", r, e)
			best = min(best, e)
			if i == 0 {
				chosen = e
			}
		}
		// About one row in a hundred is wrong, and two networks disagree on as many.
		within(t, "held-out error, chosen less best, percent", chosen-best, 0, 2*100*math.Sqrt(0.01/10000))
	}}
}
