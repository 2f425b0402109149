package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// layersOf is a stack of RBMs, each of two of the layers.
func layersOf(layers ...ebm.Layer) *ebm.DBN {
	d := &ebm.DBN{}
	for l := 0; l < len(layers); l += 2 {
		d.RBMs = append(d.RBMs, ebm.NewRBM(layers[l], layers[l+1], ebm.NewRand(1)))
	}
	return d
}

// changed is fewEpochs with a change of what Level returns for one level.
func changed(at int, change func(obj ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error)) ebm.Plan {
	plan := fewEpochs()
	level := plan.Level
	plan.Level = func(l int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		obj, s, err := level(l, m, rng)
		if l == at {
			return change(obj, s)
		}
		return obj, s, err
	}
	return plan
}

func TestPretrainBadInput(t *testing.T) {
	oops := errors.New("oops")
	other := ebm.NewBernoulliRBM(8, 6, ebm.NewRand(1))
	withHeldOut := fewEpochs()
	withHeldOut.HeldOut = ebm.NewMatrix(3, 5)
	counted := fewEpochs()
	counted.Levels = 2
	grey := patterns(100, 1)
	grey.Row(13)[7] = 2
	b, shared := ebm.NewBernoulli, ebm.NewBernoulli(4)
	for _, c := range []struct {
		name    string
		stack   *ebm.DBN
		data    ebm.Matrix
		plan    ebm.Plan
		results int
		want    error
		text    string
	}{
		{"one level too few", stackOf(), patterns(100, 1), counted, 0, ebm.ErrSettings, "Levels of the plan is 2, DBN 12-8-6-5 has 3"},
		{"one level too many", stackOf(), patterns(100, 1), ebm.PlanOf(small, small, small, small), 0, ebm.ErrSettings, "Levels of the plan is 4, DBN 12-8-6-5 has 3"},
		{"width", stackOf(), ebm.NewMatrix(100, 11), fewEpochs(), 0, ebm.ErrSettings, "data has 11 columns, the model 12"},
		{"no rows", stackOf(), ebm.NewMatrix(0, 12), fewEpochs(), 0, ebm.ErrSettings, "no rows to train on"},
		{"held-out width", stackOf(), patterns(100, 1), withHeldOut, 0, ebm.ErrSettings, "held-out data is 3×5"},
		{"values", stackOf(), grey, fewEpochs(), 0, ebm.ErrValue, "level 0, RBM 12-8 (Bernoulli, Bernoulli): ebm: row 13, column 7 is 2"},
		{"Gaussian below Bernoulli", layersOf(b(12), ebm.NewGaussian(4), b(4), b(3)), patterns(100, 1), ebm.Plan{}, 0, ebm.ErrSettings,
			"the visible units of level 1 (Bernoulli) do not fit the hidden units of level 0 (Gaussian): which can be 32, and Bernoulli units (0 to 1) cannot take that"},
		{"Bernoulli below Potts", layersOf(b(12), b(6), ebm.NewPotts(2, 3), b(4)), patterns(100, 1), ebm.Plan{}, 0, ebm.ErrSettings,
			"level 1 (Potts) do not fit the hidden units of level 0 (Bernoulli)"},
		{"other groups", layersOf(b(12), ebm.NewPotts(2, 3), ebm.NewPotts(3, 2), b(4)), patterns(100, 1), ebm.Plan{}, 0, ebm.ErrSettings,
			"level 1 (Potts) do not fit the hidden units of level 0 (Potts)"},
		{"Potts below Bernoulli", layersOf(b(12), ebm.NewPotts(2, 3), b(6), b(4)), patterns(100, 1), fewEpochs(), 2, nil, ""},
		{"a shared layer", layersOf(b(12), shared, shared, b(3)), patterns(100, 1), ebm.Plan{}, 0, ebm.ErrSettings, "levels 0 and 1 share parameters"},
		{"error of Level", stackOf(), patterns(100, 1), changed(1, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) { return o, s, oops }),
			1, oops, "level 1, RBM 8-6 (Bernoulli, Bernoulli): oops"},
		{"another model", stackOf(), patterns(100, 1), changed(1, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
			return ebm.NewCD(other, 1), s, nil
		}), 1, ebm.ErrSettings, "level 1, RBM 8-6 (Bernoulli, Bernoulli): ebm: Plan.Level returned an objective of another model"},
		{"no objective", stackOf(), patterns(100, 1), changed(2, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) { return nil, s, nil }),
			2, ebm.ErrSettings, "level 2"},
		{"settings", stackOf(), patterns(100, 1), changed(2, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
			s.Epochs = 0
			return o, s, nil
		}), 2, ebm.ErrSettings, "level 2, RBM 6-5 (Bernoulli, Bernoulli): ebm: Epochs is 0"},
		{"diverges", stackOf(), patterns(100, 1), changed(1, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
			s.LearningRate = 1e9
			return o, s, nil
		}), 1, ebm.ErrDiverged, "level 1"},
		{"a checkpoint nowhere", stackOf(), patterns(100, 1), ebm.Plan{Checkpoint: filepath.Join(t.TempDir(), "missing", "run")}, 0, os.ErrNotExist, "level 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.stack.Clone()
			r, err := c.stack.Pretrain(t.Context(), c.data, c.plan, ebm.NewRand(1))
			if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.text) || len(r) != c.results {
				t.Errorf("%d results, error %v; want %d, one that says %q", len(r), err, c.results, c.text)
			}
			for l, m := range c.stack.RBMs {
				if same := equalBits(bits(m), bits(before.RBMs[l])); same != (l >= len(r)) {
					t.Errorf("level %d of %d with results: unchanged %t", l, len(r), same)
				}
			}
		})
	}
}

// TestPretrainOfAnotherRun: a checkpoint of another plan, seed or data. The
// levels are what they were, however far they are.
func TestPretrainOfAnotherRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stack")
	turned := func() *ebm.DBN { return ebm.NewDBN([]int{12, 6, 12, 6}, ebm.NewRand(1)) }
	plan := fewEpochs()
	plan.Checkpoint, plan.Transpose = file, true
	if _, err := turned().Pretrain(t.Context(), patterns(100, 1), plan, ebm.NewRand(2)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text   string
		change func(p *ebm.Plan)
		seed   uint64
		rows   int
	}{
		{"level 0, RBM 12-6 (Bernoulli, Bernoulli): ebm: checkpoint " + file + ".level0: it is of a run with another seed", func(*ebm.Plan) {}, 3, 100},
		{"level 0, RBM 12-6 (Bernoulli, Bernoulli): ebm: checkpoint " + file + ".level0: it is of a run whose rows was", func(*ebm.Plan) {}, 2, 99},
		{"level 1, RBM 6-12 (Bernoulli, Bernoulli): ebm: checkpoint " + file + ".level1: it is of a run whose start was", func(p *ebm.Plan) { p.Transpose = false }, 2, 100},
		{"level1: it is of a run whose data was", func(p *ebm.Plan) { p.Sample = true }, 2, 100},
		{"level1: it is of a run whose LearningRate was", func(p *ebm.Plan) {
			p.Level = changed(1, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
				s.LearningRate = 0.2
				return o, s, nil
			}).Level
		}, 2, 100},
		{"level2: it is of a run whose BatchSize was", func(p *ebm.Plan) {
			p.Level = changed(2, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
				s.BatchSize = 7
				return o, s, nil
			}).Level
		}, 2, 100},
		{"level0: it is of a run whose held-out data was", func(p *ebm.Plan) { p.HeldOut = patterns(10, 2) }, 2, 100},
	} {
		d, other := turned(), plan
		c.change(&other)
		before := d.Clone()
		r, err := d.Pretrain(t.Context(), patterns(c.rows, 1), other, ebm.NewRand(c.seed))
		if !errors.Is(err, ebm.ErrCheckpoint) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%v, want %q", err, c.text)
		}
		for l, m := range d.RBMs {
			if same := equalBits(bits(m), bits(before.RBMs[l])); same != (l >= len(r)) {
				t.Errorf("%s: level %d of %d with results: unchanged %t", c.text, l, len(r), same)
			}
		}
	}
}

// TestPretrainAgain: the lowest visible units are set only where nothing is.
func TestPretrainAgain(t *testing.T) {
	start := func(d *ebm.DBN) (bias []float32) {
		plan := changed(0, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
			bias = append(bias, d.RBMs[0].Visible.(*ebm.Bernoulli).Bias...)
			return o, s, errors.New("enough")
		})
		_, _ = d.Pretrain(t.Context(), patterns(100, 1), plan, ebm.NewRand(1))
		return bias
	}
	fresh, set := stackOf(), stackOf()
	want := ebm.NewBernoulli(12)
	if err := want.Init(patterns(100, 1)); err != nil {
		t.Fatal(err)
	}
	set.RBMs[0].Visible.(*ebm.Bernoulli).Bias[3] = 0.5
	for j, b := range start(fresh) {
		if b != want.Bias[j] {
			t.Errorf("fresh: bias %d is %g, want %g", j, b, want.Bias[j])
		}
	}
	for j, b := range start(set) {
		if (j == 3) != (b == 0.5) || j != 3 && b != 0 {
			t.Errorf("set: bias %d is %g", j, b)
		}
	}
}

// TestDefaultLevel: rates are for the units, and all of it is for the caller to
// change.
func TestDefaultLevel(t *testing.T) {
	b, g := ebm.NewBernoulli(4), ebm.NewGaussian(3)
	for _, c := range []struct {
		visible, hidden ebm.Layer
		rate            float64
	}{
		{b, b, 0.1}, {b, g, 0.001}, {g, b, 0.001}, {b, ebm.NewPotts(2, 2), 0.1}, {ebm.NewJoined(b, ebm.NewPotts(1, 3)), b, 0.1},
		{ebm.NewJoined(b, g), b, 0.001},
	} {
		m := ebm.NewRBM(c.visible, c.hidden, ebm.NewRand(1))
		obj, s, err := ebm.DefaultLevel(2, m, ebm.NewRand(1))
		if err != nil || obj.Model() != ebm.Trainable(m) || s.LearningRate != c.rate || s.RateDecay(1) > 0.1+1e-9 {
			t.Errorf("%v: %v, %+v, %v", m, obj, s, err)
		}
		for epoch, want := range []float64{0.5, 0.5, 0.9, 0.9} {
			e := s
			s.Schedule(epoch, &e)
			if e.Momentum != want || e.LearningRate != s.LearningRate {
				t.Errorf("epoch %d: momentum %g, rate %g", epoch, e.Momentum, e.LearningRate)
			}
		}
	}
}

// TestPretrainGaussianTop: the default suits a code of real units.
func TestPretrainGaussianTop(t *testing.T) {
	d := layersOf(ebm.NewBernoulli(12), ebm.NewBernoulli(8), ebm.NewBernoulli(8), ebm.NewGaussian(2))
	results, err := d.Pretrain(t.Context(), patterns(1000, 1), ebm.Plan{HeldOut: patterns(50, 2)}, ebm.NewRand(1))
	if err != nil || len(results) != 2 {
		t.Fatal(results, err)
	}
	for l, r := range results {
		if m, ok := r.Last(ebm.MetricHeldOut); !ok || math.IsNaN(m.Value) {
			t.Errorf("level %d: no %s", l, ebm.MetricHeldOut)
		}
	}
}

// TestPretrainRecorders: an ErrStop of the plan's or the level's own within an
// epoch ends the level with the epoch; another error ends Pretrain.
func TestPretrainRecorders(t *testing.T) {
	oops := errors.New("oops")
	for _, c := range []struct {
		name    string
		plan    error
		own     error
		results []int // epochs
		want    error
	}{
		{"none", nil, nil, []int{2, 3, 4}, nil},
		{"plan stops", ebm.ErrStop, nil, []int{1, 1, 1}, nil},
		{"level stops", nil, ebm.ErrStop, []int{2, 1, 4}, nil},
		{"level fails", nil, oops, []int{2, 0}, oops},
		{"plan fails", oops, nil, []int{0}, oops},
	} {
		recorder := func(err error, calls *int) ebm.Recorder {
			return ebm.RecorderFunc(func(p *ebm.Progress) error {
				*calls++
				if p.Step == 1 { // the first step of a level is always recorded
					return err
				}
				return nil
			})
		}
		var plans, owns int
		plan := changed(1, func(o ebm.Objective, s ebm.Settings) (ebm.Objective, ebm.Settings, error) {
			s.Recorder = recorder(c.own, &owns)
			return o, s, nil
		})
		plan.Recorder = recorder(c.plan, &plans)
		results, err := stackOf().Pretrain(t.Context(), patterns(100, 1), plan, ebm.NewRand(1))
		if !errors.Is(err, c.want) || len(results) != len(c.results) {
			t.Fatalf("%s: %d results, %v", c.name, len(results), err)
		}
		for l, r := range results {
			if r.Epochs != c.results[l] {
				t.Errorf("%s: %d epochs of level %d, want %d", c.name, r.Epochs, l, c.results[l])
			}
		}
		if c.want == nil && (plans < len(results) || owns == 0) {
			t.Errorf("%s: %d and %d records", c.name, plans, owns)
		}
	}
}

// TestPretrainCancelled: nothing happens when there is no time at all.
func TestPretrainCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := stackOf()
	before := stackBits(d)
	r, err := d.Pretrain(ctx, patterns(100, 1), ebm.Plan{}, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "level 0") || len(r) != 0 || !equalBits(stackBits(d), before) {
		t.Errorf("%d results, %v, or the stack changed", len(r), err)
	}
}
