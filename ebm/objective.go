package ebm

import "math/rand/v2"

// Objective is what [Train] descends: a loss, the mean of one term per row of
// data, and an estimate of its gradient.
type Objective interface {
	// Model returns what is trained.
	Model() Trainable
	// AddGrad adds scale times the estimated gradient of the loss for this
	// batch to grad, which has the order and shapes of Model().Params(). It
	// panics if data has no rows or another width.
	AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand)
}

// NegativePhase makes particles that stand for the model's distribution in the
// gradient of the negative log-likelihood, dF(data) - dF(model).
type NegativePhase interface {
	// Particles returns one particle per row, valid until the next call.
	Particles(data Matrix, rng *rand.Rand) Matrix
}

// Stateful is an optional ability of an [Objective] or a [Source]: what a
// checkpoint has to keep besides the parameters, such as persistent chains.
type Stateful interface {
	// State returns views, always in the same order and shapes.
	State() []Param
}

// Contrast returns the objective whose gradient is the mean of dF/dθ over the
// data less its mean over the particles of neg: the two terms of the gradient
// of the negative log-likelihood, for any model, in two calls of m.AddGrad. The
// built-in objectives compute the same in fewer products; Contrast is their
// oracle. It panics if m or neg is nil.
func Contrast(m Trainable, neg NegativePhase) Objective {
	if m == nil || neg == nil {
		panic(nilModel)
	}
	return contrast{m, neg}
}

type contrast struct {
	model    Trainable
	negative NegativePhase
}

func (c contrast) Model() Trainable { return c.model }

func (c contrast) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	particles := c.negative.Particles(data, rng)
	c.model.AddGrad(grad, scale, data, rng)
	c.model.AddGrad(grad, -scale, particles, rng)
}

func (c contrast) State() []Param {
	if s, ok := c.negative.(Stateful); ok {
		return s.State()
	}
	return nil
}
