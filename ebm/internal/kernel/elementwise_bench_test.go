package kernel

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// perLevel runs a benchmark on one thread for every instruction set and reports
// the time for each of the units that f does.
func perLevel(b *testing.B, units int, f func()) {
	defer func(before instructionSet) { level = before }(level)
	for _, set := range available() {
		level = set
		b.Run(string(set), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // here, as b.Run sets it to what -cpu says
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units), "ns/unit")
		})
	}
}

// A mini-batch of the hidden units of a common size.
const benchRows, benchCols = 100, 500

func benchmarkLayer(seed uint64) (in blas32.General, bias []float32) {
	rng := rand.New(rand.NewPCG(seed, 1))
	in = blas32.General{Rows: benchRows, Cols: benchCols, Stride: benchCols, Data: draws(benchRows*benchCols, rng)}
	return in, draws(benchCols, rng)
}

func BenchmarkSigmoid(b *testing.B) {
	in, bias := benchmarkLayer(1)
	mean := clone(in)
	perLevel(b, benchRows*benchCols, func() { Sigmoid(mean, in, bias) })
}

func BenchmarkSigmoidSample(b *testing.B) {
	in, bias := benchmarkLayer(2)
	mean, sample := clone(in), clone(in)
	perLevel(b, benchRows*benchCols, func() { SigmoidSample(mean, sample, in, bias, 1) })
}

func BenchmarkSampleAlone(b *testing.B) {
	in, bias := benchmarkLayer(2)
	sample := clone(in)
	perLevel(b, benchRows*benchCols, func() { SigmoidSample(blas32.General{}, sample, in, bias, 1) })
}

func BenchmarkUniforms(b *testing.B) {
	u := make([]float32, benchCols)
	perLevel(b, benchCols, func() { Uniforms(u, 1, 2) })
}

func BenchmarkSoftplus(b *testing.B) {
	in, bias := benchmarkLayer(3)
	sums := make([]float64, benchRows)
	perLevel(b, benchRows*benchCols, func() { Softplus(sums, in, bias) })
}

func BenchmarkScale(b *testing.B) {
	in, _ := benchmarkLayer(7)
	dst := clone(in)
	perLevel(b, benchRows*benchCols, func() { Scale(dst, in, 0.5) })
}

// BenchmarkDrop multiplies by 1, so that no number becomes too small for a fast product.
func BenchmarkDrop(b *testing.B) {
	in, _ := benchmarkLayer(9)
	for i := range in.Data {
		in.Data[i] = 1
	}
	perLevel(b, benchRows*benchCols, func() { Drop(in, 1, 0.2, 1) })
}

func BenchmarkSigmoidSlope(b *testing.B) {
	mean, bias := benchmarkLayer(10)
	d, dst := clone(mean), clone(mean)
	Sigmoid(mean, mean, bias)
	perLevel(b, benchRows*benchCols, func() { SigmoidSlope(dst, d, mean) })
}

func BenchmarkDots(b *testing.B) {
	in, bias := benchmarkLayer(8)
	sums := make([]float64, benchRows)
	perLevel(b, benchRows*benchCols, func() { Dots(sums, in, bias) })
}

// BenchmarkUpdate is a step of 784×500 weights.
func BenchmarkUpdate(b *testing.B) {
	const n = 784 * 500
	rng := rand.New(rand.NewPCG(4, 1))
	value, velocity := draws(n, rng), draws(n, rng)
	perLevel(b, n, func() {
		if !(Largest(velocity) < Limit) {
			b.Fatal("not bounded")
		}
		Move(value, velocity, 1e-5, 0, 0.5)
	})
}

// BenchmarkUpdateWithSums is the same with the sums of squares.
func BenchmarkUpdateWithSums(b *testing.B) {
	const n = 784 * 500
	rng := rand.New(rand.NewPCG(4, 1))
	value, velocity := draws(n, rng), draws(n, rng)
	perLevel(b, n, func() {
		if !Decay(velocity, value, 1e-5, 0).Bounded {
			b.Fatal("not bounded")
		}
		Step(value, velocity, 0.5)
	})
}

func BenchmarkAddColumnSums(b *testing.B) {
	in, bias := benchmarkLayer(5)
	perLevel(b, benchRows*benchCols, func() { AddColumnSums(bias, 1e-9, in.Data, in.Rows, in.Stride) })
}

// BenchmarkGather is a mini-batch of images that lie anywhere in 45 MiB.
func BenchmarkGather(b *testing.B) {
	const images, cols = 60000, 784
	rng := rand.New(rand.NewPCG(6, 1))
	src, order := make([]byte, images*cols), rng.Perm(images)
	dst := blas32.General{Rows: benchRows, Cols: cols, Stride: cols, Data: make([]float32, benchRows*cols)}
	var table [256]float32
	for i := range table {
		table[i] = float32(i) / 255
	}
	m, at := NewBytes(table), 0
	perLevel(b, benchRows*cols, func() {
		m.Gather(dst, src, order, order[at:at+benchRows])
		at = (at + benchRows) % images
	})
}
