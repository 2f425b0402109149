package ebm

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// DBN is a deep belief network: a stack of RBMs in which the hidden layer of
// each is the visible layer of the next. As a generative model the top RBM
// gives the joint distribution of its two layers, and below it each layer is
// drawn given the one above: p(v, h₁, …, h_L) = p(v|h₁)…p(h_{L-2}|h_{L-1}) p(h_{L-1}, h_L).
// Hinton, Osindero and Teh (2006), "A fast learning algorithm for deep belief
// nets", Neural Computation 18(7).
//
// Levels are counted from 0, and so are layers. Level l is RBMs[l]: a [Plan],
// [Progress], errors of training and Notes count these. Layer 0 is the data and
// layer k the hidden units of level k-1, which are the visible ones of level k:
// what has an argument named layer, such as [DBN.Up] or [DBN.LinearFields],
// counts these, up to Levels.
//
// Any layer types that fit will do: the hidden layer of level l must be of the
// length of the visible layer of level l+1, and take the same values. Methods
// panic if the stack has no RBMs or they do not fit, or an argument has the wrong
// shape.
type DBN struct {
	RBMs []*RBM // from the data up
}

// NewDBN returns a stack of Bernoulli RBMs with so many units in each layer,
// the data first, and weights from N(0, 0.01²). It panics if there are fewer
// than two sizes, one is below one, or rng is nil.
func NewDBN(sizes []int, rng *rand.Rand) *DBN {
	if len(sizes) < 2 {
		panic(fewSizes)
	}
	mustRand(rng)
	d := &DBN{}
	for l := range len(sizes) - 1 {
		d.RBMs = append(d.RBMs, NewBernoulliRBM(sizes[l], sizes[l+1], rng))
	}
	return d
}

// Levels returns the number of RBMs.
func (d *DBN) Levels() int { return len(d.RBMs) }

// NumVisible returns D, the visible units of the lowest RBM.
func (d *DBN) NumVisible() int { return d.Width(0) }

// NumHidden returns the hidden units of the top RBM.
func (d *DBN) NumHidden() int { return d.Width(d.Levels()) }

// String names the sizes, as in "DBN 784-500-250".
func (d *DBN) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "DBN %d", d.NumVisible())
	for _, m := range d.RBMs {
		fmt.Fprintf(&b, "-%d", m.NumHidden())
	}
	return b.String()
}

// Params returns views of the parameters of all levels, with "rbm0." and so on
// before their names.
func (d *DBN) Params() []Param {
	var all []Param
	for l, m := range d.RBMs {
		all = append(all, named(fmt.Sprintf("rbm%d.", l), m.Params())...)
	}
	return all
}

// mustStack panics unless there is a level and the levels fit each other.
func (d *DBN) mustStack() {
	if d == nil || len(d.RBMs) == 0 {
		panic(noLevels)
	}
	for l, m := range d.RBMs {
		if m == nil {
			panic(nilModel)
		}
		m.mustHold()
		if l > 0 && d.RBMs[l-1].NumHidden() != m.NumVisible() {
			panic(badStack)
		}
	}
}

const (
	fewSizes = "ebm: a stack needs at least two sizes"
	noLevels = "ebm: a stack without RBMs"
	badStack = "ebm: the RBMs of the stack do not fit each other"
)
