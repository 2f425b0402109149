package ebm

import (
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// sgd is gradient descent with momentum. The velocity is the gradient buffer:
// an objective adds -ε times its gradient to what momentum left there.
type sgd struct {
	params   []Param
	velocity []Param
	largest  []float32 // of each group, a |value| that none is above
}

func newSGD(params []Param) *sgd {
	o := &sgd{params: params, velocity: zeros(params), largest: make([]float32, len(params))}
	o.forget()
	return o
}

// forget is for when others may have changed the parameters.
func (o *sgd) forget() {
	for i := range o.largest {
		o.largest[i] = float32(math.Inf(1))
	}
}

// zeros returns groups of the same names and shapes with values 0.
func zeros(params []Param) []Param {
	z := make([]Param, len(params))
	for i, p := range params {
		z[i] = Param{p.Name, NewMatrix(p.Value.Rows, p.Value.Cols), p.Decay}
	}
	return z
}

// begin makes the last update's velocity that with which an epoch begins.
func (o *sgd) begin(s Settings, _ int) {
	for _, v := range o.velocity {
		scale(v.Value, v.Value, float32(s.Momentum))
	}
}

// step decays and moves the parameters, unless one would pass kernel.Limit: then
// it moves none and names it. The velocity is then scaled by the momentum of the
// next step.
func (o *sgd) step(s Settings) error {
	for i, p := range o.params {
		l2, l1 := decays(p, s)
		if !o.surelyBounded(i, l2, l1) && !o.bounded(i, l2, l1) {
			return diverged(p)
		}
	}
	for i, p := range o.params {
		l2, l1 := decays(p, s)
		var largest float32
		eachPart(o.velocity[i].Value, p.Value, func(velocity, value []float32) {
			largest = max(largest, kernel.Move(value, velocity, l2, l1, float32(s.Momentum)))
		})
		o.largest[i] = largest
	}
	return nil
}

// surelyBounded tells whether even the sum of the largest numbers would be below
// kernel.Limit, which reads half as much as to look at every sum. What is added
// covers all roundings.
func (o *sgd) surelyBounded(i int, l2, l1 float32) bool {
	var largest float32 // max, here and above, keeps NaN
	eachPart(o.velocity[i].Value, o.params[i].Value, func(velocity, _ []float32) {
		largest = max(largest, kernel.Largest(velocity))
	})
	value := float64(o.largest[i])
	sum := value + float64(l2)*value + float64(l1) + float64(largest)
	return sum+sum/(1<<20) < kernel.Limit
}

// bounded tells whether step leaves every number below kernel.Limit.
func (o *sgd) bounded(i int, l2, l1 float32) bool {
	ok := true
	eachPart(o.velocity[i].Value, o.params[i].Value, func(velocity, value []float32) {
		ok = ok && kernel.Bounded(velocity, value, l2, l1)
	})
	return ok
}

// lastStep is step at the end of an epoch, which does not know the momentum of
// the next one, so the velocity stays. ratio is the norm of the update of the
// parameters that decay over their norm.
func (o *sgd) lastStep(s Settings) (ratio float64, err error) {
	o.forget()
	var value2, velocity2 float64
	for i, p := range o.params {
		l2, l1 := decays(p, s)
		ok := true
		eachPart(o.velocity[i].Value, p.Value, func(velocity, value []float32) {
			sums := kernel.Decay(velocity, value, l2, l1)
			ok = ok && sums.Bounded
			if p.Decay {
				value2 += sums.Value
				velocity2 += sums.Velocity
			}
		})
		if !ok {
			return 0, diverged(p)
		}
	}
	for i, p := range o.params {
		eachPart(o.velocity[i].Value, p.Value, func(velocity, value []float32) { kernel.Step(value, velocity, 1) })
	}
	if value2 == 0 {
		return 0, nil
	}
	return math.Sqrt(velocity2 / value2), nil
}

// decays are the multiples of p and of its sign that a step takes away.
func decays(p Param, s Settings) (l2, l1 float32) {
	if !p.Decay {
		return 0, 0
	}
	return float32(s.LearningRate * s.WeightDecay), float32(s.LearningRate * s.L1Decay)
}

func diverged(p Param) error { return fmt.Errorf("%s: %w", p.Name, ErrDiverged) }

// eachPart hands all numbers to f at once, or row by row where the rows of a
// view are apart.
func eachPart(velocity, value Matrix, f func(velocity, value []float32)) {
	if n := value.Rows * value.Cols; value.Stride == value.Cols {
		f(velocity.Data[:n], value.Data[:n])
		return
	}
	for i := range value.Rows {
		f(velocity.Row(i), value.Row(i))
	}
}
