package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// naiveSoftplus is the sum of one row, and how far rounding may take another
// way to sum it: each term and partial sum once, half an ulp of 2⁻⁵³ of what is
// summed, with e^-|x| twice that.
func naiveSoftplus(in, bias []float32) (sum, tolerance float64) {
	for j, b := range bias {
		x := float64(in[j]) + float64(b)
		sum += max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}
	return sum, float64(len(bias)) * 0x1p-52 * (1 + sum)
}

func TestSoftplus(t *testing.T) {
	sizes := []int{511, 512, 513, 528, 2000}
	for n := range 140 {
		sizes = append(sizes, n)
	}
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(6, 4))
		for _, cols := range sizes {
			for _, scale := range []float32{1e-3, 1, 30, 1000} {
				in, bias := framed(3, cols, rng), draws(cols, rng)
				for j := range bias {
					bias[j] *= scale
				}
				dst := []float64{-1, -1, -1}
				Softplus(dst, in, bias)
				for i, got := range dst {
					want, tol := naiveSoftplus(in.Data[i*in.Stride:], bias)
					if !(math.Abs(got-want) <= tol) {
						t.Fatalf("%d columns, scale %g: %.17g, want %.17g ± %.2g", cols, scale, got, want, tol)
					}
				}
			}
		}
	})
}

// TestSoftplusErrors: with inputs of the size that training meets, 500 terms are
// within 1e-12 of a sum that carries the error of every addition along.
func TestSoftplusErrors(t *testing.T) {
	const cols = 500
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 4))
		for range 100 {
			in, dst := framed(1, cols, rng), make([]float64, 1)
			Softplus(dst, in, make([]float32, cols))
			var sum, lost float64
			for j := range cols {
				x := at(in, 0, j)
				for _, term := range []float64{max(x, 0), math.Log1p(math.Exp(-math.Abs(x)))} {
					next := sum + term
					lost += term - (next - sum) // exact: terms are smaller than the sum, but for the first few
					sum = next
				}
			}
			if err := math.Abs(dst[0] - (sum + lost)); !(err <= 1e-12) {
				t.Fatalf("the sum is %.17g, off by %.2g", dst[0], err)
			}
		}
	})
}

// TestSoftplusTerm: one term, on a grid, in units of the roundings of 1+e^-|x| and
// of its logarithm.
func TestSoftplusTerm(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		const n = 160 << 6
		in, dst := blas32.General{Rows: n, Cols: 1, Stride: 1, Data: make([]float32, n)}, make([]float64, n)
		for i := range in.Data {
			in.Data[i] = float32(i)/(1<<6) - 80
		}
		Softplus(dst, in, []float32{0})
		for i, x := range in.Data {
			want := max(float64(x), 0) + math.Log1p(math.Exp(-math.Abs(float64(x))))
			if !(math.Abs(dst[i]-want) <= 0x1p-51+0x1p-52*want) {
				t.Fatalf("softplus(%g) is %.17g, want %.17g", x, dst[i], want)
			}
		}
	})
}

func TestSoftplusAtTheEnds(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, c := range []struct{ x, want float64 }{
			{0, math.Ln2}, {math.Inf(1), math.Inf(1)}, {math.Inf(-1), 0}, {1e30, 1e30}, {-1e30, 0},
			{math.SmallestNonzeroFloat32, math.Ln2}, {-math.SmallestNonzeroFloat32, math.Ln2},
		} {
			for _, cols := range []int{1, 16} {
				in, dst := blas32.General{Rows: 1, Cols: cols, Stride: cols, Data: make([]float32, cols)}, make([]float64, 1)
				for j := range in.Data {
					in.Data[j] = float32(math.Inf(-1))
				}
				in.Data[cols-1] = float32(c.x)
				Softplus(dst, in, make([]float32, cols))
				if dst[0] != c.want && !(math.Abs(dst[0]/c.want-1) < 1e-7) {
					t.Errorf("softplus(%g) is %g, want %g", c.x, dst[0], c.want)
				}
			}
		}
		for _, cols := range []int{1, 16, 40} {
			for j := range cols {
				in, dst := blas32.General{Rows: 1, Cols: cols, Stride: cols, Data: make([]float32, cols)}, make([]float64, 1)
				in.Data[j] = math.Float32frombits(0x7fffffff)
				if Softplus(dst, in, make([]float32, cols)); dst[0] == dst[0] {
					t.Fatalf("NaN in column %d of %d: the sum is %g", j, cols, dst[0])
				}
			}
		}
	})
}

func TestSoftplusForAnyProcsAndWidths(t *testing.T) {
	in, bias := biased(7)
	run := func() []float64 {
		dst := make([]float64, in.Rows)
		Softplus(dst, in, bias)
		return dst
	}
	sameForAnyProcs(t, "Softplus", run)
	sameForWidths(t, "Softplus", run)
	for cols := range 100 {
		x := strange(20, cols, rand.New(rand.NewPCG(uint64(cols), 10)))
		zero := make([]float32, cols)
		sameForWidths(t, "Softplus", func() []float64 {
			dst := make([]float64, x.Rows)
			Softplus(dst, x, zero)
			return dst
		})
	}
}
