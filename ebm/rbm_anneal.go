package ebm

import "math/rand/v2"

// Anneal returns the path from independent units to m,
//
//	E_β(v,h) = (1-β)·e_base(v) + β·e_v(v) + (1-β)·e_neutral(h) + β·e_h(h) - β·vWh
//
// with h summed out, and block Gibbs sampling as its moves. Between Bernoulli
// layers it is the one of Salakhutdinov and Murray (2008): weights and hidden
// biases are multiplied by β, visible biases go from the base rates of base,
// smoothed as by [RBM.InitVisible], to those of m. A nil base stands for units
// that prefer nothing, which for Bernoulli units is the uniform distribution.
//
// Errors wrap [ErrUnsupported] if a layer is no [Blender], or, with a base, the
// visible one no [Initializer]; and are those of InitVisible for a base that
// does not fit.
func (m *RBM) Anneal(base Source) (Path, error) {
	m.mustHold()
	family, err := m.temper(base)
	if err != nil {
		return nil, err
	}
	return &annealing{family: family, lower: family.rung(0), upper: family.rung(1)}, nil
}

// annealing is the path of an RBM. It keeps its scratch.
type annealing struct {
	family       *tempered
	lower, upper *rung  // at from and at to
	hidden       Matrix // B×M: vW, then h
	free         [2][]float64
}

// Start draws the independent units.
func (a *annealing) Start(chains Matrix, rng *rand.Rand) float64 {
	mustRand(rng)
	if chains.Cols != a.family.model.NumVisible() {
		panic(badShape)
	}
	for i := range chains.Rows {
		clear(chains.Row(i))
	}
	a.family.visible.Sample(chains, chains, rng)
	return a.family.logPartition0()
}

// Step takes two products: vW serves both free energies and the hidden units.
func (a *annealing) Step(logw []float64, chains Matrix, from, to float64, rng *rand.Rand) {
	mustRand(rng)
	mustLen(logw, chains)
	a.resize(chains.Rows)
	a.family.model.hiddenInput(a.hidden, chains)
	a.upper.set(to)
	if from != to {
		a.lower.set(from)
		a.lower.freeEnergy(a.free[0], chains, a.hidden)
		a.upper.freeEnergy(a.free[1], chains, a.hidden)
		for i := range logw {
			logw[i] += a.free[0][i] - a.free[1][i]
		}
	}
	a.upper.sampleHidden(a.hidden, a.hidden, rng)
	a.upper.sampleVisible(chains, a.hidden, rng)
}

func (a *annealing) resize(rows int) {
	if a.hidden.Rows == rows {
		return
	}
	a.hidden = NewMatrix(rows, a.family.model.NumHidden())
	for i := range a.free {
		a.free[i] = make([]float64, rows)
	}
}

var (
	_ Annealer = (*RBM)(nil)
	_ Path     = (*annealing)(nil)
)
