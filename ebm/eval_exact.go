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
// log Σ_v exp(-F(v)), or log Σ_h exp(-e_h(h) + CGF_v(hWᵀ)). It returns an error
// that wraps [ErrTooLarge] for more than 2²⁵ states, [ErrUnsupported] if neither
// layer is an [Enumerator], and [ErrDiverged] if the sum is not finite.
func (m *RBM) LogPartition() (float64, error) {
	s, err := m.smallerSide(maxLogStates)
	if err != nil {
		return 0, err
	}
	logZ := s.logPartition()
	if !finite(logZ) {
		return 0, fmt.Errorf("ebm: log Z of %v is not finite, its parameters are too large or NaN: %w", m, ErrDiverged)
	}
	return logZ, nil
}

// LogLikelihood stores log p(v) = -F(v) - logZ, in nats, for each row of v in
// dst. It is exact if logZ is. It panics if the shapes do not match.
func LogLikelihood(dst []float64, m Model, v Matrix, logZ float64) {
	m.FreeEnergy(dst, v)
	for i, f := range dst {
		dst[i] = -f - logZ
	}
}

// side is a layer of an RBM whose states can be listed.
type side struct {
	layer      Enumerator
	len        int
	count      int
	freeEnergy func(dst []float64, states Matrix) // the other layer summed out
	visible    bool
}

// smallerSide picks the layer with fewer states.
func (m *RBM) smallerSide(maxLog float64) (side, error) {
	var best side
	logStates := math.Inf(1)
	if l, ok := m.Visible.(Enumerator); ok {
		best, logStates = side{layer: l, len: m.NumVisible(), freeEnergy: m.FreeEnergy, visible: true}, l.LogStates()
	}
	if l, ok := m.Hidden.(Enumerator); ok && l.LogStates() < logStates {
		best, logStates = side{layer: l, len: m.NumHidden(), freeEnergy: m.hiddenFreeEnergy}, l.LogStates()
	}
	switch {
	case best.layer == nil:
		return best, fmt.Errorf("ebm: neither layer of an RBM of %T and %T has finitely many states: %w", m.Visible, m.Hidden, ErrUnsupported)
	case logStates > maxLog:
		return best, fmt.Errorf("ebm: the smaller layer of %v has 2^%.0f states, more than 2^%.0f: %w",
			m, logStates/math.Ln2, maxLog/math.Ln2, ErrTooLarge)
	}
	best.count = int(math.Round(math.Exp(logStates)))
	return best, nil
}

// hiddenFreeEnergy stores -log Σ_v exp(-E(v,h)) of each row of h.
func (m *RBM) hiddenFreeEnergy(dst []float64, h Matrix) {
	in, giveBack := borrow(h.Rows, m.NumVisible())
	defer giveBack()
	m.visibleInput(in, h)
	m.Hidden.Energy(dst, h)
	cgf := make([]float64, h.Rows)
	m.Visible.CGF(cgf, in)
	for i, c := range cgf {
		dst[i] -= c
	}
}

// logPartition returns log Z, NaN or infinite if a parameter is.
func (s side) logPartition() float64 {
	var sum logSum
	s.each(func(_ int, _ Matrix, freeEnergy []float64) {
		for _, f := range freeEnergy {
			sum.add(-f)
		}
	})
	return sum.log()
}

// each hands all states, a block at a time, and their free energies to f.
func (s side) each(f func(first int, states Matrix, freeEnergy []float64)) {
	block := min(s.count, blockRows)
	states, energies := NewMatrix(block, s.len), make([]float64, block)
	for first := 0; first < s.count; first += block {
		n := min(block, s.count-first)
		x, e := states.Slice(0, n), energies[:n]
		s.layer.States(x, first)
		s.freeEnergy(e, x)
		f(first, x, e)
	}
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
