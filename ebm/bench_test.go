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
	s := ebm.Settings{BatchSize: batch, LearningRate: 0.05 * float64(batch) / 100, Momentum: 0.5, WeightDecay: 2e-4}
	benchmarkTrain(b, all.Threshold(0.5), s, objective)
}

func benchmarkTrain(b *testing.B, x *dataset.Set, s ebm.Settings, objective func(*ebm.RBM) ebm.Objective) {
	rng := ebm.NewRand(1)
	m := ebm.NewBernoulliRBM(784, 500, rng)
	if err := m.InitVisible(x); err != nil {
		b.Fatal(err)
	}
	peak := kernel.PeakGFLOPS(runtime.GOMAXPROCS(0))
	s.Epochs = b.N
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

// BenchmarkEpochCentred is the recipe of the likelihoods in docs/reference.md, on
// sampled images, and the same without centring.
func BenchmarkEpochCentred(b *testing.B) {
	all, _, err := dataset.MNIST()
	if err != nil {
		b.Fatal(err)
	}
	for _, offsets := range []ebm.Offsets{ebm.DataOffsets, ebm.ZeroOffsets} {
		b.Run(fmt.Sprintf("784x500/%v", offsets), func(b *testing.B) {
			benchmarkTrain(b, all.Sampled(), ebm.Settings{BatchSize: 100, LearningRate: 0.1, RateDecay: ebm.ToZero}, func(m *ebm.RBM) ebm.Objective {
				pcd := ebm.NewPCD(m, 1, 100, ebm.NewRand(2))
				if offsets == ebm.ZeroOffsets {
					return pcd
				}
				centred, err := ebm.NewCentered(pcd, offsets)
				if err != nil {
					b.Fatal(err)
				}
				return centred
			})
		})
	}
}
