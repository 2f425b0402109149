package ebm

import "fmt"

// Biased is an optional ability of a [Layer]: one of its parameters adds to the
// input, e(x) = -Σ_j bias_j x_j + terms without bias. [NewCentered] needs it of
// both layers, [NewSparse] of the hidden one.
type Biased interface {
	// BiasParam returns the index in Params of that parameter, of length Len.
	BiasParam() int
}

// biasIndex returns the index in l.Params of l's bias, or an error that wraps
// ErrUnsupported and says what is not possible without it.
func biasIndex(l Layer, what string) (int, error) {
	b, ok := Ability[Biased](l)
	if !ok {
		return 0, fmt.Errorf("ebm: %s units have no bias that adds to their input, so there is no %s for them: %w", typeName(l), what, ErrUnsupported)
	}
	return b.BiasParam(), nil
}
