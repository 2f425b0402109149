package ebm

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Metropolis samples any model through its free energy alone: a proposed move
// from v to v' is accepted with the probability min(1, exp(F(v) - F(v'))), else
// the chain stays. It is for models with nothing better: an RBM has [Gibbs].
// Metropolis, Rosenbluth, Rosenbluth, Teller and Teller (1953), "Equation of
// state calculations by fast computing machines". A Metropolis is not safe for
// concurrent use.
type Metropolis struct {
	K int // moves of a step, at least 1; NumVisible single flips are a sweep

	model         Model
	proposal      Proposal
	next          Matrix
	energy, after []float64
	uniforms      []float32
}

// NewMetropolis returns the Metropolis kernel of m with such moves, K = 1. The
// error is what the proposal says of m. It panics if m or proposal is nil.
func NewMetropolis(m Model, proposal Proposal) (*Metropolis, error) {
	if m == nil || proposal == nil {
		panic(nilModel)
	}
	if err := proposal.Fits(m); err != nil {
		return nil, err
	}
	return &Metropolis{K: 1, model: m, proposal: proposal}, nil
}

// Step proposes K moves to each row of chains (B×D) and counts them. A move to
// values that the model's Check refuses, if it is a [Checker], has probability
// 0 and is rejected. It panics if chains has another width, K < 1 or rng is
// nil.
func (s *Metropolis) Step(chains Matrix, rng *rand.Rand) (n Stats) {
	mustRand(rng)
	if s.K < 1 {
		panic(badMoves)
	}
	if chains.Cols != s.model.NumVisible() {
		panic(badShape)
	}
	if s.next.Rows != chains.Rows || s.next.Cols != chains.Cols {
		s.next = NewMatrix(chains.Rows, chains.Cols)
		s.energy, s.after = make([]float64, chains.Rows), make([]float64, chains.Rows)
		s.uniforms = make([]float32, chains.Rows)
	}
	s.model.FreeEnergy(s.energy, chains)
	for range s.K {
		s.proposal.Propose(s.next, chains, rng)
		s.model.FreeEnergy(s.after, s.next)
		s.refuse()
		kernel.Uniforms(s.uniforms, rng.Uint64(), 0)
		n.Proposed += chains.Rows
		n.Accepted += s.accept(chains)
	}
	return n
}

const badMoves = "ebm: K, the number of moves, is below one"

// refuse gives infinite energies to moves whose values the units cannot take.
func (s *Metropolis) refuse() {
	c, ok := s.model.(Checker)
	if !ok || c.Check(s.next) == nil {
		return
	}
	for i := range s.next.Rows {
		if c.Check(s.next.Slice(i, i+1)) != nil {
			s.after[i] = math.Inf(1)
		}
	}
}

// accept decides on the moves, and returns how many it accepts.
func (s *Metropolis) accept(chains Matrix) (accepted int) {
	for i, u := range s.uniforms {
		logRatio := s.energy[i] - s.after[i]
		if logRatio >= 0 || float64(u) < math.Exp(logRatio) {
			copy(chains.Row(i), s.next.Row(i))
			s.energy[i] = s.after[i]
			accepted++
		}
	}
	return accepted
}

var _ Kernel = (*Metropolis)(nil)
