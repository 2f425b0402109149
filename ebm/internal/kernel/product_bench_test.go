package kernel

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// BenchmarkProduct multiplies what a step of training multiplies: a batch by
// weights, back, and batches for the gradient. a is dense, or it is binary or
// grey with a share of ones or of numbers other than 0; operations count as if it
// were dense.
func BenchmarkProduct(b *testing.B) {
	for _, size := range [][2]int{{784, 500}, {500, 2000}} {
		for _, batch := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%dx%d/batch%d", size[0], size[1], batch), func(b *testing.B) {
				for _, p := range products {
					b.Run(p.name+"/dense", func(b *testing.B) {
						benchmarkProduct(b, p, batch, size[0], size[1], func(blas32.General, *rand.Rand) {})
					})
					for _, kind := range []struct {
						name string
						thin func(x blas32.General, share float64, rng *rand.Rand)
					}{{"ones", binary}, {"grey", sparse}} {
						for _, share := range []float64{0.2, 0.4} {
							b.Run(fmt.Sprintf("%s/%s%.0f", p.name, kind.name, 100*share), func(b *testing.B) {
								benchmarkProduct(b, p, batch, size[0], size[1], func(x blas32.General, rng *rand.Rand) { kind.thin(x, share, rng) })
							})
						}
					}
				}
			})
		}
	}
}

// benchmarkProduct has thin make zeros in a.
func benchmarkProduct(b *testing.B, p product, batch, visible, hidden int, thin func(a blas32.General, rng *rand.Rand)) {
	m, k, n := batch, visible, hidden
	switch p.name {
	case "ProductTrans":
		m, k, n = batch, hidden, visible
	case "AddOuter":
		m, k, n = visible, batch, hidden
	}
	rng := rand.New(rand.NewPCG(1, 2))
	ar, ac := p.a(m, k, n)
	br, bc := p.b(m, k, n)
	dst, x, y := unframed(m, n, rng), unframed(ar, ac, rng), unframed(br, bc, rng)
	thin(x, rng)
	peak := PeakGFLOPS(runtime.GOMAXPROCS(0))
	b.ReportAllocs()
	for b.Loop() {
		p.compute(dst, x, y)
	}
	gflops := 2 * float64(m) * float64(k) * float64(n) * float64(b.N) / float64(b.Elapsed().Nanoseconds())
	b.ReportMetric(gflops, "GFLOP/s")
	b.ReportMetric(gflops/peak, "peak-share")
}

// unframed is a matrix of normal draws without gaps.
func unframed(rows, cols int, rng *rand.Rand) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: draws(rows*cols, rng)}
}
