package ebm

import "github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"

// Nesterov is gradient descent with Nesterov's momentum, Settings.Momentum: the
// gradient is taken where the velocity is about to lead,
//
//	velocity ← momentum·velocity - ε·gradient(θ + momentum·velocity)
//	θ ← θ + velocity
//
// What the model holds is that place, θ + momentum·velocity, which is all that
// is needed; where a schedule changes the momentum, that place and the velocity
// stay. Decay is as in [SGD]. Sutskever, Martens, Dahl and Hinton (2013),
// "On the importance of initialization and momentum in deep learning", ICML.
type Nesterov struct{}

// String returns "Nesterov".
func (Nesterov) String() string { return "Nesterov" }

func (Nesterov) check(Settings) error { return nil }

func (Nesterov) start(params []Param) updater {
	return &nesterov{buffered: newBuffered(params), velocity: zeros(params)}
}

type nesterov struct {
	buffered
	velocity []Param
}

func (o *nesterov) begin(Settings, int) {}

func (o *nesterov) gradient(s Settings) (grad []Param, scale float64) {
	return o.grad, -s.LearningRate
}

func (o *nesterov) step(s Settings) error {
	_, err := o.move(s, false)
	return err
}

func (o *nesterov) lastStep(s Settings) (ratio float64, err error) { return o.move(s, true) }

func (o *nesterov) move(s Settings, measure bool) (ratio float64, err error) {
	return o.apply(measure, func(k int, value, grad []float32, from, to int) bool {
		l2, l1 := decays(o.params[k], s)
		return kernel.Nesterov(value, grad, o.velocity[k].Value.Data[from:to], kernel.NesterovRates{Momentum: float32(s.Momentum), L2: l2, L1: l1})
	})
}

func (o *nesterov) state() []Param { return named("velocity.", o.velocity) }

var _ Optimizer = Nesterov{}
