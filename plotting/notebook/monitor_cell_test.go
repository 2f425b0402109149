//go:build linux || darwin

package notebook

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image/png"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

var imageSource = regexp.MustCompile(`<img src="data:image/png;base64,([^"]*)" alt="([^"]+)"`)

// strokes are weights like those of a trained RBM: a stroke in each filter, and noise of a tenth of it.
func strokes(m *ebm.RBM, height, width int) {
	for j := range m.NumHidden() {
		sin, cos := math.Sincos(float64(j))
		for i := range height * width {
			x, y := float64(i%width-width/2), float64(i/width-height/2)
			across, along := (x*cos+y*sin)/2-float64(j%7-3), (y*cos-x*sin)/8
			m.Weights.Row(i)[j] = 10*m.Weights.Row(i)[j] + float32(across*math.Exp(-across*across-along*along))
		}
	}
}

// TestMonitorFinalFrame: the frame that stays in a saved notebook holds everything, and is small.
func TestMonitorFinalFrame(t *testing.T) {
	k := newFakeKernel(t)
	m := NewMonitor(MonitorSettings{Height: 28, Width: 28})
	rbm := ebm.NewBernoulliRBM(28*28, 500, ebm.NewRand(1))
	strokes(rbm, 28, 28)
	for epoch := range 5 {
		p := epochEnd(epoch+1, 5)
		p.Model = rbm
		record(t, m, p)
	}
	got := k.messages()
	last := got[len(got)-1]
	page := last.Data[mimeHTML].(string)
	if len(page) > 60_000 {
		t.Errorf("the frame has %d bytes, want at most 60000", len(page))
	}
	for _, part := range []string{"<b>5 epochs</b>", "width:100.0%", ">50 s<", "3.333", "± 0.050", "−105.00", "± 0.40 nats", "0.001235"} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in the frame", part)
		}
	}
	for _, part := range []string{"<style", "<script", "<svg", "http", "NaN"} {
		if strings.Contains(page, part) {
			t.Errorf("%q in the frame", part)
		}
	}
	var alts []string
	for _, match := range imageSource.FindAllStringSubmatch(page, -1) {
		data, err := base64.StdEncoding.DecodeString(match[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("%s: %v", match[2], err)
		}
		alts = append(alts, match[2])
	}
	for i, part := range []string{"reconstruction error", "free energy (nats): 2 curves", "gap (nats)", "30 filters of 28×28"} {
		if i >= len(alts) || !strings.Contains(alts[i], part) {
			t.Errorf("picture %d is not of %s: %q", i, part, alts)
		}
	}
	if text, _ := last.Data[mimeText].(string); !strings.HasPrefix(text, "epoch 5/5  reconstruction error 3.333 ± 0.050") {
		t.Errorf("text %q", text)
	}
}

func TestMonitorRedrawsInPlace(t *testing.T) {
	k := newFakeKernel(t)
	ids := map[string]bool{}
	for range 2 { // a cell that runs twice
		m := NewMonitor(MonitorSettings{})
		from := len(k.messages())
		record(t, m, epochEnd(1, 2), epochEnd(2, 2))
		record(t, m, midEpoch(0, 2, 1, time.Second)) // another training
		got := k.messages()[from:]
		if len(got) != 3 || got[0].DisplayID == "" || got[0].DisplayID != got[1].DisplayID || got[1].DisplayID == got[2].DisplayID {
			t.Fatalf("want two frames in one place and one in another, got %d: %v", len(got), got)
		}
		if page := got[2].Data[mimeHTML].(string); !strings.Contains(page, "epoch 1 of 2") || imageSource.MatchString(page) {
			t.Error("another training has the pictures of the last")
		}
		ids[got[0].DisplayID], ids[got[2].DisplayID] = true, true
	}
	if len(ids) != 4 {
		t.Errorf("%d ids of four displays", len(ids))
	}
}

// TestMonitorIsThrifty plays 100 epochs of 20 ms, reported every 5 ms, with a clock of its own.
func TestMonitorIsThrifty(t *testing.T) {
	k := newFakeKernel(t)
	m := NewMonitor(MonitorSettings{})
	clock := time.Now()
	m.now = func() time.Time { return clock }
	for epoch := range 100 {
		for step := range 4 {
			clock = clock.Add(5 * time.Millisecond)
			p := epochEnd(epoch+1, 100)
			if step < 3 {
				p = midEpoch(epoch, 100, 150*(step+1), 0)
			}
			p.Elapsed = time.Duration(4*epoch+step+1) * 5 * time.Millisecond
			record(t, m, p)
		}
	}
	got := k.messages()
	// Two seconds with a frame each quarter, and those of the first moment, of pictures and of the end.
	if n := len(got); n < 8 || n > 12 {
		t.Errorf("%d frames in two seconds, want about four a second", n)
	}
	drawn := map[string]bool{}
	for _, m := range got {
		drawn[strings.Join(imageSource.FindAllString(m.Data[mimeHTML].(string), -1), "")] = true
	}
	// None yet, after the first epoch, after a second more, and at the end.
	if n := len(drawn); n != 4 {
		t.Errorf("%d different sets of pictures, want 4", n)
	}
	if page := got[len(got)-1].Data[mimeHTML].(string); !strings.Contains(page, "<b>100 epochs</b>") {
		t.Error("the last frame is not of the last epoch")
	}
}

func TestMonitorDoesNotLoseTheTraining(t *testing.T) {
	k := newFakeKernel(t)
	k.link.patience = 50 * time.Millisecond
	m := NewMonitor(MonitorSettings{Interval: 1})
	record(t, m, epochEnd(1, 4))
	k.mu.Lock()
	k.mute = true
	k.mu.Unlock()
	text := captureStderr(t, func() { record(t, m, epochEnd(2, 4), epochEnd(3, 4), epochEnd(4, 4)) })
	if !errors.Is(m.Err(), ErrKernel) {
		t.Errorf("Err() = %v, want ErrKernel", m.Err())
	}
	if strings.Count(text, "training goes on") != 1 || !strings.Contains(text, "epoch 4/4 ") {
		t.Errorf("standard error:\n%s", text)
	}
}

func TestMonitorWatchesTrain(t *testing.T) {
	k := newFakeKernel(t)
	rng := ebm.NewRand(1)
	rbm := ebm.NewBernoulliRBM(6, 4, rng)
	data := ebm.NewMatrix(20, 6)
	for i := range data.Data {
		data.Data[i] = float32(rng.IntN(2))
	}
	m := NewMonitor(MonitorSettings{Height: 2, Width: 3})
	s := ebm.Settings{Epochs: 3, LearningRate: 0.1, HeldOut: data, Recorder: m}
	if _, err := ebm.Train(t.Context(), ebm.NewCD(rbm, 1), data, s, rng); err != nil {
		t.Fatal(err)
	}
	got := k.messages()
	page := got[len(got)-1].Data[mimeHTML].(string)
	if n := len(imageSource.FindAllString(page, -1)); n != 4 || !strings.Contains(page, "<b>3 epochs</b>") || m.Err() != nil {
		t.Errorf("%d pictures, want 4; error %v; frame:\n%.300s", n, m.Err(), page)
	}
}
