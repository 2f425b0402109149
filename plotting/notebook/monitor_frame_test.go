package notebook

import (
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/plotter"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func TestFrameMidEpoch(t *testing.T) {
	p := midEpoch(2, 10, 300, 25*time.Second)
	page := frame(newRun(midEpoch(0, 10, 1, 0), nil), p, nil)
	for _, part := range []string{"<b>epoch 3 of 10</b>, step 300 of 600", "width:25.0%", "25 s · 1 min 15 s left"} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in\n%s", part, page)
		}
	}
}

// TestFrameOfAnEarlyEnd: the last frame of a run that patience has ended shows a run that is over.
func TestFrameOfAnEarlyEnd(t *testing.T) {
	r := newRun(epochEnd(1, 20), nil)
	p := epochEnd(14, 20)
	if page := frame(r, p, nil); !strings.Contains(page, "epoch 14 of 20") || strings.Contains(page, doneColor) {
		t.Errorf("a run that goes on: %s", page)
	}
	p.Stopped = true
	page := frame(r, p, nil)
	if !strings.Contains(page, "<b>14 epochs</b>") || strings.Contains(page, " left") || !strings.Contains(page, doneColor) || !strings.Contains(page, "width:100") {
		t.Errorf("a run that is over: %s", page)
	}
}

func TestFrameEscapes(t *testing.T) {
	r := newRun(&ebm.Progress{}, nil)
	r.metrics = []measured{{Metric: ebm.Metric{Name: "<b>&", Value: 1}}}
	page := frame(r, &ebm.Progress{}, []picture{{failure: "<i>"}, {alt: `"<u>`, source: "data:"}})
	for _, part := range []string{"&lt;b&gt;&amp;", "&lt;i&gt;", "&#34;&lt;u&gt;"} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in\n%s", part, page)
		}
	}
}

// TestFrameOfOddMetrics: what is not finite is not drawn and not called NaN; what is known by no name is drawn alone.
func TestFrameOfOddMetrics(t *testing.T) {
	r := newRun(&ebm.Progress{Epoch: 1}, nil)
	for epoch := range 2 {
		r.note(&ebm.Progress{Epoch: epoch + 1, Metrics: []ebm.Metric{
			{Name: "error rate", Value: 0.1}, {Name: "held-out error rate", Value: 0.2},
			{Name: "broken", Value: math.NaN()}, {Name: "held-out more", Value: 3},
		}})
	}
	pictures := drawAll(curves(r))
	if len(pictures) != 2 || !strings.Contains(pictures[0].alt, "error rate: 2 curves") || !strings.HasPrefix(pictures[1].alt, "held-out more: 1 curve") {
		t.Errorf("pictures %v", pictures)
	}
	if page := frame(r, &ebm.Progress{Epoch: 2, Epochs: 3}, pictures); strings.Contains(page, ">NaN<") || !strings.Contains(page, ">undefined<") {
		t.Error("NaN in the frame")
	}
}

func TestFiltersOfOtherSizes(t *testing.T) {
	s := NewMonitor(MonitorSettings{Height: 28, Width: 28}).settings
	rbm := ebm.NewBernoulliRBM(6, 4, ebm.NewRand(1))
	for _, model := range []any{rbm, nil, "no model"} {
		got := drawAll(filters(s, &run{}, model))
		if len(got) != 1 || !strings.Contains(got[0].failure, "28×28 = 784") {
			t.Errorf("%v: %v, want a reason", model, got)
		}
		if got := filters(s, &run{level: 1}, model); len(got) != 0 {
			t.Errorf("%v: an upper level has %d pictures, want none", model, len(got))
		}
	}
}

func TestLongHistoryIsThinned(t *testing.T) {
	h := &history{}
	for i := range 1001 {
		h.points = append(h.points, plotter.XY{X: float64(i), Y: 1})
		h.errs = append(h.errs, 0.5)
	}
	s := h.series(&run{})
	n := s.Points.Len()
	if x, _ := s.Points.XY(0); n > maxPoints || n < maxPoints/2 || x != 1000 {
		t.Errorf("%d points from %v, want at most %d and the last one", n, x, maxPoints)
	}
	if _, low := s.Low.XY(0); low != 0 {
		t.Errorf("band from %v, want two errors of 0.5 below 1", low)
	}
	h.errs = make([]float64, len(h.errs))
	if s := h.series(&run{}); s.Low != nil || s.High != nil {
		t.Error("a band without errors")
	}
}

// sparse is an epoch of a run that measures likelihoods at each tenth one.
func sparse(epoch, epochs int) *ebm.Progress {
	p := epochEnd(epoch, epochs)
	if epoch%10 == 0 {
		x := 60 * math.Exp(-float64(epoch)/20)
		p.Metrics = append(p.Metrics,
			ebm.Metric{Name: "log-likelihood", Value: -90 - x, Err: 2},
			ebm.Metric{Name: "test log-likelihood", Value: -92 - x, Err: 3},
			ebm.Metric{Name: "log Z", Value: 200 + x, Err: 0.5})
	}
	return p
}

// TestFrameOfSparseMetrics: likelihoods at some epochs stay beside the metrics of each epoch, with their own.
func TestFrameOfSparseMetrics(t *testing.T) {
	r := newRun(sparse(1, 100), nil)
	for epoch := range 95 {
		r.note(sparse(epoch+1, 100))
	}
	pictures := drawAll(curves(r))
	var alts []string
	for _, p := range pictures {
		alts = append(alts, p.alt)
	}
	if len(pictures) != 5 || !strings.Contains(alts[3], "log-likelihood (nats): 2 curves against epoch: train, test") || !strings.Contains(alts[4], "log Z (nats)") {
		t.Errorf("pictures of %q", alts)
	}
	for _, name := range []string{"log Z", ebm.MetricGap} {
		lines := (&panel{lines: []*history{r.historyOf(name)}}).series(r)
		if want := name == "log Z"; lines[0].Marks != want {
			t.Errorf("%s: dots on the line %t, want %t", name, lines[0].Marks, want)
		}
	}
	page := frame(r, sparse(95, 100), pictures)
	for _, part := range []string{"± 2.0 nats (epoch 90)", ">± 0.40 nats<"} {
		if !strings.Contains(page, part) {
			t.Errorf("no %q in the frame", part)
		}
	}
	if len(page) > 60_000 {
		t.Errorf("the frame has %d bytes, want at most 60000", len(page))
	}
	if line := epochLine(r, sparse(95, 100)); strings.Contains(line, "likelihood") {
		t.Errorf("an old value in the line of epoch 95: %s", line)
	}
	r.note(sparse(100, 100))
	if line := epochLine(r, sparse(100, 100)); !strings.Contains(line, "test log-likelihood -92.4 ± 3.0") {
		t.Errorf("no likelihood of epoch 100 in %s", line)
	}
}

// TestFirstSparseValue: one value with its error among many epochs can be drawn.
func TestFirstSparseValue(t *testing.T) {
	r := newRun(sparse(10, 100), nil)
	r.note(sparse(10, 100))
	r.note(sparse(11, 100))
	for _, p := range drawAll(curves(r)) {
		if p.failure != "" {
			t.Error(p.failure)
		}
	}
	if r.first() != 10 {
		t.Errorf("first epoch %d of a run resumed at 10", r.first())
	}
}
