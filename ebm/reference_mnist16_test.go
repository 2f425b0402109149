package ebm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

const (
	numpySource  = "independent numpy program, one seed"
	pydeepSource = "PyDeep (github.com/MelJan/PyDeep), RBM_MNIST_small, 50 epochs"
)

// RBMs of 16 hidden units on MNIST thresholded at one half, whose log Z is
// exact: PCD-1, 100 chains, batch 100, rate 0.01, no momentum, no decay. Test
// log-likelihoods at some epochs. On 1 - MNIST the plain gradient is erratic, the
// centred one learns as it does on MNIST.
var _ = reference(
	mnist16{name: "normal", epochs: 5, source: numpySource + ": -193.65, -168.53",
		bands: map[int]band{1: {-195, -192.3}, 5: {-170, -165}}}.row(),
	mnist16{name: "normal/long", long: true, epochs: 50, source: numpySource + ": -193.65 -168.53 -159.42 -151.13 -148.76; " + pydeepSource + ": -149.05",
		bands: map[int]band{1: {-195, -192.3}, 5: {-170, -165}, 10: {-159.8, -157.7}, 20: {-152.9, -149.8}, 30: {-151.6, -146.8}, 50: {-149.2, -145.4}}}.row(),
	mnist16{name: "centred", centred: true, epochs: 5, source: numpySource + ": -191.61, -164.97",
		bands: map[int]band{1: {-193, -190.6}, 5: {-166.6, -161.8}}}.row(),
	mnist16{name: "centred/long", long: true, centred: true, epochs: 50, source: numpySource + ": -191.61 -164.97 -155.67 -148.64 -146.35; " + pydeepSource + ": -142.56",
		bands: map[int]band{1: {-193, -190.6}, 5: {-166.6, -161.8}, 10: {-156.2, -153.1}, 20: {-148.7, -146}, 30: {-146.4, -143}, 50: {-142.6, -141.5}}}.row(),
	mnist16{name: "normal/flipped", long: true, flipped: true, epochs: 10, source: numpySource + ": -197.40 -172.74 -168.38",
		bands: map[int]band{1: {-205.4, -194.3}, 5: {-207.3, -171.3}, 10: {-191.5, -164.5}}}.row(),
	mnist16{name: "centred/flipped", long: true, centred: true, flipped: true, epochs: 10, source: numpySource + ": -191.61 -164.85 -155.65",
		bands: map[int]band{1: {-193, -190.6}, 5: {-166.6, -161.8}, 10: {-156.2, -153.1}}}.row(),
)

type band struct{ low, high float64 }

type mnist16 struct {
	name, source           string
	long, centred, flipped bool
	epochs                 int
	bands                  map[int]band
}

func (r mnist16) row() referenceRow {
	return referenceRow{name: "mnist16/" + r.name, source: r.source, long: r.long, run: r.run}
}

func (r mnist16) run(t *testing.T) {
	for _, seed := range seeds(1) {
		training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s.Threshold(0.5) })
		var data, held ebm.Source = training, test
		if r.flipped {
			data, held = flipped{training}, flipped{test}
		}
		rng := ebm.NewRand(seed)
		m := ebm.NewBernoulliRBM(784, 16, rng)
		if err := m.InitVisible(data); err != nil {
			t.Fatal(err)
		}
		obj := ebm.Objective(ebm.NewPCD(m, 1, 100, rng))
		if r.centred {
			centred, err := ebm.NewCentered(obj, ebm.DataOffsets)
			if err != nil {
				t.Fatal(err)
			}
			obj = centred
		}
		watch := ebm.RecorderFunc(func(p *ebm.Progress) error {
			if b, ok := r.bands[p.Epoch]; ok && p.Step == 0 {
				within(t, seedName(fmt.Sprintf("test log-likelihood, epoch %d", p.Epoch), seed), exactLikelihood(t, m, held), b.low, b.high)
			}
			return nil
		})
		train(t, obj, data, ebm.Settings{Epochs: r.epochs, BatchSize: 100, LearningRate: 0.01, Recorder: watch}, seed)
	}
}

// flipped is a source with zeros and ones exchanged.
type flipped struct{ ebm.Source }

func (f flipped) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	f.Source.Gather(dst, rows, rng)
	for i := range dst.Rows {
		for j, x := range dst.Row(i) {
			dst.Row(i)[j] = 1 - x
		}
	}
}

// The same machine with all that helps: the centred gradient, a rate that falls
// to 0 and averaged weights. AIS and its reverse then have to find the log Z that
// is known.
var _ = reference(referenceRow{name: "mnist16/decayed", long: true, source: "target: -139 in 8 s; log Z by AIS, reverse AIS and Bennett within 0.05", run: func(t *testing.T) {
	for _, seed := range seeds(3) {
		training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s.Threshold(0.5) })
		m, obj := centredPCD(t, training, 16, seed)
		timed(t, "training", func() {
			train(t, obj, training, ebm.Settings{Epochs: 30, BatchSize: 100, LearningRate: 0.1, RateDecay: ebm.ToZero, Average: ebm.NewAverage(3)}, seed)
		})
		within(t, seedName("test log-likelihood", seed), exactLikelihood(t, m, test), -139, -135)
		meetExact(t, m, training, seed)
	}
}})

// meetExact compares 1000 annealed chains of 10 000 temperatures, up from base
// rates and down from exact draws, with the exact log Z. 300 to 700 of the 1000
// count, so the standard error of one estimate is 0.02 to 0.05, and that of both
// together 0.02.
func meetExact(t *testing.T, m *ebm.RBM, training ebm.Source, seed uint64) {
	t.Helper()
	exact, err := ebm.LogPartition(m)
	if err != nil {
		t.Fatal(err)
	}
	sampler, err := ebm.NewExactSampler(m)
	if err != nil {
		t.Fatal(err)
	}
	s := ebm.AISSettings{Chains: 1000, Betas: ebm.PublishedBetas(10000), Base: training, Start: ebm.NewMatrix(1000, 784)}
	sampler.Sample(s.Start, ebm.NewRand(seed+2))
	forward, err := ebm.AIS(t.Context(), m, s, ebm.NewRand(seed))
	if err != nil {
		t.Fatal(err)
	}
	reverse, err := ebm.ReverseAIS(t.Context(), m, s, ebm.NewRand(seed+1))
	if err != nil {
		t.Fatal(err)
	}
	both, _ := ebm.Bennett(forward, reverse)
	within(t, "forward less exact log Z", forward.LogZ-exact, -0.1, 0.1)
	within(t, "reverse less exact log Z", reverse.LogZ-exact, -0.1, 0.1)
	within(t, "Bennett's less exact log Z", both.Value-exact, -0.05, 0.05)
}
