package ebm

import (
	"fmt"
	"math/rand/v2"
)

// ClampedGibbs is block Gibbs sampling of an RBM some of whose visible units
// are held at the values that the chains have: a step draws h ~ p(h|v), then
// the free units from p(v|h). It leaves p(v_free | v_held) of each row
// invariant, which fills in the missing part of an image. A ClampedGibbs is not
// safe for concurrent use.
type ClampedGibbs struct {
	model        *RBM
	held         Matrix // 1×D or B×D, ones and zeros
	hidden, next Matrix
}

// NewClampedGibbs returns the Gibbs kernel of m that leaves alone the units for
// which held is 1 and moves those for which it is 0. held is 1×D, for all
// chains alike, or B×D, a row for each chain; it is copied. A unit of several
// columns, such as a one-hot one, must be held as a whole or not at all. The
// error wraps [ErrSettings] if held has another size or another value, or holds a
// part of a [Potts] unit. It panics if m is nil.
func NewClampedGibbs(m *RBM, held Matrix) (*ClampedGibbs, error) {
	if m == nil {
		panic(nilModel)
	}
	if d := m.NumVisible(); held.Cols != d || held.Rows < 1 {
		return nil, fmt.Errorf("ebm: the mask of held units is %d×%d, want 1×%d, for all chains, or chains×%d: %w",
			held.Rows, held.Cols, d, d, ErrSettings)
	}
	c := &ClampedGibbs{model: m, held: NewMatrix(held.Rows, held.Cols)}
	for i := range held.Rows {
		for j, x := range held.Row(i) {
			if x != 0 && x != 1 {
				return nil, fmt.Errorf("ebm: the mask of held units is %g in row %d, column %d, want 1 (held) or 0 (free): %w",
					x, i, j, ErrSettings)
			}
		}
	}
	if err := checkWhole(m.Visible, held); err != nil {
		return nil, err
	}
	copyRows(c.held, held)
	return c, nil
}

// checkWhole returns an error unless all columns of a Potts unit are held alike.
func checkWhole(l Layer, held Matrix) error {
	for at, leaf := range leaves(l) {
		p, ok := leaf.(*Potts)
		if !ok {
			continue
		}
		groups, states := p.Dims()
		for i := range held.Rows {
			row := held.Row(i)[at : at+p.Len()]
			for j, x := range row {
				if x != row[j/states*states] {
					return fmt.Errorf("ebm: the mask of held units is %g in row %d, column %d, but %g in column %d of the same unit, one of %d of %d states: hold all of its columns or none: %w",
						x, i, at+j, row[j/states*states], at+j/states*states, groups, states, ErrSettings)
				}
			}
		}
	}
	return nil
}

// Step moves the free units of each row of chains (B×D). It panics if chains
// has another width, if the mask has several rows and chains another number of
// them, or if rng is nil.
func (c *ClampedGibbs) Step(chains Matrix, rng *rand.Rand) Stats {
	if c.held.Rows != 1 && c.held.Rows != chains.Rows {
		panic(badHeld)
	}
	if c.hidden.Rows != chains.Rows || c.hidden.Cols != c.model.NumHidden() {
		c.hidden, c.next = NewMatrix(chains.Rows, c.model.NumHidden()), NewMatrix(chains.Rows, c.model.NumVisible())
	}
	c.model.HiddenSample(c.hidden, chains, rng)
	c.model.VisibleSample(c.next, c.hidden, rng)
	for i := range chains.Rows {
		held, next, row := c.held.Row(i%c.held.Rows), c.next.Row(i), chains.Row(i)
		for j, h := range held {
			if h == 0 {
				row[j] = next[j]
			}
		}
	}
	return Stats{}
}

const badHeld = "ebm: the mask of held units has another number of rows than the chains"

var _ Kernel = (*ClampedGibbs)(nil)
