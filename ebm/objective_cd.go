package ebm

import (
	"fmt"
	"math/rand/v2"
)

// CD is contrastive divergence, CD-k: the particles of the negative phase come
// from k steps of Gibbs sampling that start at the data,
//
//	v0 → h0 ~ p(h|v0) → v1 ~ p(v|h0) → … → v_k
//	ΔW ∝ ⟨v0 E[h|v0]ᵀ⟩ - ⟨v_k E[h|v_k]ᵀ⟩, Δa ∝ ⟨v0 - v_k⟩, Δb ∝ ⟨E[h|v0] - E[h|v_k]⟩
//
// an estimate of the gradient of the log-likelihood that is biased for finite
// k: Hinton (2002), "Training products of experts by minimizing contrastive
// divergence". A step is five matrix products at k = 1. A CD is not safe for
// concurrent use.
type CD struct {
	K int // Gibbs steps; a schedule may change it
	ChainStates
	phases
}

// NewCD returns CD-k for m. It panics if m is nil or k < 1.
func NewCD(m *RBM, k int) *CD {
	mustModel(m, k)
	return &CD{K: k, phases: phases{model: m}}
}

// String names k, as in "CD-1", and the states that are not samples.
func (c *CD) String() string { return fmt.Sprintf("CD-%d%v", c.K, c.ChainStates) }

// AddGrad adds scale times the CD-k estimate for data (B×D) to grad.
func (c *CD) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	c.run(data, rng)
	c.addGrad(grad, scale, c.ChainStates)
}

// Particles returns v_k (B×D) for data (B×D), with the draws of AddGrad.
func (c *CD) Particles(data Matrix, rng *rand.Rand) Matrix {
	c.run(data, rng)
	return c.particles(c.v)
}

// run fills both halves.
func (c *CD) run(data Matrix, rng *rand.Rand) {
	mustRand(rng)
	mustModel(c.model, c.K)
	mustRows(data)
	c.resize(data.Rows, data.Rows)
	copyRows(c.data(c.v), data)
	draw := !c.HiddenMeans || c.HiddenSamples
	c.infer(c.data(c.v), c.data(c.h), c.data(c.sample), c.data(c.in), draw, rng)
	start := c.data(c.sample)
	if c.HiddenMeans {
		start = c.data(c.h)
	}
	c.gibbs(start, c.K, c.ChainStates, c.HiddenSamples, rng)
}

var (
	_ Objective     = (*CD)(nil)
	_ NegativePhase = (*CD)(nil)
)
