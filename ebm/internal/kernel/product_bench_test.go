package kernel

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// BenchmarkProduct multiplies what a step of training multiplies: a batch by
// weights, and two batches for their gradient.
func BenchmarkProduct(b *testing.B) {
	for _, size := range [][2]int{{784, 500}, {500, 2000}} {
		for _, batch := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%dx%d/batch%d", size[0], size[1], batch), func(b *testing.B) {
				for _, p := range products {
					b.Run(p.name, func(b *testing.B) { benchmarkProduct(b, p, batch, size[0], size[1]) })
				}
			})
		}
	}
}

// benchmarkProduct: visible to hidden units, back, and the gradient.
func benchmarkProduct(b *testing.B, p product, batch, visible, hidden int) {
	m, k, n := batch, visible, hidden
	switch p.name {
	case "ProductTrans":
		m, k, n = batch, hidden, visible
	case "AddOuter":
		m, k, n = visible, batch, hidden
	}
	dst, x, y := p.operands(m, k, n, rand.New(rand.NewPCG(1, 2)))
	dst.Stride, x.Stride, y.Stride = dst.Cols, x.Cols, y.Cols
	for i := range dst.Data {
		dst.Data[i] = 0
	}
	peak := PeakGFLOPS(runtime.GOMAXPROCS(0))
	b.ReportAllocs()
	for b.Loop() {
		p.compute(dst, x, y)
	}
	gflops := 2 * float64(m) * float64(k) * float64(n) * float64(b.N) / float64(b.Elapsed().Nanoseconds())
	b.ReportMetric(gflops, "GFLOP/s")
	b.ReportMetric(gflops/peak, "peak-share")
}
