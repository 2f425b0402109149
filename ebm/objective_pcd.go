package ebm

import (
	"fmt"
	"math/rand/v2"
)

// PCD is persistent contrastive divergence, PCD-k, also called stochastic
// maximum likelihood: the negative phase goes on with its own Gibbs chains, k
// steps per update, and never returns to the data. Tieleman (2008), "Training
// restricted Boltzmann machines using approximations to the likelihood
// gradient". What it keeps are the hidden samples of the chains, so an update
// is five matrix products at k = 1, like CD-1. A PCD is not safe for
// concurrent use.
type PCD struct {
	K int // Gibbs steps; a schedule may change it
	ChainStates
	phases
	hidden Matrix // chains×M, the persistent states
}

// NewPCD returns PCD-k for m with that many chains, each started at a draw of
// the hidden units for input 0. It panics if m or rng is nil, k < 1 or
// chains < 1.
func NewPCD(m *RBM, k, chains int, rng *rand.Rand) *PCD {
	mustModel(m, k)
	mustRand(rng)
	if chains < 1 {
		panic(badSize)
	}
	p := &PCD{K: k, phases: phases{model: m}, hidden: NewMatrix(chains, m.NumHidden())}
	m.Hidden.Sample(p.hidden, p.hidden, rng)
	return p
}

// String names k and the chains, as in "PCD-1, 100 chains", and the states that
// are not samples.
func (p *PCD) String() string {
	return fmt.Sprintf("PCD-%d, %d chains%v", p.K, p.hidden.Rows, p.ChainStates)
}

// State returns the hidden states of the chains.
func (p *PCD) State() []Param { return []Param{{Name: "chains", Value: p.hidden}} }

// AddGrad moves the chains k steps and adds scale times the PCD-k estimate for
// data (B×D) to grad.
func (p *PCD) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRand(rng)
	mustRows(data)
	p.resize(data.Rows, p.hidden.Rows)
	copyRows(p.data(p.v), data)
	p.move(rng)
	p.infer(p.data(p.v), p.data(p.h), p.data(p.sample), p.data(p.in), p.HiddenSamples, rng)
	p.addGrad(grad, scale, p.ChainStates)
}

// Particles moves the chains k steps and returns their visible states
// (chains×D), with the draws of AddGrad.
func (p *PCD) Particles(data Matrix, rng *rand.Rand) Matrix {
	mustRand(rng)
	p.resize(data.Rows, p.hidden.Rows)
	p.move(rng)
	return p.particles(p.v)
}

func (p *PCD) move(rng *rand.Rand) {
	mustModel(p.model, p.K)
	p.gibbs(p.hidden, p.K, p.ChainStates, !p.HiddenMeans || p.HiddenSamples, rng)
	if p.HiddenMeans {
		copyRows(p.hidden, p.particles(p.h))
	} else {
		copyRows(p.hidden, p.particles(p.sample))
	}
}

var (
	_ Objective     = (*PCD)(nil)
	_ NegativePhase = (*PCD)(nil)
	_ Stateful      = (*PCD)(nil)
)
