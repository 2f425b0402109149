package kernel

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// roundoff is the largest relative error of rounding to float32.
const roundoff = 1.0 / (1 << 24)

// framed is a rows×cols matrix of normal draws inside a larger one of NaN.
func framed(rows, cols int, rng *rand.Rand) blas32.General {
	m := blas32.General{Rows: rows, Cols: cols, Stride: cols + 3, Data: make([]float32, rows*(cols+3)+3)}
	for i := range m.Data {
		m.Data[i] = float32(math.NaN())
	}
	for i := range rows {
		for j := range cols {
			m.Data[i*m.Stride+j] = float32(rng.NormFloat64())
		}
	}
	return m
}

// frameBroken tells whether a number between the rows of m is no NaN.
func frameBroken(m blas32.General) bool {
	for i, v := range m.Data {
		if (i%m.Stride >= m.Cols || i/m.Stride >= m.Rows) && v == v {
			return true
		}
	}
	return false
}

func clone(m blas32.General) blas32.General {
	m.Data = append([]float32(nil), m.Data...)
	return m
}

func at(m blas32.General, i, j int) float64 { return float64(m.Data[i*m.Stride+j]) }

// sameForAnyProcs wants the same bits from f for several GOMAXPROCS.
func sameForAnyProcs(t *testing.T, what string, f func() []float64) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := f()
	for _, procs := range []int{2, 3, 7} {
		runtime.GOMAXPROCS(procs)
		for i, v := range f() {
			if math.Float64bits(v) != math.Float64bits(want[i]) {
				t.Fatalf("%s: number %d is %v with GOMAXPROCS %d, but %v with 1", what, i, v, procs, want[i])
			}
		}
	}
}

func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// inside is the numbers of m, row by row.
func inside(m blas32.General) []float64 {
	var x []float64
	for i := range m.Rows {
		x = append(x, wide(m.Data[i*m.Stride:][:m.Cols])...)
	}
	return x
}

// panicOf returns what f panics with, or nil.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}
