package ebm_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeSettings are those of a short run.
func codeSettings(epochs int, rate float64) ebm.FineTuneSettings {
	return ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: epochs, LearningRate: rate}}
}

// mustFineTune returns the result of fine-tuning.
func mustFineTune(t *testing.T, a *ebm.Autoencoder, x ebm.Source, s ebm.FineTuneSettings) ebm.Result {
	t.Helper()
	r, err := a.FineTune(t.Context(), x, s, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// No linear code has a smaller error than principal components, and no other
// minimum of the squared error is stable: Baldi and Hornik (1989), "Neural
// networks and principal component analysis", Neural Networks 2.
func TestLinearAutoencoderIsPCA(t *testing.T) {
	x := pcaCloud(120, 6, ebm.NewRand(7))
	for _, k := range []int{1, 3} {
		pca, err := ebm.NewPCA(x, k)
		if err != nil {
			t.Fatal(err)
		}
		m := ebm.NewRBM(ebm.NewGaussian(6), ebm.NewGaussian(k), ebm.NewRand(1))
		if err := m.InitVisible(x); err != nil {
			t.Fatal(err)
		}
		a := ebm.NewAutoencoder(&ebm.DBN{RBMs: []*ebm.RBM{m}})
		before := codeError(t, a, x).Value
		s := codeSettings(1500, 0.02)
		s.BatchSize, s.Optimizer, s.RateDecay = 120, ebm.Adam{}, ebm.ToZero
		mustFineTune(t, a, x, s)
		got, want := codeError(t, a, x).Value, codeError(t, pca, x).Value
		// Below only by what float32 rounds, 10⁻⁶ of values of size 10 in sums
		// of 6 squares; above by a ten thousandth of what there was to gain.
		if got < want-1e-5 || got > want+1e-4*(before-want) {
			t.Errorf("k = %d: squared error %v from %v, that of principal components is %v", k, got, before, want)
		}
	}
}

// causes is rows of ten numbers from 0 to 1 that two hidden ones make.
func causes(rows int, seed uint64) ebm.Matrix {
	rng, x := ebm.NewRand(seed), ebm.NewMatrix(rows, 10)
	for i := range rows {
		a, b := rng.Float32(), rng.Float32()
		for j, row := 0, x.Row(i); j < 5; j++ {
			row[j], row[5+j] = 0.1+0.8*a, 0.9-0.8*b
		}
	}
	return x
}

func TestFineTuneMakesBetterCodes(t *testing.T) {
	x, held := causes(300, 1), causes(1200, 2)
	for name, top := range map[string]func(int) func() ebm.Layer{"linear": realUnits, "sigmoid": binaryUnits} {
		t.Run(name, func(t *testing.T) {
			a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(8), top(2)))
			before := codeError(t, a, held).Value
			s := codeSettings(60, 0.05)
			s.Optimizer, s.HeldOut, s.BatchSize = ebm.Adam{}, held, 20
			var seen any
			s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error { seen = p.Model; return nil })
			r := mustFineTune(t, a, x, s)
			after := codeError(t, a, held)
			if after.Value > 0.1*before { // a tenth: the two causes are found
				t.Errorf("squared error %v, it was %v", after.Value, before)
			}
			// All 1200 held-out rows, not only the thousand of other metrics.
			m, ok := r.Last(ebm.MetricHeldOutSquaredError)
			if !ok || math.Abs(m.Value-after.Value) > 1e-9 || math.Abs(m.Err-after.Err) > 1e-9 {
				t.Errorf("held-out metric %+v, want %+v", m, after)
			}
			if m, ok := r.Last(ebm.MetricSquaredError); !ok || math.Abs(m.Value-codeError(t, a, x).Value) > 1e-9 {
				t.Errorf("training metric %+v", m)
			}
			if l, ok := r.Last(ebm.MetricHeldOutLoss); !ok || l.Err <= 0 {
				t.Errorf("held-out loss %+v", l)
			}
			if seen != any(a) {
				t.Errorf("the recorder saw a %T", seen)
			}
		})
	}
}

func TestFineTuneKeepsTheBestCodes(t *testing.T) {
	x, held := causes(30, 1), causes(60, 2)
	a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(8), realUnits(2)))
	s := codeSettings(12, 0.5) // a rate so high that the error goes up and down
	s.Optimizer, s.HeldOut, s.BatchSize = ebm.Adam{}, held, 10
	s.KeepBest = ebm.Lowest(ebm.MetricHeldOutSquaredError)
	r := mustFineTune(t, a, x, s)
	best, at := math.Inf(1), 0
	for _, p := range r.Curve(ebm.MetricHeldOutSquaredError) {
		if p[1] < best {
			best, at = p[1], int(p[0])
		}
	}
	if r.BestEpoch != at || at == 12 || math.Abs(codeError(t, a, held).Value-best) > 1e-9 {
		t.Errorf("best epoch %d, kept %d; error %v, want %v", at, r.BestEpoch, codeError(t, a, held).Value, best)
	}
}

func TestDenoisingLearnsToRepair(t *testing.T) {
	x := causes(300, 1)
	noisy := causes(300, 3)
	clean := causes(300, 3)
	for i := range noisy.Rows {
		noisy.Row(i)[i%10] = 0 // one value of ten is lost, the others tell it
	}
	repaired := func(drop float64) (sum float64) {
		a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(8), realUnits(2)))
		s := codeSettings(40, 0.02)
		s.Optimizer, s.BatchSize, s.InputDropout, s.RateDecay = ebm.Adam{}, 20, drop, ebm.ToZero
		mustFineTune(t, a, x, s)
		back := ebm.NewMatrix(300, 10)
		a.Reconstruct(back, noisy)
		for i, v := range back.Data {
			sum += math.Pow(float64(v-clean.Data[i]), 2)
		}
		return sum / 300
	}
	with, without := repaired(0.1), repaired(0)
	if with > 0.7*without {
		t.Errorf("error of repaired rows %v with noise in training, %v without", with, without)
	}
}

func TestAutoencoderResumes(t *testing.T) {
	x, file := causes(50, 1), filepath.Join(t.TempDir(), "checkpoint")
	run := func(epochs int, path string) *ebm.Autoencoder {
		a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(6), realUnits(2)))
		s := codeSettings(epochs, 0.02)
		s.Optimizer, s.BatchSize, s.InputDropout, s.Dropout, s.Checkpoint = ebm.Adam{}, 20, 0.1, 0.1, path
		r := mustFineTune(t, a, x, s)
		if len(r.History) != epochs {
			t.Errorf("%d epochs in the history, want %d", len(r.History), epochs)
		}
		return a
	}
	whole := run(4, "")
	run(2, file)
	resumed := run(4, file)
	if diff := cmp.Diff(paramValues(whole.Params()), paramValues(resumed.Params())); diff != "" {
		t.Error("another result:", diff)
	}
	// Another share of dropout is another run.
	s := codeSettings(4, 0.02)
	s.Optimizer, s.BatchSize, s.InputDropout, s.Dropout, s.Checkpoint = ebm.Adam{}, 20, 0.1, 0.2, file
	_, err := whole.FineTune(t.Context(), x, s, ebm.NewRand(2))
	wantError(t, err, ebm.ErrCheckpoint, "dropout")
}

func TestFineTuneInterrupted(t *testing.T) {
	x := causes(50, 1)
	a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), realUnits(2)))
	ctx, cancel := context.WithCancel(t.Context())
	s := codeSettings(100, 0.1)
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
		if p.Epoch == 2 {
			cancel()
		}
		return nil
	})
	r, err := a.FineTune(ctx, x, s, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) || !r.Stopped || r.Epochs != 2 {
		t.Errorf("%v after %d epochs, stopped %v", err, r.Epochs, r.Stopped)
	}
	if e := codeError(t, a, x).Value; !(e > 0) {
		t.Errorf("squared error %v", e)
	}
}

func TestFineTuneNotesWhatWasNotTrained(t *testing.T) {
	x := causes(50, 1)
	d := ebm.NewDBN([]int{10, 6, 2}, ebm.NewRand(1))
	r := mustFineTune(t, ebm.NewAutoencoder(d), x, codeSettings(1, 0.01))
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "levels 0 and 1") || !strings.Contains(r.Notes[0], "never been trained") {
		t.Errorf("notes %q", r.Notes)
	}
	r = mustFineTune(t, ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(2))), x, codeSettings(1, 0.01))
	if len(r.Notes) != 0 {
		t.Errorf("notes %q of a trained stack", r.Notes)
	}
}

// oddLayer has no way back.
type oddLayer struct{ ebm.Layer }

func TestFineTuneBadInput(t *testing.T) {
	x := causes(50, 1)
	a := ebm.NewAutoencoder(codeStack(1, binaryUnits(10), binaryUnits(6), realUnits(2)))
	before := paramValues(a.Params())
	good := codeSettings(1, 0.1)
	tune := func(data ebm.Source, change func(*ebm.FineTuneSettings)) error {
		s := good
		change(&s)
		_, err := a.FineTune(t.Context(), data, s, ebm.NewRand(1))
		return err
	}
	same := func(*ebm.FineTuneSettings) {}
	loud := causes(50, 1)
	loud.Row(7)[3] = 1.5
	wantError(t, tune(ebm.NewMatrix(50, 9), same), ebm.ErrSettings, "9 columns")
	wantError(t, tune(ebm.NewMatrix(0, 10), same), ebm.ErrSettings, "no rows")
	wantError(t, tune(loud, same), ebm.ErrValue, "row 7, column 3")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.HeldOut = loud }), ebm.ErrValue, "held-out", "row 7")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.HeldOut = ebm.NewMatrix(3, 4) }), ebm.ErrSettings, "held-out")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.HeldOutLabels = make([]int, 3) }), ebm.ErrSettings, "HeldOutLabels")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.HeldOutTargets = x }), ebm.ErrSettings, "HeldOutTargets")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.InputDropout = 1 }), ebm.ErrSettings, "InputDropout")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.Frozen = 4 }), ebm.ErrSettings, "Frozen")
	wantError(t, tune(x, func(s *ebm.FineTuneSettings) { s.Epochs = 0 }), ebm.ErrSettings, "Epochs")
	if diff := cmp.Diff(before, paramValues(a.Params())); diff != "" {
		t.Error("errors changed the network:", diff)
	}
	wantCodePanic(t, "ebm: nil data", func() { _ = tune(nil, same) })
	wantCodePanic(t, "ebm: nil *rand.Rand", func() { _, _ = a.FineTune(t.Context(), x, good, nil) })
	var none context.Context
	wantCodePanic(t, "ebm: nil context", func() { _, _ = a.FineTune(none, x, good, ebm.NewRand(1)) })
	a.Encoder[0].Layer = oddLayer{a.Encoder[0].Layer}
	wantError(t, tune(x, same), ebm.ErrUnsupported, "stage 0", "oddLayer")
}
