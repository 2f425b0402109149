package ebm

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// maxExactLogStates bounds the exact gradient: 2¹⁶ states a step.
const maxExactLogStates = 16 * math.Ln2

// Exact is the exact gradient of the negative log-likelihood of a small RBM:
// the model term is a sum over all states of the smaller layer,
// Σ_x p(x) E[dE/dθ | x]. It draws nothing.
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
		return nil, err
	}
	return &Exact{model: m, side: s}, nil
}

// Model returns the RBM.
func (e *Exact) Model() Trainable { return e.model }

// AddGrad adds scale times the gradient of the mean of -log p over the rows of
// data to grad. It draws nothing, so rng may be nil.
func (e *Exact) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	e.model.AddGrad(grad, scale, data, rng)
	logZ := e.side.logPartition() // not finite, like the gradient then, if a parameter is not
	e.side.each(func(_ int, states Matrix, freeEnergy []float64) {
		for i, f := range freeEnergy {
			e.addState(grad, -scale*math.Exp(-f-logZ), states.Slice(i, i+1))
		}
	})
}

// addState adds scale·E[dE/dθ | x] for one state x of the enumerated layer.
func (e *Exact) addState(grad []Param, scale float64, x Matrix) {
	if e.side.visible {
		e.model.AddGrad(grad, scale, x, nil)
		return
	}
	w, visible, hidden := e.model.split(grad)
	in, giveBack := borrow(1, e.model.NumVisible())
	defer giveBack()
	mean, giveBackMean := borrow(1, e.model.NumVisible())
	defer giveBackMean()
	e.model.visibleInput(in, x)
	e.model.Visible.Mean(mean, in)
	kernel.AddOuter(blas32.General(w), float32(-scale), blas32.General(mean), blas32.General(x))
	e.model.Visible.AddMeanGrad(visible, scale, in, mean)
	e.model.Hidden.AddGrad(hidden, scale, x)
}

var _ Objective = (*Exact)(nil)
