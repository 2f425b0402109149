package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

func TestShift(t *testing.T) {
	const key = 0x123456789abcdef
	for _, s := range [][2]int{{0, 3}, {1, 1}, {3, 4}, {5, 7}, {301, 83}} {
		rng := rand.New(rand.NewPCG(1, 15))
		in, bias := framed(s[0], s[1], rng), draws(s[1], rng)
		dst, mean, sample, alone, places := clone(in), clone(in), clone(in), clone(in), clone(in)
		squares, wells := make([]float64, s[0]), make([]float64, s[0])
		Shift(dst, in, bias)
		ShiftSample(mean, sample, in, bias, key)
		ShiftSample(blas32.General{}, alone, alone, bias, key)
		ShiftSample(places, clone(in), places, bias, key)
		HalfSquares(squares, in, bias)
		Wells(wells, in, bias)
		for _, x := range []blas32.General{dst, mean, sample, alone, places} {
			if frameBroken(x) {
				t.Fatalf("%v: writes between rows", s)
			}
		}
		for i := range s[0] {
			square, well := 0.0, 0.0
			for j := range s[1] {
				at := i*in.Stride + j
				x, b := float64(in.Data[at]), float64(bias[j])
				square += (x + b) * (x + b) / 2
				well += x*x/2 - b*x
				m := in.Data[at] + bias[j]
				z := normals4(key, j/4, i)[j%4]
				if dst.Data[at] != m || mean.Data[at] != m || places.Data[at] != m {
					t.Fatalf("%v: mean (%d,%d) is %g, %g or %g, want %g", s, i, j, dst.Data[at], mean.Data[at], places.Data[at], m)
				}
				if want := float32(float64(m) + z); sample.Data[at] != want || alone.Data[at] != want {
					t.Fatalf("%v: sample (%d,%d) is %g, alone %g, want %g", s, i, j, sample.Data[at], alone.Data[at], want)
				}
			}
			// Sums of s[1] float64 terms, in any order.
			if tol := float64(s[1]+4) * 0x1p-52 * (1 + square + math.Abs(well)*4); !(math.Abs(squares[i]-square) <= tol) || !(math.Abs(wells[i]-well) <= tol) {
				t.Fatalf("%v: row %d: %v and %v, want %v and %v", s, i, squares[i], wells[i], square, well)
			}
		}
	}
}

// TestNormals compares the numbers of many rows with the normal distribution: by
// the inequality of Dvoretzky, Kiefer and Wolfowitz their distribution function
// is off by more than √(log(2/p)/2n) with a probability below p; and pairs that
// share a radius, or follow each other in a column, do not correlate, nor do the
// squares of those of two radii.
func TestNormals(t *testing.T) {
	const rows, p = 60000, 1e-6
	var z []float64
	var within, beside, below float64
	last := [4]float64{}
	for i := range rows {
		x := normals4(42, 3, i)
		z = append(z, x[:]...)
		within += x[0] * x[1] / rows
		beside += (x[0]*x[0] - 1) * (x[2]*x[2] - 1) / 2 / rows
		below += x[2] * last[2] / rows
		last = x
	}
	slices.Sort(z)
	furthest := 0.0
	for i, x := range z {
		f := math.Erfc(-x/math.Sqrt2) / 2
		furthest = max(furthest, math.Abs(f-float64(i)/float64(len(z))), math.Abs(f-float64(i+1)/float64(len(z))))
	}
	if limit := math.Sqrt(math.Log(2/p) / 2 / float64(len(z))); furthest > limit {
		t.Errorf("the distribution function is off by %g, limit %g", furthest, limit)
	}
	// Products of independent normal numbers have variance 1, of half their squares
	// less 1 too: five standard errors.
	if limit := 5 / math.Sqrt(rows); math.Abs(within) > limit || math.Abs(beside) > limit || math.Abs(below) > limit {
		t.Errorf("correlations %g, %g and %g, limit %g", within, beside, below, limit)
	}
}

// TestNormalsEnds: the words at the ends give finite numbers as far out as the
// comment says, on all sides.
func TestNormalsEnds(t *testing.T) {
	for _, c := range []struct {
		radius, angle uint32
		x, y          float64
	}{
		{0, 0, 6.764, 0}, {0, 1 << 30, 0, 6.764}, {0, 1 << 31, -6.764, 0}, {0, 3 << 30, 0, -6.764},
		{math.MaxUint32, 0, 1.526e-5, 0}, {1 << 31, 0, 1.177410, 0}, // √(2·2⁻³³), √(2 log 2)
	} {
		x, y := boxMuller(c.radius, c.angle)
		if !(math.Abs(x-c.x) <= 1e-3*math.Abs(c.x)+1e-6) || !(math.Abs(y-c.y) <= 1e-3*math.Abs(c.y)+1e-6) {
			t.Errorf("words %d, %d: %g, %g, want %g, %g", c.radius, c.angle, x, y, c.x, c.y)
		}
	}
}

func TestShiftForAnyProcs(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 15))
	in, bias := framed(300, 330, rng), draws(330, rng)
	sameForAnyProcs(t, "Gaussian units", func() []float64 {
		mean, sample, sums := clone(in), clone(in), make([]float64, 2*in.Rows)
		ShiftSample(mean, sample, in, bias, 7)
		HalfSquares(sums[:in.Rows], in, bias)
		Wells(sums[in.Rows:], in, bias)
		return append(append(sums, inside(mean)...), inside(sample)...)
	})
}

func TestShiftPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 15))
	x, other, bias, sums := framed(4, 6, rng), framed(5, 6, rng), make([]float32, 6), make([]float64, 4)
	for name, f := range map[string]func(){
		"another dst":    func() { Shift(other, x, bias) },
		"another sample": func() { ShiftSample(x, other, x, bias, 1) },
		"another mean":   func() { ShiftSample(other, x, x, bias, 1) },
		"a short bias":   func() { Shift(x, x, bias[:5]) },
		"short sums":     func() { Wells(sums[:3], x, bias) },
		"short squares":  func() { HalfSquares(sums[:3], x, bias) },
	} {
		if text, ok := panicOf(f).(string); !ok || text[:5] != "ebm: " {
			t.Errorf("%s: panic %q", name, text)
		}
	}
}
