package ebm

import "fmt"

// Biased is an optional ability of a [Layer]: some of its parameters add to the
// input, e(x) = -Σ_j bias_j x_j + terms without bias. [NewCentered] needs it of
// both layers, [NewSparse] of the hidden one.
type Biased interface {
	// BiasParams returns the indices in Params of those parameters, rows that
	// make up the bias of column 0, 1, … in this order. Most layers have one, of
	// length Len; a Joined layer has one or more for each part.
	BiasParams() []int
}

// biasIndices returns the indices in l.Params of l's biases, or an error that
// wraps ErrUnsupported and says what is not possible without them.
func biasIndices(l Layer, what string) ([]int, error) {
	b, ok := Ability[Biased](l)
	if !ok {
		return nil, fmt.Errorf("ebm: %s units have no bias that adds to their input, so there is no %s for them: %w", typeName(l), what, ErrUnsupported)
	}
	return b.BiasParams(), nil
}

// biasedZeros returns a gradient for l whose biases are views of one row, in the
// order of columns.
func biasedZeros(l Layer, biases []int) (grad []Param, bias Matrix) {
	grad, bias = zeros(l.Params()), NewMatrix(1, l.Len())
	at := 0
	for _, i := range biases {
		n := grad[i].Value.Cols
		grad[i].Value = bias.Columns(at, at+n)
		at += n
	}
	return grad, bias
}
