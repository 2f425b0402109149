package ebm

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// TestStepAtTheLimit: a step that would reach the limit moves nothing, one that
// would not is made, whichever check finds that out.
func TestStepAtTheLimit(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, cols := range []int{20, 19} { // as one and row by row
		first, second := NewMatrix(1, 3), NewMatrix(4, 20)
		second.Cols = cols
		o := newSGD([]Param{{"first", first, false}, {"second", second, false}})
		at := second.Row(2)
		for i, c := range []struct {
			at       int
			velocity float32
			ok       bool
		}{
			{7, kernel.Limit / 2, true}, {7, kernel.Limit/2 - 1, true}, {3, kernel.Limit / 2, true}, {7, -1, true}, {7, 2, false},
			{7, -1, true}, {2, nan, false}, {7, 1, true}, {7, -inf, false}, {3, -kernel.Limit, true}, {7, -kernel.Limit, true}, {7, 3, true},
		} {
			o.velocity[0].Value.Data[1] = 1
			clear(o.velocity[1].Value.Data)
			o.velocity[1].Value.Row(2)[c.at] = c.velocity
			before := slices.Concat(first.Data, second.Data)
			err := o.step(Settings{LearningRate: 0.1})
			if c.ok && (err != nil || at[c.at] != before[3+40+c.at]+c.velocity) {
				t.Fatalf("%d: %g and %g: %v", i, before[3+40+c.at], c.velocity, err)
			}
			if !c.ok && (!errors.Is(err, ErrDiverged) || !slices.Equal(slices.Concat(first.Data, second.Data), before)) {
				t.Fatalf("%d: %g and %g: %v, %g", i, before[3+40+c.at], c.velocity, err, at[c.at])
			}
		}
	}
}

// TestSurelyBounded: what is sure is so, and it is sure for usual numbers once a
// step has measured the parameters.
func TestSurelyBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	value := NewMatrix(1, 8)
	o := newSGD([]Param{{"weights", value, true}})
	velocity := o.velocity[0].Value
	sure := 0
	for range 20000 {
		size := math.Ldexp(kernel.Limit, -rng.IntN(6))
		for j := range value.Data {
			value.Data[j] = float32((1 - 2*rng.Float64()) * size)
			velocity.Data[j] = float32(rng.NormFloat64() * math.Ldexp(1, rng.IntN(26)-2))
		}
		l2, l1 := float32(rng.Float64()*8*float64(rng.IntN(2))), float32(rng.Float64()*1.5*kernel.Limit*float64(rng.IntN(2)))
		o.largest[0] = kernel.Largest(value.Data)
		if o.surelyBounded(0, l2, l1) {
			sure++
			if !o.bounded(0, l2, l1) {
				t.Fatalf("%v, %v, l2 %g, l1 %g: surely bounded, but not bounded", value.Data, velocity.Data, l2, l1)
			}
		}
	}
	if sure < 1000 {
		t.Errorf("sure %d times only", sure)
	}

	s := Settings{LearningRate: 0.1, WeightDecay: 0.01, L1Decay: 0.001, Momentum: 0.5}
	for j := range value.Data {
		value.Data[j], velocity.Data[j] = 3, -1
	}
	for _, c := range []struct {
		before func()
		want   bool
	}{{o.forget, false}, {func() {}, true}, {func() { velocity.Data[3] = float32(math.NaN()) }, false}} {
		c.before()
		if got := o.surelyBounded(0, 0.1, 0.1); got != c.want {
			t.Errorf("surely bounded: %v, want %v", got, c.want)
		}
		_ = o.step(s)
	}
}
