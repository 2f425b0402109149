package ebm

import "fmt"

// Blender is an optional ability of a [Layer]: it makes layers between two of
// its kind. Annealing and tempering of an [RBM] need it of both layers.
type Blender interface {
	Layer
	// Neutral returns a new layer of the same kind and length that prefers
	// nothing: its parameters are the simplest ones with a finite CGF(0). For
	// Bernoulli units that is bias 0, all states being equally probable.
	Neutral() Layer
	// Blend sets the parameters so that the energy is (1-t)·e_from + t·e_to,
	// up to a constant that is 0 at t = 0 and at t = 1. It panics if from and
	// to are not of the receiver's kind and length.
	Blend(from, to Layer, t float64)
}

// blender returns l's ability, or an error that wraps ErrUnsupported.
func blender(l Layer) (Blender, error) {
	b, ok := Ability[Blender](l)
	if !ok {
		return nil, fmt.Errorf("ebm: %s units cannot be annealed or tempered: %w", typeName(l), ErrUnsupported)
	}
	return b, nil
}
