package ebm_test

import (
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// BenchmarkAIS784x500 times temperatures of 100 chains on a model that PCD has
// trained for two epochs, so that units are on as often as they are in use: the
// products leave out zeros. GFLOP/s count them as dense, against everything that
// a temperature takes.
func BenchmarkAIS784x500(b *testing.B) {
	const chains, visible, hidden, temperatures = 100, 784, 500, 10000
	all, _, err := dataset.MNIST()
	if err != nil {
		b.Fatal(err)
	}
	x, rng := all.Threshold(0.5), ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(visible, hidden, rng)
	if err := m.InitVisible(x); err != nil {
		b.Fatal(err)
	}
	s := ebm.Settings{Epochs: 2, BatchSize: 100, LearningRate: 0.05}
	if _, err := ebm.Train(b.Context(), ebm.NewPCD(m, 1, chains, rng), x, s, rng); err != nil {
		b.Fatal(err)
	}
	path, err := m.Anneal(x)
	if err != nil {
		b.Fatal(err)
	}
	states, logw, betas := ebm.NewMatrix(chains, visible), make([]float64, chains), ebm.PublishedBetas(1000)
	peak := kernel.PeakGFLOPS(runtime.GOMAXPROCS(0))
	path.Start(states, rng)
	b.ReportAllocs()
	b.ResetTimer()
	for n := range b.N {
		k := n % (len(betas) - 1) // starting over costs the same
		path.Step(logw, states, betas[k], betas[k+1], rng)
	}
	seconds := b.Elapsed().Seconds() / float64(b.N)
	gflops := 2 * 2 * chains * visible * hidden / seconds / 1e9
	b.ReportMetric(seconds*temperatures, "s/10000-temperatures")
	b.ReportMetric(gflops, "GFLOP/s")
	b.ReportMetric(gflops/peak, "peak-share")
}
