package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// maxExactLogStates bounds the exact gradient: 2¹⁶ states a step.
const maxExactLogStates = 16 * math.Ln2

// Exact is the exact gradient of the negative log-likelihood of a small RBM:
// the model term is a sum over all states of the smaller layer,
// Σ_x p(x) E[dE/dθ | x], kept in float64. It draws nothing.
type Exact struct {
	model *RBM
	side  side
}

// NewExact returns the exact objective of m. It returns an error that wraps
// [ErrTooLarge] if the smaller layer that can be enumerated has more than 2¹⁶
// states, and [ErrUnsupported] if there is none. It panics if m is nil.
func NewExact(m *RBM) (*Exact, error) {
	if m == nil {
		panic(nilModel)
	}
	s, err := m.smallerSide(maxExactLogStates)
	if err != nil {
		return nil, fmt.Errorf("ebm: no exact gradient, descend that of NewCD, NewPCD or NewTempering: %w", err)
	}
	return &Exact{model: m, side: s}, nil
}

// Model returns the RBM.
func (e *Exact) Model() Trainable { return e.model }

// AddGrad adds scale times the gradient of the mean of -log p over the rows of
// data to grad. It draws nothing, so rng may be nil. A gradient that is not
// finite means that a parameter is not.
func (e *Exact) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	e.model.AddGrad(grad, scale, data, rng)
	weights, visible, hidden := e.model.split(grad)
	self, other := hidden, visible
	if e.side.visible {
		self, other = visible, hidden
	}
	layers := newLayerGrads(e.side, self, other)
	m := e.side.expectations(layers.add)
	layers.finish(-scale, m)
	for i := range weights.Rows {
		row := weights.Row(i)
		for j := range row {
			row[j] += float32(scale * m.pairs[i*len(row)+j]) // dE/dW_ij = -v_i h_j
		}
	}
}

var _ Objective = (*Exact)(nil)
