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
}

func newSGD(params []Param) *sgd {
	return &sgd{params: params, velocity: zeros(params)}
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
func (o *sgd) begin(momentum float64) {
	for _, v := range o.velocity {
		weigh(v.Value, float32(momentum))
	}
}

// step decays and moves the parameters, unless one would pass kernel.Limit: then
// it moves none and names it. The velocity is then scaled by the
// momentum of the next step; by none after the last one, whose epoch's end does
// not know the next epoch's settings. ratio is the norm of the update of the
// parameters that decay over their norm.
func (o *sgd) step(s Settings, last bool) (ratio float64, err error) {
	var value, velocity float64
	for i, p := range o.params {
		var l2, l1 float32
		if p.Decay {
			l2, l1 = float32(s.LearningRate*s.WeightDecay), float32(s.LearningRate*s.L1Decay)
		}
		sums := decay(o.velocity[i].Value, p.Value, l2, l1)
		if !sums.Bounded {
			return 0, fmt.Errorf("%s: %w", p.Name, ErrDiverged)
		}
		if p.Decay {
			value += sums.Value
			velocity += sums.Velocity
		}
	}
	momentum := float32(s.Momentum)
	if last {
		momentum = 1
	}
	for i, p := range o.params {
		move(p.Value, o.velocity[i].Value, momentum)
	}
	if value == 0 {
		return 0, nil
	}
	return math.Sqrt(velocity / value), nil
}

// decay and move go row by row where a view's rows are apart.
func decay(velocity, value Matrix, l2, l1 float32) kernel.Sums {
	if n := value.Rows * value.Cols; value.Stride == value.Cols {
		return kernel.Decay(velocity.Data[:n], value.Data[:n], l2, l1)
	}
	total := kernel.Sums{Bounded: true}
	for i := range value.Rows {
		s := kernel.Decay(velocity.Row(i), value.Row(i), l2, l1)
		total.Bounded = total.Bounded && s.Bounded
		total.Value += s.Value
		total.Velocity += s.Velocity
	}
	return total
}

func move(value, velocity Matrix, momentum float32) {
	if n := value.Rows * value.Cols; value.Stride == value.Cols {
		kernel.Step(value.Data[:n], velocity.Data[:n], momentum)
		return
	}
	for i := range value.Rows {
		kernel.Step(value.Row(i), velocity.Row(i), momentum)
	}
}
