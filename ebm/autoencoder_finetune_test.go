package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeSettings are those of a short run.
func codeSettings(epochs int, rate float64) ebm.FineTuneSettings {
	return ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: epochs, LearningRate: rate}}
}

// No linear code has a smaller error than principal components, and no other
// minimum of the squared error is stable: Baldi and Hornik (1989), "Neural
// networks and principal component analysis", Neural Networks 2.
func TestLinearAutoencoderIsPCA(t *testing.T) {
	x := pcaCloud(120, 6, ebm.NewRand(7))
	for _, k := range []int{1, 3} {
		pca, err := ebm.NewPCA(x, k)
		if err != nil {
			t.Fatal(err)
		}
		m := ebm.NewRBM(ebm.NewGaussian(6), ebm.NewGaussian(k), ebm.NewRand(1))
		if err := m.InitVisible(x); err != nil {
			t.Fatal(err)
		}
		a := ebm.NewAutoencoder(&ebm.DBN{RBMs: []*ebm.RBM{m}})
		s := codeSettings(1500, 0.02)
		s.BatchSize, s.Optimizer, s.RateDecay = 120, ebm.Adam{}, ebm.ToZero
		if _, err := a.FineTune(t.Context(), x, s, ebm.NewRand(2)); err != nil {
			t.Fatal(err)
		}
		got, want := codeError(t, a, x).Value, codeError(t, pca, x).Value
		t.Logf("k = %d: autoencoder %v, PCA %v, start %v", k, got, want, got-want)
		if got < want*(1-1e-5) || got > want*(1+1e-4) {
			t.Errorf("k = %d: squared error %v, that of principal components is %v", k, got, want)
		}
	}
}
