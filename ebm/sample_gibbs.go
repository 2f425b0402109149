package ebm

import "math/rand/v2"

// Gibbs is block Gibbs sampling of an RBM: a step draws h ~ p(h|v), then
// v ~ p(v|h). It leaves p(v) invariant. A Gibbs is not safe for concurrent use.
type Gibbs struct {
	model  *RBM
	hidden Matrix
}

// NewGibbs returns the Gibbs kernel of m. It panics if m is nil.
func NewGibbs(m *RBM) *Gibbs {
	if m == nil {
		panic(nilModel)
	}
	return &Gibbs{model: m}
}

// Step moves each row of chains (B×D). It panics if chains has another width or
// rng is nil.
func (g *Gibbs) Step(chains Matrix, rng *rand.Rand) Stats {
	if g.hidden.Rows != chains.Rows || g.hidden.Cols != g.model.NumHidden() {
		g.hidden = NewMatrix(chains.Rows, g.model.NumHidden())
	}
	g.model.HiddenSample(g.hidden, chains, rng)
	g.model.VisibleSample(chains, g.hidden, rng)
	return Stats{}
}

var _ Kernel = (*Gibbs)(nil)
