package ebm_test

import (
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// backpropFlops is what the dense products of an epoch of backpropagation take:
// for each row and weight a multiplication and an addition on the way up, for the
// gradient, and, but in the lowest stage, on the way down.
func backpropFlops(rows int, sizes ...int) float64 {
	var weights float64
	for l, n := range sizes[1:] {
		weights += float64(sizes[l] * n)
	}
	return 2 * float64(rows) * (3*weights - float64(sizes[0]*sizes[1]))
}

// BenchmarkEpochBackprop784_500_500_2000_10 times epochs of fine-tuning on MNIST
// as FineTune runs them, from weights as NewDBN draws them; loading the data is
// left out. GFLOP/s count dense products, whether or not zeros are skipped,
// against everything an epoch does.
func BenchmarkEpochBackprop784_500_500_2000_10(b *testing.B) {
	all, _, err := dataset.MNIST()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name            string
		inputs, dropout float64
	}{{"plain", 0, 0}, {"dropout", 0.2, 0.3}} {
		b.Run("batch100/"+c.name, func(b *testing.B) {
			s := ebm.FineTuneSettings{
				Settings:     ebm.Settings{Epochs: b.N, BatchSize: 100, LearningRate: 0.1, Momentum: 0.9},
				InputDropout: c.inputs, Dropout: c.dropout,
			}
			rng := ebm.NewRand(1)
			model := ebm.NewClassifier(ebm.NewDBN([]int{784, 500, 500, 2000}, rng), 10)
			peak := kernel.PeakGFLOPS(runtime.GOMAXPROCS(0))
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := model.FineTune(b.Context(), all, all.Labels, s, rng); err != nil {
				b.Fatal(err)
			}
			seconds := b.Elapsed().Seconds() / float64(b.N)
			gflops := backpropFlops(60000, 784, 500, 500, 2000, 10) / seconds / 1e9
			b.ReportMetric(seconds, "s/epoch")
			b.ReportMetric(gflops, "GFLOP/s")
			b.ReportMetric(gflops/peak, "peak-share")
		})
	}
}

// TestFineTuneAllocatesNothing: on the same rows, many small steps allocate no
// more than a few large ones but for what the runtime allocates on its own.
func TestFineTuneAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2} {
		runtime.GOMAXPROCS(procs)
		few, many := fineTuneMallocs(t, 20), fineTuneMallocs(t, 400)
		if many > few+40 {
			t.Errorf("GOMAXPROCS %d: %d allocations in 20 steps, %d in 400", procs, few, many)
		}
	}
}

// fineTuneMallocs counts the allocations of a second run over 4000 rows in so
// many steps.
func fineTuneMallocs(t *testing.T, steps int) uint64 {
	x, labels := ebm.NewMatrix(4000, 60), make([]int, 4000)
	for i := range labels {
		labels[i] = i % 3
		x.Row(i)[i%60] = 1
	}
	s := ebm.DefaultFineTune(1)
	s.BatchSize = x.Rows / steps
	c := ebm.NewClassifier(ebm.NewDBN([]int{60, 50, 40}, ebm.NewRand(1)), 3)
	var before, after runtime.MemStats
	for range 2 {
		runtime.ReadMemStats(&before)
		if _, err := c.FineTune(t.Context(), x, labels, s, ebm.NewRand(2)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
	}
	return after.Mallocs - before.Mallocs
}
