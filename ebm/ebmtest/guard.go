package ebmtest

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// outside fills what lies around a guarded matrix: a NaN of its own.
const outside = 0x7fc0beef

// guarded is a matrix inside a larger one, so its Stride exceeds its Cols.
type guarded struct {
	ebm.Matrix
	whole ebm.Matrix
}

const border = 2 // rows and columns around a guarded matrix

// newGuarded returns a guarded matrix of NaN.
func newGuarded(rows, cols int) guarded {
	whole := ebm.NewMatrix(rows+2*border, cols+2*border)
	for i := range whole.Data {
		whole.Data[i] = math.Float32frombits(outside)
	}
	return guarded{whole.Slice(border, border+rows).Columns(border, border+cols), whole}
}

// guard returns a guarded copy of x.
func guard(x ebm.Matrix) guarded {
	g := newGuarded(x.Rows, x.Cols)
	copyRows(g.Matrix, x)
	return g
}

// broken tells whether an element around the matrix has changed.
func (g guarded) broken() bool {
	for i := range g.whole.Rows {
		for j, v := range g.whole.Row(i) {
			inside := i >= border && i < border+g.Rows && j >= border && j < border+g.Cols
			if !inside && math.Float32bits(v) != outside {
				return true
			}
		}
	}
	return false
}

func copyRows(dst, src ebm.Matrix) {
	for i := range src.Rows {
		copy(dst.Row(i), src.Row(i))
	}
}

// same compares bits.
func same(a, b ebm.Matrix) bool {
	for i := range a.Rows {
		for j, v := range a.Row(i) {
			if math.Float32bits(v) != math.Float32bits(b.Row(i)[j]) {
				return false
			}
		}
	}
	return true
}

// snapshot copies what params hold.
func snapshot(params []ebm.Param) []ebm.Matrix {
	var c []ebm.Matrix
	for _, p := range params {
		c = append(c, ebm.MatrixOf(p.Value))
	}
	return c
}

// restore is the inverse of snapshot.
func restore(params []ebm.Param, saved []ebm.Matrix) {
	for i, p := range params {
		copyRows(p.Value, saved[i])
	}
}

// changed names the first of params that differs from saved, or is empty.
func changed(params []ebm.Param, saved []ebm.Matrix) string {
	for i, p := range params {
		if !same(p.Value, saved[i]) {
			return p.Name
		}
	}
	return ""
}

// gradient is a guarded gradient that does not start at zero.
type gradient struct {
	params []ebm.Param
	guards []guarded
	start  []ebm.Matrix
}

// newGradient returns a gradient for params that starts at normal draws, or at
// zero if rng is nil.
func newGradient(params []ebm.Param, rng *rand.Rand) *gradient {
	g := &gradient{}
	for _, p := range params {
		m := ebm.NewMatrix(p.Value.Rows, p.Value.Cols)
		if rng != nil {
			fillNormal(m, 1, rng)
		}
		v := guard(m)
		g.guards = append(g.guards, v)
		g.start = append(g.start, m)
		g.params = append(g.params, ebm.Param{Name: p.Name, Value: v.Matrix, Decay: p.Decay})
	}
	return g
}

func (g *gradient) broken() bool {
	for _, v := range g.guards {
		if v.broken() {
			return true
		}
	}
	return false
}

// added is what was added to element (i, j) of parameter k.
func (g *gradient) added(k, i, j int) float64 {
	return g.params[k].Value.At(i, j) - g.start[k].At(i, j)
}

// all lists the elements.
func (g *gradient) all() []float64 {
	var x []float64
	for _, p := range g.params {
		x = append(x, values(p.Value)...)
	}
	return x
}

func fillNormal(m ebm.Matrix, sd float64, rng *rand.Rand) {
	for i := range m.Rows {
		for j, row := 0, m.Row(i); j < len(row); j++ {
			row[j] = grid(sd * rng.NormFloat64())
		}
	}
}
