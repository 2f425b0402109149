package ebm

import "math"

// twoState is an optional ability of a [Layer] of units x_j in {0, 1}: it says
// their biases, and means
//
//	e(x) = -Σ_j bias_j x_j
//	CGF(in) = Σ_j log(1 + exp(in_j + bias_j))
//
// with no other parameters, so that AddGrad is linear in x and AddMeanGrad the
// same of the mean.
type twoState interface {
	// twoState returns the biases and the layer that has this ability, which is
	// another than the one asked where a type embeds a layer and changes it.
	twoState() (bias []float32, of Layer)
}

func (l *Bernoulli) twoState() (bias []float32, of Layer) { return l.Bias, l }

// twoStateBias returns the biases of l if it is twoState.
func twoStateBias(l Layer) (bias []float32, ok bool) {
	if t, can := l.(twoState); can {
		bias, of := t.twoState()
		return bias, of == l
	}
	return nil, false
}

// factors sum out a two-state layer with neither a matrix product nor an
// exponential per state and unit: where the inputs of the states of a block are
// a_l + b, with b the same for all of them,
//
//	CGF(a_l + b) = log Π_j (1 + exp(a_lj)·exp(b_j + bias_j))
//
// The a_l are those of the first block. Everything is float64.
type factors struct {
	bias    []float32
	columns [][]float64 // of the listed units: their weights to the other layer
	first   Matrix      // states of the first block
	exp     []float64   // exp(a_lj), block×n
	reach   []float64   // max over l of |a_lj|
}

// newFactors returns nil if the other layer is no twoState.
func newFactors(s side, block int) *factors {
	bias, ok := twoStateBias(s.other)
	if !ok {
		return nil
	}
	n := s.other.Len()
	f := &factors{bias: bias, columns: s.columns(), first: NewMatrix(block, s.self.Len()),
		exp: make([]float64, block*n), reach: make([]float64, n)}
	s.states.States(f.first, 0)
	for l := range block {
		a := f.exp[l*n : (l+1)*n]
		addInput(a, f.columns, f.first.Row(l), nil)
		for j, x := range a {
			f.reach[j] = max(f.reach[j], math.Abs(x))
			a[j] = math.Exp(x)
		}
	}
	return f
}

// columns returns the weights between each listed unit and the other layer.
func (s side) columns() [][]float64 {
	w := s.model.Weights
	columns, all := make([][]float64, s.self.Len()), make([]float64, w.Rows*w.Cols)
	n := s.other.Len()
	for i := range columns {
		columns[i] = all[i*n : (i+1)*n]
		for j := range columns[i] {
			if s.visible {
				columns[i][j] = float64(w.Row(i)[j])
			} else {
				columns[i][j] = float64(w.Row(j)[i])
			}
		}
	}
	return columns
}

// addInput adds the input that the units get from x - base, or x if base is nil.
func addInput(dst []float64, columns [][]float64, x, base []float32) {
	for i, v := range x {
		d := float64(v)
		if base != nil {
			d -= float64(base[i])
		}
		if d == 0 {
			continue
		}
		column := columns[i][:len(dst)]
		for j := range dst {
			dst[j] += d * column[j]
		}
	}
}

// factorShift is the part of one goroutine: exp(b_j + bias_j) of a block.
type factorShift struct {
	*factors
	exp   []float64
	bound []float64
	runs
}

func (f *factors) newShift() *factorShift {
	return &factorShift{factors: f, exp: make([]float64, len(f.reach)), bound: make([]float64, len(f.reach))}
}

// cgf stores the CGF of each state of a block, or reports that it cannot: x is
// no shift of the first block, or a factor is too large.
func (s *factorShift) cgf(dst []float64, x Matrix) bool {
	if !shifted(x, s.first) {
		return false
	}
	for j, b := range s.bias {
		s.exp[j] = float64(b)
	}
	addInput(s.exp, s.columns, x.Row(0), s.first.Row(0))
	for j, b := range s.exp {
		s.bound[j] = s.reach[j] + math.Abs(b)
		s.exp[j] = math.Exp(b)
	}
	if !s.split(s.bound) {
		return false
	}
	n := len(s.exp)
	for l := range dst {
		dst[l] = logProduct(s.factors.exp[l*n:(l+1)*n], s.exp, s.ends)
	}
	return true
}

// shifted tells whether all rows of x differ from those of base by the same.
func shifted(x, base Matrix) bool {
	x0, base0 := x.Row(0), base.Row(0)
	for l := 1; l < x.Rows; l++ {
		b := base.Row(l)
		for j, v := range x.Row(l) {
			if v-x0[j] != b[j]-base0[j] {
				return false
			}
		}
	}
	return true
}

var _ twoState = (*Bernoulli)(nil)
