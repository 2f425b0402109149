package ebm_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// upDownBars are the bars and stripes of 3×3, labelled by whether the middle row
// is all alike, of which there are both kinds.
func upDownBars() (v ebm.Matrix, labels []int) {
	v = dataset.BarsAndStripes(3)
	for i := range v.Rows {
		row := v.Row(i)
		if row[3] == row[4] && row[4] == row[5] {
			labels = append(labels, 0)
		} else {
			labels = append(labels, 1)
		}
	}
	return v, labels
}

// upDownLogLikelihood is the mean of log p(v, y) of an UpDown with one stage
// below the top, by enumeration: p(v, y) = Σ_h p(v|h) p(h, y).
func upDownLogLikelihood(t *testing.T, u *ebm.UpDown, v ebm.Matrix, labels []int) float64 {
	t.Helper()
	logZ, err := ebm.LogPartition(u.Top)
	if err != nil {
		t.Fatal(err)
	}
	joint, n := upDownJoint(u), u.Top.NumVisible()-u.Classes
	h, total := make([]float32, n), 0.0
	for i, y := range labels {
		p := 0.0
		for s := range 1 << n {
			for j := range h {
				h[j] = float32(s >> j & 1)
			}
			p += math.Exp(-stageLoss(u.Generative[0], h, v.Row(i))-logZ) * joint[[2]int{s, y}]
		}
		total += math.Log(p) / float64(len(labels))
	}
	return total
}

// TestFineTuneImproves: after greedy training, up-down training brings the exact
// log p(v, y) up, with chains of both kinds. log p of 14 patterns, each as often
// as the others, is at best -log 14 = -2.64.
func TestFineTuneImproves(t *testing.T) {
	v, labels := upDownBars()
	rng := ebm.NewRand(1)
	d := ebm.NewDBN([]int{9, 7, 8}, rng)
	s := ebm.Settings{Epochs: 1000, LearningRate: 0.2, Momentum: 0.5}
	if _, err := ebm.Train(t.Context(), ebm.NewCD(d.RBMs[0], 1), v, s, rng); err != nil {
		t.Fatal(err)
	}
	for _, chains := range []int{0, 20} {
		u, rng := ebm.NewUpDown(d, 2, ebm.NewRand(2)), ebm.NewRand(3)
		top := ebm.TopSettings{Settings: s, Sample: true}
		top.Epochs = 500
		if _, err := u.TrainTop(t.Context(), v, labels, top, rng); err != nil {
			t.Fatal(err)
		}
		before := upDownLogLikelihood(t, u, v, labels)
		f := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 4000, LearningRate: 0.4, RateDecay: ebm.ToZero},
			K: 2, Chains: chains, VisibleSamples: true}
		r, err := u.FineTune(t.Context(), v, labels, f, rng)
		if err != nil {
			t.Fatal(err)
		}
		after := upDownLogLikelihood(t, u, v, labels)
		t.Logf("%d chains: log p(v, y) %.3f, then %.3f; %v", chains, before, after, r.History[len(r.History)-1])
		if !(after > before+1 && after < -math.Log(14)) {
			t.Errorf("%d chains: log p(v, y) is %.3f, and was %.3f before", chains, after, before)
		}
	}
}

// TestFineTuneResumes: killed after an epoch and resumed, it ends in the same bits,
// and so it does for any kind of chains; steps of a schedule are counted on.
func TestFineTuneResumes(t *testing.T) {
	v, labels := upDownBars()
	for _, chains := range []int{0, 5} {
		file := filepath.Join(t.TempDir(), "run.checkpoint")
		run := func(checkpoint string, recorder ebm.Recorder) (*ebm.UpDown, ebm.Result, error) {
			u := upDownOf(2, 9, 5, 4)
			s := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 6, BatchSize: 4, LearningRate: 0.05, Momentum: 0.5, WeightDecay: 0.01,
				Average: ebm.NewAverage(2), HeldOut: v, Checkpoint: checkpoint, Recorder: recorder},
				K: 1, Chains: chains, HeldOutLabels: labels,
				Steps: func(epoch int) int { return 1 + epoch/2 }}
			r, err := u.FineTune(t.Context(), v, labels, s, ebm.NewRand(4))
			return u, r, err
		}
		want, result, err := run("", nil)
		if err != nil {
			t.Fatal(err)
		}
		stop := errors.New("killed")
		_, _, err = run(file, ebm.RecorderFunc(func(p *ebm.Progress) error {
			if _, ok := p.Model.(*ebm.UpDown); !ok {
				t.Errorf("a recorder sees a %T", p.Model)
			}
			if p.Epoch == 3 {
				return stop
			}
			return nil
		}))
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		got, resumed, err := run(file, nil)
		if err != nil || !slices.Equal(upDownBits(got), upDownBits(want)) {
			t.Errorf("%d chains: a resumed run ends in other bits, or %v", chains, err)
		}
		for _, name := range []string{ebm.MetricWake, ebm.MetricHeldOutWake, ebm.MetricSleep, ebm.MetricError, ebm.MetricHeldOutError, ebm.MetricUpdate} {
			a, ok := result.Last(name)
			b, _ := resumed.Last(name)
			if !ok || a != b {
				t.Errorf("%d chains: %s is %v, and %v after resuming", chains, name, a, b)
			}
		}
	}
}

func upDownBits(u *ebm.UpDown) (all []uint32) {
	for _, p := range u.Params() {
		for i := range p.Value.Rows {
			for _, x := range p.Value.Row(i) {
				all = append(all, math.Float32bits(x))
			}
		}
	}
	return all
}

// TestFineTuneIsTrain: it is Train with the objective, whose chains have started
// at rows of data, and with labels beside the data.
func TestFineTuneIsTrain(t *testing.T) {
	v, labels := upDownBars()
	rows := ebm.NewMatrix(v.Rows, 11)
	for i, y := range labels {
		copy(rows.Row(i), v.Row(i))
		rows.Row(i)[9+y] = 1
	}
	for _, chains := range []int{0, 5} {
		s := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 2, BatchSize: 4, LearningRate: 0.05}, K: 2, Chains: chains}
		u, want := upDownOf(2, 9, 5, 4), upDownOf(2, 9, 5, 4)
		if _, err := u.FineTune(t.Context(), v, labels, s, ebm.NewRand(4)); err != nil {
			t.Fatal(err)
		}
		rng := ebm.NewRand(4)
		obj := ebm.NewWakeSleep(want, s, rng)
		ebm.StartChains(obj, rows, rng)
		if _, err := ebm.Train(t.Context(), obj, rows, s.Settings, rng); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(upDownBits(u), upDownBits(want)) {
			t.Errorf("%d chains: other bits than those of Train", chains)
		}
	}
}

// TestUpDownMetrics compares the losses of an epoch with loops over the same
// draws, on the rows that were trained on and on others.
func TestUpDownMetrics(t *testing.T) {
	v, labels := upDownBars()
	other, otherLabels := v.Slice(3, 12), labels[3:12]
	u := upDownOf(2, 9, 5, 4, 3)
	s := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 1, LearningRate: 0.05, HeldOut: other},
		HeldOutLabels: otherLabels}
	r, err := u.FineTune(t.Context(), v, labels, s, ebm.NewRand(4))
	if err != nil {
		t.Fatal(err)
	}
	wake := func(v ebm.Matrix) (sum float64, top ebm.Matrix) {
		x, rng := v, ebm.NewRand(1)
		for l, stage := range u.Recognition {
			above := drawStage(stage, x, true, rng)
			for i := range v.Rows {
				sum += stageLoss(u.Generative[l], above.Row(i), x.Row(i)) / float64(v.Rows)
			}
			x = above
		}
		return sum, x
	}
	want := map[string]float64{}
	want[ebm.MetricHeldOutWake], _ = wake(other)
	loss, h := wake(v)
	want[ebm.MetricWake] = loss
	joined := ebm.NewMatrix(v.Rows, h.Cols+2)
	for i, y := range labels {
		copy(joined.Row(i), h.Row(i))
		joined.Row(i)[h.Cols+y] = 1
	}
	rng := ebm.NewRand(2)
	above := ebm.MatrixOf(ebm.NewCD(u.Top, 1).Particles(joined, rng).Columns(0, h.Cols))
	for l := len(u.Generative) - 1; l >= 0; l-- {
		x := drawStage(u.Generative[l], above, l > 0, rng)
		for i := range x.Rows {
			want[ebm.MetricSleep] += stageLoss(u.Recognition[l], x.Row(i), above.Row(i)) / float64(x.Rows)
		}
		above = x
	}
	for name, v := range map[string]ebm.Matrix{ebm.MetricError: v, ebm.MetricHeldOutError: other} {
		y := labels
		if name == ebm.MetricHeldOutError {
			y = otherLabels
		}
		a, err := u.Accuracy(v, y)
		if err != nil {
			t.Fatal(err)
		}
		want[name] = 1 - a.Value
	}
	for name, w := range want {
		if got, ok := r.Last(name); !ok || !(math.Abs(got.Value-w) <= 1e-5) { // some ten float32 roundings of sums below 50
			t.Errorf("%s is %v, want %.7g", name, got, w)
		}
	}
}

// TestFineTuneSteps: the schedule of Gibbs steps is the same as K of each epoch.
func TestFineTuneSteps(t *testing.T) {
	v, labels := upDownBars()
	chains := 0
	run := func(k int, steps func(int) int) []uint32 {
		u := upDownOf(2, 9, 5, 4)
		s := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 1, LearningRate: 0.05}, K: k, Chains: chains, Steps: steps}
		if _, err := u.FineTune(t.Context(), v, labels, s, ebm.NewRand(4)); err != nil {
			t.Fatal(err)
		}
		return upDownBits(u)
	}
	four := func(int) int { return 4 }
	for _, chains = range []int{0, 6} {
		switch {
		case !slices.Equal(run(0, nil), run(3, nil)):
			t.Errorf("%d chains: without K it is not 3", chains)
		case !slices.Equal(run(1, four), run(4, nil)):
			t.Errorf("%d chains: Steps of 4 are not K = 4", chains)
		case slices.Equal(run(1, nil), run(4, nil)):
			t.Errorf("%d chains: K makes no difference", chains)
		}
	}
	u := upDownOf(2, 9, 5, 4)
	s := ebm.UpDownSettings{Settings: ebm.Settings{Epochs: 1, LearningRate: 0.05}, Steps: func(int) int { return 0 }}
	if _, err := u.FineTune(t.Context(), v, labels, s, ebm.NewRand(4)); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "epoch 1") {
		t.Errorf("no Gibbs steps: %v", err)
	}
}

// TestTrainTop compares with training of a copy of the top RBM on activations
// that are computed beforehand.
func TestTrainTop(t *testing.T) {
	v, labels := upDownBars()
	u := upDownOf(2, 9, 5, 4)
	want, x := u.Top.Clone(), ebm.NewMatrix(v.Rows, 7)
	u.Transform(x.Columns(0, 5), v)
	for i, y := range labels {
		x.Row(i)[5+y] = 1
	}
	s := ebm.Settings{Epochs: 3, BatchSize: 4, LearningRate: 0.1}
	if _, err := ebm.Train(t.Context(), ebm.NewCD(want, 1), x, s, ebm.NewRand(5)); err != nil {
		t.Fatal(err)
	}
	below := upDownBits(u)[:9*5+5]
	s.HeldOut = v
	r, err := u.TrainTop(t.Context(), v, labels, ebm.TopSettings{Settings: s, HeldOutLabels: labels}, ebm.NewRand(5))
	if err != nil {
		t.Fatal(err)
	}
	if !equalBits(bits(u.Top), bits(want)) || !slices.Equal(upDownBits(u)[:9*5+5], below) {
		t.Error("the top RBM is another than that trained on the activations, or a stage below has changed")
	}
	accuracy, _ := u.Accuracy(v, labels)
	a, _ := r.Last(ebm.MetricError)
	b, _ := r.Last(ebm.MetricHeldOutError)
	if math.Abs(a.Value-(1-accuracy.Value)) > 1e-12 || b != (ebm.Metric{Name: b.Name, Value: a.Value, Err: a.Err}) {
		t.Errorf("errors %v and %v, want %g", a, b, 1-accuracy.Value)
	}

	s.HeldOut = nil
	sampled := upDownOf(2, 9, 5, 4)
	if _, err := sampled.TrainTop(t.Context(), v, labels, ebm.TopSettings{Settings: s, Sample: true}, ebm.NewRand(5)); err != nil {
		t.Fatal(err)
	}
	if equalBits(bits(sampled.Top), bits(want)) {
		t.Error("Sample makes no difference")
	}
}

func TestUpDownTrainingErrors(t *testing.T) {
	v, labels := upDownBars()
	wrong := slices.Clone(labels)
	wrong[3] = 2
	ones := slices.Repeat([]int{1}, v.Rows)
	grey := ebm.MatrixOf(v)
	grey.Row(6)[2] = 1.5
	s := ebm.Settings{Epochs: 1, LearningRate: 0.1}
	for want, c := range map[string]struct {
		classes int
		v       ebm.Matrix
		labels  []int
		heldOut ebm.Source
		held    []int
		wraps   error
	}{
		"14 rows of data and 13 labels": {2, v, labels[1:], nil, nil, ebm.ErrSettings},
		"14 rows of data and 0 labels":  {2, v, nil, nil, nil, ebm.ErrSettings},
		"label of row 3 is 2":           {2, v, wrong, nil, nil, ebm.ErrSettings},
		"no rows to train on":           {2, v.Slice(0, 0), nil, nil, nil, ebm.ErrSettings},
		"names class 0 of 2":            {2, v, ones, nil, nil, ebm.ErrSettings},
		"names classes 2 and 3 of 4":    {4, v, labels, nil, nil, ebm.ErrSettings},
		"has no label units":            {0, v, labels, nil, nil, ebm.ErrSettings},
		"8 columns":                     {2, v.Columns(0, 8), labels, nil, nil, ebm.ErrSettings},
		"held-out data: ebm: 14 rows":   {2, v, labels, v, labels[1:], ebm.ErrSettings},
		"held-out data is 14×8":         {2, v, labels, v.Columns(0, 8), labels, ebm.ErrSettings},
		"but no HeldOut":                {2, v, labels, nil, labels, ebm.ErrSettings},
		"row 6, column 2 is 1.5":        {2, grey, labels, nil, nil, ebm.ErrValue},
		"held-out data: ebm: row 6, co": {2, v, labels, grey, labels, ebm.ErrValue},
	} {
		u := upDownOf(c.classes, 9, 5, 4)
		before := upDownBits(u)
		s := s
		s.HeldOut = c.heldOut
		_, top := u.TrainTop(t.Context(), c.v, c.labels, ebm.TopSettings{Settings: s, HeldOutLabels: c.held}, ebm.NewRand(1))
		_, all := u.FineTune(t.Context(), c.v, c.labels, ebm.UpDownSettings{Settings: s, HeldOutLabels: c.held}, ebm.NewRand(1))
		for what, err := range map[string]error{"TrainTop": top, "FineTune": all} {
			if !errors.Is(err, c.wraps) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want one that wraps %v and says %q", what, err, c.wraps, want)
			}
		}
		if !slices.Equal(upDownBits(u), before) {
			t.Errorf("%s: parameters have changed", want)
		}
	}
	u := upDownOf(2, 9, 5, 4)
	for _, c := range []ebm.UpDownSettings{{K: -1}, {Chains: -1}} {
		c.Settings = s
		if _, err := u.FineTune(t.Context(), v, labels, c, ebm.NewRand(1)); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "-1") {
			t.Errorf("%s: %v", upDownChains(c), err)
		}
	}
	for _, other := range []ebm.Objective{nil, ebm.NewCD(u.Top.Clone(), 1)} {
		top := ebm.TopSettings{Settings: s, Objective: func(*ebm.RBM, *rand.Rand) (ebm.Objective, error) { return other, nil }}
		if _, err := u.TrainTop(t.Context(), v, labels, top, ebm.NewRand(1)); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "another model") {
			t.Errorf("an objective of %v: %v", other, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := u.FineTune(ctx, v, labels, ebm.UpDownSettings{Settings: s}, ebm.NewRand(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
