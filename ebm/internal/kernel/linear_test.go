package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// linearShapes are within, at the edge of and beyond registers and pieces.
func linearShapes() [][2]int {
	shapes := [][2]int{{0, 5}, {4, 0}, {100, 784}, {100, 500}, {1, 2*grain + 3}, {700, 3}}
	for cols := range 140 {
		shapes = append(shapes, [2]int{1 + cols%5, cols})
	}
	return shapes
}

func TestScale(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 9))
		for _, s := range linearShapes() {
			for _, src := range []blas32.General{framed(s[0], s[1], rng), unframed(s[0], s[1], rng), strange(s[0], s[1], rng)} {
				for _, a := range []float32{0.3, 0, -1, 1e-30} {
					dst := framed(s[0], s[1], rng)
					Scale(dst, src, a)
					mustBeScaled(t, dst, src, a)
					if frameBroken(dst) {
						t.Fatalf("%d×%d: Scale leaves its matrix", s[0], s[1])
					}
					inPlace := clone(src)
					Scale(inPlace, inPlace, a)
					mustBeScaled(t, inPlace, src, a)
				}
			}
		}
	})
}

func mustBeScaled(t *testing.T, dst, src blas32.General, a float32) {
	t.Helper()
	for i := range src.Rows {
		for j, x := range src.Data[i*src.Stride:][:src.Cols] {
			got, want := dst.Data[i*dst.Stride+j], a*x
			if math.Float32bits(got) != math.Float32bits(want) && (got == got || want == want) {
				t.Fatalf("%d×%d: %g·%g at (%d, %d) becomes %g", src.Rows, src.Cols, a, x, i, j, got)
			}
		}
	}
}

// TestDots compares with a sum in ascending order; every addition, there and
// here, rounds once.
func TestDots(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 9))
		for _, s := range linearShapes() {
			for _, scale := range []float32{1, 1e-30, 1e30} {
				x, w := framed(s[0], s[1], rng), guarded(s[1], rng)
				for j := range w {
					w[j] *= scale
				}
				dst := make([]float64, s[0]+1)
				dst[s[0]] = 7
				Dots(dst, x, w)
				if dst[s[0]] != 7 {
					t.Fatalf("%d×%d: Dots stores more", s[0], s[1])
				}
				for i, got := range dst[:s[0]] {
					var want, size float64
					for j, v := range w {
						want += at(x, i, j) * float64(v)
						size += math.Abs(at(x, i, j) * float64(v))
					}
					if !(math.Abs(got-want) <= float64(2*s[1])*0x1p-53*size) {
						t.Fatalf("%d×%d: row %d gives %.17g, want %.17g", s[0], s[1], i, got, want)
					}
				}
			}
		}
	})
}

// TestDotsCancel: sums that float32 could not hold.
func TestDotsCancel(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := 3; n < 70; n++ {
			x := blas32.General{Rows: 1, Cols: n, Stride: n, Data: make([]float32, n)}
			w := make([]float32, n)
			x.Data[0], x.Data[n/2], x.Data[n-1] = 1e8, 1, -1e8
			w[0], w[n/2], w[n-1] = 1, 1, 1
			dst := make([]float64, 1)
			if Dots(dst, x, w); dst[0] != 1 {
				t.Errorf("%d numbers: 10⁸ + 1 - 10⁸ is %g", n, dst[0])
			}
		}
	})
}

func TestDotsOfInfinities(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{1, 16, 17, 40} {
			for _, c := range []struct{ x, w, want float32 }{{inf, 2, inf}, {inf, -2, -inf}, {3, inf, inf}, {inf, 0, nan}, {nan, 0, nan}} {
				x := blas32.General{Rows: 1, Cols: n, Stride: n, Data: make([]float32, n)}
				w, dst := make([]float32, n), make([]float64, 1)
				x.Data[n-1], w[n-1] = c.x, c.w
				Dots(dst, x, w)
				if got := float32(dst[0]); got != c.want && (got == got || c.want == c.want) {
					t.Errorf("%d numbers with %g·%g: %g", n, c.x, c.w, got)
				}
			}
		}
	})
}

// TestLinearForLevels: these routines give the same bits even without assembly.
func TestLinearForLevels(t *testing.T) {
	defer func(before instructionSet) { level = before }(level)
	run := func() []float64 {
		rng := rand.New(rand.NewPCG(3, 9))
		var all []float64
		for _, s := range linearShapes() {
			x, w, dots := framed(s[0], s[1], rng), draws(s[1], rng), make([]float64, s[0])
			Dots(dots, x, w)
			Scale(x, x, 0.7)
			all = append(append(all, dots...), values(x)...)
		}
		return all
	}
	level = portable
	want := run()
	for _, set := range available() {
		level = set
		sameForAnyProcs(t, string(set), func() []float64 {
			got := run()
			for i := range got {
				if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
					t.Fatalf("%s: number %d is %g, want %g", set, i, got[i], want[i])
				}
			}
			return got
		})
	}
}

func TestLinearOfOtherShapes(t *testing.T) {
	m := func(rows, cols int) blas32.General {
		return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	}
	short := m(3, 4)
	short.Data = short.Data[:11]
	for i, f := range []func(){
		func() { Scale(m(2, 3), m(3, 2), 1) },
		func() { Scale(short, m(3, 4), 1) },
		func() { Scale(m(3, 4), short, 1) },
		func() { Dots(make([]float64, 2), m(3, 4), make([]float32, 4)) },
		func() { Dots(make([]float64, 3), m(3, 4), make([]float32, 3)) },
		func() { Dots(make([]float64, 3), short, make([]float32, 4)) },
	} {
		if got := recovered(f); got != badRows {
			t.Errorf("%d: panic is %v, want %q", i, got, badRows)
		}
	}
}
