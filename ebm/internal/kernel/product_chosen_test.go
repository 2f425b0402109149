//go:build amd64 || arm64

package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// difficult puts zeros, denormal numbers and some so large that sums overflow in
// x.
func difficult(x blas32.General, rng *rand.Rand) {
	for i := range x.Rows {
		row := x.Data[i*x.Stride:][:x.Cols]
		for j := range row {
			switch rng.IntN(8) {
			case 0:
				row[j] = float32(math.Copysign(0, float64(row[j])))
			case 1:
				row[j] *= 0x1p-140
			case 2:
				if j%5 == 0 {
					row[j] *= math.MaxFloat32 / 8
				}
			}
		}
	}
}

func eachVectorLevel(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	eachLevel(t, func(t *testing.T) {
		if level != portable {
			f(t)
		}
	})
}

// withoutChoosing computes a product with tiles alone.
func withoutChoosing(f func()) {
	choosing = false
	defer func() { choosing = true }()
	f()
}

// TestChosenRows: sums of chosen rows have the bits of the dense product.
func TestChosenRows(t *testing.T) {
	eachVectorLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 6))
		for _, p := range products {
			for _, s := range append(shapes, [3]int{100, 300, 128}, [3]int{300, wholeReach, 70}, [3]int{300, wholeReach + 1, 70}) {
				for _, share := range []float64{0, 0.1, 0.3, 0.55, 1} {
					dst, a, b := p.operands(s[0], s[1], s[2], rng)
					binary(a, share, rng)
					difficult(b, rng)
					difficult(dst, rng)
					want := clone(dst)
					withoutChoosing(func() { p.compute(want, a, b) })
					p.compute(dst, a, b)
					sameBits(t, p.name, dst, want)
				}
			}
		}
	})
}

func sameBits(t *testing.T, what string, got, want blas32.General) {
	t.Helper()
	for i, w := range want.Data {
		if g := got.Data[i]; math.Float32bits(g) != math.Float32bits(w) && (g == g || w == w) {
			t.Fatalf("%s of %d×%d: element (%d,%d) is %g, but %g by tiles", what, got.Rows, got.Cols, i/got.Stride, i%got.Stride, g, w)
		}
	}
}

// TestChosenRowsOfOthers: one number that is neither 0 nor 1, anywhere, counts.
func TestChosenRowsOfOthers(t *testing.T) {
	eachVectorLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 6))
		for _, p := range products {
			for _, other := range []float32{-1, 0.5, 2, math.SmallestNonzeroFloat32, float32(math.Inf(1)), float32(math.NaN())} {
				dst, a, b := p.operands(66, 77, 88, rng)
				binary(a, 0.1, rng)
				a.Data[rng.IntN(a.Rows)*a.Stride+rng.IntN(a.Cols)] = other
				want := clone(dst)
				withoutChoosing(func() { p.compute(want, a, b) })
				p.compute(dst, a, b)
				sameBits(t, p.name, dst, want)
			}
		}
	})
}

// TestOnesAreFound in rows of any length, and no room beyond that promised is
// used.
func TestOnesAreFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	for n := range 70 {
		for _, share := range []float64{0, 0.2, 1} {
			x := framed(1, n, rng)
			binary(x, share, rng)
			row := x.Data[:n]
			var want []uint16
			for k, v := range row {
				if v == 1 {
					want = append(want, uint16(k))
				}
			}
			list := make([]uint16, n+9)
			list[n+8] = 12345
			if got := ones(row); got != len(want) {
				t.Fatalf("%d of %d numbers are 1, want %d", got, n, len(want))
			}
			if got := placesOfOnes(row, list); got != len(want) {
				t.Fatalf("%d places of ones of %d numbers, want %d", got, n, len(want))
			}
			for i, k := range want {
				if list[i] != k {
					t.Fatalf("place %d of %d numbers is %d, want %d", i, n, list[i], k)
				}
			}
			if list[n+8] != 12345 {
				t.Fatalf("the list of %d numbers is longer than %d", n, n+8)
			}
			for k := range row {
				was := row[k]
				row[k] = 0.25
				if got := ones(row); got != -1 {
					t.Fatalf("number %d of %d is 0.25, but %d are 1", k, n, got)
				}
				row[k] = was
			}
		}
	}
}

// TestFewOnesAreChosen: samples are, means and dense samples are not.
func TestFewOnesAreChosen(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 6))
	for _, c := range []struct {
		share float64
		want  bool
	}{{0, true}, {0.2, true}, {0.5, true}, {0.7, false}, {1, false}} {
		_, a, b := products[0].operands(100, 200, 64, rng)
		binary(a, c.share, rng)
		p := parts.make()
		p.a, p.b, p.dst = a, b, blas32.General{Rows: 100, Cols: 64}
		if got := p.fewOnes(); got != c.want {
			t.Errorf("with a share of %g ones, rows are chosen: %v", c.share, got)
		}
		a.Data[99*a.Stride+199] = 0.5
		if p.fewOnes() {
			t.Errorf("with a share of %g ones and one 0.5, rows are chosen", c.share)
		}
	}
}

// TestColumnsAreListed like by the portable loops, and no room beyond that
// promised is used.
func TestColumnsAreListed(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for rows := 1; rows < 3*bitRows; rows += 1 + rows/10 {
		for cols := 1; cols < 40; cols++ {
			for _, share := range []float64{0, 0.2, 1} {
				a := framed(rows, cols, rng)
				binary(a, share, rng)
				l := &columnLists{bits: make([]uint32, 3*cols)}
				words := l.findBits(a)
				n, spans, places := 0, make([]span, cols), make([]uint16, rows*cols+9)
				places[len(places)-1] = 12345
				listBits(words, l.bits, spans, places)
				for j, s := range spans {
					if int(s[0]) != n {
						t.Fatalf("%d×%d: list %d begins at %d, want %d", rows, cols, j, s[0], n)
					}
					for k := range rows {
						if at(a, k, j) == 1 {
							if int(places[n]) != k {
								t.Fatalf("%d×%d: place %d is %d, want %d", rows, cols, n, places[n], k)
							}
							n++
						}
					}
					if int(s[1]) != n {
						t.Fatalf("%d×%d: list %d ends at %d, want %d", rows, cols, j, s[1], n)
					}
				}
				if places[len(places)-1] != 12345 {
					t.Fatalf("%d×%d: more than 8 numbers behind the lists are written", rows, cols)
				}
				same, again := make([]span, cols), make([]uint16, n)
				listBitsPortable(words, l.bits, same, again)
				if !slices.Equal(same, spans) || !slices.Equal(again, places[:n]) {
					t.Fatalf("%d×%d: the portable loop lists %v, %v, want %v, %v", rows, cols, same, again, spans, places[:n])
				}
			}
		}
	}
}
