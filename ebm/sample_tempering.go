package ebm

import "math/rand/v2"

// ParallelTempering is replica exchange sampling of an RBM, for models whose
// modes Gibbs sampling does not leave. Replicas of every chain are sampled at
// inverse temperatures β from 0, where units are independent, to 1, where the
// model is; neighbours exchange their states now and then, so that a chain at
// β = 1 gets states that have crossed between modes where that is easy. The
// chains are the states at β = 1; the others are kept inside.
//
// p(v) is left invariant jointly with the replicas at their own temperatures:
// after Start these need some steps to get there. A ParallelTempering is not
// safe for concurrent use. Swendsen and Wang (1986), "Replica Monte Carlo
// simulation of spin glasses", Physical Review Letters 57.
type ParallelTempering struct {
	K int // rounds of a step, each of swaps and a Gibbs step at every β; at least 1
	exchange
	v, h, in Matrix // all walkers
}

// NewParallelTempering returns replica exchange for m at betas, with K = 1. At
// β = 0 the visible units are the best independent units of base, or uniform
// ones if base is nil. The error wraps [ErrSettings] if betas do not increase
// from 0 to 1, [ErrUnsupported] if a layer is no [Blender], [ErrDiverged] if a
// parameter of m is not finite, or says what is wrong with base. It panics if m
// is nil.
func NewParallelTempering(m *RBM, betas []float64, base Source) (*ParallelTempering, error) {
	if m == nil {
		panic(nilModel)
	}
	for _, p := range m.Params() {
		if err := checkFinite(p); err != nil {
			return nil, err
		}
	}
	e, err := newExchange(m, betas, base)
	if err != nil {
		return nil, err
	}
	return &ParallelTempering{K: 1, exchange: *e}, nil
}

// Start draws new replicas for that many chains: independent states of β = 0,
// for all temperatures. Step does so when the number of chains changes. It
// panics if rng is nil or chains is negative.
func (p *ParallelTempering) Start(chains int, rng *rand.Rand) {
	mustRand(rng)
	if chains < 0 {
		panic(badCount)
	}
	p.resize(chains)
	p.refresh()
	m, all := p.family.model, chains*len(p.rungs)
	p.v, p.h, p.in = NewMatrix(all, m.NumVisible()), NewMatrix(all, m.NumHidden()), NewMatrix(all, m.NumHidden())
	p.rungs[0].visible.Sample(p.v, p.v, rng)
}

// Step moves the chains (B×D) and their replicas K rounds, and returns how many
// swaps were proposed and accepted. The model's parameters may have changed. It
// panics if chains has another width, K < 1 or rng is nil.
func (p *ParallelTempering) Step(chains Matrix, rng *rand.Rand) (all Stats) {
	mustRand(rng)
	mustModel(p.family.model, p.K)
	if chains.Cols != p.family.model.NumVisible() {
		panic(badShape)
	}
	if chains.Rows != p.chains || p.v.Cols == 0 {
		p.Start(chains.Rows, rng)
	}
	p.refresh()
	top := p.block(p.v, len(p.rungs)-1)
	copyRows(top, chains)
	for range p.K {
		p.hiddenInput(p.in, p.v)
		n := p.swap(p.v, p.in, rng)
		all.Proposed += n.Proposed
		all.Accepted += n.Accepted
		p.sampleHidden(p.h, p.in, rng)
		p.sampleVisible(p.v, p.h, rng)
	}
	copyRows(chains, top)
	return all
}

// Replicas returns the visible states at betas[i] (B×D), a view that is valid
// until the number of chains changes, and has no rows before the first Step or
// Start. The last one is a copy of the chains.
func (p *ParallelTempering) Replicas(i int) Matrix { return p.block(p.v, i) }

// Rung returns the distribution at betas[i], as the RBM that it is: weights
// β·W, the units between those of the base and those of the model. It is a copy
// of the parameters as they are now.
func (p *ParallelTempering) Rung(i int) *RBM { return p.rungs[i].model() }

var _ Kernel = (*ParallelTempering)(nil)
