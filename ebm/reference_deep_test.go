package ebm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
	drawn          bool  // contrastive divergence with draws of visible units, not with their means
	epochs         int   // of fine-tuning
	rate, decay    float64
	inputs, hidden float64 // dropout
}

// deepSizes are those of Hinton, Osindero and Teh (2006), without the labels.
var deepSizes = []int{784, 500, 500, 2000}

func (r deep) String() string {
	drawn := ""
	if r.drawn {
		drawn = " with draws"
	}
	return fmt.Sprintf("%d epochs a level%s, %d of fine-tuning, rate %g, decay %g, dropout %g, %g",
		r.pretrain, drawn, r.epochs, r.rate, r.decay, r.inputs, r.hidden)
}

// Recipes that differ in one thing.

func (r deep) longer(pretrain int) deep             { r.pretrain = pretrain; return r }
func (r deep) lasting(epochs int) deep              { r.epochs = epochs; return r }
func (r deep) rated(rate float64) deep              { r.rate = rate; return r }
func (r deep) decaying(decay float64) deep          { r.decay = decay; return r }
func (r deep) dropping(inputs, hidden float64) deep { r.inputs, r.hidden = inputs, hidden; return r }

// random is the recipe from random weights.
func (r deep) random() deep { r.pretrain, r.drawn = 0, false; return r }

// stack returns a pretrained stack, or one of random weights.
func (r deep) stack(t testing.TB, data ebm.Source, seed uint64) *ebm.DBN {
	t.Helper()
	rng := ebm.NewRand(seed)
	d := ebm.NewDBN(r.sizes, rng)
	if r.pretrain == 0 {
		d.InitGlorot(rng)
		return d
	}
	if _, err := d.Pretrain(t.Context(), data, levels(r.pretrain, r.drawn), rng); err != nil {
		t.Fatal(err)
	}
	return d
}

// levels is the default plan with so many epochs a level, and with draws in place
// of means if drawn.
func levels(epochs int, drawn bool) ebm.Plan {
	return ebm.Plan{Keep: true, Level: func(level int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		_, s, err := ebm.DefaultLevel(level, m, rng)
		s.Epochs = epochs
		cd := ebm.NewCD(m, 1)
		cd.VisibleMeans = !drawn
		return cd, s, err
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

// score returns the test error in percent of the recipe, and the seconds that it
// took.
func (r deep) score(t testing.TB, data *dataset.Set, test *sealed, seed uint64) (wrong, seconds float64) {
	t.Helper()
	start := time.Now()
	c := r.tuned(t, r.stack(t, data, seed), data, seed)
	seconds = time.Since(start).Seconds()
	return errorRate(t, c, test.open()), seconds
}

// scores are those of seeds, on all of MNIST.
func (r deep) scores(t *testing.T, seeds []uint64) (wrong []float64) {
	t.Helper()
	for _, seed := range seeds {
		training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
		e, seconds := r.score(t, training, seal(t, test), seed)
		t.Logf("seed %d: %v: %.2f %% in %.0f s", seed, r, e, seconds)
		wrong = append(wrong, e)
	}
	return wrong
}

// finetuned is a row for a recipe whose mean error, over three seeds, is at most
// limit, in percent, beside the same network from random weights, over so many.
func finetuned(name string, r, random deep, randomSeeds int, limit float64) referenceRow {
	return referenceRow{name: "dbn/" + name, long: true,
		source: "Hinton, Osindero and Teh (2006): up-down 1.25 %; Hinton's talk: backpropagation 1.15 %",
		run: func(t *testing.T) {
			within(t, "mean test error, pretrained, percent", average(r.scores(t, seeds(3))), 0.8, limit)
			within(t, "mean test error, random weights, percent", average(random.scores(t, seeds(randomSeeds))), 1, 3)
		}}
}

func average(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// choice is a row that compares groups of recipes by a judge, which gives the
// percentage of held-out training images that a recipe gets wrong: the first of a
// group, the chosen one, has the least of it or lies within tolerance of that.
func choice(name string, tolerance float64, judge func(t *testing.T) func(r deep) float64, groups ...[]deep) referenceRow {
	return referenceRow{name: name, source: "held-out training images", long: true, run: func(t *testing.T) {
		wrong := judge(t)
		for _, group := range groups {
			var all []float64
			for _, r := range group {
				all = append(all, wrong(r))
				t.Logf("%v: held-out error %.2f %%", r, all[len(all)-1])
			}
			within(t, "held-out error, chosen less best, percent", all[0]-slices.Min(all), 0, tolerance)
		}
	}}
}

// stacks returns the stack of a recipe, trained on data with seed 1; recipes that
// share their pretraining share it.
func stacks(t *testing.T, data ebm.Source) func(r deep) *ebm.DBN {
	made := map[string]*ebm.DBN{}
	return func(r deep) *ebm.DBN {
		key := fmt.Sprint(r.pretrain, r.drawn)
		if made[key] == nil {
			made[key] = r.stack(t, data, 1)
		}
		return made[key]
	}
}
