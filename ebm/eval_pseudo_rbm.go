package ebm

import "math"

// flipEnergies works with the hidden inputs vW, which a flip of unit i changes
// by ±W_i. The visible layer must have two states; for any other hidden layer
// than such a one its CGF is summed anew.
func (m *RBM) flipEnergies(dst []float64, of Model, v Matrix) bool {
	visible, ok := twoStateBias(m.Visible)
	if !ok || of != Model(m) {
		return false
	}
	m.mustHold()
	if f := newFlips(m); f != nil {
		const most = 32 // rows whose factors stay in the cache
		n := (v.Rows + most - 1) / most
		inParallel(n, f.worker, func(w *flipWorker, i int) {
			from, to := i*most, min(v.Rows, (i+1)*most)
			part := dst[from*v.Cols : to*v.Cols]
			if !w.cgf(part, v.Slice(from, to)) {
				m.flipCGF(part, v.Slice(from, to))
			}
		})
	} else {
		for from := 0; from < v.Rows; from += blockRows {
			to := min(v.Rows, from+blockRows)
			m.flipCGF(dst[from*v.Cols:to*v.Cols], v.Slice(from, to))
		}
	}
	for i, b := range visible {
		for r := range v.Rows {
			d := &dst[r*v.Cols+i]
			*d = -*d - float64(b)*(1-2*float64(v.Row(r)[i]))
		}
	}
	return true
}

// flipCGF stores CGF(input of v') - CGF(input of v), for any hidden layer.
func (m *RBM) flipCGF(dst []float64, v Matrix) {
	in, giveBack := borrow(v.Rows, m.NumHidden())
	defer giveBack()
	changed, giveBackChanged := borrow(v.Rows, m.NumHidden())
	defer giveBackChanged()
	m.hiddenInput(in, v)
	before, after := make([]float64, v.Rows), make([]float64, v.Rows)
	m.Hidden.CGF(before, in)
	for i := range v.Cols {
		w := m.Weights.Row(i)
		for r := range v.Rows {
			step, row := 1-2*v.Row(r)[i], changed.Row(r)
			for j, x := range in.Row(r) {
				row[j] = x + step*w[j]
			}
		}
		m.Hidden.CGF(after, changed)
		for r := range v.Rows {
			dst[r*v.Cols+i] = after[r] - before[r]
		}
	}
}

// flips is what all rows need of two-state hidden units: see factors.
type flips struct {
	bias    []float32
	weights Matrix
	up      []float64 // exp(W_ij), D×M
	down    []float64 // exp(-W_ij)
	reach   []float64 // max over i of |W_ij|
}

// newFlips returns nil if the hidden layer is no twoState.
func newFlips(m *RBM) *flips {
	bias, ok := twoStateBias(m.Hidden)
	if !ok {
		return nil
	}
	d, n := m.NumVisible(), m.NumHidden()
	f := &flips{bias, m.Weights, make([]float64, d*n), make([]float64, d*n), make([]float64, n)}
	for i := range d {
		for j, w := range m.Weights.Row(i) {
			x := float64(w)
			f.up[i*n+j], f.down[i*n+j] = math.Exp(x), math.Exp(-x)
			f.reach[j] = max(f.reach[j], math.Abs(x))
		}
	}
	return f
}

// flipWorker is the scratch of one goroutine.
type flipWorker struct {
	*flips
	exp    []float64 // exp(input + bias) of some rows
	before []float64
	ones   []float64
	runs
}

func (f *flips) worker() *flipWorker {
	w := &flipWorker{flips: f, ones: make([]float64, len(f.bias))}
	for j := range w.ones {
		w.ones[j] = 1
	}
	return w
}

// cgf is flipCGF for two-state hidden units, in float64. It reports whether
// float64 holds the factors.
func (w *flipWorker) cgf(dst []float64, v Matrix) bool {
	d, n := v.Cols, len(w.bias)
	if len(w.exp) < v.Rows*n {
		w.exp, w.before = make([]float64, v.Rows*n), make([]float64, v.Rows)
	}
	if !w.inputs(v) {
		return false
	}
	for r := range v.Rows {
		a := w.exp[r*n : (r+1)*n]
		for j, x := range a {
			a[j] = math.Exp(x)
		}
		w.before[r] = logProduct(a, w.ones, w.ends)
	}
	for i := range d {
		up, down := w.up[i*n:(i+1)*n], w.down[i*n:(i+1)*n]
		for r := range v.Rows {
			b := up
			if v.Row(r)[i] != 0 {
				b = down
			}
			dst[r*d+i] = logProduct(w.exp[r*n:(r+1)*n], b, w.ends) - w.before[r]
		}
	}
	return true
}

// inputs stores input + bias of each row, and finds the runs.
func (w *flipWorker) inputs(v Matrix) bool {
	n := len(w.bias)
	bound := make([]float64, n)
	for r := range v.Rows {
		in := w.exp[r*n : (r+1)*n]
		for j, b := range w.bias {
			in[j] = float64(b)
		}
		for i, x := range v.Row(r) {
			if x == 0 {
				continue
			}
			for j, y := range w.weights.Row(i) {
				in[j] += float64(y)
			}
		}
		for j, x := range in {
			bound[j] = max(bound[j], math.Abs(x))
		}
	}
	for j, x := range w.reach {
		bound[j] += x
	}
	return w.split(bound)
}
