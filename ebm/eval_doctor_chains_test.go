package ebm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// twoWells is an RBM of two equally deep wells, all units off or all on, with a
// barrier that Gibbs sampling does not cross: with x = ±1/2 for each unit its
// energy is -weight·Σ x_i·Σ x_j.
func twoWells(weight float32) *ebm.RBM {
	m := ebm.NewBernoulliRBM(12, 12, ebm.NewRand(1))
	for i := range 12 {
		for j := range m.Weights.Row(i) {
			m.Weights.Row(i)[j] = weight
		}
		m.Visible.(*ebm.Bernoulli).Bias[i] = -6 * weight
		m.Hidden.(*ebm.Bernoulli).Bias[i] = -6 * weight
	}
	return m
}

// Both wells have the same free energies, so it is the projection that tells.
func TestDiagnoseMixing(t *testing.T) {
	x := ebm.NewMatrix(20, 12)
	for i := range 10 {
		for j := range x.Row(i) {
			x.Row(i)[j] = 1
		}
	}
	f := wantLevel(t, "two wells", diagnose(t, twoWells(2), x, ebm.DoctorSettings{}), ebm.CheckMixing, ebm.LevelSerious)
	if f.Value < 1.5 || !strings.Contains(f.Text, "projection") || !strings.Contains(f.Remedy, "tempering") {
		t.Errorf("%+v", f)
	}
	wantLevel(t, "no barrier", diagnose(t, twoWells(0.1), x, ebm.DoctorSettings{}), ebm.CheckMixing, ebm.LevelOK)
	wantLevel(t, "all states equal", diagnose(t, twoWells(0), x, ebm.DoctorSettings{}), ebm.CheckMixing, ebm.LevelOK)
	still := wantLevel(t, "no moves", diagnose(t, twoWells(0.1), x, ebm.DoctorSettings{Kernel: stay{}}), ebm.CheckMixing, ebm.LevelSerious)
	if !strings.Contains(still.Text, "do not move") {
		t.Errorf("%+v", still)
	}
}

// stay is a kernel that leaves every distribution invariant.
type stay struct{}

func (stay) Step(ebm.Matrix, *rand.Rand) ebm.Stats { return ebm.Stats{} }

// Independent units with bias a have F = -a·Σv. Data are half on.
func TestDiagnoseSamples(t *testing.T) {
	m, x := ebm.NewBernoulliRBM(100, 5, ebm.NewRand(1)), binaries(300, 100, 0.5, 1)
	clear(m.Weights.Data)
	for _, c := range []struct {
		bias float32
		want ebm.Level
	}{{0, ebm.LevelOK}, {0.2, ebm.LevelOK}, {-0.6, ebm.LevelWarning}, {-4, ebm.LevelSerious}} {
		for j := range m.Visible.(*ebm.Bernoulli).Bias {
			m.Visible.(*ebm.Bernoulli).Bias[j] = c.bias
		}
		f := wantLevel(t, "independent units", diagnose(t, m, x, ebm.DoctorSettings{Steps: 200}), ebm.CheckSamples, c.want)
		a := float64(c.bias)
		p := 1 / (1 + math.Exp(-a))
		// Of 300 rows and 2000 samples; the spread of a row is 5·a at most.
		if want := -a * 100 * (p - 0.5); math.Abs(f.Value-want) > 4*5*math.Abs(a)*math.Sqrt(1.0/300+1.0/2000)+1e-9 {
			t.Errorf("bias %g: samples differ by %g, want %g", a, f.Value, want)
		}
	}
	for i := range x.Data {
		x.Data[i] = 1
	}
	for j := range m.Visible.(*ebm.Bernoulli).Bias {
		m.Visible.(*ebm.Bernoulli).Bias[j] = 0.6
	}
	f := wantLevel(t, "data that chains do not find", diagnose(t, m, x, ebm.DoctorSettings{Steps: 200}), ebm.CheckSamples, ebm.LevelSerious)
	if f.Value < 0 || !strings.Contains(f.Text, "above") || !strings.Contains(f.Remedy, "do not find") {
		t.Errorf("%+v", f)
	}
}

func TestDiagnoseRecorder(t *testing.T) {
	m, x := newTestRBM(), patterns(50, 1)
	calls, answer := 0, error(nil)
	s := ebm.DoctorSettings{Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error { calls++; return answer })}
	diagnose(t, m, x, s)
	if calls == 0 {
		t.Error("the recorder saw nothing")
	}
	answer = ebm.ErrStop
	wantNone(t, "stopped", diagnose(t, m, x, s), ebm.CheckMixing, ebm.CheckSamples)
	answer = errors.ErrUnsupported
	if f, err := ebm.Diagnose(t.Context(), m, x, s, ebm.NewRand(1)); !errors.Is(err, errors.ErrUnsupported) || len(f) == 0 {
		t.Errorf("%v (%v)", f, err)
	}
}
