package kernel

import (
	"fmt"
	"hash/fnv"
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

// shapes m×k times k×n: none, one, odd, at and over the sizes at which work is
// split, and deeper than what is summed at once.
var shapes = [][3]int{
	{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {1, 1, 1}, {1, 9, 1}, {2, 3, 5}, {7, 1, 7}, {13, 17, 11}, {14, 16, 32}, {15, 4, 33},
	{64, 64, 192}, {65, 3, 193}, {63, 130, 5}, {130, 70, 201}, {5, 257, 400}, {1, 784, 500}, {48, 5, 48},
	{3, depth, 17}, {50, depth + 1, 20}, {6, 2*depth + 5, 7}, {blockRows + 1, 9, 40}, {partRows + 3, 5, 9},
}

func TestProductsAgainstNaive(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		all := append([][3]int(nil), shapes...)
		for range 12 {
			all = append(all, [3]int{rng.IntN(150), rng.IntN(150), rng.IntN(250)})
		}
		for _, p := range products {
			for _, s := range all {
				dst, a, b := p.operands(s[0], s[1], s[2], rng)
				p.compare(t, dst, a, b)
			}
		}
	})
}

// compare computes the product, and checks it. It allows k+2 roundings of
// float32: each of at most the sum of the terms' sizes, or of the smallest
// number.
func (p product) compare(t *testing.T, dst, a, b blas32.General) {
	t.Helper()
	before := clone(dst)
	p.compute(dst, a, b)
	k := p.terms(a)
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
			tol := float64(k+2) * (roundoff*size + math.SmallestNonzeroFloat32)
			if got := at(dst, i, j); !(math.Abs(got-want) <= tol) {
				t.Fatalf("%s %d×%d×%d: element (%d,%d) is %g, want %g", p.name, dst.Rows, k, dst.Cols, i, j, got, want)
			}
		}
	}
	if frameBroken(dst) {
		t.Errorf("%s %d×%d×%d writes between the rows of dst", p.name, dst.Rows, k, dst.Cols)
	}
}

// terms is the number of terms of an element.
func (p product) terms(a blas32.General) int {
	if p.keeps {
		return a.Rows
	}
	return a.Cols
}

// TestProductsOfSmallNumbers: products and sums that are denormal are not
// taken for 0.
func TestProductsOfSmallNumbers(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 5))
		for _, p := range products {
			dst, a, b := p.operands(20, 30, 40, rng)
			for i := range a.Data {
				a.Data[i] *= 0x1p-80
			}
			for i := range b.Data {
				b.Data[i] *= 0x1p-62
			}
			for i := range dst.Data {
				dst.Data[i] *= 0x1p-140
			}
			p.compare(t, dst, a, b)
			if at(dst, 3, 4) == 0 && at(dst, 4, 3) == 0 {
				t.Errorf("%s rounds denormal numbers to 0", p.name)
			}
		}
	})
}

// TestProductsOfWrongNumbers: NaN and infinities reach the elements whose sums
// they are part of, and no others. Where the other factor is 0 some paths skip
// the term; no caller may count on that, so anything goes there.
func TestProductsOfWrongNumbers(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 2))
		for _, p := range products {
			for _, wrong := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
				for _, inB := range []bool{false, true} {
					dst, a, b := p.operands(70, 66, 195, rng)
					p.compareWrong(t, clone(dst), clone(a), clone(b), wrong, inB)
					if inB {
						binary(a, 0.2, rng)
						p.compareWrong(t, dst, a, b, wrong, inB)
					}
				}
			}
		}
	})
}

// compareWrong puts a wrong number in row 2, column 1 of a or b.
func (p product) compareWrong(t *testing.T, dst, a, b blas32.General, wrong float32, inB bool) {
	t.Helper()
	good := clone(dst)
	p.compute(good, a, b)
	x := a
	if inB {
		x = b
	}
	x.Data[2*x.Stride+1] = wrong
	p.compute(dst, a, b)
	one := clone(b)
	for i := range one.Data {
		one.Data[i] = 1
	}
	for i := range dst.Rows {
		for j := range dst.Cols {
			hit, zero := false, false // a wrong number times another, times 0
			for l := range p.terms(a) {
				if term := p.term(a, b, i, j, l); term-term != 0 {
					times0 := p.term(a, one, i, j, l) == 0
					hit, zero = hit || !times0, zero || times0
				}
			}
			if zero && !hit {
				continue
			}
			got := at(dst, i, j)
			if hit != (got-got != 0) || !hit && got != at(good, i, j) {
				t.Fatalf("%s with %g, in b %v: element (%d,%d) is %g, was %g", p.name, wrong, inB, i, j, got, at(good, i, j))
			}
		}
	}
}

func TestProductsForAnyProcs(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, p := range products {
			sameForAnyProcs(t, p.name, func() []float64 {
				dst, a, b := p.operands(131, 77, 400, rand.New(rand.NewPCG(3, 3)))
				p.compute(dst, a, b)
				return inside(dst)
			})
		}
	})
}

// TestProductsForAnyWidth: all sets of vector instructions give the same bits.
func TestProductsForAnyWidth(t *testing.T) {
	for _, p := range products {
		for _, s := range shapes {
			want, first := []float64(nil), instructionSet("")
			eachLevel(t, func(t *testing.T) {
				if level == portable {
					return
				}
				dst, a, b := p.operands(s[0], s[1], s[2], rand.New(rand.NewPCG(4, 4)))
				p.compute(dst, a, b)
				got := inside(dst)
				if want == nil {
					want, first = got, level
				}
				for i := range got {
					if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
						t.Fatalf("%s %v: number %d is %v, but %v with %s", p.name, s, i, got[i], want[i], first)
					}
				}
			})
		}
	}
}

// TestProductsOnAnyMachine: with vectors the bits are the same on all processors.
// Uniform numbers are; normal ones come by way of functions that may differ.
func TestProductsOnAnyMachine(t *testing.T) {
	want := []uint64{0xc30ecce69ef58091, 0x454f0e696c3b4576, 0xa78f4a9114ff27d8}
	eachLevel(t, func(t *testing.T) {
		if level == portable {
			return
		}
		for n, p := range products {
			rng := rand.New(rand.NewPCG(5, 10))
			dst, a, b := p.operands(45, depth+77, 83, rng)
			for _, m := range []blas32.General{dst, a, b} {
				for i := range m.Data {
					m.Data[i] = rng.Float32() - 0.5
				}
			}
			p.compute(dst, a, b)
			hash := fnv.New64a()
			for _, v := range inside(dst) {
				fmt.Fprintf(hash, "%x ", math.Float32bits(float32(v)))
			}
			if got := hash.Sum64(); got != want[n] {
				t.Errorf("%s: the hash of all bits is %#x, want %#x", p.name, got, want[n])
			}
		}
	})
}

// TestProductsRowByRow: a row of the result has the same bits in any batch.
func TestProductsRowByRow(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, p := range products[:2] {
			dst, a, b := p.operands(101, 784, 90, rand.New(rand.NewPCG(6, 6)))
			p.compute(dst, a, b)
			for _, part := range [][2]int{{0, 1}, {7, 9}, {40, 101}} {
				m := part[1] - part[0]
				some := clone(view(dst, part[0], 0, m, dst.Cols))
				p.compute(some, view(a, part[0], 0, m, a.Cols), b)
				for i := range m {
					for j := range dst.Cols {
						if at(some, i, j) != at(dst, part[0]+i, j) {
							t.Fatalf("%s: element (%d,%d) is %g in rows %v, but %g in all", p.name, i, j, at(some, i, j), part, at(dst, part[0]+i, j))
						}
					}
				}
			}
		}
	})
}

// TestProductsRefuseWrongShapes before assembly reads or writes elsewhere.
func TestProductsRefuseWrongShapes(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, p := range products {
		for name, spoil := range map[string]func(dst, a, b *blas32.General){
			"a narrower": func(_, a, _ *blas32.General) { a.Cols-- },
			"a lower":    func(_, a, _ *blas32.General) { a.Rows-- },
			"b narrower": func(_, _, b *blas32.General) { b.Cols-- },
			"b lower":    func(_, _, b *blas32.General) { b.Rows-- },
			"dst larger": func(dst, _, _ *blas32.General) { dst.Cols++ },
			"dst short":  func(dst, _, _ *blas32.General) { dst.Data = dst.Data[:dst.Stride*dst.Rows-4] },
			"a short":    func(_, a, _ *blas32.General) { a.Data = a.Data[:a.Stride*a.Rows-4] },
			"b short":    func(_, _, b *blas32.General) { b.Data = b.Data[:b.Stride*b.Rows-4] },
			"stride":     func(_, _, b *blas32.General) { b.Stride = b.Cols - 1 },
			"negative":   func(_, a, b *blas32.General) { *a, *b = blas32.General{Rows: -1}, blas32.General{Rows: -1} },
		} {
			dst, a, b := p.operands(5, 6, 7, rng)
			spoil(&dst, &a, &b)
			if got := panicOf(func() { p.compute(dst, a, b) }); got != badShape {
				t.Errorf("%s, %s: panics with %v", p.name, name, got)
			}
		}
	}
}

func TestProductsAllocateNothing(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, p := range products {
			dst, a, b := p.operands(100, 90, 80, rand.New(rand.NewPCG(8, 8)))
			rng := rand.New(rand.NewPCG(9, 9))
			for _, next := range []func(){func() { sparse(a, 0.2, rng) }, func() { binary(a, 0.2, rng) }, func() {}} {
				if n := allocations(func() { p.compute(dst, a, b) }); n != 0 {
					t.Errorf("%s allocates %d times", p.name, n)
				}
				next()
			}
		}
	})
}

// FuzzProducts compares products of any shape, stride and size of numbers, and
// those with a matrix of zeros and ones or with many zeros.
func FuzzProducts(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint16(5), uint8(7), int8(0), int8(0), uint8(0))
	f.Add(uint64(2), uint8(15), uint16(1100), uint8(33), int8(-70), int8(-70), uint8(0))
	f.Add(uint64(3), uint8(60), uint16(4), uint8(200), int8(60), int8(-100), uint8(0))
	f.Add(uint64(4), uint8(60), uint16(300), uint8(100), int8(0), int8(10), uint8(50))
	f.Add(uint64(5), uint8(60), uint16(300), uint8(100), int8(-70), int8(10), uint8(51))
	f.Fuzz(func(t *testing.T, seed uint64, m uint8, k uint16, n uint8, sizeA, sizeB int8, ones uint8) {
		eachLevel(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 9))
			for _, p := range products {
				dst, a, b := p.operands(int(m), int(k)%(depth+100), int(n), rng)
				scale(a, math.Ldexp(1, int(sizeA)/2))
				scale(b, math.Ldexp(1, int(sizeB)/2))
				switch {
				case ones%2 == 1:
					sparse(a, float64(ones)/256, rng)
				case ones > 0:
					binary(a, float64(ones)/256, rng)
				}
				p.compare(t, dst, a, b)
			}
		})
	})
}

// binary makes x a matrix of ones, with the given probability, and zeros of
// either sign.
func binary(x blas32.General, p float64, rng *rand.Rand) {
	for i := range x.Rows {
		row := x.Data[i*x.Stride:][:x.Cols]
		for j := range row {
			row[j] = float32(math.Copysign(0, rng.NormFloat64()))
			if rng.Float64() < p {
				row[j] = 1
			}
		}
	}
}

// sparse makes x a matrix of zeros of either sign, but for a share of its numbers.
func sparse(x blas32.General, p float64, rng *rand.Rand) {
	for i := range x.Rows {
		row := x.Data[i*x.Stride:][:x.Cols]
		for j := range row {
			if rng.Float64() >= p {
				row[j] = float32(math.Copysign(0, float64(row[j])))
			}
		}
	}
}

func scale(m blas32.General, by float64) {
	for i := range m.Data {
		m.Data[i] *= float32(by)
	}
}
