package ebmtest_test

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// units is a layer of independent units of any kind: e(x) = Σ_j energy(x_j) -
// b_j·x_j. All that depends on the kind are functions, so that a test can
// replace one of them by a wrong one.
type units struct {
	bias []float32
	kind
}

// kind of unit; u is in + b.
type kind struct {
	energy func(x float64) float64
	cgf    func(u float64) float64
	mean   func(u float64) float64
	draw   func(u, r, s float64) float64 // r, s uniform in [0, 1)
	valid  func(x float64) bool
}

func newUnits(n int, k kind) *units {
	l, rng := &units{make([]float32, n), k}, rand.New(rand.NewPCG(1, 2))
	for j := range l.bias {
		l.bias[j] = float32(rng.NormFloat64())
	}
	return l
}

func zero(float64) float64 { return 0 }

// normal units have e = x²/2 - bx.
var normal = kind{
	energy: func(x float64) float64 { return x * x / 2 },
	cgf:    func(u float64) float64 { return u*u/2 + math.Log(2*math.Pi)/2 },
	mean:   func(u float64) float64 { return u },
	draw: func(u, r, s float64) float64 {
		return u + math.Sqrt(-2*math.Log(1-r))*math.Cos(2*math.Pi*s)
	},
	valid: func(x float64) bool { return x-x == 0 },
}

// interval units are real numbers of [0, 1] with e = -bx.
var interval = kind{
	energy: zero,
	cgf: func(u float64) float64 {
		if math.Abs(u) < 1e-3 {
			return u/2 + u*u/24
		}
		return math.Log(math.Expm1(u) / u)
	},
	mean: func(u float64) float64 {
		if math.Abs(u) < 1e-3 {
			return 0.5 + u/12
		}
		return -1/math.Expm1(-u) - 1/u
	},
	draw: func(u, r, _ float64) float64 {
		if math.Abs(u) < 1e-3 {
			return r
		}
		return min(1, math.Log1p(r*math.Expm1(u))/u)
	},
	valid: func(x float64) bool { return x >= 0 && x <= 1 },
}

// counts are Poisson units, x = 0, 1, 2, … with e = log x! - bx: a lattice
// without end.
var counts = kind{
	energy: func(x float64) float64 { l, _ := math.Lgamma(x + 1); return l },
	cgf:    math.Exp,
	mean:   math.Exp,
	draw: func(u, r, _ float64) float64 {
		x, p := 0.0, math.Exp(-math.Exp(u))
		for ; r >= p && x < 200; x++ {
			r -= p
			p *= math.Exp(u) / (x + 1)
		}
		return x
	},
	valid: func(x float64) bool { return x >= 0 && x == math.Trunc(x) && x < math.Inf(1) },
}

func (l *units) Len() int { return len(l.bias) }

func (l *units) Params() []ebm.Param {
	n := len(l.bias)
	return []ebm.Param{{Name: "bias", Value: ebm.Matrix{Rows: 1, Cols: n, Stride: n, Data: l.bias}}}
}

func (l *units) each(x ebm.Matrix, f func(i, j int, x, b float64)) {
	must(x.Cols == len(l.bias))
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			f(i, j, float64(v), float64(l.bias[j]))
		}
	}
}

func (l *units) Check(x ebm.Matrix) (err error) {
	l.each(x, func(i, j int, x, _ float64) {
		if err == nil && !l.valid(x) {
			err = &ebm.ValueError{Row: i, Column: j, Value: x, Units: "test units", Remedy: "none"}
		}
	})
	return err
}

func (l *units) Energy(dst []float64, x ebm.Matrix) {
	must(len(dst) == x.Rows)
	clear(dst)
	l.each(x, func(i, _ int, x, b float64) { dst[i] += l.energy(x) - b*x })
}

func (l *units) CGF(dst []float64, in ebm.Matrix) {
	must(len(dst) == in.Rows)
	clear(dst)
	l.each(in, func(i, _ int, a, b float64) { dst[i] += l.cgf(a + b) })
}

func (l *units) Mean(dst, in ebm.Matrix) {
	must(dst.Rows == in.Rows)
	l.each(in, func(i, j int, a, b float64) { dst.Row(i)[j] = float32(l.mean(a + b)) })
}

func (l *units) Sample(dst, in ebm.Matrix, rng *rand.Rand) {
	must(dst.Rows == in.Rows && rng != nil)
	k, r := rng.Uint64(), make([]float32, 2*len(l.bias))
	l.each(in, func(i, j int, a, b float64) {
		if j == 0 {
			kernel.Uniforms(r, k, i)
		}
		dst.Row(i)[j] = float32(l.draw(a+b, float64(r[2*j]), float64(r[2*j+1])))
	})
}

func (l *units) AddGrad(grad []ebm.Param, scale float64, x ebm.Matrix) {
	must(len(grad) == 1)
	sums := make([]float64, len(l.bias))
	l.each(x, func(_, j int, x, _ float64) { sums[j] += x })
	for j, s := range sums {
		if x.Rows > 0 {
			grad[0].Value.Row(0)[j] -= float32(scale * s / float64(x.Rows))
		}
	}
}

func (l *units) AddMeanGrad(grad []ebm.Param, scale float64, in, mean ebm.Matrix) {
	must(in.Rows == mean.Rows && in.Cols == mean.Cols)
	l.AddGrad(grad, scale, mean)
}

func must(ok bool) {
	if !ok {
		panic("units: arguments do not fit")
	}
}

var _ ebm.Layer = (*units)(nil)
