//go:build linux || darwin

package notebook

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// levelEnd is the end of an epoch of a level of three.
func levelEnd(level, epoch, epochs int) *ebm.Progress {
	p := epochEnd(epoch, epochs)
	p.Level, p.Levels = level, 3
	return p
}

// TestMonitorShowsStacks: the levels of a stack are one display, with a line for each that is done and a curve for
// each in the pictures of metrics that compare.
func TestMonitorShowsStacks(t *testing.T) {
	k := newFakeKernel(t)
	m := NewMonitor(MonitorSettings{Interval: 1})
	for level := range 3 {
		for epoch := range 4 {
			p := levelEnd(level, epoch+1, 4)
			p.Model = ebm.NewBernoulliRBM(4+level, 5+level, ebm.NewRand(1))
			record(t, m, p)
		}
	}
	got := k.messages()
	for _, message := range got {
		if message.DisplayID != got[0].DisplayID {
			t.Fatal("a level has a display of its own")
		}
	}
	page := got[len(got)-1].Data[mimeHTML].(string)
	for _, part := range []string{
		"<b>RBM 3 of 3, 4 epochs</b>", "width:100.0%;background:" + doneColor,
		"RBM 1 of 3, 4-5: 4 epochs, 40 s · reconstruction error 4.000 ± 0.050 · gap 0.50 ± 0.64 nats<", "RBM 2 of 3, 5-6: 4 epochs",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in the frame", part)
		}
	}
	if strings.Contains(page, "RBM 3 of 3, 6-7") {
		t.Error("the running level is among those that are done")
	}
	var alts []string
	for _, match := range imageSource.FindAllStringSubmatch(page, -1) {
		alts = append(alts, match[2])
	}
	for i, want := range []string{
		"reconstruction error: 3 curves against epoch: RBM 1, RBM 2, RBM 3",
		"free energy, RBM 3 (nats): 2 curves against epoch: train, held-out",
		"gap (nats): 3 curves",
	} {
		if i >= len(alts) || !strings.Contains(alts[i], want) {
			t.Errorf("picture %d is not %q: %q", i, want, alts)
		}
	}
	if len(page) > 60_000 {
		t.Errorf("the frame has %d bytes, want at most 60000", len(page))
	}
	middle := got[slices.IndexFunc(got, func(m protocolMessage) bool {
		return strings.Contains(m.Data[mimeHTML].(string), "RBM 2 of 3, epoch 3")
	})].Data[mimeHTML].(string)
	for _, part := range []string{"width:58.3%;background:" + barColor, "left for this RBM", "RBM 1 of 3, 4-5"} {
		if !strings.Contains(middle, part) {
			t.Errorf("no %q in the middle", part)
		}
	}
}

// Between the levels the pictures stay, and a new stack has none of the last.
func TestMonitorKeepsPicturesBetweenLevels(t *testing.T) {
	k := newFakeKernel(t)
	m := NewMonitor(MonitorSettings{Interval: 1})
	record(t, m, levelEnd(0, 1, 1))
	upper := midEpoch(0, 1, 5, time.Second)
	upper.Level, upper.Levels = 1, 3
	record(t, m, upper, levelEnd(0, 1, 1))
	got := k.messages()
	for i, want := range []bool{true, true, true} {
		if page := got[i].Data[mimeHTML].(string); imageSource.MatchString(page) != want {
			t.Errorf("frame %d with pictures: %t, want %t", i, !want, want)
		}
	}
	if got[2].DisplayID == got[1].DisplayID {
		t.Error("a new stack has the display of the last")
	}
}

func TestMonitorLinesOfStacks(t *testing.T) {
	var out bytes.Buffer
	m := NewMonitor(MonitorSettings{Writer: &out, Best: ebm.Lowest(ebm.MetricHeldOutError)})
	record(t, m, &ebm.Progress{Levels: 2, Epoch: 1, Epochs: 1, Elapsed: time.Second})
	record(t, m, &ebm.Progress{Level: 1, Levels: 2, Epoch: 1, Epochs: 1, Elapsed: time.Second})
	for epoch, e := range []float64{0.03, 0.02, 0.02} {
		record(t, m, &ebm.Progress{Epoch: epoch + 1, Epochs: 3, Elapsed: time.Duration(epoch+1) * time.Second, Metrics: []ebm.Metric{
			{Name: ebm.MetricLoss, Value: 0.1}, {Name: ebm.MetricHeldOutError, Value: e, Err: 0.0012},
		}})
	}
	want := "RBM 1 of 2  epoch 1/1  1.0 s\nRBM 2 of 2  epoch 1/1  1.0 s\n" +
		"epoch 1/3  loss 0.1  held-out error 3.00 ± 0.12 %  best in epoch 1  2.0 s left\n" +
		"epoch 2/3  loss 0.1  held-out error 2.00 ± 0.12 %  best in epoch 2  1.0 s left\n" +
		"epoch 3/3  loss 0.1  held-out error 2.00 ± 0.12 %  best in epoch 2  3.0 s\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// tuned trains what a function makes of a small stack, with a monitor, and returns the last frame.
func tuned(t *testing.T, s MonitorSettings, train func(d *ebm.DBN, data ebm.Matrix, labels []int, m *Monitor, rng *rand.Rand) error) string {
	t.Helper()
	k := newFakeKernel(t)
	rng := ebm.NewRand(1)
	data, labels := ebm.NewMatrix(30, 6), make([]int, 30)
	for i := range data.Data {
		data.Data[i] = float32(rng.IntN(2))
	}
	for i := range labels {
		labels[i] = i % 3
	}
	s.Height, s.Width = 2, 3
	m := NewMonitor(s)
	if err := train(ebm.NewDBN([]int{6, 5, 4}, rng), data, labels, m, rng); err != nil {
		t.Fatal(err)
	}
	if m.Err() != nil {
		t.Error(m.Err())
	}
	got := k.messages()
	return got[len(got)-1].Data[mimeHTML].(string)
}

func wantParts(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in the frame", part)
		}
	}
}

func TestMonitorWatchesClassifier(t *testing.T) {
	best := ebm.Lowest(ebm.MetricHeldOutError)
	page := tuned(t, MonitorSettings{Best: best}, func(d *ebm.DBN, data ebm.Matrix, labels []int, m *Monitor, rng *rand.Rand) error {
		s := ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: 3, LearningRate: 0.1, HeldOut: data.Slice(0, 9), Recorder: m, KeepBest: best}, HeldOutLabels: labels[:9]}
		_, err := ebm.NewClassifier(d, 3).FineTune(context.Background(), data, labels, s, rng)
		return err
	})
	wantParts(t, page, "<b>3 epochs</b>", "loss (nats): 2 curves", "error (%): 2 curves", "5 filters of 2×3", ">lowest held-out error<")
	if strings.Contains(page, "free energy") || strings.Contains(page, "reconstruction") {
		t.Error("pictures of an RBM")
	}
}

func TestMonitorWatchesAutoencoder(t *testing.T) {
	images := ebm.NewMatrix(3, 6)
	page := tuned(t, MonitorSettings{Images: images}, func(d *ebm.DBN, data ebm.Matrix, _ []int, m *Monitor, rng *rand.Rand) error {
		s := ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: 2, LearningRate: 0.1, HeldOut: data.Slice(0, 9), Recorder: m}}
		_, err := ebm.NewAutoencoder(d).FineTune(context.Background(), data, s, rng)
		return err
	})
	wantParts(t, page, "<b>2 epochs</b>", "3 originals of 2×3", "5 filters of 2×3", "squared error: 2 curves")
}

func TestMonitorWatchesPretraining(t *testing.T) {
	images := ebm.NewMatrix(3, 6)
	page := tuned(t, MonitorSettings{Images: images}, func(d *ebm.DBN, data ebm.Matrix, _ []int, m *Monitor, rng *rand.Rand) error {
		_, err := d.Pretrain(context.Background(), data, ebm.Plan{Recorder: m}, rng)
		return err
	})
	wantParts(t, page, "<b>RBM 2 of 2, 10 epochs</b>", "RBM 1 of 2, 6-5: 10 epochs", "reconstruction error: 2 curves",
		"RBM 1 of 2: 5 filters of 2×3", "RBM 1 of 2: 3 originals") // still those of the lowest level
	if strings.Contains(page, "no filters") {
		t.Error("an upper level has no filters, and says so")
	}
}

// stubborn is a model of which nothing is known but that it cannot do what it says.
type stubborn struct{}

func (stubborn) Reconstruct(_, _ ebm.Matrix) { panic("out of order") }

func TestMonitorOutlivesStrangeModels(t *testing.T) {
	for _, model := range []any{nil, 7, stubborn{}} {
		k := newFakeKernel(t)
		m := NewMonitor(MonitorSettings{Height: 2, Width: 3, Images: ebm.NewMatrix(1, 6)})
		p := epochEnd(1, 1)
		p.Model = model
		record(t, m, p)
		page := k.messages()[0].Data[mimeHTML].(string)
		if m.Err() != nil || !strings.Contains(page, "reconstruction error") || !imageSource.MatchString(page) {
			t.Errorf("%T: %v, frame %.300s", model, m.Err(), page)
		}
	}
}
