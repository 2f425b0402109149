package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestDrop compares, bit for bit, with the formula and the numbers of Uniforms, so
// all levels agree. Some shapes are large enough to be split.
func TestDrop(t *testing.T) {
	const key = 0xfedcba987654321
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 13))
		for _, s := range append(linearShapes(), [2]int{301, 83}) {
			u := make([]float32, s[1])
			for _, p := range []float32{0, 0.2, 0.5, 1} {
				before := strange(s[0], s[1], rng)
				x, again := clone(before), clone(before)
				Drop(x, key, p, 1.25)
				Drop(again, key, p, 1.25)
				if frameBroken(x) {
					t.Fatalf("%v: Drop writes between rows", s)
				}
				for i := range s[0] {
					Uniforms(u, key, i)
					for j := range u {
						got, want := x.Data[i*x.Stride+j], before.Data[i*x.Stride+j]*1.25
						if u[j] < p {
							want = 0
						}
						if math.Float32bits(got) != math.Float32bits(want) || got != again.Data[i*x.Stride+j] {
							t.Fatalf("%v, p = %g: (%d,%d) with number %g becomes %g, then %g, want %g", s, p, i, j, u[j], got, again.Data[i*x.Stride+j], want)
						}
					}
				}
			}
		}
	})
}

// TestDropIsStrict: as in TestSampleIsStrict, the number of column 93 is 0 under
// the first key, that of column 79 is 1/2 under the second.
func TestDropIsStrict(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, c := range []struct {
			key    uint64
			column int
			p      float32
		}{{42591, 93, 0}, {110797, 79, 0.5}} {
			for _, beyond := range []bool{false, true} {
				x := blas32.General{Rows: 1, Cols: 128, Stride: 128, Data: make([]float32, 128)}
				x.Data[c.column] = 1
				p, want := c.p, float32(2)
				if beyond {
					p, want = p+0x1p-24, 0
				}
				if Drop(x, c.key, p, 2); x.Data[c.column] != want {
					t.Errorf("p = %g, number %g: 1 becomes %g, want %g", p, c.p, x.Data[c.column], want)
				}
			}
		}
	})
}

// TestDropNaN: what is dropped is 0 whatever it was, what is kept stays NaN, so
// that a model that has diverged is noticed.
func TestDropNaN(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		x, u := blas32.General{Rows: 1, Cols: 150, Stride: 150, Data: make([]float32, 150)}, make([]float32, 150)
		for j := range x.Data {
			x.Data[j] = float32(math.NaN())
		}
		Drop(x, 5, 0.5, 2)
		Uniforms(u, 5, 0)
		for j, v := range x.Data {
			if dropped := u[j] < 0.5; dropped && v != 0 || !dropped && v == v {
				t.Errorf("number %g: NaN becomes %g", u[j], v)
			}
		}
	})
}

func TestDropForAnyProcs(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		before := framed(301, 83, rand.New(rand.NewPCG(2, 13)))
		sameForAnyProcs(t, "Drop", func() []float64 {
			x := clone(before)
			Drop(x, 9, 0.3, 1/0.7)
			return inside(x)
		})
	})
}

func TestDropOfAShortMatrix(t *testing.T) {
	for _, x := range []blas32.General{
		{Rows: 3, Cols: 4, Stride: 4, Data: make([]float32, 11)},
		{Rows: 3, Cols: 4, Stride: 3, Data: make([]float32, 12)},
	} {
		if got := panicOf(func() { Drop(x, 1, 0.5, 2) }); got != badActivation {
			t.Errorf("panic is %v, want %q", got, badActivation)
		}
	}
}
