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

// step decays and moves the parameters, unless one would leave the finite
// numbers: then it moves none and names it. ratio is the norm of the update of
// the parameters that decay over their norm.
func (o *sgd) step(s Settings) (ratio float64, err error) {
	var value, velocity float64
	for i, p := range o.params {
		var l2, l1 float32
		if p.Decay {
			l2, l1 = float32(s.LearningRate*s.WeightDecay), float32(s.LearningRate*s.L1Decay)
		}
		sums := decay(o.velocity[i].Value, p.Value, l2, l1)
		if !sums.Finite {
			return 0, fmt.Errorf("%s: %w", p.Name, ErrDiverged)
		}
		if p.Decay {
			value += sums.Value
			velocity += sums.Velocity
		}
	}
	for i, p := range o.params {
		move(p.Value, o.velocity[i].Value, float32(s.Momentum))
	}
	if value == 0 {
		return 0, nil
	}
	return math.Sqrt(velocity / value), nil
}

// decay and move go row by row where a view's rows are apart.
func decay(velocity, value Matrix, l2, l1 float32) kernel.Sums {
	if value.Stride == value.Cols {
		return kernel.Decay(velocity.Data, value.Data, l2, l1)
	}
	total := kernel.Sums{Finite: true}
	for i := range value.Rows {
		s := kernel.Decay(velocity.Row(i), value.Row(i), l2, l1)
		total.Finite = total.Finite && s.Finite
		total.Value += s.Value
		total.Velocity += s.Velocity
	}
	return total
}

func move(value, velocity Matrix, momentum float32) {
	if value.Stride == value.Cols {
		kernel.Step(value.Data, velocity.Data, momentum)
		return
	}
	for i := range value.Rows {
		kernel.Step(value.Row(i), velocity.Row(i), momentum)
	}
}
