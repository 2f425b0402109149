package ebm

import (
	"fmt"
	"math/rand/v2"
)

// PseudoLogLikelihood stores Σ_i log p(v_i | v_-i), in nats, for each row of v
// (B×D) in dst (length B), where v_-i are all units but i. It is exact for
// binary visible units, is no likelihood but a proxy that needs no log Z, and
// costs D+1 free energies a row, or for an [RBM] of Bernoulli units as much as
// about one product of D×M numbers and D logarithms. Besag (1975), "Statistical
// analysis of non-lattice data", The Statistician 24, 179-195.
//
// It returns a *[ValueError] if v is not all 0 and 1, with dst as it was, and an
// error that wraps [ErrUnsupported] if m says that its visible units are not
// binary. It panics if the shapes do not match.
func PseudoLogLikelihood(dst []float64, m Model, v Matrix) error {
	mustLen(dst, v)
	if err := checkFlips(m, v); err != nil {
		return err
	}
	cols := m.NumVisible()
	up := make([]float64, min(v.Rows, blockRows)*cols)
	for from := 0; from < v.Rows; from += blockRows {
		x := v.Slice(from, min(v.Rows, from+blockRows))
		up := up[:x.Rows*cols]
		clear(up)
		flipEnergies(up, m, x)
		for r := range x.Rows {
			var sum float64
			for _, d := range up[r*cols : (r+1)*cols] {
				sum -= softplus(-d)
			}
			dst[from+r] = sum
		}
	}
	return nil
}

// StochasticPseudoLogLikelihood stores D·log p(v_i | v_-i) of one unit i of each
// row, drawn evenly from rng: an estimate of [PseudoLogLikelihood], with that as
// its expectation, for two free energies a row. Errors and panics are the same,
// and it panics if rng is nil.
func StochasticPseudoLogLikelihood(dst []float64, m Model, v Matrix, rng *rand.Rand) error {
	mustRand(rng)
	mustLen(dst, v)
	if err := checkFlips(m, v); err != nil {
		return err
	}
	flipped := NewMatrix(v.Rows, v.Cols)
	for r := range v.Rows {
		row, i := flipped.Row(r), rng.IntN(v.Cols)
		copy(row, v.Row(r))
		row[i] = 1 - row[i]
	}
	other := make([]float64, v.Rows)
	m.FreeEnergy(dst, v)
	m.FreeEnergy(other, flipped)
	for r, f := range dst {
		dst[r] = -float64(v.Cols) * softplus(f-other[r])
	}
	return nil
}

// flipper is an optional ability of a [Model]: F(v') - F(v) for all v' that
// differ from v in one unit, at less than D+1 free energies.
type flipper interface {
	// flipEnergies stores it for unit i of row r in dst[r·D+i], or returns false
	// if it cannot, or if of, the model asked, is one that only embeds this one.
	flipEnergies(dst []float64, of Model, v Matrix) bool
}

// flipEnergies stores F(v') - F(v) for v' with unit i of row r flipped in
// dst[r·D+i].
func flipEnergies(dst []float64, m Model, v Matrix) {
	if f, ok := m.(flipper); ok && f.flipEnergies(dst, m, v) {
		return
	}
	flipped, before, after := NewMatrix(v.Rows, v.Cols), make([]float64, v.Rows), make([]float64, v.Rows)
	copyRows(flipped, v)
	m.FreeEnergy(before, v)
	for i := range v.Cols {
		for r := range v.Rows {
			flipped.Row(r)[i] = 1 - v.Row(r)[i]
		}
		m.FreeEnergy(after, flipped)
		for r := range v.Rows {
			flipped.Row(r)[i] = v.Row(r)[i]
			dst[r*v.Cols+i] = after[r] - before[r]
		}
	}
}

// checkFlips checks that flipping a unit of v makes sense.
func checkFlips(m Model, v Matrix) error {
	if v.Cols != m.NumVisible() {
		panic(badShape)
	}
	if b, ok := m.(binaryModel); ok && !b.binaryVisible() {
		return fmt.Errorf("ebm: the pseudo-likelihood of %v, whose visible units are not binary: %w", m, ErrUnsupported)
	}
	return checkBinary(v, "the pseudo-likelihood of "+binaryUnits, drawRemedy)
}
