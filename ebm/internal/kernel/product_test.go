package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// product is a routine with a naive twin in float64: operands of an m×n result
// with k terms each, and the term number l of element (i, j).
type product struct {
	name    string
	a, b    func(m, k, n int) (rows, cols int)
	term    func(a, b blas32.General, i, j, l int) float64
	compute func(dst, a, b blas32.General)
	keeps   bool // adds to dst
}

const alpha = -0.75

var products = []product{
	{
		name:    "Product",
		a:       func(m, k, _ int) (int, int) { return m, k },
		b:       func(_, k, n int) (int, int) { return k, n },
		term:    func(a, b blas32.General, i, j, l int) float64 { return at(a, i, l) * at(b, l, j) },
		compute: Product,
	},
	{
		name:    "ProductTrans",
		a:       func(m, k, _ int) (int, int) { return m, k },
		b:       func(_, k, n int) (int, int) { return n, k },
		term:    func(a, b blas32.General, i, j, l int) float64 { return at(a, i, l) * at(b, j, l) },
		compute: ProductTrans,
	},
	{
		name:    "AddOuter",
		a:       func(m, k, _ int) (int, int) { return k, m },
		b:       func(_, k, n int) (int, int) { return k, n },
		term:    func(a, b blas32.General, i, j, l int) float64 { return alpha * at(a, l, i) * at(b, l, j) },
		compute: func(dst, a, b blas32.General) { AddOuter(dst, alpha, a, b) },
		keeps:   true,
	},
}

// operands draws a, b and what dst holds before.
func (p product) operands(m, k, n int, rng *rand.Rand) (dst, a, b blas32.General) {
	ar, ac := p.a(m, k, n)
	br, bc := p.b(m, k, n)
	return framed(m, n, rng), framed(ar, ac, rng), framed(br, bc, rng)
}

// shapes m×k times k×n: none, one, odd, and over the sizes at which work is
// split.
var shapes = [][3]int{
	{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {1, 1, 1}, {1, 9, 1}, {2, 3, 5}, {7, 1, 7}, {13, 17, 11},
	{64, 64, 192}, {65, 3, 193}, {63, 130, 5}, {130, 70, 201}, {5, 257, 400}, {1, 784, 500},
}

func TestProductsAgainstNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	all := append([][3]int(nil), shapes...)
	for range 12 {
		all = append(all, [3]int{rng.IntN(150), rng.IntN(150), rng.IntN(250)})
	}
	for _, p := range products {
		for _, s := range all {
			m, k, n := s[0], s[1], s[2]
			dst, a, b := p.operands(m, k, n, rng)
			before := clone(dst)
			p.compute(dst, a, b)
			p.compare(t, fmt.Sprintf("%s %d×%d×%d", p.name, m, k, n), dst, before, a, b, k)
			if frameBroken(dst) {
				t.Errorf("%s %v writes between the rows of dst", p.name, s)
			}
		}
	}
}

// compare allows k+2 roundings of float32, each of at most the sum of the terms'
// sizes.
func (p product) compare(t *testing.T, what string, dst, before, a, b blas32.General, k int) {
	t.Helper()
	for i := range dst.Rows {
		for j := range dst.Cols {
			var want, size float64
			if p.keeps {
				want = at(before, i, j)
				size = math.Abs(want)
			}
			for l := range k {
				x := p.term(a, b, i, j, l)
				want += x
				size += math.Abs(x)
			}
			if got := at(dst, i, j); !(math.Abs(got-want) <= float64(k+2)*roundoff*size) {
				t.Fatalf("%s: element (%d,%d) is %g, want %g", what, i, j, got, want)
			}
		}
	}
}

// TestProductsOfWrongNumbers: NaN and infinities reach the elements whose sums
// they are part of, and no others. Where the other factor is 0 the portable
// path skips the term; no caller may count on that, so 0 is not tried.
func TestProductsOfWrongNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	const m, k, n = 70, 66, 195
	for _, p := range products {
		for _, wrong := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
			for _, inB := range []bool{false, true} {
				dst, a, b := p.operands(m, k, n, rng)
				good := clone(dst)
				p.compute(good, a, b)
				x := a
				if inB {
					x = b
				}
				x.Data[2*x.Stride+1] = wrong
				p.compute(dst, a, b)
				for i := range m {
					for j := range n {
						hit := false
						for l := range k {
							term := p.term(a, b, i, j, l)
							hit = hit || term-term != 0
						}
						got := at(dst, i, j)
						if hit != (got-got != 0) || !hit && got != at(good, i, j) {
							t.Fatalf("%s with %g, in b %v: element (%d,%d) is %g, was %g", p.name, wrong, inB, i, j, got, at(good, i, j))
						}
					}
				}
			}
		}
	}
}

func TestProductsForAnyProcs(t *testing.T) {
	for _, p := range products {
		sameForAnyProcs(t, p.name, func() []float64 {
			dst, a, b := p.operands(131, 77, 400, rand.New(rand.NewPCG(3, 3)))
			p.compute(dst, a, b)
			for i, v := range dst.Data {
				if v != v { // the frame: any NaN will do
					dst.Data[i] = 0
				}
			}
			return wide(dst.Data)
		})
	}
}
