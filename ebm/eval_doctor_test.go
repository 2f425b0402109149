package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// taught returns a small RBM that has learned patterns, and its history.
func taught(t *testing.T, seed uint64, s ebm.Settings) (*ebm.RBM, ebm.Matrix, ebm.Result) {
	t.Helper()
	m, x := ebm.NewBernoulliRBM(12, 8, ebm.NewRand(seed)), patterns(300, 100+seed)
	if err := m.InitVisible(x); err != nil {
		t.Fatal(err)
	}
	s.HeldOut = patterns(300, 200+seed)
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), x, s, ebm.NewRand(300+seed))
	if err != nil {
		t.Fatal(err)
	}
	return m, x, r
}

var healthyTraining = ebm.Settings{Epochs: 30, BatchSize: 20, LearningRate: 0.1, Momentum: 0.5, WeightDecay: 1e-3}

// diagnose fails the test on an error.
func diagnose(t *testing.T, m *ebm.RBM, data ebm.Source, s ebm.DoctorSettings) ebm.Findings {
	t.Helper()
	f, err := ebm.Diagnose(t.Context(), m, data, s, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f {
		if math.IsNaN(x.Value-x.Value) || math.IsNaN(x.Limit-x.Limit) || x.Text == "" || (x.Remedy == "") != (x.Level == ebm.LevelOK) {
			t.Errorf("finding %+v", x)
		}
	}
	return f
}

// wantLevel checks the level of one finding.
func wantLevel(t *testing.T, what string, f ebm.Findings, check string, want ebm.Level) ebm.Finding {
	t.Helper()
	x, ok := f.Find(check)
	if !ok || x.Level != want {
		t.Errorf("%s: %s is %v (found: %v), want %v: %s", what, check, x.Level, ok, want, x.Text)
	}
	return x
}

func wantNone(t *testing.T, what string, f ebm.Findings, checks ...string) {
	t.Helper()
	for _, check := range checks {
		if x, ok := f.Find(check); ok {
			t.Errorf("%s: %s does not apply, got %+v", what, check, x)
		}
	}
}

var allChecks = []string{ebm.CheckParameters, ebm.CheckUnits, ebm.CheckConvention, ebm.CheckBound, ebm.CheckVisibleBias,
	ebm.CheckReconstruction, ebm.CheckDead, ebm.CheckSaturated, ebm.CheckMixing, ebm.CheckSamples,
	ebm.CheckUpdate, ebm.CheckGap, ebm.CheckRateHigh, ebm.CheckRateLow}

// A good model with good data triggers nothing, and every check has run.
func TestDiagnoseHealthy(t *testing.T) {
	for seed := range uint64(8) {
		m, x, r := taught(t, seed, healthyTraining)
		logZ, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		ll, mean := make([]float64, x.Rows), 0.0
		ebm.LogLikelihood(ll, m, x, logZ)
		for _, l := range ll {
			mean += l / float64(x.Rows)
		}
		before := bits(m)
		f := diagnose(t, m, x, ebm.DoctorSettings{History: r.History, LogLikelihood: ebm.Metric{Name: "LL", Value: mean}})
		if f.Worst() != ebm.LevelOK {
			t.Errorf("seed %d:\n%v", seed, f)
		}
		if len(f) != len(allChecks) {
			t.Errorf("seed %d: %d findings, want %d", seed, len(f), len(allChecks))
		}
		for _, check := range allChecks {
			wantLevel(t, "healthy", f, check, ebm.LevelOK)
		}
		if !equalBits(before, bits(m)) {
			t.Error("the diagnosis changed the model")
		}
	}
}

func TestDiagnoseTwiceIsTheSame(t *testing.T) {
	m, x, r := taught(t, 1, ebm.Settings{Epochs: 3, LearningRate: 0.1})
	s := ebm.DoctorSettings{History: r.History, LogLikelihood: ebm.Metric{Name: "LL", Value: -6}}
	if a, b := diagnose(t, m, x, s), diagnose(t, m, x, s); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("two diagnoses:\n%v\n%v", a, b)
	}
}

func TestDiagnoseParameters(t *testing.T) {
	m, x, _ := taught(t, 1, ebm.Settings{Epochs: 1, LearningRate: 0.1})
	m.Weights.Row(3)[2] = float32(math.NaN())
	m.Weights.Row(5)[0] = float32(math.Inf(1))
	f := diagnose(t, m, x, ebm.DoctorSettings{})
	bad := wantLevel(t, "NaN", f, ebm.CheckParameters, ebm.LevelSerious)
	if bad.Value != 2 || !strings.Contains(bad.Text, "weights[3,2] is NaN") {
		t.Errorf("%+v", bad)
	}
	wantLevel(t, "NaN", f, ebm.CheckUnits, ebm.LevelOK)
	wantNone(t, "NaN", f, ebm.CheckMixing, ebm.CheckDead, ebm.CheckReconstruction)
}

// What needs data is left out without them, and so is what needs a history.
func TestDiagnoseHistoryAlone(t *testing.T) {
	m, x, r := taught(t, 2, healthyTraining)
	f, err := ebm.DiagnoseHistory(r.History)
	if err != nil || len(f) != 4 || f.Worst() != ebm.LevelOK {
		t.Errorf("%v (%v)", f, err)
	}
	wantNone(t, "without history", diagnose(t, m, x, ebm.DoctorSettings{}), ebm.CheckUpdate, ebm.CheckGap, ebm.CheckRateHigh, ebm.CheckRateLow, ebm.CheckBound)
	if f, err := ebm.DiagnoseHistory(nil); err != nil || len(f) != 0 || f.Worst() != ebm.LevelOK || f.String() != "" {
		t.Errorf("no history: %v (%v)", f, err)
	}
	if _, err := ebm.DiagnoseHistory([][]ebm.Metric{{{Name: "gap", Value: math.NaN()}}}); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("NaN: %v", err)
	}
}

func TestDiagnoseErrors(t *testing.T) {
	m, x := newTestRBM(), patterns(20, 1)
	for _, s := range []ebm.DoctorSettings{{Chains: 3}, {Chains: -1}, {Steps: 99}, {Steps: -1},
		{LogLikelihood: ebm.Metric{Name: "LL", Value: math.Inf(-1)}}, {LogLikelihood: ebm.Metric{Name: "LL", Err: -1}}} {
		if _, err := ebm.Diagnose(t.Context(), m, x, s, ebm.NewRand(1)); !errors.Is(err, ebm.ErrSettings) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, data := range []ebm.Matrix{ebm.NewMatrix(0, 12), ebm.NewMatrix(5, 11)} {
		if _, err := ebm.Diagnose(t.Context(), m, data, ebm.DoctorSettings{}, ebm.NewRand(1)); !errors.Is(err, ebm.ErrSettings) {
			t.Errorf("%d×%d: %v", data.Rows, data.Cols, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f, err := ebm.Diagnose(ctx, m, x, ebm.DoctorSettings{}, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) || len(f) == 0 {
		t.Errorf("cancelled: %v, %v", f, err)
	}
	// A single row, and a single chain's worth of units, are no reason for NaN.
	one := ebm.NewBernoulliRBM(1, 1, ebm.NewRand(1))
	diagnose(t, one, ebm.NewMatrix(1, 1), ebm.DoctorSettings{Chains: 4, Steps: 100})
}

func TestFindingsString(t *testing.T) {
	f := ebm.Findings{
		{Check: "a", Level: ebm.LevelOK, Text: "fine"},
		{Check: "longer", Level: ebm.LevelSerious, Text: "bad: 3", Remedy: "do better"},
		{Check: "b", Level: ebm.LevelNotice, Text: "so so", Remedy: "look"},
	}
	want := "serious  longer  bad: 3\n                 → do better\nnotice   b       so so\n                 → look\nok       a       fine"
	if got := f.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.Worst() != ebm.LevelSerious || ebm.LevelWarning.String() != "warning" || ebm.Level(7).String() != "level 7" {
		t.Error("levels")
	}
}
