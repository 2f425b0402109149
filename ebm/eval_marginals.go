package ebm

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Marginals are expectations under an RBM, exact up to rounding.
type Marginals struct {
	LogZ    float64    // nats
	Visible []float64  // <v_i>, length D
	Hidden  []float64  // <h_j>, length M
	Pairs   *mat.Dense // <v_i h_j>, D×M
}

// ExactMarginals returns the marginals of m by summing over all states of the
// smaller layer that can be enumerated. Probabilities and the sums over them are
// float64, conditional means float32. The errors are those of
// [RBM.LogPartition]. It panics if m is nil.
func ExactMarginals(m *RBM) (Marginals, error) {
	if m == nil {
		panic(nilModel)
	}
	s, err := m.summable()
	if err != nil {
		return Marginals{}, err
	}
	e := s.expectations(nil)
	if err := m.checkLogZ(e.logZ); err != nil {
		return Marginals{}, err
	}
	visible, hidden := e.other, e.self
	if s.visible {
		visible, hidden = e.self, e.other
	}
	return Marginals{e.logZ, visible, hidden, mat.NewDense(len(visible), len(hidden), e.pairs)}, nil
}

// maxListedLogStates bounds what is kept for each state: 2²⁰ numbers.
const maxListedLogStates = 20 * math.Ln2

// LogProbabilities returns log p(v), in nats, of all states of the visible
// layer, in the order of its [Enumerator]: for Bernoulli units bit i of a state's
// number is unit i. It returns an error that wraps [ErrTooLarge] for more than
// 2²⁰ states, [ErrUnsupported] if the visible layer is no Enumerator, and
// [ErrDiverged] if a parameter or the sum is not finite. It panics if m is nil.
func LogProbabilities(m *RBM) ([]float64, error) {
	if m == nil {
		panic(nilModel)
	}
	states, ok := Ability[Enumerator](m.Visible)
	if !ok {
		return nil, fmt.Errorf("ebm: the states of %T cannot be listed: %w", m.Visible, ErrUnsupported)
	}
	s, err := m.newSide(states, true, "the visible layer", maxListedLogStates)
	if err != nil {
		return nil, err
	}
	if err := m.checkSummable(); err != nil {
		return nil, err
	}
	logs, l := make([]float64, s.count), s.lister()
	inParallel(s.parts(), l.worker, func(w *listWorker, i int) {
		from, to := s.part(i)
		w.each(from, to, func(first int, _ Matrix, logWeights []float64) { copy(logs[first:], logWeights) })
	})
	var sum logSum
	for _, x := range logs {
		sum.add(x)
	}
	logZ := sum.log()
	if err := m.checkLogZ(logZ); err != nil {
		return nil, err
	}
	for i := range logs {
		logs[i] -= logZ
	}
	return logs, nil
}
