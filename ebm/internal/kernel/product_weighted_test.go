//go:build amd64 || arm64

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestWeightedRows: sums of weighted rows equal the dense product.
func TestWeightedRows(t *testing.T) {
	eachVectorLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 15))
		for _, p := range products {
			for _, s := range append(shapes, [3]int{100, 300, 128}, [3]int{300, wholeReach, 70}, [3]int{300, wholeReach + 1, 70}) {
				for _, share := range []float64{0, 0.1, 0.45} {
					dst, a, b := p.operands(s[0], s[1], s[2], rng)
					difficult(a, rng)
					sparse(a, share, rng)
					difficult(b, rng)
					difficult(dst, rng)
					want := clone(dst)
					withoutChoosing(func() { p.compute(want, a, b) })
					p.compute(dst, a, b)
					for i, w := range want.Data {
						if g := dst.Data[i]; g != w && (g == g || w == w) {
							t.Fatalf("%s of %v, share %g: number %d is %g, but %g by tiles", p.name, s, share, i, g, w)
						}
					}
				}
			}
		}
	})
}

// TestWeightedRowsOfWrongNumbers: NaN and infinities in a have weight, too. Those
// in b times a 0 that is left out are not NaN.
func TestWeightedRowsOfWrongNumbers(t *testing.T) {
	eachVectorLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 15))
		for _, p := range products {
			for _, wrong := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
				for _, inB := range []bool{false, true} {
					dst, a, b := p.operands(70, 66, 195, rng)
					sparse(a, 0.2, rng)
					p.compareWrong(t, dst, a, b, wrong, inB)
				}
			}
		}
	})
}

// TestWeightsAreFound in rows of any length, and no room beyond that promised is
// used.
func TestWeightsAreFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 15))
	others := []float32{1, -1, math.SmallestNonzeroFloat32, float32(math.Inf(-1)), float32(math.NaN())}
	for n := range 70 {
		for _, share := range []float64{0, 0.2, 1} {
			row := make([]float32, n)
			var want []uint16
			for k := range row {
				row[k] = float32(math.Copysign(0, rng.NormFloat64()))
				if rng.Float64() < share {
					row[k] = others[rng.IntN(len(others))]
					want = append(want, uint16(k))
				}
			}
			list := make([]uint16, n+9)
			list[n+8] = 12345
			if got := placesOfWeights(row, list); got != len(want) {
				t.Fatalf("%d places of weights of %d numbers, want %d", got, n, len(want))
			}
			for i, k := range want {
				if list[i] != k {
					t.Fatalf("place %d of %d numbers is %d, want %d", i, n, list[i], k)
				}
			}
			if list[n+8] != 12345 {
				t.Fatalf("the list of %d numbers is longer than %d", n, n+8)
			}
		}
	}
}

// TestFewWeightsAreChosen: grey images are, means are not, nor what makes lists
// too long for sums of whole columns.
func TestFewWeightsAreChosen(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 15))
	for _, c := range []struct {
		layout layout
		rows   int
		share  float64
		want   bool
	}{
		{rowProduct, 100, 0, true}, {rowProduct, 100, 0.45, true}, {rowProduct, 100, 0.55, false}, {rowProduct, 100, 1, false},
		{rowProduct, 10, 0.25, true}, {rowProduct, 10, 0.35, false}, {rowProduct, 3, 0.2, true},
		{transProduct, 10, 0.45, true}, {transProduct, 300, 0.45, true},
		{outerProduct, wholeReach, 0.45, true}, {outerProduct, wholeReach + 1, 0.45, false},
	} {
		p := parts.make()
		p.layout, p.a, p.dst = c.layout, framed(c.rows, 784, rng), blas32.General{Rows: c.rows, Cols: 64}
		sparse(p.a, c.share, rng)
		if c.layout == outerProduct {
			p.dst.Rows = 784
		}
		if got := p.fewWeights(); got != c.want {
			t.Errorf("%+v: rows are chosen: %v", c, got)
		}
		p.dst.Cols = 31
		if p.fewWeights() {
			t.Errorf("%+v: rows of 31 columns are chosen", c)
		}
	}
}
