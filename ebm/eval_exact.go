package ebm

import (
	"fmt"
	"math"
)

// maxLogStates bounds exact sums: 2²⁵ states.
const maxLogStates = 25 * math.Ln2

// Partitioner is an optional ability of a [Model]: it knows its log Z.
type Partitioner interface {
	LogPartition() (float64, error)
}

// LogPartition returns log Z = log Σ_v exp(-F(v)), in nats, exactly up to
// rounding. It returns an error that wraps [ErrUnsupported] if m is no
// [Partitioner], and one that wraps [ErrTooLarge] if there are too many states.
func LogPartition(m Model) (float64, error) {
	p, ok := m.(Partitioner)
	if !ok {
		return 0, fmt.Errorf("ebm: exact log Z of %T: %w", m, ErrUnsupported)
	}
	return p.LogPartition()
}

// LogPartition returns log Z by summing over all states of the smaller layer
// that can be enumerated, with the other layer summed in closed form:
// log Σ_v exp(-F(v)), or log Σ_h exp(-e_h(h) + CGF_v(hWᵀ)). Between Bernoulli
// layers all of it is float64; elsewhere inputs are float32 products, and the
// rest is float64. It returns an error that wraps [ErrTooLarge] for more than
// 2²⁵ states, [ErrUnsupported] if neither layer is an [Enumerator], and
// [ErrDiverged] if a parameter or the sum is not finite.
func (m *RBM) LogPartition() (float64, error) {
	s, err := m.summable()
	if err != nil {
		return 0, err
	}
	logZ := s.logPartition()
	if err := m.checkLogZ(logZ); err != nil {
		return 0, err
	}
	return logZ, nil
}

// summable returns the side whose states are to be listed, if they are not too
// many and the parameters allow it.
func (m *RBM) summable() (side, error) {
	s, err := m.smallerSide(maxLogStates)
	if err != nil {
		return s, err
	}
	return s, m.checkSummable()
}

func (m *RBM) checkLogZ(logZ float64) error {
	if !finite(logZ) {
		return fmt.Errorf("ebm: log Z of %v is not finite, its parameters are too large: %w", m, ErrDiverged)
	}
	return nil
}

// checkSummable finds what would make a long sum end in nothing: parameters
// that are not finite, and weights whose sum float32 cannot hold.
func (m *RBM) checkSummable() error {
	if err := checkParams(m.Params()); err != nil {
		return err
	}
	for i := range m.Weights.Rows {
		var sum float64
		for _, w := range m.Weights.Row(i) {
			sum += math.Abs(float64(w))
		}
		if sum > math.MaxFloat32 {
			return fmt.Errorf("ebm: the weights of visible unit %d of %v add up to %.3g: %w", i, m, sum, ErrDiverged)
		}
	}
	return nil
}

// logSum accumulates log Σ exp(x) without overflow.
type logSum struct {
	max, sum float64 // Σ exp(x - max)
	any      bool
}

func (s *logSum) add(x float64) {
	switch {
	case !s.any:
		s.max, s.sum, s.any = x, 1, true
	case x <= s.max:
		s.sum += math.Exp(x - s.max)
	default:
		s.sum = s.sum*math.Exp(s.max-x) + 1
		s.max = x
	}
}

func (s *logSum) log() float64 {
	if !s.any {
		return math.Inf(-1)
	}
	return s.max + math.Log(s.sum)
}

var _ Partitioner = (*RBM)(nil)
