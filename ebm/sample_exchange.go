package ebm

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// exchange is replica exchange along a ladder of temperatures: what
// [ParallelTempering] and [Tempering] share. A walker is a state v with its
// input vW. Walker c of rung i lies in row c of block i, and the blocks lie one
// below the other, that of β = 1 first, so that the products with W are one for
// all rungs and the particles can lie below data.
type exchange struct {
	Scheme SwapScheme // which pairs a round tries to swap; a schedule may change it

	swapCounts
	family *tempered
	rungs  []*rung
	betas  []float64
	chains int       // walkers of a rung
	odd    []float32 // whether the next round has the pairs (1,2), (3,4), …: 0 or 1

	// lift is e_base(v) - e_v(v) of each walker: the slope of its visible energy
	// in β, but for the sign.
	lift, energy []float64
	scaled       Matrix // chains×M, β·vW
	// cgf[a][b] is CGF_h,β(β·vW) of the walkers of rung a of a pair at the β of
	// its rung b.
	cgf      [2][2][]float64
	uniforms []float32
}

// newExchange builds a ladder for m. The error is that of checkLadder or temper.
func newExchange(m *RBM, betas []float64, base Source) (*exchange, error) {
	if err := checkLadder(betas); err != nil {
		return nil, err
	}
	e := &exchange{betas: append([]float64(nil), betas...), odd: make([]float32, 1)}
	e.pairs = make([]Stats, len(betas)-1)
	return e, e.setBase(m, base)
}

// setBase makes the rungs of the family of m and base.
func (e *exchange) setBase(m *RBM, base Source) error {
	family, err := m.temper(base)
	if err != nil {
		return err
	}
	e.family, e.rungs = family, make([]*rung, len(e.betas))
	for i, beta := range e.betas {
		e.rungs[i] = family.rung(beta)
	}
	return nil
}

// resize makes room for that many walkers on a rung.
func (e *exchange) resize(chains int) {
	all := chains * len(e.rungs)
	e.chains, e.odd[0] = chains, 0
	e.fromBottom = make([]bool, all)
	e.lift, e.energy = make([]float64, all), make([]float64, all)
	e.scaled = NewMatrix(chains, e.family.model.NumHidden())
	for a := range e.cgf {
		for b := range e.cgf[a] {
			e.cgf[a][b] = make([]float64, chains)
		}
	}
	e.uniforms = make([]float32, chains)
}

// refresh reads the model's parameters anew.
func (e *exchange) refresh() {
	for i, r := range e.rungs {
		r.set(e.betas[i])
	}
}

// Betas returns the inverse temperatures, from 0 to 1.
func (e *exchange) Betas() []float64 { return append([]float64(nil), e.betas...) }

// first returns the first row of block i.
func (e *exchange) first(i int) int { return (len(e.rungs) - 1 - i) * e.chains }

// block returns the rows of x that belong to rung i.
func (e *exchange) block(x Matrix, i int) Matrix {
	return x.Slice(e.first(i), e.first(i)+e.chains)
}

// sampleVisible stores a draw of p_β(v|h) of every walker in v.
func (e *exchange) sampleVisible(v, h Matrix, rng *rand.Rand) {
	m := e.family.model
	m.inPieces(v.Rows, func(from, to int) { m.visibleInput(v.Slice(from, to), h.Slice(from, to)) })
	for i, r := range e.rungs {
		x := e.block(v, i)
		if r.beta != 1 {
			scale(x, x, float32(r.beta))
		}
		r.visible.Sample(x, x, rng)
	}
}

// sampleHidden stores a draw of p_β(h|v) of every walker in h; in is vW.
func (e *exchange) sampleHidden(h, in Matrix, rng *rand.Rand) {
	for i, r := range e.rungs {
		r.sampleHidden(e.block(h, i), e.block(in, i), rng)
	}
}

// hiddenInput stores vW of every walker, or of other rows too.
func (e *exchange) hiddenInput(in, v Matrix) {
	m := e.family.model
	m.inPieces(v.Rows, func(from, to int) { m.hiddenInput(in.Slice(from, to), v.Slice(from, to)) })
}

// inPieces hands ranges of rows to a product with the weights: all rows at once
// or, where the whole product takes some microseconds, pieces so small that no
// thread waits for another.
func (m *RBM) inPieces(rows int, product func(from, to int)) {
	const piece, few = 1 << 17, 1 << 21 // multiplications; the kernel shares from piece on
	work := m.Weights.Rows * m.Weights.Cols
	n := rows
	if rows*work < few {
		n = max(1, (piece-1)/work)
	}
	for from := 0; from < rows; from += n {
		product(from, min(from+n, rows))
	}
}

// swap does a round of exchanges between neighbouring rungs. That of walker v of
// rung i and walker u of rung j is accepted with the probability
//
//	min(1, exp(F_i(v) + F_j(u) - F_i(u) - F_j(v))),
//
// hidden units summed out. in is vW; rows of both move.
func (e *exchange) swap(v, in Matrix, rng *rand.Rand) (all Stats) {
	e.family.visible.Energy(e.lift, v)
	e.family.toVisible.Energy(e.energy, v)
	for w, x := range e.energy {
		e.lift[w] -= x
	}
	key := rng.Uint64()
	for i := e.firstPair(rng); i < len(e.pairs); i += 2 {
		n := e.swapPair(v, in, i, key)
		e.add(i, n)
		all.Proposed += n.Proposed
		all.Accepted += n.Accepted
	}
	e.arrive(e.first(0), e.first(len(e.rungs)-1), e.chains)
	return all
}

// firstPair returns 0 or 1 as the scheme says, and always 0 for a single pair.
func (e *exchange) firstPair(rng *rand.Rand) int {
	if len(e.pairs) == 1 {
		return 0
	}
	if e.Scheme == RandomSwaps {
		return rng.IntN(2)
	}
	first := int(e.odd[0])
	e.odd[0] = 1 - e.odd[0]
	return first
}

// swapPair proposes to exchange the walkers of rungs i and i+1.
func (e *exchange) swapPair(v, in Matrix, i int, key uint64) (n Stats) {
	for a := range 2 {
		for b := range 2 {
			r := e.rungs[i+b]
			if r.beta == 0 { // the same for both walkers
				clear(e.cgf[a][b])
				continue
			}
			scale(e.scaled, e.block(in, i+a), float32(r.beta))
			r.hidden.CGF(e.cgf[a][b], e.scaled)
		}
	}
	kernel.Uniforms(e.uniforms, key, i)
	step := e.betas[i+1] - e.betas[i]
	for c, u := range e.uniforms {
		low, high := e.first(i)+c, e.first(i+1)+c
		// F_β(v) = const(β) + e_base(v) - β·lift(v) - CGF_h,β(β·vW)
		logRatio := step*(e.lift[low]-e.lift[high]) +
			e.cgf[0][1][c] + e.cgf[1][0][c] - e.cgf[0][0][c] - e.cgf[1][1][c]
		n.Proposed++
		if logRatio >= 0 || float64(u) < math.Exp(logRatio) {
			n.Accepted++
			e.exchangeWalkers(v, in, low, high)
		}
	}
	return n
}

func (e *exchange) exchangeWalkers(v, in Matrix, a, b int) {
	for _, x := range [...]Matrix{v, in} {
		p, q := x.Row(a), x.Row(b)
		for j, y := range p {
			p[j], q[j] = q[j], y
		}
	}
	e.lift[a], e.lift[b] = e.lift[b], e.lift[a]
	e.fromBottom[a], e.fromBottom[b] = e.fromBottom[b], e.fromBottom[a]
}

// model returns the distribution of the rung as an RBM of its own.
func (r *rung) model() *RBM {
	f := r.family
	now := f.rung(r.beta)
	m := &RBM{Visible: now.visible, Hidden: now.hidden, Weights: NewMatrix(f.model.NumVisible(), f.model.NumHidden())}
	scale(m.Weights, f.model.Weights, float32(r.beta))
	return m
}
