package ebm

import (
	"context"
	"fmt"
)

// climb is the ascent of [DBN.Maximize] for a batch of rows, each with a unit and
// a start of its own.
type climb struct {
	d      *DBN
	layer  int
	lambda float64
	units  []int // of each row

	theta, v, g Matrix // where each row is: the visible units' input, their means, and the way up
	rows        []climbRow
	try         place // where it goes next
	noGrad      [][]Param
}

// climbRow is how far a row has come.
type climbRow struct {
	input, mean, value, rate float64
	accepted                 int
	mark                     float64 // the value some accepted steps ago
	done                     bool
}

// place is a θ for each row and what follows from it.
type place struct {
	theta, g     Matrix
	x            []Matrix // means of layers 0 to layer-1
	in           []Matrix // inputs of layers 1 to layer
	dx           []Matrix // derivatives of the unit's input with respect to x
	h, top       Matrix   // means of layers 1 and layer
	input, value []float64
}

// newClimb starts each unit at each row of start, unit after unit.
func newClimb(d *DBN, layer int, units []int, lambda float64, start Matrix) (*climb, error) {
	c := &climb{d: d, layer: layer, lambda: lambda}
	for _, u := range units {
		for range start.Rows {
			c.units = append(c.units, u)
		}
	}
	n, cols := len(c.units), start.Cols
	c.theta, c.v, c.g, c.rows = NewMatrix(n, cols), NewMatrix(n, cols), NewMatrix(n, cols), make([]climbRow, n)
	c.try = place{theta: NewMatrix(n, cols), g: NewMatrix(n, cols), h: NewMatrix(n, d.Width(1)), top: NewMatrix(n, d.Width(layer)),
		input: make([]float64, n), value: make([]float64, n)}
	for l := range layer {
		c.try.x, c.try.dx = append(c.try.x, NewMatrix(n, d.Width(l))), append(c.try.dx, NewMatrix(n, d.Width(l)))
		c.try.in = append(c.try.in, NewMatrix(n, d.Width(l+1)))
		c.noGrad = append(c.noGrad, zeros(d.RBMs[l].Hidden.Params()))
	}
	for i := range n {
		copy(c.try.theta.Row(i), start.Row(i%start.Rows))
	}
	c.evaluate()
	for i := range c.rows {
		if !finite(c.try.value[i]) {
			return nil, fmt.Errorf("ebm: maximize: unit %d of layer %d has value %g at start %d: %w", c.units[i], layer, c.try.value[i], i%start.Rows, ErrDiverged)
		}
		c.accept(i)
		r := &c.rows[i]
		r.mark, r.rate = r.value, min(0.5/lambda, 1/float64(largestOf(c.g.Row(i))))
	}
	return c, nil
}

// run takes so many steps, or fewer if all rows are done, and reports each.
func (c *climb) run(ctx context.Context, steps int, report func(step int) error) error {
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.step(); c.over() {
			return report(steps)
		}
		if err := report(step + 1); err != nil {
			return err
		}
	}
	return nil
}

// over tells whether all rows are done.
func (c *climb) over() bool {
	for _, r := range c.rows {
		if !r.done {
			return false
		}
	}
	return true
}

const (
	fewAccepted = 10   // steps after which the gain is looked at
	smallGain   = 1e-4 // nats that are no gain: float32 inputs of a few hundred are not more precise
	smallRate   = 1e-9 // of 1/λ: no step upwards is left that float32 can tell
)

// step moves each row that is not done, if that takes it up.
func (c *climb) step() {
	for i, r := range c.rows {
		to, g := c.try.theta.Row(i), c.g.Row(i)
		copy(to, c.theta.Row(i))
		if r.done {
			continue
		}
		for j := range to {
			to[j] += float32(r.rate * float64(g[j]))
		}
	}
	c.evaluate()
	for i := range c.rows {
		r := &c.rows[i]
		switch {
		case r.done:
		case c.try.value[i] >= r.value:
			c.accept(i)
			r.rate = min(1.5*r.rate, 1/c.lambda)
			if r.accepted++; r.accepted%fewAccepted == 0 {
				r.done, r.mark = r.value-r.mark < smallGain, r.value
			}
		default:
			r.rate /= 2
			r.done = r.rate < smallRate/c.lambda
		}
	}
}

// accept moves row i to where it tried to go.
func (c *climb) accept(i int) {
	copy(c.theta.Row(i), c.try.theta.Row(i))
	copy(c.v.Row(i), c.try.x[0].Row(i))
	copy(c.g.Row(i), c.try.g.Row(i))
	r := &c.rows[i]
	r.input, r.mean, r.value = c.try.input[i], float64(c.try.top.Row(i)[c.units[i]]), c.try.value[i]
}

// evaluate sets all of try that follows from its θ.
func (c *climb) evaluate() {
	p, rbms := &c.try, c.d.RBMs
	rbms[0].Visible.Mean(p.x[0], p.theta)
	for l := range c.layer {
		rbms[l].hiddenInput(p.in[l], p.x[l])
		if l+1 < c.layer {
			rbms[l].Hidden.Mean(p.x[l+1], p.in[l])
		}
	}
	rbms[0].Hidden.Mean(p.h, p.in[0])
	rbms[c.layer-1].Hidden.Mean(p.top, p.in[c.layer-1])
	c.d.RBMs[0].meanField(p.value, p.theta, p.x[0], p.in[0])
	for i, u := range c.units {
		p.input[i] = float64(p.in[c.layer-1].Row(i)[u])
		p.value[i] = p.input[i] - c.lambda*p.value[i]
	}
	c.back()
}

// meanField stores, for each row, the mean-field free energy of visible units
// with input θ, whose means are v and which give the hidden ones the input in:
// E_q[e(x)] - H(q) is θ·v - CGF(θ) for units of any kind.
func (m *RBM) meanField(dst []float64, theta, v, in Matrix) {
	m.Visible.CGF(dst, theta)
	hidden := make([]float64, len(dst))
	m.Hidden.CGF(hidden, in)
	for i := range dst {
		dst[i] = dot(theta.Row(i), v.Row(i)) - dst[i] - hidden[i]
	}
}

// back sets the direction ∂input/∂v - λ(θ - W·h).
func (c *climb) back() {
	p, rbms := &c.try, c.d.RBMs
	last := rbms[c.layer-1].Weights
	for i, u := range c.units {
		for j, row := 0, p.dx[c.layer-1].Row(i); j < len(row); j++ {
			row[j] = last.Row(j)[u]
		}
	}
	for l := c.layer - 1; l > 0; l-- {
		below, d := rbms[l-1], p.dx[l]
		below.Hidden.(Backpropagator).Backprop(c.noGrad[l-1], 0, d, d, p.in[l-1], p.x[l])
		below.visibleInput(p.dx[l-1], d)
	}
	rbms[0].visibleInput(p.g, p.h)
	lambda := float32(c.lambda)
	for i := range p.g.Rows {
		g, d, theta := p.g.Row(i), p.dx[0].Row(i), p.theta.Row(i)
		for j := range g {
			g[j] = d[j] - lambda*(theta[j]-g[j])
		}
	}
}

// largestOf returns the largest absolute value.
func largestOf(x []float32) (most float32) {
	for _, v := range x {
		most = max(most, v, -v)
	}
	return most
}
