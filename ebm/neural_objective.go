package ebm

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// pairs says how a row of data holds an input x and its target y: x is the first
// inputs columns, and y the others, or, if there are none, x itself.
type pairs struct{ inputs, targets int }

func (p pairs) split(data Matrix) (x, y Matrix) {
	if data.Cols != p.inputs+p.targets {
		panic(badShape)
	}
	if p.targets == 0 {
		return data, data
	}
	return data.Columns(0, p.inputs), data.Columns(p.inputs, p.inputs+p.targets)
}

// conditional is a network as a [Trainable] over rows of pairs: its dF/dθ is the
// gradient of -log p(y|x), without dropout. owner is the model whose network it
// is, and what a [Recorder] sees.
type conditional struct {
	pairs
	*backpropagation
	owner   any
	check   func(v Matrix) error                  // of x
	examine func(x, y Matrix, held bool) []Metric // for Train
}

func (c *conditional) NumVisible() int { return c.inputs + c.targets }
func (c *conditional) Params() []Param { return c.params() }
func (c *conditional) unwrap() any     { return c.owner }

func (c *conditional) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	x, y := c.split(data)
	c.addGrad(grad, scale, x, y, false, rng)
}

// Check looks at x alone: targets are made by the package.
func (c *conditional) Check(data Matrix) error {
	x, _ := c.split(data)
	return c.check(x)
}

// Examine gives the metrics of the training sample and, if there is one, of the
// held-out sample.
func (c *conditional) Examine(train, heldOut Matrix) []Metric {
	x, y := c.split(train)
	metrics := c.examine(x, y, false)
	if heldOut.Rows > 0 {
		x, y = c.split(heldOut)
		metrics = append(metrics, c.examine(x, y, true)...)
	}
	return metrics
}

// fineTuning is the objective whose gradient backpropagation computes, with
// dropout.
type fineTuning struct {
	*conditional
	after int // epochs that the last stage has learned, or will learn, alone
}

func (f fineTuning) Model() Trainable { return f.conditional }

func (f fineTuning) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	x, y := f.split(data)
	f.addGrad(grad, scale, x, y, true, rng)
}

// String names what a checkpoint must agree with.
func (f fineTuning) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "backpropagation %d", f.net.numIn())
	for _, s := range f.net {
		fmt.Fprintf(&b, "-%d %s", s.Weights.Cols, typeName(s.Layer))
	}
	fmt.Fprintf(&b, ", dropout %v, %d frozen", f.drop, f.first)
	if f.after > 0 {
		fmt.Fprintf(&b, ", the last stage alone for %d epochs", f.after)
	}
	return b.String()
}

// State is what stays as it is: a checkpoint holds the whole network.
func (f fineTuning) State() []Param {
	all := f.net.params()
	return all[:len(all)-len(f.params())]
}

var (
	_ Objective = fineTuning{}
	_ Stateful  = fineTuning{}
	_ Trainable = (*conditional)(nil)
	_ Checker   = (*conditional)(nil)
	_ Examiner  = (*conditional)(nil)
)
