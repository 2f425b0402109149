package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestSigmoid compares with float64 on a grid of [-120, 120].
func TestSigmoid(t *testing.T) {
	const steps = 240 << 12
	last := float32(0)
	for i := range steps + 1 {
		x := float32(i)/(1<<12) - 120
		got, want := float64(sigmoid(x)), 1/(1+math.Exp(-float64(x)))
		if !(math.Abs(got-want) <= 1.2e-7) {
			t.Fatalf("sigmoid(%g) is %g, want %g within 1.2e-7", x, got, want)
		}
		// e^x is within 2e-7, the sum, quotient and product round once each.
		if x > -87.3 && !(math.Abs(got/want-1) <= 2e-7+3*roundoff+1e-9) {
			t.Fatalf("sigmoid(%g) is %g, want %g within a relative 3.8e-7", x, got, want)
		}
		if float32(got) < last {
			t.Fatalf("sigmoid(%g) is %g, less than %g before it", x, got, last)
		}
		last = float32(got)
	}
}

func TestExpNegative(t *testing.T) {
	for i := range 88 << 12 {
		x := -float32(i) / (1 << 12)
		if x < -87.33654 {
			break
		}
		if got, want := float64(expNegative(x)), math.Exp(float64(x)); !(math.Abs(got/want-1) <= 2e-7) {
			t.Fatalf("expNegative(%g) is %g, want %g within a relative 2e-7", x, got, want)
		}
	}
	for _, x := range []float32{-87.34, -88, -103.9, -1e30, float32(math.Inf(-1))} {
		if got := expNegative(x); got != 0 {
			t.Errorf("expNegative(%g) is %g, want 0", x, got)
		}
	}
}

func TestSigmoidAtTheEnds(t *testing.T) {
	tiny, huge := float32(math.SmallestNonzeroFloat32), float32(math.MaxFloat32)
	inf, negativeZero := float32(math.Inf(1)), float32(math.Copysign(0, -1))
	for _, c := range []struct{ x, want float32 }{
		{0, 0.5}, {negativeZero, 0.5}, {tiny, 0.5}, {-tiny, 0.5}, {100 * tiny, 0.5}, {-100 * tiny, 0.5},
		{inf, 1}, {-inf, 0}, {huge, 1}, {-huge, 0}, {120, 1}, {-120, 0},
	} {
		if got := sigmoid(c.x); got != c.want {
			t.Errorf("sigmoid(%g) is %g, want %g", c.x, got, c.want)
		}
	}
	if got := sigmoid(float32(math.NaN())); got == got {
		t.Errorf("sigmoid(NaN) is %g", got)
	}
}

// biased draws a matrix and biases, large enough to be split.
func biased(seed uint64) (in blas32.General, bias []float32) {
	rng := rand.New(rand.NewPCG(seed, 4))
	in, bias = framed(301, 83, rng), make([]float32, 83)
	for j := range bias {
		bias[j] = float32(3 * rng.NormFloat64())
	}
	return in, bias
}

func TestSigmoidOfMatrix(t *testing.T) {
	in, bias := biased(1)
	dst := framed(in.Rows, in.Cols, rand.New(rand.NewPCG(2, 4)))
	Sigmoid(dst, in, bias)
	if frameBroken(dst) {
		t.Error("Sigmoid writes between the rows of dst")
	}
	same := clone(in)
	Sigmoid(same, same, bias)
	for i := range in.Rows {
		for j := range in.Cols {
			want := float64(sigmoid(float32(at(in, i, j)) + bias[j]))
			if at(dst, i, j) != want || at(same, i, j) != want {
				t.Fatalf("element (%d,%d) is %g, in place %g, want %g", i, j, at(dst, i, j), at(same, i, j), want)
			}
		}
	}
}

// TestSigmoidSample: 1 where the uniform number of (key, row, column) is below
// the mean.
func TestSigmoidSample(t *testing.T) {
	in, bias := biased(5)
	mean, sample, only := clone(in), clone(in), clone(in)
	const key = 0x123456789abcdef
	SigmoidSample(mean, sample, in, bias, key)
	SigmoidSample(blas32.General{}, only, only, bias, key)
	if frameBroken(mean) || frameBroken(sample) {
		t.Error("SigmoidSample writes between rows")
	}
	p, u := clone(in), make([]float32, in.Cols)
	Sigmoid(p, in, bias)
	for i := range in.Rows {
		Uniforms(u, key, i)
		for j := range in.Cols {
			want := 0.0
			if float64(u[j]) < at(p, i, j) {
				want = 1
			}
			if at(mean, i, j) != at(p, i, j) || at(sample, i, j) != want || at(only, i, j) != want {
				t.Fatalf("element (%d,%d): mean %g, sample %g, without mean and in place %g; want %g and %g",
					i, j, at(mean, i, j), at(sample, i, j), at(only, i, j), at(p, i, j), want)
			}
		}
	}
	inPlace := clone(in)
	SigmoidSample(inPlace, sample, inPlace, bias, key)
	for i := range in.Rows {
		for j := range in.Cols {
			if at(inPlace, i, j) != at(p, i, j) || at(sample, i, j) != at(only, i, j) {
				t.Fatalf("element (%d,%d) differs where mean is in", i, j)
			}
		}
	}
}

// TestStepIsStrict: the uniform number 0 must not turn on a unit of mean 0.
func TestStepIsStrict(t *testing.T) {
	for _, c := range []struct{ u, p, want float32 }{{0, 0, 0}, {0.5, 0.5, 0}, {0, 0x1p-24, 1}, {1 - roundoff, 1, 1}} {
		if got := step(c.u, c.p); got != c.want {
			t.Errorf("step(%g, %g) is %g, want %g", c.u, c.p, got, c.want)
		}
	}
}

// TestSampleAtTheEnds: a unit that is surely on or off is never drawn otherwise.
func TestSampleAtTheEnds(t *testing.T) {
	const n = 1 << 14
	in := blas32.General{Rows: n, Cols: 2, Stride: 2, Data: make([]float32, 2*n)}
	SigmoidSample(blas32.General{}, in, in, []float32{200, -200}, 9)
	for i := range n {
		if at(in, i, 0) != 1 || at(in, i, 1) != 0 {
			t.Fatalf("row %d of p = 1, 0 is %g, %g", i, at(in, i, 0), at(in, i, 1))
		}
	}
}

// TestSoftplus compares with a sum of logarithms. Both round each of n terms
// in float64.
func TestSoftplus(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 4))
	for _, cols := range []int{0, 1, 83, 511, 512, 513, 2000} {
		for _, scale := range []float32{1e-3, 1, 30, 1000} {
			in, bias := framed(3, cols, rng), make([]float32, cols)
			for j := range bias {
				bias[j] = scale * float32(rng.NormFloat64())
			}
			dst := []float64{-1, -1, -1}
			Softplus(dst, in, bias)
			for i, got := range dst {
				want := 0.0
				for j, b := range bias {
					x := at(in, i, j) + float64(b)
					want += max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
				}
				if !(math.Abs(got-want) <= float64(cols+8)*0x1p-52*(1+want)) {
					t.Fatalf("%d columns, scale %g: %.17g, want %.17g", cols, scale, got, want)
				}
			}
		}
	}
}

func TestSoftplusAtTheEnds(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{0, math.Ln2}, {math.Inf(1), math.Inf(1)}, {math.Inf(-1), 0}, {1e30, 1e30}, {-1e30, 0},
		{math.SmallestNonzeroFloat32, math.Ln2},
	} {
		in, dst := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{float32(c.x)}}, make([]float64, 1)
		Softplus(dst, in, []float32{0})
		if dst[0] != c.want && !(math.Abs(dst[0]/c.want-1) < 1e-7) {
			t.Errorf("softplus(%g) is %g, want %g", c.x, dst[0], c.want)
		}
	}
	in, dst := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{float32(math.NaN())}}, make([]float64, 1)
	if Softplus(dst, in, []float32{0}); dst[0] == dst[0] {
		t.Errorf("softplus(NaN) is %g", dst[0])
	}
}

func TestSigmoidsForAnyProcs(t *testing.T) {
	in, bias := biased(7)
	values := func(m blas32.General) []float64 {
		var x []float64
		for i := range m.Rows {
			x = append(x, wide(m.Data[i*m.Stride:][:m.Cols])...)
		}
		return x
	}
	sameForAnyProcs(t, "Sigmoid", func() []float64 {
		dst := clone(in)
		Sigmoid(dst, in, bias)
		return values(dst)
	})
	sameForAnyProcs(t, "SigmoidSample", func() []float64 {
		mean, sample := clone(in), clone(in)
		SigmoidSample(mean, sample, in, bias, 3)
		return append(values(mean), values(sample)...)
	})
	sameForAnyProcs(t, "Softplus", func() []float64 {
		dst := make([]float64, in.Rows)
		Softplus(dst, in, bias)
		return dst
	})
}
