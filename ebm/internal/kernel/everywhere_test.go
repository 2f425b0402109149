package kernel

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

// TestKernelsFromEverywhere: callers at the same time do not share what a call
// leaves for the next, so each gets the bits that it gets alone.
func TestKernelsFromEverywhere(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	eachLevel(t, func(t *testing.T) {
		var callers sync.WaitGroup
		for caller := range uint64(4) {
			want := everyKernel(caller)
			callers.Go(func() {
				for range 5 {
					for i, v := range everyKernel(caller) {
						if math.Float64bits(v) != math.Float64bits(want[i]) {
							t.Errorf("caller %d: number %d is %g, but %g alone", caller, i, v, want[i])
							return
						}
					}
				}
			})
		}
		callers.Wait()
	})
}

// everyKernel returns results of all routines that keep scratch for the next
// call. Callers have other shapes and numbers.
func everyKernel(caller uint64) (all []float64) {
	rng := rand.New(rand.NewPCG(caller, 12))
	n := 50 + 20*int(caller)
	bias, pixels := draws(n, rng), make([]byte, n*n)
	for i := range pixels {
		pixels[i] = byte(rng.Uint32())
	}
	for _, p := range products {
		dst, a, b := p.operands(130, 90, n, rng)
		p.compute(dst, a, b)
		all = append(all, inside(dst)...)
		sparse(a, 0.2, rng)
		p.compute(dst, a, b)
		all = append(all, inside(dst)...)
		binary(a, 0.2, rng)
		p.compute(dst, a, b)
		all = append(all, inside(dst)...)
	}
	in := framed(200, n, rng)
	mean, sample, sums := clone(in), clone(in), make([]float64, in.Rows)
	Sigmoid(mean, in, bias)
	all = append(all, inside(mean)...)
	SigmoidSample(mean, sample, in, bias, caller)
	all = append(append(all, inside(mean)...), inside(sample)...)
	Drop(sample, caller, 0.3, 2)
	SigmoidSlope(mean, sample, mean)
	all = append(append(all, inside(mean)...), inside(sample)...)
	Softplus(sums, in, bias)
	AddColumnSums(bias, 1, in.Data, in.Rows, in.Stride)
	all = append(append(all, sums...), wide(bias)...)

	value, velocity := draws(3*grain+n, rng), draws(3*grain+n, rng)
	s := Decay(velocity, value, 0.1, 0.01)
	Move(value, velocity, 0.1, 0.01, 0.5)
	all = append(append(append(all, wide(value)...), wide(velocity)...), s.Value, s.Velocity)

	image := framed(n, n, rng)
	NewBytes(tables()["grey"].table).Gather(image, pixels, rng.Perm(n), rng.Perm(n))
	return append(all, inside(image)...)
}
