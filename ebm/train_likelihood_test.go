package ebm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// metric returns the named one, or fails.
func metric(t *testing.T, metrics []ebm.Metric, name string) ebm.Metric {
	t.Helper()
	i := slices.IndexFunc(metrics, func(m ebm.Metric) bool { return m.Name == name })
	if i < 0 {
		t.Fatalf("no %q among %v", name, metrics)
	}
	return metrics[i]
}

// TestLikelihoodMeasure: in training, at every second epoch, exact.
func TestLikelihoodMeasure(t *testing.T) {
	data, held := binaryRows(60, 6, 1), binaryRows(40, 6, 2)
	m := ebm.NewBernoulliRBM(6, 4, ebm.NewRand(1))
	var reported []int
	measure := &ebm.LikelihoodMeasure{Data: data, HeldOut: held, Every: 2, Report: func(epoch int, z ebm.LogZResult) {
		if reported = append(reported, epoch); !z.Exact {
			t.Errorf("epoch %d: %v", epoch, z)
		}
	}}
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), data,
		ebm.Settings{Epochs: 4, BatchSize: 20, LearningRate: 0.1, Measures: []ebm.Measure{measure}}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(reported, []int{2, 4}) || len(r.Curve(ebm.MetricLogLikelihood)) != 2 {
		t.Errorf("measured at epochs %v, curve %v", reported, r.Curve(ebm.MetricLogLikelihood))
	}
	last := r.History[3]
	for name, d := range map[string]ebm.Matrix{ebm.MetricLogLikelihood: data, ebm.MetricHeldOutLikelihood: held} {
		want, err := ebm.ExactLikelihood(m, d, ebm.NewRand(1))
		if got := metric(t, last, name); err != nil || got.Value != want.Mean || got.Err != want.StdErr {
			t.Errorf("%v, want %v, error %v", got, want, err)
		}
	}
	if got, want := metric(t, last, ebm.MetricLogPartition), plainLogPartition(m); got.Err != 0 || got.Value < want-1e-9 || got.Value > want+1e-9 {
		t.Errorf("%v, want %g", got, want)
	}
}

// TestLikelihoodMeasureEstimates: where log Z is estimated, its interval stands
// beside it, and the same rng gives the same.
func TestLikelihoodMeasureEstimates(t *testing.T) {
	m, held := bernoulliRBM(6, 4, 0.5, 1, 1), binaryRows(40, 6, 2)
	measure := &ebm.LikelihoodMeasure{HeldOut: held, LogZ: ebm.LogZSettings{NoExact: true, Chains: 20, Temperatures: 50, BurnIn: 5}}
	one, err := measure.Measure(t.Context(), m, 1, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	two, err := measure.Measure(t.Context(), m, 1, ebm.NewRand(1))
	if err != nil || !slices.Equal(one, two) {
		t.Errorf("%v and %v, error %v", one, two, err)
	}
	z := metric(t, one, ebm.MetricLogPartition)
	if truth := plainLogPartition(m); !(z.Err > 0 && z.Value > truth-1 && z.Value < truth+1) {
		t.Errorf("%v, exactly %g", z, truth)
	}
	if len(one) != 2 {
		t.Errorf("without Data: %v", one)
	}
}

func TestLikelihoodMeasureErrors(t *testing.T) {
	v, twos := binaryRows(4, 6, 1), ebm.NewMatrix(2, 6)
	twos.Row(1)[2] = 2
	for name, c := range map[string]struct {
		measure ebm.LikelihoodMeasure
		model   any
		want    error
	}{
		"no data":                   {ebm.LikelihoodMeasure{}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrSettings},
		"negative Every":            {ebm.LikelihoodMeasure{Data: v, Every: -1}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrSettings},
		"no model":                  {ebm.LikelihoodMeasure{Data: v}, 7, ebm.ErrUnsupported},
		"another width":             {ebm.LikelihoodMeasure{Data: v}, bernoulliRBM(5, 4, 1, 1, 1), ebm.ErrSettings},
		"held-out of another width": {ebm.LikelihoodMeasure{Data: v, HeldOut: binaryRows(4, 7, 1)}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrSettings},
		"held-out without rows":     {ebm.LikelihoodMeasure{Data: v, HeldOut: ebm.NewMatrix(0, 6)}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrSettings},
		"held-out of values 2":      {ebm.LikelihoodMeasure{Data: v, HeldOut: twos}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrValue},
		"settings of log Z":         {ebm.LikelihoodMeasure{Data: v, LogZ: ebm.LogZSettings{Chains: -1}}, bernoulliRBM(6, 4, 1, 1, 1), ebm.ErrSettings},
	} {
		c.measure.Report = func(int, ebm.LogZResult) { t.Errorf("%s: found after log Z", name) }
		if _, err := c.measure.Measure(t.Context(), c.model, 1, ebm.NewRand(1)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		m, ok := c.model.(*ebm.RBM)
		if !ok || m.NumVisible() != 6 {
			continue
		}
		// Train finds it before the first step, however late it is to be measured.
		if c.measure.Every == 0 {
			c.measure.Every = 100
		}
		r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), v, ebm.Settings{Epochs: 2, LearningRate: 0.1, Measures: []ebm.Measure{&c.measure}}, ebm.NewRand(1))
		if !errors.Is(err, c.want) || r.Steps != 0 {
			t.Errorf("%s: Train gives %v after %d steps, want %v", name, err, r.Steps, c.want)
		}
	}
}
