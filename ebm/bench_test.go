package ebm_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// epochFlops is what five dense products take for one epoch of CD-1 or PCD-1:
// a multiplication and an addition for each row, visible and hidden unit.
func epochFlops(rows, visible, hidden int) float64 {
	return 5 * 2 * float64(rows) * float64(visible) * float64(hidden)
}

// benchmarkEpoch times epochs on MNIST, thresholded, with momentum and weight
// decay, as Train runs them; loading the data is left out. GFLOP/s count dense
// products, whether or not zeros are skipped, against everything an epoch does.
func benchmarkEpoch(b *testing.B, batch int, objective func(*ebm.RBM) ebm.Objective) {
	all, _, err := dataset.MNIST()
	if err != nil {
		b.Fatal(err)
	}
	x := all.Threshold(0.5)
	rng := ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(784, 500, rng)
	if err := m.InitVisible(x); err != nil {
		b.Fatal(err)
	}
	peak := kernel.PeakGFLOPS(runtime.GOMAXPROCS(0))
	s := ebm.Settings{Epochs: b.N, BatchSize: batch, LearningRate: 0.05 * float64(batch) / 100, Momentum: 0.5, WeightDecay: 2e-4}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := ebm.Train(b.Context(), objective(m), x, s, rng); err != nil {
		b.Fatal(err)
	}
	seconds := b.Elapsed().Seconds() / float64(b.N)
	gflops := epochFlops(60000, 784, 500) / seconds / 1e9
	b.ReportMetric(seconds, "s/epoch")
	b.ReportMetric(gflops, "GFLOP/s")
	b.ReportMetric(gflops/peak, "peak-share")
}

func BenchmarkEpochCD1(b *testing.B) {
	for _, batch := range []int{100, 10} {
		b.Run(fmt.Sprintf("784x500/batch%d", batch), func(b *testing.B) {
			benchmarkEpoch(b, batch, func(m *ebm.RBM) ebm.Objective { return ebm.NewCD(m, 1) })
		})
	}
}

func BenchmarkEpochPCD1(b *testing.B) {
	b.Run("784x500/batch100", func(b *testing.B) {
		benchmarkEpoch(b, 100, func(m *ebm.RBM) ebm.Objective { return ebm.NewPCD(m, 1, 100, ebm.NewRand(2)) })
	})
}
