package ebm_test

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// gaussian is a layer of real units whose energy is not linear in x,
//
//	e(x) = Σ_j exp(s_j)·x_j²/2 - b_j·x_j
//
// with learned log precision s: what the contract of a Layer must allow for
// beside binary units.
type gaussian struct{ bias, logPrecision []float32 }

func newGaussian(n int, rng *rand.Rand) *gaussian {
	l := &gaussian{make([]float32, n), make([]float32, n)}
	for j := range n {
		l.bias[j] = float32(0.7 * rng.NormFloat64())
		l.logPrecision[j] = float32(0.5 * rng.NormFloat64())
	}
	return l
}

func (l *gaussian) Len() int { return len(l.bias) }

func (l *gaussian) Params() []ebm.Param {
	view := func(x []float32) ebm.Matrix { return ebm.Matrix{Rows: 1, Cols: len(x), Stride: len(x), Data: x} }
	return []ebm.Param{{Name: "bias", Value: view(l.bias)}, {Name: "log precision", Value: view(l.logPrecision)}}
}

func (l *gaussian) Check(x ebm.Matrix) error {
	l.mustFit(x)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			if v-v != 0 {
				return &ebm.ValueError{Row: i, Column: j, Value: float64(v), Units: "Gaussian units", Remedy: "clean the data"}
			}
		}
	}
	return nil
}

// each visits the elements of x with their bias and precision.
func (l *gaussian) each(x ebm.Matrix, f func(i, j int, x, b, p float64)) {
	l.mustFit(x)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			f(i, j, float64(v), float64(l.bias[j]), math.Exp(float64(l.logPrecision[j])))
		}
	}
}

func (l *gaussian) Energy(dst []float64, x ebm.Matrix) {
	must(len(dst) == x.Rows)
	clear(dst)
	l.each(x, func(i, _ int, x, b, p float64) { dst[i] += p*x*x/2 - b*x })
}

// CGF is Σ_j (in+b)²/(2p) + log(2π/p)/2.
func (l *gaussian) CGF(dst []float64, in ebm.Matrix) {
	must(len(dst) == in.Rows)
	clear(dst)
	l.each(in, func(i, _ int, a, b, p float64) { dst[i] += (a+b)*(a+b)/(2*p) + math.Log(2*math.Pi/p)/2 })
}

func (l *gaussian) Mean(dst, in ebm.Matrix) {
	must(dst.Rows == in.Rows && dst.Cols == in.Cols)
	l.each(in, func(i, j int, a, b, p float64) { dst.Row(i)[j] = float32((a + b) / p) })
}

func (l *gaussian) Sample(dst, in ebm.Matrix, rng *rand.Rand) {
	must(rng != nil && dst.Rows == in.Rows && dst.Cols == in.Cols)
	key := rng.Uint64()
	u := make([]float32, 2*l.Len())
	l.each(in, func(i, j int, a, b, p float64) {
		if j == 0 {
			kernel.Uniforms(u, key, i)
		}
		// Box and Muller (1958).
		z := math.Sqrt(-2*math.Log(1-float64(u[2*j]))) * math.Cos(2*math.Pi*float64(u[2*j+1]))
		dst.Row(i)[j] = float32((a+b)/p + z/math.Sqrt(p))
	})
}

func (l *gaussian) AddGrad(grad []ebm.Param, scale float64, x ebm.Matrix) {
	must(len(grad) == 2)
	l.addMean(grad, x, func(j int, x, p float64) (db, ds float64) {
		return -scale * x, scale * p * x * x / 2
	})
}

// AddMeanGrad uses E[x²] = mean² + 1/p.
func (l *gaussian) AddMeanGrad(grad []ebm.Param, scale float64, in, mean ebm.Matrix) {
	must(len(grad) == 2 && in.Rows == mean.Rows && in.Cols == mean.Cols)
	l.addMean(grad, mean, func(j int, x, p float64) (db, ds float64) {
		return -scale * x, scale * (p*x*x + 1) / 2
	})
}

// addMean adds the mean over rows of the derivatives by bias and log precision.
func (l *gaussian) addMean(grad []ebm.Param, x ebm.Matrix, d func(j int, x, p float64) (db, ds float64)) {
	db, ds := make([]float64, l.Len()), make([]float64, l.Len())
	l.each(x, func(_, j int, x, _, p float64) {
		b, s := d(j, x, p)
		db[j], ds[j] = db[j]+b, ds[j]+s
	})
	for j := range db {
		if x.Rows > 0 {
			grad[0].Value.Row(0)[j] += float32(db[j] / float64(x.Rows))
			grad[1].Value.Row(0)[j] += float32(ds[j] / float64(x.Rows))
		}
	}
}

func (l *gaussian) mustFit(x ebm.Matrix) { must(x.Cols == len(l.bias)) }

func must(ok bool) {
	if !ok {
		panic("gaussian: arguments do not fit")
	}
}

var _ ebm.Layer = (*gaussian)(nil)
