package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// grid is one row of numbers from -120 to 120.
func grid() blas32.General {
	const steps = 240 << 12
	m := blas32.General{Rows: 1, Cols: steps + 1, Stride: steps + 1, Data: make([]float32, steps+1)}
	for i := range m.Data {
		m.Data[i] = float32(i)/(1<<12) - 120
	}
	return m
}

// TestSigmoid compares with float64. The error is one rounding each of the
// quotient, of the denominator and, as far as e^-x matters beside 1, of the last
// two steps of its polynomial; and what the steps before and the polynomial
// itself leave, which is below half a rounding.
func TestSigmoid(t *testing.T) {
	in := grid()
	eachLevel(t, func(t *testing.T) {
		p := clone(in)
		Sigmoid(p, in, make([]float32, in.Cols))
		last := 0.0
		for i, x := range in.Data {
			got, want := at(p, 0, i), 1/(1+math.Exp(-float64(x)))
			if x > -86.98 && !(math.Abs(got/want-1) <= (2+2.5*(1-want))*roundoff) {
				t.Fatalf("σ(%g) is %g, want %g; the relative error is %.3g", x, got, want, got/want-1)
			}
			if !(math.Abs(got-want) <= 2*roundoff*want) && x > 0 || got > 1 {
				t.Fatalf("σ(%g) is %g, want %g", x, got, want)
			}
			if x < -87 && got != 0 {
				t.Fatalf("σ(%g) is %g, want 0", x, got)
			}
			if got < last {
				t.Fatalf("σ(%g) is %g, less than %g before it", x, got, last)
			}
			last = got
		}
	})
}

func TestSigmoidAtTheEnds(t *testing.T) {
	tiny, huge := float32(math.SmallestNonzeroFloat32), float32(math.MaxFloat32)
	inf, negativeZero := float32(math.Inf(1)), float32(math.Copysign(0, -1))
	cases := []struct{ x, want float32 }{
		{0, 0.5}, {negativeZero, 0.5}, {tiny, 0.5}, {-tiny, 0.5}, {100 * tiny, 0.5}, {-100 * tiny, 0.5},
		{inf, 1}, {-inf, 0}, {huge, 1}, {-huge, 0}, {120, 1}, {-120, 0}, {30, 1}, {89, 1}, {-88.8, 0},
	}
	eachLevel(t, func(t *testing.T) {
		for _, c := range cases {
			if p, s := activate(c.x, 0), activate(0, c.x); p != c.want || s != c.want {
				t.Errorf("σ(%g) is %g as input, %g as bias, want %g", c.x, p, s, c.want)
			}
		}
	})
}

// activate returns σ(x + bias) and wants the same mean beside a sample.
func activate(x, bias float32) float32 {
	in := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{x}}
	p, q, s := clone(in), clone(in), clone(in)
	Sigmoid(p, in, []float32{bias})
	SigmoidSample(q, s, in, []float32{bias}, 1)
	if math.Float32bits(p.Data[0]) != math.Float32bits(q.Data[0]) {
		return -1
	}
	return p.Data[0]
}

// TestNaNStaysInMeans, whatever its bits and wherever it comes from, so that a
// model that has diverged is noticed. A sample of it is 0.
func TestNaNStaysInMeans(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, bits := range []uint32{0x7fc00000, 0xffc00000, 0x7fffffff, 0xffffffff, 0x7f800001, 0x7fc0007f, 0x7fc000ff} {
			nan := math.Float32frombits(bits)
			for j := range 70 {
				in := blas32.General{Rows: 1, Cols: 70, Stride: 70, Data: make([]float32, 70)}
				in.Data[j] = nan
				mean, sample, only := clone(in), clone(in), clone(in)
				Sigmoid(only, in, make([]float32, 70))
				SigmoidSample(mean, sample, in, make([]float32, 70), 1)
				for i := range mean.Data {
					if p := mean.Data[i]; (p == p) != (i != j) {
						t.Fatalf("NaN %x in column %d: mean %d is %g", bits, j, i, p)
					}
				}
				if only.Data[j] == only.Data[j] || sample.Data[j] != 0 {
					t.Fatalf("NaN %x: σ is %g, sample is %g", bits, only.Data[j], sample.Data[j])
				}
			}
		}
		if p := activate(float32(math.Inf(1)), float32(math.Inf(-1))); p == p {
			t.Errorf("σ(∞-∞) is %g", p)
		}
	})
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

// TestSigmoidOfMatrix: every element within the accuracy, for every number of
// columns, with strides, in place, and nothing between the rows.
func TestSigmoidOfMatrix(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for cols := range 150 {
			rng := rand.New(rand.NewPCG(uint64(cols), 4))
			in, dst, bias := framed(3, cols, rng), framed(3, cols, rng), draws(cols, rng)
			same := clone(in)
			Sigmoid(dst, in, bias)
			Sigmoid(same, same, bias)
			if frameBroken(dst) || frameBroken(same) {
				t.Fatalf("%d columns: Sigmoid writes between the rows", cols)
			}
			for i := range in.Rows {
				for j := range in.Cols {
					want := 1 / (1 + math.Exp(-float64(float32(at(in, i, j))+bias[j])))
					if !(math.Abs(at(dst, i, j)-want) <= 4*roundoff*want) || at(same, i, j) != at(dst, i, j) {
						t.Fatalf("%d columns: (%d,%d) is %g, in place %g, want %g", cols, i, j, at(dst, i, j), at(same, i, j), want)
					}
				}
			}
		}
	})
}

// TestSigmoidSample: the mean of Sigmoid, and 1 where the uniform number of
// (key, row, column) is below it. There are enough rows to be split.
func TestSigmoidSample(t *testing.T) {
	const key = 0x123456789abcdef
	eachLevel(t, func(t *testing.T) {
		for cols := range 150 {
			rng := rand.New(rand.NewPCG(uint64(cols), 5))
			rows := 3
			if cols%50 == 33 {
				rows = 301
			}
			in, bias := framed(rows, cols, rng), draws(cols, rng)
			p, u := clone(in), make([]float32, cols)
			Sigmoid(p, in, bias)
			mean, sample := framed(rows, cols, rng), framed(rows, cols, rng)
			SigmoidSample(mean, sample, in, bias, key)
			only, meanHere, beside := clone(in), clone(in), framed(rows, cols, rng)
			SigmoidSample(blas32.General{}, only, only, bias, key)
			SigmoidSample(meanHere, beside, meanHere, bias, key)
			for _, m := range []blas32.General{mean, sample, only, meanHere, beside} {
				if frameBroken(m) {
					t.Fatalf("%d columns: SigmoidSample writes between rows", cols)
				}
			}
			for i := range rows {
				Uniforms(u, key, i)
				for j := range cols {
					want := float64(draw(u[j], p.Data[i*p.Stride+j]))
					if at(mean, i, j) != at(p, i, j) || at(meanHere, i, j) != at(p, i, j) {
						t.Fatalf("%d columns: mean (%d,%d) is %g, in place %g, want %g",
							cols, i, j, at(mean, i, j), at(meanHere, i, j), at(p, i, j))
					}
					if at(sample, i, j) != want || at(only, i, j) != want || at(beside, i, j) != want {
						t.Fatalf("%d columns: sample (%d,%d) is %g, without mean and in place %g, beside it %g, want %g",
							cols, i, j, at(sample, i, j), at(only, i, j), at(beside, i, j), want)
					}
				}
			}
		}
	})
}

// TestDrawIsStrict: the uniform number 0 must not turn on a unit of mean 0.
func TestDrawIsStrict(t *testing.T) {
	for _, c := range []struct{ u, p, want float32 }{{0, 0, 0}, {0.5, 0.5, 0}, {0, 0x1p-24, 1}, {1 - roundoff, 1, 1}} {
		if got := draw(c.u, c.p); got != c.want {
			t.Errorf("draw(%g, %g) is %g, want %g", c.u, c.p, got, c.want)
		}
	}
}

// TestSampleIsStrict: under the first key, the number of column 93 is 0; under
// the second, that of column 79 is 1/2. (Found by a search.)
func TestSampleIsStrict(t *testing.T) {
	in := blas32.General{Rows: 1, Cols: 128, Stride: 128, Data: make([]float32, 128)}
	eachLevel(t, func(t *testing.T) {
		for _, c := range []struct {
			key    uint64
			column int
			u, x   float32
		}{{42591, 93, 0, -200}, {110797, 79, 0.5, 0}} {
			u, sample, bias := make([]float32, 128), clone(in), make([]float32, 128)
			if Uniforms(u, c.key, 0); u[c.column] != c.u {
				t.Fatalf("number of column %d is %g, want %g", c.column, u[c.column], c.u)
			}
			bias[c.column] = c.x
			if SigmoidSample(blas32.General{}, sample, in, bias, c.key); sample.Data[c.column] != 0 {
				t.Errorf("the number %g turns on a unit of mean %g", c.u, activate(c.x, 0))
			}
		}
	})
}

// TestSampleAtTheEnds: a unit that is surely on or off is never drawn otherwise.
func TestSampleAtTheEnds(t *testing.T) {
	const n = 1 << 14
	eachLevel(t, func(t *testing.T) {
		in := blas32.General{Rows: n, Cols: 2, Stride: 2, Data: make([]float32, 2*n)}
		SigmoidSample(blas32.General{}, in, in, []float32{200, -200}, 9)
		for i := range n {
			if at(in, i, 0) != 1 || at(in, i, 1) != 0 {
				t.Fatalf("row %d of p = 1, 0 is %g, %g", i, at(in, i, 0), at(in, i, 1))
			}
		}
	})
}

// TestActivationShapes: assembly must not see operands that do not fit.
func TestActivationShapes(t *testing.T) {
	good, bias := blas32.General{Rows: 2, Cols: 3, Stride: 4, Data: make([]float32, 7)}, make([]float32, 3)
	short, narrow, few := good, good, good
	short.Data = short.Data[:6]
	narrow.Cols = 2
	few.Rows = 1
	calls := map[string]func(){
		"short bias":    func() { Sigmoid(good, good, bias[:2]) },
		"short samples": func() { SigmoidSample(good, short, good, bias, 1) },
		"no samples":    func() { SigmoidSample(good, blas32.General{}, good, bias, 1) },
	}
	for name, m := range map[string]blas32.General{"short": short, "narrow": narrow, "few": few} {
		calls[name+" in"] = func() { Sigmoid(good, m, bias) }
		calls[name+" dst"] = func() { Sigmoid(m, good, bias) }
		calls[name+" mean"] = func() { SigmoidSample(m, good, good, bias, 1) }
	}
	for name, call := range calls {
		if got := panicOf(call); got != badActivation {
			t.Errorf("%s: panic is %v, want %q", name, got, badActivation)
		}
	}
}

func TestSigmoidsForAnyProcs(t *testing.T) {
	in, bias := biased(7)
	sameForAnyProcs(t, "Sigmoid", func() []float64 {
		dst := clone(in)
		Sigmoid(dst, in, bias)
		return inside(dst)
	})
	sameForAnyProcs(t, "SigmoidSample", func() []float64 {
		mean, sample := clone(in), clone(in)
		SigmoidSample(mean, sample, in, bias, 3)
		return append(inside(mean), inside(sample)...)
	})
}
