package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// patterns are n rows of width 12: ones in one of three thirds, with noise.
func patterns(n int, seed uint64) ebm.Matrix {
	rng := ebm.NewRand(seed)
	x := ebm.NewMatrix(n, 12)
	for i := range n {
		for j, row := 0, x.Row(i); j < len(row); j++ {
			if (j/4 == i%3) != (rng.Float64() < 0.1) {
				row[j] = 1
			}
		}
	}
	return x
}

// bits are all parameters of a model, as bits.
func bits(m ebm.Trainable) []uint32 {
	var b []uint32
	for _, p := range m.Params() {
		for i := range p.Value.Rows {
			for _, x := range p.Value.Row(i) {
				b = append(b, math.Float32bits(x))
			}
		}
	}
	return b
}

func equalBits(a, b []uint32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func newTestRBM() *ebm.RBM { return ebm.NewBernoulliRBM(12, 8, ebm.NewRand(1)) }

var small = ebm.Settings{Epochs: 3, BatchSize: 10, LearningRate: 0.1, Momentum: 0.5, WeightDecay: 1e-3}

func TestTrainRaisesTheLikelihood(t *testing.T) {
	m, x := newTestRBM(), patterns(300, 1)
	likelihood := func() float64 {
		logZ, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		ll, sum := make([]float64, x.Rows), 0.0
		ebm.LogLikelihood(ll, m, x, logZ)
		for _, l := range ll {
			sum += l
		}
		return sum / float64(x.Rows)
	}
	before := likelihood()
	s := small
	s.Epochs = 20
	if _, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), x, s, ebm.NewRand(2)); err != nil {
		t.Fatal(err)
	}
	// The three thirds have an entropy of log 3 + 12·H(0.1) = 5.0 nats, twelve
	// fair bits 8.3.
	if after := likelihood(); after < -5.8 || before > -8.2 {
		t.Errorf("log-likelihood went from %.3f to %.3f nats a row, want -8.3 to about -5.0", before, after)
	}
}

// TestTrainUpdate compares a run with the update rule written out in float64.
func TestTrainUpdate(t *testing.T) {
	m, x := newTestRBM(), patterns(1, 3)
	const rate, momentum, l2, l1 = 0.1, 0.5, 0.01, 0.002
	w := [][]float64{}
	for i := range 12 {
		w = append(w, make([]float64, 8))
		for j := range w[i] {
			w[i][j] = m.Weights.At(i, j)
		}
	}
	a, b := make([]float64, 12), make([]float64, 8)
	dw, da, db := [12][8]float64{}, [12]float64{}, [8]float64{}
	up := func(v []float64) []float64 {
		h := make([]float64, 8)
		for j := range h {
			in := b[j]
			for i := range v {
				in += v[i] * w[i][j]
			}
			h[j] = 1 / (1 + math.Exp(-in))
		}
		return h
	}
	v0, v1 := make([]float64, 12), make([]float64, 12)
	for i := range v0 {
		v0[i] = x.At(0, i)
	}
	for range 3 {
		h0 := up(v0)
		for i := range v1 {
			in := a[i]
			for j := range h0 {
				in += h0[j] * w[i][j]
			}
			v1[i] = 1 / (1 + math.Exp(-in))
		}
		h1 := up(v1)
		for i := range v0 {
			for j := range h0 {
				dw[i][j] = momentum*dw[i][j] + rate*(v0[i]*h0[j]-v1[i]*h1[j]-l2*w[i][j]-l1*math.Copysign(1, w[i][j]))
				w[i][j] += dw[i][j]
			}
			da[i] = momentum*da[i] + rate*(v0[i]-v1[i])
			a[i] += da[i]
		}
		for j := range h0 {
			db[j] = momentum*db[j] + rate*(h0[j]-h1[j])
			b[j] += db[j]
		}
	}
	cd := ebm.NewCD(m, 1)
	cd.ChainStates = ebm.ChainStates{VisibleMeans: true, HiddenMeans: true}
	s := ebm.Settings{Epochs: 3, LearningRate: rate, Momentum: momentum, WeightDecay: l2, L1Decay: l1}
	if _, err := ebm.Train(t.Context(), cd, x, s, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	// Values below 1 after some ten float32 roundings each.
	const tol = 10 * 6e-8
	for i := range w {
		for j := range w[i] {
			if d := math.Abs(w[i][j] - m.Weights.At(i, j)); d > tol {
				t.Fatalf("W[%d,%d] is off by %g", i, j, d)
			}
		}
		if d := math.Abs(a[i] - float64(m.Visible.(*ebm.Bernoulli).Bias[i])); d > tol {
			t.Fatalf("a[%d] is off by %g", i, d)
		}
	}
	for j := range b {
		if d := math.Abs(b[j] - float64(m.Hidden.(*ebm.Bernoulli).Bias[j])); d > tol {
			t.Fatalf("b[%d] is off by %g", j, d)
		}
	}
}

func TestTrainSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x := ebm.NewMatrix(400, 250)
	rng := ebm.NewRand(5)
	for i := range x.Data {
		x.Data[i] = float32(rng.IntN(2))
	}
	for name, objective := range map[string]func(*ebm.RBM) ebm.Objective{
		"CD":  func(m *ebm.RBM) ebm.Objective { return ebm.NewCD(m, 2) },
		"PCD": func(m *ebm.RBM) ebm.Objective { return ebm.NewPCD(m, 1, 70, ebm.NewRand(3)) },
	} {
		var want []uint32
		for _, procs := range []int{1, 2, 3} {
			runtime.GOMAXPROCS(procs)
			m := ebm.NewBernoulliRBM(250, 210, ebm.NewRand(1))
			s := small
			s.BatchSize = 90 // the last batch has 40 rows
			if _, err := ebm.Train(t.Context(), objective(m), x, s, ebm.NewRand(2)); err != nil {
				t.Fatal(err)
			}
			if got := bits(m); want == nil {
				want = got
			} else if !equalBits(got, want) {
				t.Errorf("%s: GOMAXPROCS %d gives other bits than 1", name, procs)
			}
		}
	}
}

func TestTrainMetrics(t *testing.T) {
	m, x := newTestRBM(), patterns(60, 1)
	s := small
	s.HeldOut = patterns(30, 9)
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), x, s, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	if r.Epochs != 3 || r.Steps != 18 || len(r.History) != 3 || r.Stopped {
		t.Errorf("result %+v", r)
	}
	f, sum := make([]float64, 60), 0.0
	m.FreeEnergy(f, x)
	for _, e := range f {
		sum += e
	}
	got, ok := r.Last(ebm.MetricFreeEnergy)
	if !ok || math.Abs(got.Value-sum/60) > 1e-9 || !(got.Err > 0) {
		t.Errorf("%v, want the mean free energy %g", got, sum/60)
	}
	held, _ := r.Last(ebm.MetricHeldOut)
	if gap, _ := r.Last(ebm.MetricGap); math.Abs(gap.Value-(held.Value-got.Value)) > 1e-12 {
		t.Errorf("gap %v, held-out %v, training %v", gap, held, got)
	}
	recon, sq := ebm.NewMatrix(60, 12), 0.0
	m.Reconstruct(recon, x)
	for i := range x.Data {
		d := float64(x.Data[i] - recon.Data[i])
		sq += d * d
	}
	if e, _ := r.Last(ebm.MetricReconstruction); math.Abs(e.Value-sq/60) > 1e-6 {
		t.Errorf("reconstruction error %g, want %g", e.Value, sq/60)
	}
	if u, _ := r.Last(ebm.MetricUpdate); u.Value <= 0 || u.Value > 1 {
		t.Errorf("update ratio %g", u.Value)
	}
	if c := r.Curve(ebm.MetricGap); c.Len() != 3 || c[2][0] != 3 {
		t.Errorf("curve %v", c)
	}
}

func TestTrainSchedule(t *testing.T) {
	m, x := newTestRBM(), patterns(30, 1)
	cd := ebm.NewCD(m, 1)
	var seen []int
	s := small
	s.LearningRate = 0
	s.Schedule = func(epoch int, s *ebm.Settings) {
		seen = append(seen, epoch)
		s.LearningRate = 0.1 * (1 - float64(epoch)/3)
		s.BatchSize = 10 * (epoch + 1)
		cd.K = epoch + 1
	}
	r, err := ebm.Train(t.Context(), cd, x, s, ebm.NewRand(2))
	if err != nil || len(seen) != 3 || cd.K != 3 || r.Steps != 3+2+1 {
		t.Errorf("epochs %v, k %d, %d steps, %v", seen, cd.K, r.Steps, err)
	}
	s.Schedule = func(epoch int, s *ebm.Settings) { s.LearningRate = -1 }
	if _, err := ebm.Train(t.Context(), cd, x, s, ebm.NewRand(2)); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "epoch 1") {
		t.Errorf("a negative rate from a schedule: %v", err)
	}
}

// TestTrainMomentumSchedule: the first step of an epoch takes that epoch's
// momentum. With ε = 0 in the second epoch the weights move by 0.9 times their
// last move, then by 0.9 times that.
func TestTrainMomentumSchedule(t *testing.T) {
	m, x := newTestRBM(), patterns(20, 1)
	var moves []float64
	var at []float32
	s := ebm.Settings{Epochs: 2, BatchSize: 20, Schedule: func(epoch int, s *ebm.Settings) {
		at = append([]float32(nil), m.Weights.Data...)
		s.LearningRate, s.Momentum = []float64{0.1, 0}[epoch], []float64{0, 0.9}[epoch]
	}, Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
		var sum float64
		for i, w := range m.Weights.Data {
			sum += (float64(w) - float64(at[i])) * (float64(w) - float64(at[i]))
		}
		moves = append(moves, math.Sqrt(sum))
		return nil
	})}
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), x, s, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	if ratio := moves[1] / moves[0]; math.Abs(ratio-0.9) > 1e-5 {
		t.Errorf("the second epoch moved %g times as far as the first, want 0.9", ratio)
	}
	var norm float64
	for _, w := range at { // the weights before the last update
		norm += float64(w) * float64(w)
	}
	if u, _ := r.Last(ebm.MetricUpdate); math.Abs(u.Value/(moves[1]/math.Sqrt(norm))-1) > 1e-5 {
		t.Errorf("update ratio %g, want %g", u.Value, moves[1]/math.Sqrt(norm))
	}
}

func TestTrainBadInput(t *testing.T) {
	x := patterns(20, 1)
	with := func(change func(*ebm.Settings)) ebm.Settings {
		s := small
		change(&s)
		return s
	}
	spoil := func(v float32) ebm.Matrix {
		y := ebm.MatrixOf(x)
		y.Row(13)[7] = v
		return y
	}
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		name string
		data ebm.Source
		s    ebm.Settings
		want error
		text string
	}{
		{"no rows", ebm.NewMatrix(0, 12), small, ebm.ErrSettings, "no rows"},
		{"wrong width", ebm.NewMatrix(20, 11), small, ebm.ErrSettings, "11 columns, the model 12"},
		{"no epochs", x, with(func(s *ebm.Settings) { s.Epochs = 0 }), ebm.ErrSettings, "Epochs is 0"},
		{"batch over rows", x, with(func(s *ebm.Settings) { s.BatchSize = 21 }), ebm.ErrSettings, "BatchSize is 21"},
		{"negative batch", x, with(func(s *ebm.Settings) { s.BatchSize = -1 }), ebm.ErrSettings, "BatchSize is -1"},
		{"no rate", x, with(func(s *ebm.Settings) { s.LearningRate = 0 }), ebm.ErrSettings, "LearningRate is 0"},
		{"negative rate", x, with(func(s *ebm.Settings) { s.LearningRate = -1 }), ebm.ErrSettings, "LearningRate is -1"},
		{"NaN decay", x, with(func(s *ebm.Settings) { s.WeightDecay = math.NaN() }), ebm.ErrSettings, "WeightDecay is NaN"},
		{"L1", x, with(func(s *ebm.Settings) { s.L1Decay = -1 }), ebm.ErrSettings, "L1Decay is -1"},
		{"momentum one", x, with(func(s *ebm.Settings) { s.Momentum = 1 }), ebm.ErrSettings, "Momentum is 1"},
		{"held-out width", x, with(func(s *ebm.Settings) { s.HeldOut = ebm.NewMatrix(3, 5) }), ebm.ErrSettings, "held-out"},
		{"held-out value", x, with(func(s *ebm.Settings) { s.HeldOut = spoil(2) }), ebm.ErrValue, "held-out data: ebm: row 13, column 7 is 2"},
		{"bytes", spoil(255), small, ebm.ErrValue, "row 13, column 7 is 255, Bernoulli units (0 to 1) cannot take it: the data are whole numbers from 0 to 255; for Bernoulli units divide them by 255"},
		{"real", spoil(-0.5), small, ebm.ErrValue, "Gaussian units"},
		{"NaN", spoil(nan), small, ebm.ErrValue, "row 13, column 7 is NaN"},
		{"Inf", spoil(inf), small, ebm.ErrValue, "row 13, column 7 is +Inf"},
	} {
		m := newTestRBM()
		before := bits(m)
		r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), c.data, c.s, ebm.NewRand(1))
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || r.Steps != 0 {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.want, c.text)
		}
		if !equalBits(bits(m), before) {
			t.Errorf("%s: the model changed", c.name)
		}
	}
	m := newTestRBM()
	m.Weights.Row(3)[2] = nan
	if _, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), x, small, ebm.NewRand(1)); !errors.Is(err, ebm.ErrDiverged) || !strings.Contains(err.Error(), "weights[3,2] is NaN") {
		t.Errorf("a model that holds NaN: %v", err)
	}
}

// TestValueErrorRow: row and remedy are those of the data, not of a block.
func TestValueErrorRow(t *testing.T) {
	x := ebm.NewMatrix(1500, 12)
	x.Row(1203)[4] = 7
	x.Row(1403)[4] = 255
	_, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), x, small, ebm.NewRand(1))
	var e *ebm.ValueError
	if !errors.As(err, &e) || e.Row != 1203 || e.Column != 4 || e.Value != 7 || !strings.Contains(e.Remedy, "divide them by 255") {
		t.Errorf("got %v", err)
	}
	if err := newTestRBM().InitVisible(x); !errors.As(err, &e) || e.Row != 1203 {
		t.Errorf("InitVisible: %v", err)
	}
}

func TestTrainDiverges(t *testing.T) {
	for _, rate := range []float64{1e6, 1e12, 1e30, 1e38} {
		testDiverges(t, rate)
	}
}

func testDiverges(t *testing.T, rate float64) {
	m := newTestRBM()
	s := small
	s.LearningRate, s.Epochs = rate, 30
	r, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), patterns(300, 1), s, ebm.NewRand(1))
	if !errors.Is(err, ebm.ErrDiverged) || !strings.Contains(err.Error(), fmt.Sprintf("epoch %d, step %d: ", r.Epochs+1, r.Steps%30+1)) {
		t.Fatalf("rate %g: got %v after %d steps", rate, err, r.Steps)
	}
	if !r.Stopped {
		t.Error("the result does not say that training stopped")
	}
	for _, p := range m.Params() {
		for _, x := range p.Value.Data {
			if !(math.Abs(float64(x)) <= 1<<24) {
				t.Fatalf("%s holds %g", p.Name, x)
			}
		}
	}
}

func TestTrainCancelled(t *testing.T) {
	m := newTestRBM()
	ctx, cancel := context.WithCancel(t.Context())
	s := small
	s.Epochs = 1000
	s.Schedule = func(epoch int, _ *ebm.Settings) {
		if epoch == 2 {
			cancel()
		}
	}
	r, err := ebm.Train(ctx, ebm.NewCD(m, 1), patterns(300, 1), s, ebm.NewRand(1))
	if !errors.Is(err, context.Canceled) || !r.Stopped || r.Epochs != 2 || len(r.History) != 2 {
		t.Errorf("got %v, %d epochs", err, r.Epochs)
	}
	two := newTestRBM()
	s.Epochs, s.Schedule = 2, nil
	if _, err := ebm.Train(t.Context(), ebm.NewCD(two, 1), patterns(300, 1), s, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	if !equalBits(bits(two), bits(m)) {
		t.Error("what was learned before the interrupt is not what two epochs learn")
	}
}

func TestTrainRecorder(t *testing.T) {
	var epochs []int
	s := small
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
		if p.Step == 0 {
			epochs = append(epochs, p.Epoch)
			if p.Epochs != 3 || p.Steps != 30 || len(p.Metrics) == 0 || p.Model == nil {
				t.Errorf("progress %+v", p)
			}
		}
		if p.Epoch == 2 && p.Step == 0 {
			return ebm.ErrStop
		}
		return nil
	})
	r, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(300, 1), s, ebm.NewRand(1))
	if err != nil || !r.Stopped || r.Epochs != 2 || len(epochs) != 2 {
		t.Errorf("%+v, %v, epochs %v", r, err, epochs)
	}
	r, err = ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(300, 1), small, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	s.Recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
		for i := range p.Metrics {
			p.Metrics[i].Value = -1
		}
		return nil
	})
	if again, _ := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(300, 1), s, ebm.NewRand(1)); !reflect.DeepEqual(again, r) {
		t.Errorf("a recorder that writes to its metrics has changed the result: %+v, want %+v", again, r)
	}
	broken := errors.New("no paper")
	s.Recorder = ebm.RecorderFunc(func(*ebm.Progress) error { return broken })
	if _, err := ebm.Train(t.Context(), ebm.NewCD(newTestRBM(), 1), patterns(300, 1), s, ebm.NewRand(1)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestTrainPanics(t *testing.T) {
	m := newTestRBM()
	var noContext context.Context
	for name, f := range map[string]func(){
		"nil rng":       func() { _, _ = ebm.Train(t.Context(), ebm.NewCD(m, 1), patterns(9, 1), small, nil) },
		"nil context":   func() { _, _ = ebm.Train(noContext, ebm.NewCD(m, 1), patterns(9, 1), small, ebm.NewRand(1)) },
		"nil data":      func() { _, _ = ebm.Train(t.Context(), ebm.NewCD(m, 1), nil, small, ebm.NewRand(1)) },
		"nil objective": func() { _, _ = ebm.Train(t.Context(), nil, patterns(9, 1), small, ebm.NewRand(1)) },
		"k of 0":        func() { ebm.NewCD(m, 0) },
		"no chains":     func() { ebm.NewPCD(m, 1, 0, ebm.NewRand(1)) },
		"shape":         func() { m.HiddenMean(ebm.NewMatrix(2, 8), ebm.NewMatrix(2, 11)) },
		"size":          func() { ebm.NewBernoulli(0) },
		"matrix size":   func() { ebm.NewMatrix(-1, 2) },
		"element":       func() { ebm.NewMatrix(1, 2).At(0, 2) },
		"no batch":      func() { ebm.NewCD(m, 1).AddGrad(nil, 1, ebm.NewMatrix(0, 12), ebm.NewRand(1)) },
		"dst is v": func() {
			square := ebm.NewBernoulliRBM(3, 3, ebm.NewRand(1))
			v := ebm.NewMatrix(2, 3)
			square.HiddenMean(v, v)
		},
		"weights": func() {
			odd := ebm.NewBernoulliRBM(4, 5, ebm.NewRand(1))
			odd.Weights = ebm.NewMatrix(9, 3)
			odd.Reconstruct(ebm.NewMatrix(1, 4), ebm.NewMatrix(1, 4))
		},
		"nil layer": func() { ebm.NewRBM(nil, ebm.NewBernoulli(1), ebm.NewRand(1)) },
	} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("%s: %q", name, text)
				}
			}()
			f()
		}()
	}
}
