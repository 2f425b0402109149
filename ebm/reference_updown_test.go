package ebm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// updown is a recipe for 784-500-500-2000 with ten label units. Its settings were
// chosen on held-out training images.
type updown struct {
	sizes               []int
	pretrain, top, fine int // epochs: of each level, of the joined top, of up-down
	steps               int // Gibbs steps of a dream
	dreams              int // 1000: a hundred of each label
}

var updownFull = updown{sizes: deepSizes, pretrain: 20, top: 20, fine: 40, steps: 1000, dreams: 1000}

var _ = reference(referenceRow{name: "updown", long: true, run: runUpDown,
	source: "Hinton, Osindero and Teh (2006): 1.25 % after 300 epochs of up-down"})

// trained returns an up-down model of the recipe.
func (r updown) trained(t testing.TB, training *dataset.Set, seed uint64) *ebm.UpDown {
	t.Helper()
	rng := ebm.NewRand(seed)
	d := ebm.NewDBN(r.sizes, rng)
	lower := &ebm.DBN{RBMs: d.RBMs[:len(d.RBMs)-1]}
	plan := ebm.Plan{Sample: true, Level: func(_ int, m *ebm.RBM, _ *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		return ebm.NewCD(m, 1), r.settings(r.pretrain, 0.1), nil
	}}
	if _, err := lower.Pretrain(t.Context(), training, plan, rng); err != nil {
		t.Fatal(err)
	}
	u := ebm.NewUpDown(d, 10, rng)
	top := ebm.TopSettings{Settings: r.settings(r.top, 0.02), Sample: true}
	top.WeightDecay = 2e-4
	if _, err := u.TrainTop(t.Context(), training, training.Labels, top, rng); err != nil {
		t.Fatal(err)
	}
	s := ebm.UpDownSettings{K: 1, Chains: 100,
		Settings: ebm.Settings{Epochs: r.fine, LearningRate: 0.05, RateDecay: ebm.ToZero}}
	if _, err := u.FineTune(t.Context(), training, training.Labels, s, rng); err != nil {
		t.Fatal(err)
	}
	return u
}

func (r updown) settings(epochs int, rate float64) ebm.Settings {
	return ebm.Settings{Epochs: epochs, LearningRate: rate, RateDecay: ebm.ToZero, Momentum: 0.9,
		Schedule: func(epoch int, s *ebm.Settings) {
			if epoch == 0 {
				s.Momentum = 0.5
			}
		}}
}

// dream returns dreams of all labels in turn, and the labels.
func (r updown) dream(t testing.TB, u *ebm.UpDown, seed uint64) (ebm.Matrix, []int) {
	t.Helper()
	labels := make([]int, r.dreams)
	for i := range labels {
		labels[i] = i % 10
	}
	rng := ebm.NewRand(seed + 2000)
	chains, err := u.NewDreams(labels, rng)
	if err != nil {
		t.Fatal(err)
	}
	chains.Step(r.steps, rng)
	images := ebm.NewMatrix(r.dreams, u.NumVisible())
	chains.Images(images, rng)
	return images, labels
}

// distanceWithin is the mean Euclidean distance between images of one class.
func distanceWithin(images ebm.Matrix, labels []int) float64 {
	var sum, pairs float64
	for i, l := range labels {
		for k, other := range labels[:i] {
			if l == other {
				sum += distance(images.Row(i), images.Row(k))
				pairs++
			}
		}
	}
	return sum / pairs
}

func distance(x, y []float32) (sum float64) {
	for i, a := range x {
		d := float64(a) - float64(y[i])
		sum += d * d
	}
	return math.Sqrt(sum)
}

// run returns the test error of u in percent, the share of dreams in percent that
// the judge takes for what they are of, and how their distances within a class
// compare with those of as many binarised test images.
func (r updown) run(t testing.TB, u *ebm.UpDown, judge *ebm.Classifier, test *sealed, seed uint64) (wrong, agreement, spread float64) {
	t.Helper()
	images, labels := r.dream(t, u, seed)
	judged, err := judge.Accuracy(images, labels)
	if err != nil {
		t.Fatal(err)
	}
	opened := test.open()
	a, err := u.Accuracy(opened, opened.Labels)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := opened.Dims()
	real := opened.Binarize(ebm.NewRand(99)).Rows(0, min(rows, r.dreams))
	return 100 * (1 - a.Value), 100 * judged.Value, distanceWithin(images, labels) / distanceWithin(real, opened.Labels[:real.Rows])
}

func runUpDown(t *testing.T) {
	for _, seed := range seeds(1) {
		training, images := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
		test := seal(t, images)
		var u *ebm.UpDown
		timed(t, "training", func() { u = updownFull.trained(t, training, seed) })
		judge := deep3.tuned(t, deep3.stack(t, training, seed+100), training, seed+100)
		wrong, agreement, spread := updownFull.run(t, u, judge, test, seed)
		within(t, "test error of the judge, percent", errorRate(t, judge, test.open()), 0, 2)
		within(t, seedName("test error by free energy, percent", seed), wrong, 1, 3)
		within(t, seedName("dreams that the judge takes for what they are of, percent", seed), agreement, 90, 100)
		within(t, seedName("distance within a class, dreams over test digits", seed), spread, 0.7, 1.3)
	}
}
