package ebm

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Tempering is maximum likelihood with the negative phase of PCD, its chains
// helped over the walls between modes by replica exchange: every chain has
// replicas at inverse temperatures β from 0 to 1, and those at β = 1 are the
// particles. Desjardins, Courville, Bengio, Vincent and Delalleau (2010),
// "Tempered Markov chain Monte Carlo for training of restricted Boltzmann
// machines", AISTATS. An update is that of [PCD], with products that are as
// many times taller as there are temperatures; what is kept are the hidden
// samples of all replicas. A Tempering is not safe for concurrent use.
type Tempering struct {
	K int // rounds per update, each of a Gibbs step and swaps; a schedule may change it
	phases
	exchange
	hidden Matrix // the persistent states of all replicas
	based  bool   // on data
}

// NewTempering returns tempering for m at these inverse temperatures, with that
// many chains and K = 1. Units are uniform at β = 0; see SetBase. Every replica
// starts at a draw of its hidden units for input 0. It panics if m or rng is
// nil, betas do not increase from 0 to 1, chains < 1, or a layer of m is no
// [Blender].
func NewTempering(m *RBM, betas []float64, chains int, rng *rand.Rand) *Tempering {
	mustModel(m, 1)
	mustRand(rng)
	if chains < 1 {
		panic(badSize)
	}
	e, err := newExchange(m, betas, nil)
	switch {
	case errors.Is(err, ErrSettings):
		panic(badBetas)
	case err != nil:
		panic(notTempered)
	}
	t := &Tempering{K: 1, phases: phases{model: m}, exchange: *e}
	t.exchange.resize(chains)
	t.refresh()
	t.hidden = NewMatrix(chains*len(betas), m.NumHidden())
	t.sampleHidden(t.hidden, t.hidden, rng)
	return t
}

const (
	badBetas    = "ebm: betas, the inverse temperatures, must increase from 0 to 1"
	notTempered = "ebm: the layers of the RBM cannot be tempered"
)

// SetBase makes the distribution at β = 0 that of the best independent visible
// units of data, which needs fewer temperatures than the uniform one where the
// units of the data are rarely on. The replicas stay where they are. The error
// says what is wrong with data; then nothing changes.
func (t *Tempering) SetBase(data Source) error {
	if data == nil {
		panic(nilData)
	}
	if err := t.setBase(t.model, data); err != nil {
		return err
	}
	t.based = true
	return nil
}

// String names K, the temperatures and chains, as in
// "tempering-1, 100 chains, β = 0 0.5 1".
func (t *Tempering) String() string {
	var betas strings.Builder
	for _, b := range t.betas {
		fmt.Fprintf(&betas, " %.4g", b)
	}
	base := ""
	if t.based {
		base = ", base of data"
	}
	if t.Scheme == RandomSwaps {
		base += ", random swaps"
	}
	return fmt.Sprintf("tempering-%d, %d chains, β =%s%s", t.K, t.chains, betas.String(), base)
}

// State returns the hidden states of all replicas, β = 1 first, and which swaps
// are next.
func (t *Tempering) State() []Param {
	return []Param{{Name: "replicas", Value: t.hidden}, vector("swaps", t.odd)}
}

// AddGrad moves all replicas K rounds and adds scale times the estimate for data
// (B×D) to grad.
func (t *Tempering) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	t.move(data, rng)
	t.model.Hidden.Mean(t.data(t.h), t.data(t.in))
	t.model.Hidden.Mean(t.particles(t.h), t.particles(t.in))
	t.addGrad(grad, scale, ChainStates{})
}

// Particles moves all replicas K rounds and returns the visible states of those
// at β = 1 (chains×D), with the draws of AddGrad.
func (t *Tempering) Particles(data Matrix, rng *rand.Rand) Matrix {
	t.move(Matrix{Cols: t.model.NumVisible()}, rng)
	return t.particles(t.v)
}

// move moves all replicas and fills v and in of data and replicas.
func (t *Tempering) move(data Matrix, rng *rand.Rand) {
	mustRand(rng)
	mustModel(t.model, t.K)
	all := t.hidden.Rows
	t.phases.resize(data.Rows, all)
	t.c = t.chains // what the gradient sees of them
	t.refresh()
	copyRows(t.data(t.v), data)
	v, in := t.v.Slice(t.n, t.n+all), t.in.Slice(t.n, t.n+all)
	for round := range t.K {
		t.sampleVisible(v, t.hidden, rng)
		if round == t.K-1 { // data and replicas in one product
			t.hiddenInput(t.in.Slice(0, t.n+all), t.v.Slice(0, t.n+all))
		} else {
			t.hiddenInput(in, v)
		}
		t.swap(v, in, rng)
		t.sampleHidden(t.hidden, in, rng)
	}
}

var (
	_ Objective     = (*Tempering)(nil)
	_ NegativePhase = (*Tempering)(nil)
	_ Stateful      = (*Tempering)(nil)
)
