package ebm

import (
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Adam divides the mean of recent gradients g by the root of their mean square,
// so that all parameters move at about the learning rate:
//
//	m ← Beta1·m + (1-Beta1)·g,  s ← Beta2·s + (1-Beta2)·g²
//	θ ← θ - ε·m̂/(√ŝ + Epsilon) - ε(WeightDecay·θ + L1Decay·sign(θ))
//
// with m̂ = m/(1-Beta1ᵗ) and ŝ = s/(1-Beta2ᵗ) after t steps. Kingma and Ba (2015),
// "Adam: a method for stochastic optimization", ICLR. Decay acts on the weights
// alone and not through the moments: Loshchilov and Hutter (2019), "Decoupled
// weight decay regularization", ICLR. Settings.Momentum must be 0.
type Adam struct {
	Beta1   float64 // in (0, 1); 0: 0.9
	Beta2   float64 // in (0, 1); 0: 0.999
	Epsilon float64 // at least 1e-30; 0: 1e-8
}

func (a Adam) withDefaults() Adam {
	for _, d := range []struct {
		value    *float64
		standard float64
	}{{&a.Beta1, 0.9}, {&a.Beta2, 0.999}, {&a.Epsilon, 1e-8}} {
		if *d.value == 0 {
			*d.value = d.standard
		}
	}
	return a
}

// String names the settings, as in "Adam, 0.9, 0.999, 1e-08".
func (a Adam) String() string {
	a = a.withDefaults()
	return fmt.Sprintf("Adam, %g, %g, %g", a.Beta1, a.Beta2, a.Epsilon)
}

func (a Adam) check(s Settings) error {
	if a = a.withDefaults(); !(a.Beta1 > 0 && a.Beta1 < 1 && a.Beta2 > 0 && a.Beta2 < 1 && a.Epsilon >= 1e-30 && finite(a.Epsilon)) {
		return fmt.Errorf("ebm: %v: want Beta1 and Beta2 in (0, 1) and Epsilon from 1e-30 up, or 0 for the defaults: %w", a, ErrSettings)
	}
	if s.Momentum != 0 {
		return fmt.Errorf("ebm: Momentum is %g, Adam has none: set Beta1 instead: %w", s.Momentum, ErrSettings)
	}
	return nil
}

func (a Adam) start(params []Param) updater {
	return &adam{Adam: a.withDefaults(), buffered: newBuffered(params), mean: zeros(params), square: zeros(params)}
}

type adam struct {
	Adam
	buffered
	mean, square []Param
	steps        int // t
}

func (o *adam) begin(_ Settings, steps int) { o.steps = steps }

func (o *adam) gradient(Settings) (grad []Param, scale float64) { return o.grad, 1 }

func (o *adam) step(s Settings) error {
	_, err := o.move(s, false)
	return err
}

func (o *adam) lastStep(s Settings) (ratio float64, err error) { return o.move(s, true) }

// move is a step. The corrections of both moments go into rate and epsilon:
// ε·m̂/(√ŝ + Epsilon) = (ε·√c₂/c₁)·m/(√s + Epsilon·√c₂).
func (o *adam) move(s Settings, measure bool) (ratio float64, err error) {
	o.steps++
	c1 := 1 - math.Pow(o.Beta1, float64(o.steps))
	root := math.Sqrt(1 - math.Pow(o.Beta2, float64(o.steps)))
	r := kernel.AdamRates{
		Rate: float32(s.LearningRate * root / c1), Epsilon: float32(o.Epsilon * root),
		Mean: float32(1 - o.Beta1), Square: float32(1 - o.Beta2),
	}
	return o.apply(measure, func(k int, value, grad []float32, from, to int) bool {
		r.L2, r.L1 = decays(o.params[k], s)
		return kernel.Adam(value, grad, o.mean[k].Value.Data[from:to], o.square[k].Value.Data[from:to], r)
	})
}

func (o *adam) state() []Param {
	return append(named("mean.", o.mean), named("square.", o.square)...)
}

var _ Optimizer = Adam{}
