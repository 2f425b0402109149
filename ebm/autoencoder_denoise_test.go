package ebm

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// The gradient with InputDropout is that of a network that takes the noisy rows,
// made here with the same key, to the clean ones.
func TestDenoisingTakesNoisyRowsToCleanOnes(t *testing.T) {
	rng := NewRand(1)
	d := &DBN{RBMs: []*RBM{NewRBM(NewBernoulli(9), NewGaussian(3), rng)}}
	for i := range d.RBMs[0].Weights.Data {
		d.RBMs[0].Weights.Data[i] *= 50
	}
	a := NewAutoencoder(d)
	clean := NewMatrix(40, 9)
	for i := range clean.Data {
		clean.Data[i] = rng.Float32()
	}
	noisy := NewMatrix(40, 9)
	copyRows(noisy, clean)
	kernel.Drop(blas32.General(noisy), NewRand(5).Uint64(), 0.25, 1/0.75)
	zerosSeen := 0
	for _, x := range noisy.Data {
		if x == 0 {
			zerosSeen++
		}
	}
	if zerosSeen < 50 || zerosSeen > 130 { // 360 coins of 1/4: five deviations
		t.Fatalf("%d of 360 values dropped", zerosSeen)
	}

	net := a.network()
	objective := func(p pairs, drop float64) (Objective, []Param) {
		f := &fineTuner{owner: a, net: net, pairs: p, settings: FineTuneSettings{InputDropout: drop}}
		o, err := f.objective(0)
		if err != nil {
			t.Fatal(err)
		}
		return o, zeros(o.Model().Params())
	}
	denoising, got := objective(pairs{inputs: 9}, 0.25)
	denoising.AddGrad(got, 1, clean, NewRand(5))
	plain, want := objective(pairs{9, 9}, 0)
	both := NewMatrix(40, 18)
	copyRows(both.Columns(0, 9), noisy)
	copyRows(both.Columns(9, 18), clean)
	plain.AddGrad(want, 1, both, nil)
	for k, p := range want {
		for i := range p.Value.Rows {
			for j, w := range p.Value.Row(i) {
				if g := got[k].Value.Row(i)[j]; math.Abs(float64(g-w)) > 1e-6*(1+math.Abs(float64(w))) {
					t.Fatalf("%s[%d,%d] is %v, want %v", p.Name, i, j, g, w)
				}
			}
		}
	}
	quiet, without := objective(pairs{inputs: 9}, 0)
	quiet.AddGrad(without, 1, clean, nil)
	if without[0].Value.Row(0)[0] == got[0].Value.Row(0)[0] {
		t.Error("noise makes no difference")
	}
}
