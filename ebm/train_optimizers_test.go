package ebm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestOptimizers compares 3 epochs of 4 steps with the rules in float64.
func TestOptimizers(t *testing.T) {
	const rate, momentum, l2, l1 = 0.1, 0.7, 0.05, 0.01
	base := ebm.Settings{Epochs: 3, BatchSize: 5, LearningRate: rate, Momentum: momentum, WeightDecay: l2, L1Decay: l1}
	decay := func(k int, w float64) float64 {
		if !valleyDecays(k) {
			return 0
		}
		if w != 0 {
			return l2*w + l1*math.Copysign(1, w)
		}
		return 0
	}
	plain := func(k int) func(w float64, t int) float64 {
		var v float64
		return func(w float64, _ int) float64 {
			v = momentum*v - rate*(valleySlope(k, w)+decay(k, w))
			return w + v
		}
	}
	// The rule as published, in θ; what the model holds is θ + momentum·v.
	nesterov := func(k int) func(w float64, t int) float64 {
		var v float64
		return func(ahead float64, _ int) float64 {
			theta := ahead - momentum*v
			v = momentum*v - rate*(valleySlope(k, ahead)+decay(k, ahead))
			return theta + v + momentum*v
		}
	}
	adam := func(b1, b2, eps float64) func(k int) func(w float64, t int) float64 {
		return func(k int) func(w float64, t int) float64 {
			var m, s float64
			return func(w float64, t int) float64 {
				g := valleySlope(k, w)
				m, s = b1*m+(1-b1)*g, b2*s+(1-b2)*g*g
				mHat, sHat := m/(1-math.Pow(b1, float64(t))), s/(1-math.Pow(b2, float64(t)))
				return w - rate*mHat/(math.Sqrt(sHat)+eps) - rate*decay(k, w)
			}
		}
	}
	for name, c := range map[string]struct {
		optimizer ebm.Optimizer
		rule      func(k int) func(w float64, t int) float64
	}{
		"none":             {nil, plain},
		"SGD":              {ebm.SGD{}, plain},
		"Nesterov":         {ebm.Nesterov{}, nesterov},
		"Adam":             {ebm.Adam{}, adam(0.9, 0.999, 1e-8)},
		"Adam, other ones": {ebm.Adam{Beta1: 0.5, Beta2: 0.8, Epsilon: 0.1}, adam(0.5, 0.8, 0.1)},
	} {
		s := base
		s.Optimizer = c.optimizer
		if strings.HasPrefix(name, "Adam") {
			s.Momentum = 0
		}
		v, r, err := descend(t.Context(), 20, s)
		if err != nil {
			t.Fatal(err)
		}
		want, before := newValley().all(), make([]float64, 20)
		for k := range want {
			rule := c.rule(k)
			for step := 1; step <= 12; step++ {
				before[k] = want[k]
				want[k] = rule(want[k], step)
			}
		}
		// 12 steps of some ten roundings each, of values below 2; Adam divides
		// numbers that are near 0 at the start by their own roots.
		const tol = 12 * 10 * 2 * 6e-8
		for k, got := range v.all() {
			if !(math.Abs(got-want[k]) <= tol) {
				t.Errorf("%s: parameter %d is %.9g, want %.9g", name, k, got, want[k])
			}
		}
		var moved, size float64
		for k := range want {
			if valleyDecays(k) {
				moved += (want[k] - before[k]) * (want[k] - before[k])
				size += before[k] * before[k]
			}
		}
		if u, _ := r.Last(ebm.MetricUpdate); math.Abs(u.Value-math.Sqrt(moved/size)) > 1e-5 {
			t.Errorf("%s: update ratio %g, want %g", name, u.Value, math.Sqrt(moved/size))
		}
	}
}

func TestOptimizersDiverge(t *testing.T) {
	for _, c := range []struct {
		optimizer ebm.Optimizer
		rate      float64
	}{
		{ebm.Nesterov{}, 1e6}, {ebm.Nesterov{}, 1e30}, {ebm.Adam{}, 3e7}, {ebm.Adam{}, 1e38}, {nil, 1e6},
	} {
		var before []uint32 // the last step, as the objective saw it
		obj := watched{newValley(), func(m ebm.Trainable) { before = bits(m) }}
		s := ebm.Settings{Epochs: 50, LearningRate: c.rate, BatchSize: 1, Optimizer: c.optimizer}
		r, err := ebm.Train(t.Context(), obj, ebm.NewMatrix(10, 1), s, ebm.NewRand(1))
		if !errors.Is(err, ebm.ErrDiverged) || !r.Stopped {
			t.Errorf("%v at rate %g: %v", c.optimizer, c.rate, err)
		}
		if !equalBits(bits(obj.valley), before) {
			t.Errorf("%v at rate %g: a step that diverged has changed the model", c.optimizer, c.rate)
		}
	}
	// A gradient whose square is not finite would stop Adam without a word.
	obj := steep{newValley()}
	_, err := ebm.Train(t.Context(), obj, ebm.NewMatrix(10, 1), ebm.Settings{Epochs: 1, LearningRate: 0.1, Optimizer: ebm.Adam{}}, ebm.NewRand(1))
	if !errors.Is(err, ebm.ErrDiverged) {
		t.Errorf("a steep gradient: %v", err)
	}
}

// watched calls see before each step.
type watched struct {
	*valley
	see func(ebm.Trainable)
}

func (w watched) AddGrad(grad []ebm.Param, scale float64, data ebm.Matrix, rng *rand.Rand) {
	w.see(w.valley)
	w.valley.AddGrad(grad, scale, data, rng)
}

type steep struct{ *valley }

func (s steep) AddGrad(grad []ebm.Param, scale float64, data ebm.Matrix, rng *rand.Rand) {
	s.valley.AddGrad(grad, 1e30*scale, data, rng)
}

// allNew are settings with all that a checkpoint has to keep.
func allNew(optimizer ebm.Optimizer) ebm.Settings {
	return ebm.Settings{Epochs: 6, BatchSize: 7, LearningRate: 0.01, Optimizer: optimizer, WeightDecay: 1e-3, MaxNorm: 0.2,
		RateDecay: ebm.ToZero, Average: ebm.NewAverage(2), KeepBest: ebm.Lowest(ebm.MetricReconstruction)}
}

func TestOptimizersResume(t *testing.T) {
	for _, optimizer := range []ebm.Optimizer{nil, ebm.Nesterov{}, ebm.Adam{}} {
		train := func(file string, stop int) (*ebm.RBM, *ebm.Average, ebm.Result) {
			m := newTestRBM()
			sparse, err := ebm.NewSparse(mustCenter(t, ebm.NewPCD(m, 1, 20, ebm.NewRand(3)), ebm.DataOffsets), 0.1, 0.5)
			if err != nil {
				t.Fatal(err)
			}
			s := allNew(optimizer)
			if optimizer == nil || optimizer == ebm.Optimizer(ebm.Nesterov{}) {
				s.Momentum = 0.5
			}
			s.Checkpoint = file
			s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
				if stop > 0 && p.Epoch == stop && p.Step == 0 {
					return errStopped
				}
				return nil
			})
			r, err := ebm.Train(t.Context(), sparse, patterns(60, 1), s, ebm.NewRand(2))
			if (err != nil) != (stop > 0) {
				t.Fatal(err)
			}
			return m, s.Average, r
		}
		file := filepath.Join(t.TempDir(), "run.checkpoint")
		want, wantAverage, wantResult := train("", 0)
		train(file, 2)
		train(file, 3)
		for range 2 { // the second finds a finished run
			got, average, r := train(file, 0)
			if !equalBits(bits(got), bits(want)) || r.BestEpoch != wantResult.BestEpoch || r.Best != wantResult.Best || r.Steps != wantResult.Steps {
				t.Errorf("%v: a resumed run has other bits or another result: %+v, want %+v", optimizer, r, wantResult)
			}
			average.Swap()
			wantAverage.Swap()
			if !equalBits(bits(got), bits(want)) {
				t.Errorf("%v: a resumed run has other raw parameters", optimizer)
			}
			wantAverage.Swap()
		}
	}
}

var errStopped = errors.New("killed")

func TestOptimizerSettings(t *testing.T) {
	nan := math.NaN()
	for text, change := range map[string]func(*ebm.Settings){
		"Momentum is 0.5, Adam has none":       func(s *ebm.Settings) { s.Optimizer = ebm.Adam{} },
		"Adam, 1, 0.999, 1e-08: want":          func(s *ebm.Settings) { s.Optimizer, s.Momentum = ebm.Adam{Beta1: 1}, 0 },
		"Adam, 0.9, -1, 1e-08: want":           func(s *ebm.Settings) { s.Optimizer, s.Momentum = ebm.Adam{Beta2: -1}, 0 },
		"Adam, 0.9, 0.999, NaN: want":          func(s *ebm.Settings) { s.Optimizer, s.Momentum = ebm.Adam{Epsilon: nan}, 0 },
		"MaxNorm is -1":                        func(s *ebm.Settings) { s.MaxNorm = -1 },
		"the horizon of Average is 0 epochs":   func(s *ebm.Settings) { s.Average = ebm.NewAverage(0) },
		"the horizon of Average is NaN epochs": func(s *ebm.Settings) { s.Average = ebm.NewAverage(nan) },
		"RateDecay(0) is -1":                   func(s *ebm.Settings) { s.RateDecay = func(float64) float64 { return -1 } },
		`there is no metric "x", only "recon`:  func(s *ebm.Settings) { s.KeepBest = ebm.Lowest("x") },
	} {
		s := small
		change(&s)
		if _, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(30, 1), s, ebm.NewRand(1)); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), text) {
			t.Errorf("want %q: %v", text, err)
		}
	}
}
