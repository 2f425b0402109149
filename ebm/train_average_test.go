package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestAverage compares with the weighted sum written out, where all steps count,
// and where one in eight does.
func TestAverage(t *testing.T) {
	for _, c := range []struct{ horizon, stride float64 }{{1.5, 1}, {200, 8}} {
		const steps = 20 // an epoch
		var path [][]float64
		obj := watched{newValley(), nil}
		obj.see = func(ebm.Trainable) { path = append(path, obj.all()) }
		a := ebm.NewAverage(c.horizon)
		s := ebm.Settings{Epochs: 3, BatchSize: 1, LearningRate: 0.05, Average: a}
		if _, err := ebm.Train(t.Context(), obj, ebm.NewMatrix(steps, 1), s, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		averaged := obj.all()
		a.Swap()
		path = append(path[1:], obj.all()) // after each step
		if a.Swap(); math.Abs(obj.all()[0]-averaged[0]) != 0 {
			t.Error("Swap twice is not the start")
		}
		// A sample stands for the time since the one before it.
		want, sum, last := make([]float64, len(averaged)), 0.0, 0.0
		for i, x := range path {
			if step := i%steps + 1; step%int(c.stride) != 0 && step != steps {
				continue
			}
			time := float64(i+1) / steps
			weight := math.Exp(time/c.horizon) - math.Exp(last/c.horizon)
			last = time
			sum += weight
			for k := range want {
				want[k] += weight * x[k]
			}
		}
		for k := range want {
			// 60 samples, each with two roundings of values below 2.
			if d := math.Abs(want[k]/sum - averaged[k]); !(d <= 60*2*2*6e-8) {
				t.Errorf("horizon %g: parameter %d is %g off", c.horizon, k, d)
			}
		}
	}
}

// TestAverageWhere: what the model holds, and when.
func TestAverageWhere(t *testing.T) {
	obj := newValley()
	a := ebm.NewAverage(0.5)
	raw := []float64{}
	s := ebm.Settings{Epochs: 4, BatchSize: 1, LearningRate: 0.2, Average: a}
	var atEpoch, measured []float64
	s.Measures = []ebm.Measure{ebm.MeasureFunc(func(_ context.Context, m any, _ int, _ *rand.Rand) ([]ebm.Metric, error) {
		measured = m.(*valley).all()
		return nil, nil
	})}
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
		if p.Step == 0 {
			atEpoch = obj.all()
			if atEpoch[0] != measured[0] {
				t.Error("a measure and the recorder see other parameters")
			}
		}
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	steps := 0
	see := watched{obj, func(ebm.Trainable) {
		raw = obj.all()
		if steps++; steps == 25 {
			cancel()
		}
	}}
	_, err := ebm.Train(ctx, see, ebm.NewMatrix(10, 1), s, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if atEpoch == nil || atEpoch[0] == raw[0] {
		t.Error("the recorder sees raw parameters at the end of an epoch")
	}
	// The valley's first parameter goes from 0 to 1, so the average is behind.
	after := obj.all()[0]
	if a.Swap(); !(after < raw[0] && raw[0] < obj.all()[0] && after > atEpoch[0]) {
		t.Errorf("interrupted: model %g, raw parameters %g, before the last step %g, last epoch %g", after, obj.all()[0], raw[0], atEpoch[0])
	}
	// Without an interrupt the raw path is the same as without an average.
	s = ebm.Settings{Epochs: 3, BatchSize: 1, LearningRate: 0.2}
	plain, _, err := descend(t.Context(), 10, s)
	if err != nil {
		t.Fatal(err)
	}
	s.Average = a
	averaged, _, err := descend(t.Context(), 10, s)
	if err != nil {
		t.Fatal(err)
	}
	if a.Swap(); !equalBits(bits(plain), bits(averaged)) {
		t.Error("an average has changed the path")
	}
	fresh := ebm.NewAverage(1)
	fresh.Swap() // no step yet: nothing to do
}

func TestRateDecay(t *testing.T) {
	// A constant gradient of 1 makes the way the sum of the rates.
	way := func(s ebm.Settings) float64 {
		obj := slope{newValley()}
		start := obj.all()[16]
		if _, err := ebm.Train(t.Context(), obj, ebm.NewMatrix(12, 1), s, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		return start - obj.all()[16]
	}
	s := ebm.Settings{Epochs: 5, BatchSize: 3, LearningRate: 0.1, RateDecay: ebm.ToZero}
	// 20 steps with rates 0.1·(20, 19, …, 1)/20.
	if got := way(s); math.Abs(got-0.1*10.5) > 1e-6 {
		t.Errorf("way %g, want %g", got, 0.1*10.5)
	}
	// A schedule of the rate is multiplied: the first epoch alone moves.
	s.Schedule = func(epoch int, s *ebm.Settings) {
		if epoch > 0 {
			s.LearningRate = 0
		}
	}
	if got := way(s); math.Abs(got-0.1*(20+19+18+17)/20) > 1e-6 {
		t.Errorf("way %g, want %g", got, 0.1*(20+19+18+17)/20)
	}
}

// slope has gradient 1 everywhere.
type slope struct{ *valley }

func (s slope) AddGrad(grad []ebm.Param, scale float64, _ ebm.Matrix, _ *rand.Rand) {
	for _, g := range grad {
		for i := range g.Value.Rows {
			for j := range g.Value.Row(i) {
				g.Value.Row(i)[j] += float32(scale)
			}
		}
	}
}
