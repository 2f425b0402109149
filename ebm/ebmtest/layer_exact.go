package ebmtest

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// rounding bounds how wrong a sum of such terms may be, with a few roundings of
// float32 for each.
func rounding(terms ...float64) float64 {
	s := 1.0
	for _, x := range terms {
		s += math.Abs(x)
	}
	return 16 * roundoff * s
}

// testCGF compares CGF with a sum over states, or with integrals.
func (l *layerTest) testCGF() {
	l.Helper()
	got := l.cgf(l.in)
	for i := range inputs {
		in := l.in.Slice(i, i+1)
		want, tol, ok := 0.0, 0.0, true
		if l.states != nil {
			want = logSum(l.logWeights(in.Row(0)))
			tol = rounding(want, dot(in.Row(0), l.mean.Row(i)), l.energy(l.x.Slice(i, i+1))[0])
		} else {
			want, tol, ok = l.integral(in)
		}
		if ok && differs(got[i], want, tol) {
			l.Errorf("CGF of input %d is %.8g, want log Σ exp(x·in - e(x)) = %.8g ± %.1g", i, got[i], want, tol)
			return
		}
	}
}

// logWeights returns x·in - e(x) of all states.
func (l *layerTest) logWeights(in []float32) []float64 {
	w := negative(l.energy(l.states.x))
	for i := range w {
		w[i] += dot(in, l.states.x.Row(i))
	}
	return w
}

// testMean compares Mean with dCGF/din and, where states can be listed, with
// the sum over states.
func (l *layerTest) testMean() {
	l.Helper()
	for i := range inputs {
		in := ebm.MatrixOf(l.in.Slice(i, i+1))
		for j := range in.Cols {
			got := l.mean.At(i, j)
			want, tol := slope(moving(&in.Row(0)[j], func() float64 { return l.cgf(in)[0] }))
			if tol += rounding(got); differs(got, want, tol) {
				l.Errorf("Mean of unit %d at input %d is %.7g, want dCGF/din = %.7g ± %.1g", j, i, got, want, tol)
				return
			}
			if l.states == nil {
				continue
			}
			want = 0
			for s, p := range normalize(l.logWeights(in.Row(0))) {
				want += p * l.states.x.At(s, j)
			}
			if tol := rounding(got); differs(got, want, tol) {
				l.Errorf("Mean of unit %d at input %d is %.7g, want Σ x p(x) = %.7g ± %.1g", j, i, got, want, tol)
				return
			}
		}
	}
}

// integral returns CGF of one input where Check lets every unit take its values
// whatever the others do; then e(x) = e(x0) + Σ_j (e(x0 with x_j) - e(x0)), and
// the integral is a product.
func (l *layerTest) integral(in ebm.Matrix) (cgf, tol float64, ok bool) {
	n := in.Cols
	x := ebm.NewMatrix(64, n)
	for i := range x.Rows {
		copy(x.Row(i), in.Row(0))
	}
	l.layer.Sample(x, x, ebm.NewRand(5))
	if !l.independent(x) {
		return 0, 0, false
	}
	mean, cov, base := l.meanOf(in), l.covariance(in), x.Slice(0, 1)
	cgf = -l.energy(base)[0]
	terms := []float64{cgf}
	for j := range n {
		sd := math.Sqrt(cov[j][j])
		d := density{l, base, j, float64(in.Row(0)[j])}
		part := 0.0
		if lattice(x, j) {
			part = d.sum(math.Floor(mean[j]-30*sd-30), math.Ceil(mean[j]+30*sd+30))
		} else {
			part = d.integral(d.edge(mean[j], mean[j]-20*sd), d.edge(mean[j], mean[j]+20*sd), sd)
		}
		cgf += math.Log(part)
		terms = append(terms, math.Log(part), mean[j]*float64(in.Row(0)[j]))
	}
	return cgf, rounding(terms...), true
}

// independent tells whether units can swap their values with another sample.
func (l *layerTest) independent(x ebm.Matrix) bool {
	for j := range x.Cols {
		y := ebm.MatrixOf(x)
		for i := range y.Rows {
			y.Row(i)[j] = x.Row((i + 1) % x.Rows)[j]
		}
		if l.layer.Check(y) != nil {
			return false
		}
	}
	return true
}

// lattice tells whether unit j took whole numbers only.
func lattice(x ebm.Matrix, j int) bool {
	for i := range x.Rows {
		if v := x.At(i, j); v != math.Trunc(v) {
			return false
		}
	}
	return true
}

// density is exp(x·in - (e(base with x) - e(base))) as a function of unit j.
type density struct {
	l    *layerTest
	base ebm.Matrix
	unit int
	in   float64
}

// row is base with x.
func (d density) row(x float64) ebm.Matrix {
	r := ebm.MatrixOf(d.base)
	r.Row(0)[d.unit] = float32(x)
	return r
}

func (d density) at(x float64) float64 {
	r := d.row(x)
	x = float64(r.Row(0)[d.unit])
	return math.Exp(x*d.in - d.l.energy(r)[0] + d.l.energy(d.base)[0])
}

func (d density) valid(x float64) bool { return d.l.layer.Check(d.row(x)) == nil }

// edge is the point of [inside, limit] farthest from inside that the unit can
// take.
func (d density) edge(inside, limit float64) float64 {
	if d.valid(limit) {
		return limit
	}
	for range 60 {
		if m := (inside + limit) / 2; d.valid(m) {
			inside = m
		} else {
			limit = m
		}
	}
	return inside
}

func (d density) sum(from, to float64) float64 {
	s := 0.0
	for x := from; x <= to; x++ {
		if d.valid(x) {
			s += d.at(x)
		}
	}
	return s
}

// integral splits at 0, where energies may have a kink, and every half standard
// deviation.
func (d density) integral(from, to, sd float64) float64 {
	s := 0.0
	for from < to {
		end := min(to, from+sd/2)
		if from < 0 && end > 0 {
			end = 0
		}
		s += quad.Fixed(d.at, from, end, 8, quad.Legendre{}, 0)
		from = end
	}
	return s
}
