package ebm

import "fmt"

// Backpropagator is an optional ability of a [Layer]: derivatives of a loss go
// back through its means. A hidden stage of a feed-forward network needs it.
type Backpropagator interface {
	Layer
	// Backprop takes dmean (B×n), the derivatives of a loss with respect to
	// mean, which is Mean(in), and stores those with respect to in,
	// din_i = Σ_j dmean_j·∂mean_j/∂in_i, in din (B×n), which may be dmean or in.
	// For independent units that is dmean times the variance given in. It adds
	// scale times the sum over rows of those with respect to the parameters to
	// grad, which has the order and shapes of Params.
	Backprop(grad []Param, scale float64, din, dmean, in, mean Matrix)
}

// backpropagator returns l's ability, or an error that wraps ErrUnsupported.
func backpropagator(l Layer) (Backpropagator, error) {
	b, ok := Ability[Backpropagator](l)
	if !ok {
		return nil, fmt.Errorf("ebm: %s units have no Backprop, so no network can be fine-tuned through them: %w", typeName(l), ErrUnsupported)
	}
	return b, nil
}
