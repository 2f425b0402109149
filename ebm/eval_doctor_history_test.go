package ebm_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// historyOf has one metric over n epochs.
func historyOf(name string, n int, err float64, f func(epoch float64) float64) [][]ebm.Metric {
	var h [][]ebm.Metric
	for i := range n {
		h = append(h, []ebm.Metric{{Name: name, Value: f(float64(i)), Err: err}})
	}
	return h
}

// together joins the metrics of two histories.
func together(a, b [][]ebm.Metric) [][]ebm.Metric {
	var h [][]ebm.Metric
	for i := range a {
		h = append(h, append(append([]ebm.Metric{}, a[i]...), b[i]...))
	}
	return h
}

func diagnoseHistory(t *testing.T, h [][]ebm.Metric) ebm.Findings {
	t.Helper()
	f, err := ebm.DiagnoseHistory(h)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDiagnoseUpdate(t *testing.T) {
	for _, c := range []struct {
		ratio float64
		want  ebm.Level
	}{{1e-3, ebm.LevelOK}, {9e-3, ebm.LevelOK}, {1.1e-4, ebm.LevelOK}, {2e-2, ebm.LevelWarning}, {0.2, ebm.LevelSerious}, {5e-5, ebm.LevelNotice}, {0, ebm.LevelNotice}} {
		// The first half of the epochs does not count.
		h := historyOf(ebm.MetricUpdate, 10, 0, func(e float64) float64 {
			if e < 5 {
				return 1
			}
			return c.ratio
		})
		if f := wantLevel(t, "update", diagnoseHistory(t, h), ebm.CheckUpdate, c.want); f.Value != c.ratio {
			t.Errorf("%+v, want %g", f, c.ratio)
		}
	}
}

// The first updates of a healthy training are as large as the weights.
func TestDiagnoseUpdateNeedsEpochs(t *testing.T) {
	h := historyOf(ebm.MetricUpdate, 5, 0, func(float64) float64 { return 0.2 })
	wantLevel(t, "5 epochs", diagnoseHistory(t, h), ebm.CheckUpdate, ebm.LevelSerious)
	wantNone(t, "4 epochs", diagnoseHistory(t, h[:4]), ebm.CheckUpdate)
}

func TestDiagnoseGap(t *testing.T) {
	noise := ebm.NewRand(1)
	for _, c := range []struct {
		name string
		gap  func(e float64) float64
		want ebm.Level
	}{
		{"grows", func(e float64) float64 { return 0.5*e + 0.2*noise.NormFloat64() }, ebm.LevelWarning},
		{"grows late", func(e float64) float64 { return max(0, e-10) }, ebm.LevelWarning},
		{"grew early", func(e float64) float64 { return min(e, 8) + 0.2*noise.NormFloat64() }, ebm.LevelOK},
		{"noise", func(float64) float64 { return 3 + noise.NormFloat64() }, ebm.LevelOK},
		{"falls", func(e float64) float64 { return 20 - e }, ebm.LevelOK},
		{"grows within its error", func(e float64) float64 { return 0.05 * e }, ebm.LevelOK},
		{"large but hardly growing", func(e float64) float64 { return 10 + 0.05*e }, ebm.LevelOK},
		{"grows below 0", func(e float64) float64 { return e - 25 }, ebm.LevelOK},
	} {
		f := wantLevel(t, c.name, diagnoseHistory(t, historyOf(ebm.MetricGap, 20, 1, c.gap)), ebm.CheckGap, c.want)
		if c.name == "grows late" && math.Abs(f.Value-9) > 0.5 {
			t.Errorf("%+v, want a rise of about 9", f)
		}
	}
	wantNone(t, "few epochs", diagnoseHistory(t, historyOf(ebm.MetricGap, 9, 1, func(e float64) float64 { return 5 * e })), ebm.CheckGap)
}

func TestDiagnoseRateHigh(t *testing.T) {
	for _, c := range []struct {
		name  string
		error func(e float64) float64
		want  ebm.Level
	}{
		{"learns", func(e float64) float64 { return 50 + 50*math.Exp(-e) }, ebm.LevelOK},
		{"diverges", func(e float64) float64 { return 50 + (e-5)*(e-5)/10 }, ebm.LevelWarning},
		{"explodes", func(e float64) float64 { return 50 * math.Exp(e/4) }, ebm.LevelSerious},
		{"swings", func(e float64) float64 { return 50 + 5*math.Cos(math.Pi*e) }, ebm.LevelWarning},
		{"swings widely", func(e float64) float64 { return 50 + 30*math.Cos(math.Pi*e) }, ebm.LevelSerious},
		{"swings near 0", func(e float64) float64 { return 100*math.Exp(-2*e) + 0.2 + 0.1*math.Cos(math.Pi*e) }, ebm.LevelOK},
		{"rises near 0", func(e float64) float64 { return 100*math.Exp(-2*e) + e/100 }, ebm.LevelOK},
		{"a spike", func(e float64) float64 {
			if e == 15 {
				return 110
			}
			return 100 - 2*e
		}, ebm.LevelOK},
		{"constant 0", func(float64) float64 { return 0 }, ebm.LevelOK},
	} {
		wantLevel(t, c.name, diagnoseHistory(t, historyOf(ebm.MetricReconstruction, 20, 1, c.error)), ebm.CheckRateHigh, c.want)
	}
	wantNone(t, "few epochs", diagnoseHistory(t, historyOf(ebm.MetricReconstruction, 4, 1, math.Exp)), ebm.CheckRateHigh)
}

func TestDiagnoseRateLow(t *testing.T) {
	constant := func(x float64) func(float64) float64 { return func(float64) float64 { return x } }
	still := historyOf(ebm.MetricReconstruction, 10, 1, func(e float64) float64 { return 100 - e/10 })
	moving := historyOf(ebm.MetricReconstruction, 10, 1, func(e float64) float64 { return 100 - e })
	slow, fast := historyOf(ebm.MetricUpdate, 10, 0, constant(1e-5)), historyOf(ebm.MetricUpdate, 10, 0, constant(1e-3))
	wantLevel(t, "nothing changes", diagnoseHistory(t, together(still, slow)), ebm.CheckRateLow, ebm.LevelWarning)
	wantLevel(t, "weights move", diagnoseHistory(t, together(still, fast)), ebm.CheckRateLow, ebm.LevelOK)
	wantLevel(t, "error moves", diagnoseHistory(t, together(moving, slow)), ebm.CheckRateLow, ebm.LevelOK)
	wantNone(t, "one metric", diagnoseHistory(t, slow), ebm.CheckRateLow)
}

// The rates that go wrong in earnest are found in the histories they leave.
func TestDiagnoseRatesOfTraining(t *testing.T) {
	for seed := range uint64(3) {
		cold := healthyTraining
		cold.LearningRate, cold.Momentum, cold.WeightDecay = 1e-6, 0, 0
		_, _, r := taught(t, seed, cold)
		f := diagnoseHistory(t, r.History)
		wantLevel(t, "cold", f, ebm.CheckRateLow, ebm.LevelWarning)
		wantLevel(t, "cold", f, ebm.CheckUpdate, ebm.LevelNotice)
		wantLevel(t, "cold", f, ebm.CheckRateHigh, ebm.LevelOK)

		hot := healthyTraining
		hot.LearningRate = 30
		_, _, r = taught(t, seed, hot)
		f = diagnoseHistory(t, r.History)
		update, _ := f.Find(ebm.CheckUpdate)
		if update.Level < ebm.LevelWarning || !strings.Contains(update.Remedy, "lower") {
			t.Errorf("hot, seed %d:\n%v", seed, f)
		}
		wantLevel(t, "hot", f, ebm.CheckRateLow, ebm.LevelOK)
	}
}

// A large model that learns few rows by heart shows it in its gap.
func TestDiagnoseGapOfTraining(t *testing.T) {
	m, x := ebm.NewBernoulliRBM(12, 60, ebm.NewRand(1)), patterns(15, 1)
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 5), x, ebm.Settings{Epochs: 300, BatchSize: 15, LearningRate: 0.1, Momentum: 0.5, HeldOut: patterns(300, 2)}, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	wantLevel(t, "15 rows", diagnoseHistory(t, r.History), ebm.CheckGap, ebm.LevelWarning)
}
