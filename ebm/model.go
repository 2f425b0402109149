package ebm

import "math/rand/v2"

// Model is an energy-based model of visible vectors v:
// p(v) = exp(-F(v)) / Z with Z = Σ_v exp(-F(v)).
type Model interface {
	// NumVisible returns D, the length of v.
	NumVisible() int
	// FreeEnergy stores F, in nats, of each row of v (B×D) in dst (length B).
	FreeEnergy(dst []float64, v Matrix)
}

// Param is a named group of parameters, or of a gradient with respect to them.
type Param struct {
	Name  string
	Value Matrix // a view: writing to it changes the model
	Decay bool   // whether weight decay applies
}

// Trainable is a model whose parameters an optimiser can change.
type Trainable interface {
	NumVisible() int
	// Params returns views of the parameters, always in the same order.
	Params() []Param
	// AddGrad adds scale times the mean over the rows of v of dF/dθ to grad,
	// which has the order and shapes of Params. A model whose gradient is an
	// estimate draws from rng.
	AddGrad(grad []Param, scale float64, v Matrix, rng *rand.Rand)
}

// Reconstructor is an optional ability of a model: Train reports its
// reconstruction error.
type Reconstructor interface {
	// Reconstruct stores a reconstruction of v in dst, of the same shape.
	Reconstruct(dst, v Matrix)
}

// Checker is an optional ability of a model: Train asks it before the first
// step whether the visible units can take the data.
type Checker interface {
	// Check returns a *[ValueError] for the first value of v that they cannot.
	Check(v Matrix) error
}

// Examiner is an optional ability of a model: metrics of its own, in place of
// those that [Train] measures by itself.
type Examiner interface {
	// Examine returns metrics of the sample of training rows and of that of
	// held-out rows, which has no rows if there are none. A value that is not
	// finite is an error of Train.
	Examine(train, heldOut Matrix) []Metric
}

// NewRand returns a generator for seed, the same stream on every machine.
func NewRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
