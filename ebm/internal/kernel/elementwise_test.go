package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// sameForWidths wants the same bits from f for AVX2 and AVX-512.
func sameForWidths(t *testing.T, what string, f func() []float64) {
	t.Helper()
	defer func(before instructionSet) { level = before }(level)
	var want []float64
	for _, set := range available() {
		if set == portable {
			continue
		}
		level = set
		got := f()
		if want == nil {
			want = got
		}
		for i, v := range got {
			if math.Float64bits(v) != math.Float64bits(want[i]) {
				t.Fatalf("%s: number %d is %v with %s, but %v with %s", what, i, v, set, want[i], available()[1])
			}
		}
	}
}

// strange draws inputs of all magnitudes, some of them special.
func strange(rows, cols int, rng *rand.Rand) blas32.General {
	special := []float32{0, float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), math.MaxFloat32,
		-math.MaxFloat32, math.SmallestNonzeroFloat32, -0x1p-140, -87, -86.99, -88, -89, 29.9, 30.1}
	m := framed(rows, cols, rng)
	for i := range rows {
		for j := range cols {
			x := float32(math.Ldexp(rng.NormFloat64(), rng.IntN(30)-20))
			if rng.IntN(20) == 0 {
				x = special[rng.IntN(len(special))]
			}
			m.Data[i*m.Stride+j] = x
		}
	}
	return m
}

func TestSigmoidsForWidths(t *testing.T) {
	for cols := 1; cols < 200; cols += 3 {
		in := strange(20, cols, rand.New(rand.NewPCG(uint64(cols), 8)))
		bias := draws(cols, rand.New(rand.NewPCG(uint64(cols), 9)))
		sameForWidths(t, "Sigmoid", func() []float64 {
			dst := clone(in)
			Sigmoid(dst, in, bias)
			return inside(dst)
		})
		sameForWidths(t, "SigmoidSample", func() []float64 {
			mean, sample := clone(in), clone(in)
			SigmoidSample(mean, sample, in, bias, 3)
			return append(inside(mean), inside(sample)...)
		})
	}
}

// TestElementwiseAllocatesNothing after the first call.
func TestElementwiseAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	in, mean, sample, bias := framed(100, 500, rng), framed(100, 500, rng), framed(100, 500, rng), draws(500, rng)
	sums := make([]float64, in.Rows)
	value, velocity := draws(3*grain, rng), draws(3*grain, rng)
	pixels, m := make([]byte, 60*500), NewBytes([256]float32{1: 1})
	index, first := rng.Perm(60), mean
	first.Rows = 60
	eachLevel(t, func(t *testing.T) {
		for name, f := range map[string]func(){
			"Sigmoid":       func() { Sigmoid(mean, in, bias) },
			"SigmoidSample": func() { SigmoidSample(mean, sample, in, bias, 1) },
			"Uniforms":      func() { Uniforms(bias, 1, 2) },
			"Softplus":      func() { Softplus(sums, in, bias) },
			"Decay":         func() { Decay(velocity, value, 1e-6, 1e-6) },
			"Bounded":       func() { Bounded(velocity, value, 1e-6, 1e-6) },
			"Move":          func() { Move(value, velocity, 1e-6, 1e-6, 0.5) },
			"Largest":       func() { Largest(value) },
			"Gather":        func() { m.Gather(first, pixels, index, index) },
			"Step":          func() { Step(value, velocity, 0.5) },
			"Scale":         func() { Scale(mean, in, 0.5) },
			"Dots":          func() { Dots(sums, in, bias) },
			"Drop":          func() { Drop(mean, 1, 0.2, 1.25) },
			"SigmoidSlope":  func() { SigmoidSlope(sample, mean, in) },
			"AddColumnSums": func() { AddColumnSums(bias, 1e-6, in.Data, in.Rows, in.Stride) },
		} {
			if n := allocations(f); n != 0 {
				t.Errorf("%s allocates %d times", name, n)
			}
		}
	})
}
