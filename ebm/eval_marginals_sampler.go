package ebm

import (
	"math"
	"math/rand/v2"
	"slices"
)

// ExactSampler draws independent states of p(v) of an RBM that can be enumerated:
// a state of the smaller layer with its exact probability, and the other layer
// given that. It is what Markov chains are held against, and where reverse AIS
// should start. It draws for the parameters that the model had when it was made:
// after they have changed, make another.
type ExactSampler struct {
	lister *lister
	logZ   float64
	below  []float64 // probability of all parts before each
}

// NewExactSampler returns the sampler of m, which takes as long as log Z. Errors
// are those of [RBM.LogPartition]. It panics if m is nil.
func NewExactSampler(m *RBM) (*ExactSampler, error) {
	if m == nil {
		panic(nilModel)
	}
	s, err := m.summable()
	if err != nil {
		return nil, err
	}
	l := s.lister()
	sums := l.partSums()
	e := &ExactSampler{lister: l, logZ: joined(sums), below: make([]float64, len(sums))}
	if err := m.checkLogZ(e.logZ); err != nil {
		return nil, err
	}
	var p float64
	for i, part := range sums {
		e.below[i] = p
		p += math.Exp(part.log() - e.logZ)
	}
	return e, nil
}

// LogZ returns log Z, in nats.
func (e *ExactSampler) LogZ() float64 { return e.logZ }

// drawnState is a row that waits for the state that u falls on.
type drawnState struct {
	row int
	u   float64
}

// Sample stores an independent draw of p(v) in each row of dst (B×D). It lists
// at most all states once more, and 4096 states a row. It panics if dst has
// another width or rng is nil.
func (e *ExactSampler) Sample(dst Matrix, rng *rand.Rand) {
	mustRand(rng)
	l := e.lister
	if dst.Cols != l.model.NumVisible() {
		panic(badShape)
	}
	x := dst
	if !l.visible {
		x = NewMatrix(dst.Rows, l.self.Len())
	}
	draws := make([]drawnState, dst.Rows)
	for i := range draws {
		draws[i] = drawnState{i, rng.Float64()}
	}
	slices.SortFunc(draws, func(a, b drawnState) int {
		if a.u < b.u {
			return -1
		}
		return 1
	})
	parts := e.split(draws)
	inParallel(len(parts), l.worker, func(w *listWorker, i int) { e.find(w, parts[i], x) })
	if !l.visible {
		l.model.VisibleSample(dst, x, rng)
	}
}

// drawnPart is draws that fall on states of one part.
type drawnPart struct {
	part  int
	draws []drawnState
}

// split divides draws, sorted, into those of each part that has some.
func (e *ExactSampler) split(draws []drawnState) []drawnPart {
	var parts []drawnPart
	for part := range e.below {
		n := len(draws)
		if part+1 < len(e.below) {
			n, _ = slices.BinarySearchFunc(draws, e.below[part+1], func(d drawnState, u float64) int {
				if d.u < u {
					return -1
				}
				return 1
			})
		}
		if n > 0 {
			parts = append(parts, drawnPart{part, draws[:n]})
			draws = draws[n:]
		}
	}
	return parts
}

// find stores the states that the draws of a part fall on. What rounding leaves
// over falls on the last state with a probability.
func (e *ExactSampler) find(w *listWorker, p drawnPart, dst Matrix) {
	from, to := w.part(p.part)
	sum, draws := e.below[p.part], p.draws
	last := make([]float32, w.self.Len())
	w.each(from, to, func(_ int, x Matrix, logWeights []float64) {
		for i, logw := range logWeights {
			share := math.Exp(logw - e.logZ)
			if share == 0 {
				continue
			}
			sum += share
			copy(last, x.Row(i))
			for len(draws) > 0 && draws[0].u < sum {
				copy(dst.Row(draws[0].row), last)
				draws = draws[1:]
			}
		}
	})
	for _, d := range draws {
		copy(dst.Row(d.row), last)
	}
}
