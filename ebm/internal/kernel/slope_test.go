package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestSigmoidSlope compares, bit for bit, with the formula, so all levels agree,
// and with dst being d or mean.
func TestSigmoidSlope(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 14))
		for _, s := range append(linearShapes(), [2]int{301, 83}) {
			tight := unframed(s[0], s[1], rng)
			for _, c := range []struct{ d, mean blas32.General }{
				{framed(s[0], s[1], rng), framed(s[0], s[1], rng)},
				{strange(s[0], s[1], rng), tight},
				{tight, strange(s[0], s[1], rng)},
				{tight, unframed(s[0], s[1], rng)},
			} {
				dst, ofD, ofMean := framed(s[0], s[1], rng), clone(c.d), clone(c.mean)
				SigmoidSlope(dst, c.d, c.mean)
				SigmoidSlope(ofD, ofD, c.mean)
				SigmoidSlope(ofMean, c.d, ofMean)
				for _, got := range []blas32.General{dst, ofD, ofMean} {
					mustBeSlopes(t, got, c.d, c.mean)
				}
				if frameBroken(dst) || c.d.Stride > s[1] && frameBroken(ofD) || c.mean.Stride > s[1] && frameBroken(ofMean) {
					t.Fatalf("%v: SigmoidSlope writes between rows", s)
				}
			}
		}
	})
}

func mustBeSlopes(t *testing.T, got, d, mean blas32.General) {
	t.Helper()
	for i := range d.Rows {
		for j := range d.Cols {
			m, x := mean.Data[i*mean.Stride+j], d.Data[i*d.Stride+j]
			got, want := got.Data[i*got.Stride+j], x*(m*(1-m))
			if math.Float32bits(got) != math.Float32bits(want) && (got == got || want == want) {
				t.Fatalf("%d×%d: (%d,%d) is %g for a mean of %g, want %g", d.Rows, d.Cols, i, j, got, m, want)
			}
		}
	}
}

// TestSigmoidSlopeIsADerivative compares with a central difference of σ: its
// error is h²/6·|σ”'| ≤ h²/48, and 2⁻⁵³/h for the rounding of σ in float64; that
// of the kernel is its three roundings and that of σ.
func TestSigmoidSlopeIsADerivative(t *testing.T) {
	const h, tolerance = 1e-4, 1e-8/48 + 0x1p-53/1e-4 + 4*roundoff
	in := blas32.General{Rows: 1, Cols: 41, Stride: 41, Data: make([]float32, 41)}
	for j := range in.Data {
		in.Data[j] = float32(j-20) / 2
	}
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	eachLevel(t, func(t *testing.T) {
		mean, slope, d := clone(in), clone(in), clone(in)
		for j := range d.Data {
			d.Data[j] = 1
		}
		Sigmoid(mean, in, make([]float32, 41))
		SigmoidSlope(slope, d, mean)
		for j, got := range slope.Data {
			x := float64(in.Data[j])
			if want := (sigma(x+h) - sigma(x-h)) / (2 * h); !(math.Abs(float64(got)-want) <= tolerance) {
				t.Errorf("σ'(%g) is %g, want %g", x, got, want)
			}
		}
	})
}

func TestSigmoidSlopeForAnyProcs(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 14))
		for _, stride := range []int{700, 703} {
			d, mean := draws(301*stride, rng), draws(301*stride, rng)
			sameForAnyProcs(t, "SigmoidSlope", func() []float64 {
				dst := blas32.General{Rows: 301, Cols: 700, Stride: stride, Data: make([]float32, 301*stride)}
				SigmoidSlope(dst, withData(dst, d), withData(dst, mean))
				return wide(dst.Data)
			})
		}
	})
}

// withData is a matrix of the shape of m.
func withData(m blas32.General, data []float32) blas32.General {
	m.Data = data
	return m
}

func TestSigmoidSlopeOfOtherShapes(t *testing.T) {
	m := func(rows, cols int) blas32.General {
		return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	}
	short := m(3, 4)
	short.Data = short.Data[:11]
	for i, f := range []func(){
		func() { SigmoidSlope(m(3, 4), m(3, 4), m(4, 3)) },
		func() { SigmoidSlope(m(3, 4), m(2, 4), m(3, 4)) },
		func() { SigmoidSlope(m(3, 5), m(3, 4), m(3, 4)) },
		func() { SigmoidSlope(m(2, 4), m(3, 4), m(3, 4)) },
		func() { SigmoidSlope(short, m(3, 4), m(3, 4)) },
		func() { SigmoidSlope(m(3, 4), short, m(3, 4)) },
		func() { SigmoidSlope(m(3, 4), m(3, 4), short) },
	} {
		if got := panicOf(f); got != badActivation {
			t.Errorf("%d: panic is %v, want %q", i, got, badActivation)
		}
	}
}
