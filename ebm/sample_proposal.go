package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Proposal makes the moves that [Metropolis] accepts or rejects.
type Proposal interface {
	// Fits returns an error that wraps [ErrUnsupported] if the moves do not suit
	// the visible units of m, and one that wraps [ErrSettings] for bad settings.
	Fits(m Model) error
	// Propose stores a move of each row of v in dst (both B×D). It must be
	// symmetric: from v to v' with the same probability as from v' to v.
	Propose(dst, v Matrix, rng *rand.Rand)
}

// Flips proposes to flip that many binary visible units, different ones chosen
// at random, v_i → 1 - v_i.
type Flips int

// Fits wants from 1 to D flips, and binary units as far as m tells: an [RBM]'s
// visible layer, or that of a method VisibleLayer() Layer, must have all 2^D
// vectors of zeros and ones for its states.
func (f Flips) Fits(m Model) error {
	d := m.NumVisible()
	if f < 1 || int(f) > d {
		return fmt.Errorf("ebm: %d flips of %d visible units, want 1 to %d: %w", int(f), d, d, ErrSettings)
	}
	if l := visibleLayer(m); l != nil && !allBinary(l) {
		return fmt.Errorf("ebm: %s units cannot be flipped; sample by Gibbs, or propose a Walk if they are real: %w", typeName(l), ErrUnsupported)
	}
	return nil
}

// Propose flips units of each row. It draws from rng once.
func (f Flips) Propose(dst, v Matrix, rng *rand.Rand) {
	copyRows(dst, v)
	key := rng.Uint64()
	var buf [64]float32
	for i := range v.Rows {
		to, from := dst.Row(i), v.Row(i)
		for done := 0; done < int(f); done += len(buf) {
			u := buf[:min(len(buf), int(f)-done)]
			kernel.Uniforms(u, key+uint64(done), i)
			for k, x := range u {
				// Floyd's way to a random subset: of the first last+1 units, a
				// random one or, if that is chosen already, the last.
				last := len(from) - int(f) + done + k
				j := int(x * float32(last+1))
				if j > last || to[j] != from[j] {
					j = last
				}
				to[j] = 1 - from[j]
			}
		}
	}
}

// Walk proposes to add normal noise with that standard deviation to every
// visible unit: a random walk, for real-valued units. Where the mean share of
// accepted moves is far from a quarter, another deviation moves faster.
type Walk float64

// Fits wants a positive deviation, and units none of which have a list of states,
// as far as m tells.
func (w Walk) Fits(m Model) error {
	if !(w > 0) || math.IsInf(float64(w), 0) {
		return fmt.Errorf("ebm: a walk with standard deviation %g, want a positive number: %w", float64(w), ErrSettings)
	}
	l := visibleLayer(m)
	if l == nil {
		return nil
	}
	for _, leaf := range leaves(l) {
		if _, ok := leaf.(Enumerator); ok {
			return fmt.Errorf("ebm: %s units take certain values only and cannot walk; sample by Gibbs, or propose Flips if all are binary: %w", typeName(leaf), ErrUnsupported)
		}
	}
	return nil
}

// Propose adds noise to each row. It draws from rng once.
func (w Walk) Propose(dst, v Matrix, rng *rand.Rand) {
	mustMatch(dst, v)
	key := rng.Uint64()
	var buf [64]float32
	for i := range v.Rows {
		to, from := dst.Row(i), v.Row(i)
		for first := 0; first < len(from); first += len(buf) / 2 {
			n := min(len(buf)/2, len(from)-first)
			u := buf[:2*n]
			kernel.Uniforms(u, key+uint64(first), i)
			for k := range n {
				to[first+k] = from[first+k] + float32(float64(w)*normal(u[2*k], u[2*k+1]))
			}
		}
	}
}

// normal turns two uniform numbers of [0, 1) into a standard normal one: the
// method of Box and Muller.
func normal(r, s float32) float64 {
	return math.Sqrt(-2*math.Log1p(-float64(r))) * math.Cos(2*math.Pi*float64(s))
}

// visibleLayer returns the layer that knows the values of m's visible units, or
// nil.
func visibleLayer(m Model) Layer {
	switch m := m.(type) {
	case *RBM:
		return m.Visible
	case interface{ VisibleLayer() Layer }:
		return m.VisibleLayer()
	}
	return nil
}

// allBinary tells whether the states of l are all vectors of zeros and ones.
func allBinary(l Layer) bool {
	e, ok := Ability[Enumerator](l)
	if !ok || math.Abs(e.LogStates()-float64(l.Len())*math.Ln2) > 1e-9*float64(l.Len()) {
		return false
	}
	x := NewMatrix(2, l.Len())
	e.States(x, 0)
	for _, v := range x.Data {
		if v != 0 && v != 1 {
			return false
		}
	}
	return true
}

var (
	_ Proposal = Flips(1)
	_ Proposal = Walk(1)
)
