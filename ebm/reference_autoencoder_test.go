package ebm_test

import (
	"fmt"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// autoencoder is a recipe for 784-1000-500-250-30 with a linear code: Adam, a
// rate that falls to 0, and weight decay, which is what keeps it from learning
// the training images by heart.
type autoencoder struct {
	sizes            []int // the last one is the code
	pretrain, epochs int
	rate, decay      float64
}

var codeSizes = []int{784, 1000, 500, 250, 30}

func (r autoencoder) String() string {
	return fmt.Sprintf("%d epochs a level, %d of fine-tuning, Adam, rate %g, decay %g", r.pretrain, r.epochs, r.rate, r.decay)
}

// stack returns a pretrained stack whose top units are Gaussian.
func (r autoencoder) stack(t testing.TB, data ebm.Source, seed uint64) *ebm.DBN {
	t.Helper()
	rng := ebm.NewRand(seed)
	top := len(r.sizes) - 1
	d := ebm.NewDBN(r.sizes[:top], rng)
	d.RBMs = append(d.RBMs, ebm.NewRBM(ebm.NewBernoulli(r.sizes[top-1]), ebm.NewGaussian(r.sizes[top]), rng))
	if _, err := d.Pretrain(t.Context(), data, levels(r.pretrain, false), rng); err != nil {
		t.Fatal(err)
	}
	return d
}

// tuned returns an autoencoder that starts as d unrolled.
func (r autoencoder) tuned(t testing.TB, d *ebm.DBN, data ebm.Source, seed uint64) *ebm.Autoencoder {
	t.Helper()
	a := ebm.NewAutoencoder(d)
	s := ebm.DefaultAutoencoder(r.epochs)
	s.LearningRate, s.WeightDecay = r.rate, r.decay
	if _, err := a.FineTune(t.Context(), data, s, ebm.NewRand(seed+1000)); err != nil {
		t.Fatal(err)
	}
	return a
}

var (
	autoencoder4  = autoencoder{sizes: codeSizes, pretrain: 10, epochs: 28, rate: 0.003, decay: 0.03}
	autoencoder15 = autoencoder{sizes: codeSizes, pretrain: 10, epochs: 130, rate: 0.003, decay: 0.04}
)

var _ = reference(
	autoencoder4.row("4min", 2.6),
	autoencoder15.row("15min", 2.45),
	referenceRow{name: "autoencoder/choice", long: true, run: autoencoderChoice, source: "held-out training images"},
)

// row is for an autoencoder whose squared error per test image is at most limit.
func (r autoencoder) row(name string, limit float64) referenceRow {
	return referenceRow{name: "autoencoder/" + name, long: true,
		source: "Hinton and Salakhutdinov (2006): 3.00; principal components 13.87",
		run: func(t *testing.T) {
			for _, seed := range seeds(1) {
				training, images := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
				var e float64
				timed(t, r.String(), func() { e = r.run(t, training, seal(t, images), seed) })
				within(t, seedName("squared error per test image", seed), e, 2, limit)
			}
		}}
}

// run returns the squared error per test image.
func (r autoencoder) run(t testing.TB, training ebm.Source, test *sealed, seed uint64) float64 {
	t.Helper()
	d := r.stack(t, training, seed)
	unrolled := ebm.NewAutoencoder(d)
	a := r.tuned(t, d, training, seed)
	opened := test.open()
	t.Logf("unrolled, before fine-tuning: %.2f; on training images after it: %.2f",
		codeError(t, unrolled, opened).Value, codeError(t, a, training).Value)
	return codeError(t, a, opened).Value
}

// autoencoderChoice compares weight decays on held-out training images.
func autoencoderChoice(t *testing.T) {
	all, _ := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	heldOut, training := all.Split(10000, ebm.NewRand(3))
	r := autoencoder4
	r.epochs = 30
	d := r.stack(t, training, 1)
	best, chosen := 0.0, 0.0
	for i, decay := range []float64{r.decay, 0.015, 0.06} {
		r.decay = decay
		e := codeError(t, r.tuned(t, d, training, 1), heldOut).Value
		t.Logf("%v: held-out squared error %.3f", r, e)
		if i == 0 {
			best, chosen = e, e
		}
		best = min(best, e)
	}
	within(t, "held-out squared error, chosen less best", chosen-best, 0, 0.03)
}
