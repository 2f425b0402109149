package ebm

import (
	"fmt"
	"math"
)

// side is the layer of an RBM whose states are listed, and the other one, which
// is summed out in closed form.
type side struct {
	model       *RBM
	states      Enumerator
	self, other Layer // states is self
	visible     bool  // whether self is the visible layer
	count       int
}

// smallerSide picks the layer with fewer states.
func (m *RBM) smallerSide(maxLog float64) (side, error) {
	visible, okVisible := Ability[Enumerator](m.Visible)
	hidden, okHidden := Ability[Enumerator](m.Hidden)
	switch {
	case !okVisible && !okHidden:
		return side{}, fmt.Errorf("ebm: neither layer of an RBM of %T and %T has finitely many states: %w", m.Visible, m.Hidden, ErrUnsupported)
	case okHidden && !(okVisible && visible.LogStates() <= hidden.LogStates()):
		return m.newSide(hidden, false, "the smaller layer", maxLog)
	}
	return m.newSide(visible, true, "the smaller layer", maxLog)
}

// newSide returns the side of a layer, or an error that wraps ErrTooLarge.
func (m *RBM) newSide(states Enumerator, visible bool, name string, maxLog float64) (side, error) {
	m.mustHold()
	logStates := states.LogStates()
	if !(logStates <= maxLog) {
		return side{}, fmt.Errorf("ebm: %s of %v has 2^%.0f states, and 2^%.0f are the most for exact sums; estimate with LogZ or AIS instead: %w",
			name, m, logStates/math.Ln2, maxLog/math.Ln2, ErrTooLarge)
	}
	s := side{model: m, states: states, self: m.Hidden, other: m.Visible, visible: visible, count: int(math.Round(math.Exp(logStates)))}
	if visible {
		s.self, s.other = m.Visible, m.Hidden
	}
	return s, nil
}

// input stores the other layer's input: vW or hWᵀ.
func (s side) input(dst, x Matrix) {
	if s.visible {
		s.model.hiddenInput(dst, x)
	} else {
		s.model.visibleInput(dst, x)
	}
}

// logPartition returns log Z, NaN or infinite if a parameter is.
func (s side) logPartition() float64 { return joined(s.lister().partSums()) }

// part returns the range of states of part i. It depends on the model alone, so
// that bits do not depend on GOMAXPROCS.
func (s side) part(i int) (from, to int) {
	n := s.partLen()
	return i * n, min(s.count, (i+1)*n)
}

// partLen is a number of whole blocks: 4096 states or a little less.
func (s side) partLen() int {
	block := s.blockLen()
	return block * max(1, 1<<12/block)
}

// parts returns the number of parts.
func (s side) parts() int {
	n := s.partLen()
	return (s.count + n - 1) / n
}

// partSums returns log Σ exp(-F) of each part.
func (l *lister) partSums() []logSum {
	sums := make([]logSum, l.parts())
	inParallel(len(sums), l.worker, func(w *listWorker, i int) { sums[i] = w.sum(i) })
	return sums
}

// sum returns log Σ exp(-F) of part i.
func (w *listWorker) sum(i int) (s logSum) {
	from, to := w.part(i)
	w.each(from, to, func(_ int, _ Matrix, logWeights []float64) {
		for _, x := range logWeights {
			s.add(x)
		}
	})
	return s
}

// joined returns the logarithm of the sum of sums.
func joined(sums []logSum) float64 {
	var all logSum
	for _, s := range sums {
		all.add(s.log())
	}
	return all.log()
}
