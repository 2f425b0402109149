package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// groupShapes are rows, groups and states; some are large enough to be split.
var groupShapes = [][3]int{{0, 1, 3}, {1, 1, 1}, {1, 1, 2}, {5, 7, 1}, {3, 5, 3}, {9, 1, 10}, {400, 9, 11}, {2, 3, 4000}}

// softmaxOf is the softmax of a group in float64, and the log of the sum.
func softmaxOf(in []float32, bias []float32) (p []float64, log float64) {
	largest, sum := math.Inf(-1), 0.0
	for k, v := range in {
		largest = max(largest, float64(v)+float64(bias[k]))
	}
	for k, v := range in {
		p = append(p, math.Exp(float64(v)+float64(bias[k])-largest))
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p, largest + math.Log(sum)
}

// eachGroup hands the groups of inputs of several sizes to f.
func eachGroup(t *testing.T, f func(t *testing.T, in blas32.General, bias []float32, states int)) {
	t.Helper()
	for _, s := range groupShapes {
		for _, size := range []float32{1, 30, 3000} {
			t.Run(fmt.Sprintf("%v times %g", s, size), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(1, 14))
				in, bias := framed(s[0], s[1]*s[2], rng), draws(s[1]*s[2], rng)
				for i := range in.Data {
					in.Data[i] *= size
				}
				f(t, in, bias, s[2])
			})
		}
	}
}

func TestSoftmax(t *testing.T) {
	eachGroup(t, func(t *testing.T, in blas32.General, bias []float32, states int) {
		got, slope, logs := clone(in), framed(in.Rows, in.Cols, rand.New(rand.NewPCG(2, 14))), make([]float64, in.Rows)
		d := clone(slope)
		Softmax(got, in, bias, states)
		SoftmaxSlope(slope, slope, got, states)
		LogSumExp(logs, in, bias, states)
		again := clone(in)
		Softmax(again, again, bias, states) // in place
		if frameBroken(got) || frameBroken(slope) || frameBroken(again) {
			t.Fatal("writes between rows")
		}
		for i := range in.Rows {
			total := 0.0
			for g := 0; g < in.Cols; g += states {
				from := i*in.Stride + g
				want, log := softmaxOf(in.Data[from:from+states], bias[g:])
				total += log
				mean := 0.0
				for k, p := range want {
					mean += p * float64(d.Data[from+k])
				}
				for k, p := range want {
					// Weights, their sum and the quotient are rounded once each.
					if v := float64(got.Data[from+k]); !(math.Abs(v-p) <= 3*roundoff*p+math.SmallestNonzeroFloat32) {
						t.Fatalf("row %d, state %d of group %d: %g, want %g", i, k, g/states, v, p)
					}
					if got.Data[from+k] != again.Data[from+k] {
						t.Fatalf("row %d, column %d: %g in place of in", i, g+k, again.Data[from+k])
					}
					x := p * (float64(d.Data[from+k]) - mean)
					// p is as above, also where it is denormal, d at most 6, and their mean is made of such.
					if v := float64(slope.Data[from+k]); !(math.Abs(v-x) <= 60*roundoff*p+12*math.SmallestNonzeroFloat32) {
						t.Fatalf("row %d, column %d: slope %g, want %g", i, g+k, v, x)
					}
				}
			}
			if !(math.Abs(logs[i]-total) <= 1e-12*(1+math.Abs(total))) {
				t.Fatalf("row %d: LogSumExp %g, want %g", i, logs[i], total)
			}
		}
	})
}

// TestSoftmaxSample: the state is the one whose share of [0, 1) holds the
// uniform number of the group.
func TestSoftmaxSample(t *testing.T) {
	const key = 0xfedcba9876543210
	eachGroup(t, func(t *testing.T, in blas32.General, bias []float32, states int) {
		mean, sample, means, alone := clone(in), clone(in), clone(in), clone(in)
		Softmax(means, in, bias, states)
		SoftmaxSample(mean, sample, in, bias, states, key)
		SoftmaxSample(blas32.General{}, alone, alone, bias, states, key) // in place
		places := clone(in)
		SoftmaxSample(places, clone(in), places, bias, states, key)
		if frameBroken(mean) || frameBroken(sample) || frameBroken(alone) {
			t.Fatal("writes between rows")
		}
		u := make([]float32, in.Cols/states)
		for i := range in.Rows {
			Uniforms(u, key, i)
			for g := range u {
				from, sum, ones := i*in.Stride+g*states, 0.0, 0
				p, _ := softmaxOf(in.Data[from:from+states], bias[g*states:])
				for k, q := range p {
					switch sample.Data[from+k] {
					case 0:
					case 1:
						ones++
						// Roundings of the weights and their sums move the ends of a share.
						if tol := 4 * roundoff; float64(u[g]) < sum-tol || float64(u[g]) > sum+q+tol || q == 0 {
							t.Fatalf("row %d, group %d: number %g gives state %d, whose share is [%g, %g)", i, g, u[g], k, sum, sum+q)
						}
					default:
						t.Fatalf("row %d, group %d: %g", i, g, sample.Data[from+k])
					}
					sum += q
					at := from + k
					if alone.Data[at] != sample.Data[at] || mean.Data[at] != means.Data[at] || places.Data[at] != means.Data[at] {
						t.Fatalf("row %d, column %d: other means, or other samples without them", i, g*states+k)
					}
				}
				if ones != 1 {
					t.Fatalf("row %d, group %d: %d ones", i, g, ones)
				}
			}
		}
	})
}

// TestPickEnds: the least number chooses the first state that has a share, the
// largest the last, and no other state is ever chosen.
func TestPickEnds(t *testing.T) {
	w, sum := []float32{0, 0, 0.25, 0, 1, 0.5, 0x1p-24, 0, 0}, 0.0
	for _, v := range w {
		sum += float64(v)
	}
	for _, c := range []struct {
		u    float32
		want int
	}{{0, 2}, {1 - roundoff, 5}} {
		if got := pick(w, float64(c.u)*sum); got != c.want {
			t.Errorf("number %v chooses state %d, want %d", c.u, got, c.want)
		}
	}
	even := []float32{0, 1, 1, 0}
	for u, want := range map[float32]int{0: 1, 0.5 - roundoff: 1, 0.5: 2, 1 - roundoff: 2} {
		if got := pick(even, float64(u)*2); got != want {
			t.Errorf("number %v chooses state %d, want %d", u, got, want)
		}
	}
}

// TestSoftmaxNaN: a model that has diverged is noticed, and its samples stay
// states.
func TestSoftmaxNaN(t *testing.T) {
	x := blas32.General{Rows: 1, Cols: 3, Stride: 3, Data: []float32{0, float32(math.NaN()), 1}}
	mean, sample := clone(x), clone(x)
	SoftmaxSample(mean, sample, x, make([]float32, 3), 3, 1)
	ones := 0
	for j, v := range mean.Data {
		if v == v {
			t.Errorf("NaN gives the mean %g", v)
		}
		if sample.Data[j] == 1 {
			ones++
		}
	}
	if ones != 1 {
		t.Errorf("NaN gives the sample %v", sample.Data)
	}
}

func TestSoftmaxForAnyProcs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 14))
	in, bias := framed(300, 330, rng), draws(330, rng)
	sameForAnyProcs(t, "softmax", func() []float64 {
		mean, sample, logs := clone(in), clone(in), make([]float64, in.Rows)
		SoftmaxSample(mean, sample, in, bias, 11, 7)
		LogSumExp(logs, in, bias, 11)
		all := append(append(logs, inside(mean)...), inside(sample)...)
		SoftmaxSlope(sample, in, mean, 11)
		return append(all, inside(sample)...)
	})
}

func TestSoftmaxPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 14))
	x, other, bias, sums := framed(4, 6, rng), framed(5, 6, rng), make([]float32, 6), make([]float64, 4)
	for name, f := range map[string]func(){
		"states that do not divide": func() { Softmax(x, x, bias, 4) },
		"no states":                 func() { SoftmaxSample(x, x, x, bias, 0, 1) },
		"another dst":               func() { Softmax(other, x, bias, 3) },
		"another sample":            func() { SoftmaxSample(x, other, x, bias, 3, 1) },
		"another mean":              func() { SoftmaxSample(other, x, x, bias, 3, 1) },
		"a short bias":              func() { LogSumExp(sums, x, bias[:5], 3) },
		"a short dst":               func() { LogSumExp(sums[:3], x, bias, 3) },
		"slopes that do not divide": func() { SoftmaxSlope(x, x, x, 4) },
		"a slope of another shape":  func() { SoftmaxSlope(other, x, x, 3) },
		"a mean of another shape":   func() { SoftmaxSlope(x, x, other, 3) },
	} {
		if text, ok := panicOf(f).(string); !ok || text[:5] != "ebm: " {
			t.Errorf("%s: panic %q", name, text)
		}
	}
}

func TestSoftmaxAllocatesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 14))
	in, mean, sample, bias, sums := framed(50, 60, rng), framed(50, 60, rng), framed(50, 60, rng), draws(60, rng), make([]float64, 50)
	if n := testing.AllocsPerRun(20, func() {
		SoftmaxSample(mean, sample, in, bias, 10, 1)
		Softmax(mean, in, bias, 10)
		LogSumExp(sums, in, bias, 10)
		SoftmaxSlope(sample, in, mean, 10)
		ShiftSample(mean, sample, in, bias, 1)
		Shift(mean, in, bias)
		Wells(sums, in, bias)
		HalfSquares(sums, in, bias)
	}); n > 0 {
		t.Errorf("%g allocations a call", n)
	}
}
