package ebm

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Sparse is any objective of an RBM with a penalty that pulls the mean activity
// q_j of each hidden unit to a target p: the cross-entropy
// -p log q_j - (1-p) log(1-q_j), times Cost. As Hinton (2010) advises, q_j is a
// decaying mean over batches, and the derivative of the penalty with respect to
// the unit's input is taken to be q_j - p, for its bias and, times the mean of
// v_i, for its weights. A Sparse is not safe for concurrent use.
type Sparse struct {
	Target float64 // p, in (0, 1); for Bernoulli units often 0.01 to 0.1
	Cost   float64 // weight of the penalty against the loss; a schedule may change it
	Rate   float64 // share of a new batch in q, in (0, 1]; NewSparse sets 0.1

	objective   Objective
	model       *RBM
	biases      []int // indices in the parameters of the hidden layer
	activity    slidingMean
	known       hiddenMeans
	mean, slope Matrix // 1×D and 1×M: means of the batch; q - p
}

// NewSparse adds the penalty to obj, whose model must be an [RBM] with a hidden
// layer that is [Biased]; if not, the error wraps [ErrUnsupported]. Centre a
// gradient before, not after. The error wraps [ErrSettings] if target is not in
// (0, 1) or cost is negative or not finite. It panics if obj is nil.
func NewSparse(obj Objective, target, cost float64) (*Sparse, error) {
	if obj == nil {
		panic(nilModel)
	}
	m, ok := obj.Model().(*RBM)
	if !ok {
		return nil, fmt.Errorf("ebm: a %T has no hidden units to keep sparse, as an RBM has: %w", obj.Model(), ErrUnsupported)
	}
	biases, err := biasIndices(m.Hidden, "sparsity target")
	if err != nil {
		return nil, err
	}
	if !(target > 0 && target < 1) || !(cost >= 0) || !finite(cost) {
		return nil, fmt.Errorf("ebm: sparsity target %g and cost %g, want a target in (0, 1) and a finite cost that is not negative: %w", target, cost, ErrSettings)
	}
	return &Sparse{Target: target, Cost: cost, Rate: 0.1, objective: obj, model: m, biases: biases,
		activity: newSlidingMean(m.NumHidden()), mean: NewMatrix(1, m.NumVisible()), slope: NewMatrix(1, m.NumHidden())}, nil
}

// Activity returns a copy of q (M), the decaying means of the hidden units.
func (s *Sparse) Activity() []float32 { return append([]float32(nil), s.activity.value.Data...) }

// Model returns the RBM.
func (s *Sparse) Model() Trainable { return s.objective.Model() }

// Unwrap returns the objective to which the penalty is added.
func (s *Sparse) Unwrap() Objective { return s.objective }

// String names the objective and the penalty, as in "CD-1, sparsity 0.05 at
// cost 0.1 and rate 0.1".
func (s *Sparse) String() string {
	return fmt.Sprintf("%s, sparsity %g at cost %g and rate %g", objectiveName(s.objective), s.Target, s.Cost, s.Rate)
}

// State returns the state of the objective and the activity.
func (s *Sparse) State() []Param {
	state := s.activity.state("activity")
	if o, ok := s.objective.(Stateful); ok {
		state = append(state, o.State()...)
	}
	return state
}

// AddGrad adds scale times the gradient of the objective and the penalty for
// data (B×D) to grad. It draws what the objective draws. It panics if Rate is
// not in (0, 1].
func (s *Sparse) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	if !(s.Rate > 0 && s.Rate <= 1) {
		panic(badRate)
	}
	s.objective.AddGrad(grad, scale, data, rng)
	s.known.mean(s.slope.Data, s.objective, s.model, data)
	s.activity.move(s.slope.Data, s.Rate)
	for j, q := range s.activity.value.Data {
		s.slope.Data[j] = q - float32(s.Target)
	}
	clear(s.mean.Data)
	kernel.AddColumnSums(s.mean.Data, 1/float64(data.Rows), data.Data, data.Rows, data.Stride)
	w, _, layer := s.model.split(grad)
	cost := float32(scale * s.Cost)
	kernel.AddOuter(blas32.General(w), cost, blas32.General(s.mean), blas32.General(s.slope))
	slope := s.slope.Data
	for _, i := range s.biases {
		bias := layer[i].Value.Row(0)
		for j := range bias {
			bias[j] += cost * slope[j]
		}
		slope = slope[len(bias):]
	}
}

var (
	_ Objective = (*Sparse)(nil)
	_ Stateful  = (*Sparse)(nil)
)
