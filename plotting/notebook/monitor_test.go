package notebook

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func init() { programs["quiet monitor"] = quietMonitor }

// epochEnd is the end of an epoch of ten seconds, with metrics that get better.
func epochEnd(epoch, epochs int) *ebm.Progress {
	x := float64(epoch)
	return &ebm.Progress{
		Epoch: epoch, Epochs: epochs, Steps: 600, Elapsed: time.Duration(epoch) * 10 * time.Second,
		Metrics: []ebm.Metric{
			{Name: ebm.MetricReconstruction, Value: 20 / (x + 1), Err: 0.05},
			{Name: ebm.MetricFreeEnergy, Value: -100 - x, Err: 0.4},
			{Name: ebm.MetricHeldOut, Value: -99.5 - x, Err: 0.5},
			{Name: ebm.MetricGap, Value: 0.5, Err: 0.64},
			{Name: ebm.MetricUpdate, Value: 0.00123456},
		},
	}
}

// midEpoch is a moment of the epoch after that many.
func midEpoch(epochs, of, step int, elapsed time.Duration) *ebm.Progress {
	return &ebm.Progress{Epoch: epochs, Epochs: of, Step: step, Steps: 600, Elapsed: elapsed}
}

func record(t *testing.T, m *Monitor, ps ...*ebm.Progress) {
	t.Helper()
	for _, p := range ps {
		if err := m.Record(p); err != nil {
			t.Fatalf("Record returned %v, which ends training", err)
		}
	}
}

func TestMonitorWriter(t *testing.T) {
	var out bytes.Buffer
	m := NewMonitor(MonitorSettings{Writer: &out})
	record(t, m, midEpoch(0, 10, 300, 5*time.Second), epochEnd(1, 10), midEpoch(1, 10, 300, 15*time.Second), epochEnd(10, 10))
	want := "epoch  1/10  reconstruction error 10.000 ± 0.050  free energy -101.00 ± 0.40  held-out free energy -100.50 ± 0.50  gap 0.50 ± 0.64  update ratio 0.001235  1 min 30 s left\n" +
		"epoch 10/10  reconstruction error 1.818 ± 0.050  free energy -110.00 ± 0.40  held-out free energy -109.50 ± 0.50  gap 0.50 ± 0.64  update ratio 0.001235  1 min 40 s\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestMonitorInTerminal(t *testing.T) {
	var out bytes.Buffer
	m := NewMonitor(MonitorSettings{})
	m.view = &lines{w: &out, live: true}
	end := func(epoch int) *ebm.Progress {
		return &ebm.Progress{Epoch: epoch, Epochs: 4, Elapsed: time.Duration(epoch) * 10 * time.Second}
	}
	record(t, m,
		midEpoch(0, 4, 60, time.Second), // below two seconds: nothing
		midEpoch(0, 4, 150, 2500*time.Millisecond),
		end(1),
		midEpoch(1, 4, 60, 11*time.Second),
		midEpoch(1, 4, 300, 15*time.Second),
		end(4),
	)
	want := "\repoch 1/4  25 %  38 s left" +
		"\repoch 1/4  30 s left      \n" +
		"\repoch 2/4  50 %  25 s left" +
		"\repoch 4/4  40 s           \n"
	if got := out.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestMonitorLevels(t *testing.T) {
	var out bytes.Buffer
	m := NewMonitor(MonitorSettings{Writer: &out})
	for _, p := range []struct{ level, epoch int }{{0, 1}, {0, 2}, {1, 1}, {1, 2}, {0, 1}} {
		record(t, m, &ebm.Progress{Level: p.level, Epoch: p.epoch, Epochs: 2, Elapsed: time.Duration(p.epoch) * time.Second})
	}
	want := "epoch 1/2  1.0 s left\nepoch 2/2  2.0 s\n" +
		"level 1  epoch 1/2  1.0 s left\nlevel 1  epoch 2/2  2.0 s\n" +
		"level 0  epoch 1/2  1.0 s left\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRunHistory(t *testing.T) {
	m := NewMonitor(MonitorSettings{Writer: new(bytes.Buffer)})
	record(t, m, epochEnd(1, 3), midEpoch(1, 3, 5, 11*time.Second), epochEnd(2, 3))
	first := m.run
	upper := epochEnd(2, 3)
	upper.Level = 1
	record(t, m, upper)
	if m.run == first || m.run.id != first.id || len(m.run.below) != 1 || m.run.below[0] != first {
		t.Fatal("a new level goes on with the curves of the last, or elsewhere")
	}
	if n := len(first.historyOf(ebm.MetricGap).points); n != 2 {
		t.Errorf("%d points of level 0, want 2", n)
	}
	if n := len(m.run.historyOf(ebm.MetricGap).points); n != 1 {
		t.Errorf("%d points of level 1, want 1", n)
	}
	second := m.run
	again := epochEnd(1, 3)
	again.Level, again.Elapsed = 1, time.Second
	record(t, m, again)
	if m.run == second || m.run.id == second.id {
		t.Error("a new training goes on with the curves of the last")
	}
}

func TestTimeLeft(t *testing.T) {
	for _, test := range []struct {
		name  string
		first *ebm.Progress
		now   *ebm.Progress
		want  time.Duration
		known bool
	}{
		{"from the start", midEpoch(0, 10, 60, time.Second), midEpoch(4, 10, 300, 45*time.Second), 55 * time.Second, true},
		{"whole epochs only", epochEnd(1, 10), epochEnd(5, 10), 50 * time.Second, true},
		{"resumed after epoch 5", midEpoch(5, 10, 60, time.Second), midEpoch(6, 10, 0, 10*time.Second), 40 * time.Second, true},
		{"resumed, whole epochs only", midEpoch(6, 10, 0, 8*time.Second), midEpoch(7, 10, 0, 18*time.Second), 30 * time.Second, true},
		{"resumed, first sign", midEpoch(6, 10, 0, 8*time.Second), midEpoch(6, 10, 0, 8*time.Second), 0, false},
		{"nothing done", midEpoch(0, 10, 0, 0), midEpoch(0, 10, 0, 0), 0, false},
		{"at the end", epochEnd(1, 2), epochEnd(2, 2), 0, false},
	} {
		got, known := newRun(test.first, nil).left(test.now)
		if known != test.known || (got-test.want).Abs() > time.Millisecond {
			t.Errorf("%s: %v %t, want %v %t", test.name, got, known, test.want, test.known)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 s", 2540 * time.Millisecond: "2.5 s", 9960 * time.Millisecond: "10 s", 59400 * time.Millisecond: "59 s",
		59600 * time.Millisecond: "1 min 0 s", 200 * time.Second: "3 min 20 s", 7500 * time.Second: "2 h 5 min",
	} {
		if got := formatDuration(d); got != want {
			t.Errorf("formatDuration(%v) = %q, want %q", d, got, want)
		}
	}
}

func quietMonitor() {
	m := NewMonitor(MonitorSettings{Height: 28, Width: 28})
	for epoch := range 3 {
		Check(m.Record(epochEnd(epoch+1, 3)))
		Check(m.Record(midEpoch(epoch+1, 3, 300, time.Hour)))
	}
	Check(m.Err())
}

func TestMonitorIsQuietWhereNobodyWatches(t *testing.T) {
	cmd, stdout, stderr := program("quiet monitor")
	if err := cmd.Run(); err != nil || stdout.Len() > 0 || stderr.Len() > 0 {
		t.Errorf("%v, standard output %q, standard error %q", err, stdout, stderr)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

// captureStderr returns what f writes to standard error.
func captureStderr(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	old := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = old }()
	f()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMonitorOutlivesItsDisplay(t *testing.T) {
	m := NewMonitor(MonitorSettings{Writer: fullDisk{}})
	text := captureStderr(t, func() { record(t, m, epochEnd(1, 3), epochEnd(2, 3), epochEnd(3, 3)) })
	if err := m.Err(); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("Err() = %v", err)
	}
	if strings.Count(text, "no space") != 1 || strings.Count(text, "training goes on") != 1 ||
		!regexp.MustCompile(`(?s)epoch 2/3 .*\nepoch 3/3 .*\n$`).MatchString(text) {
		t.Errorf("standard error:\n%s", text)
	}
	m.view = &lines{w: fullDisk{}}
	if text := captureStderr(t, func() { record(t, m, epochEnd(3, 3), epochEnd(3, 3)) }); text != "" {
		t.Errorf("a second failure says %q", text)
	}
}

// jealous notices when two goroutines write at the same time.
type jealous struct {
	busy  atomic.Bool
	clash atomic.Bool
	lines atomic.Int64
}

func (w *jealous) Write(p []byte) (int, error) {
	if w.busy.Swap(true) {
		w.clash.Store(true)
	}
	runtime.Gosched()
	w.lines.Add(1)
	w.busy.Store(false)
	return len(p), nil
}

func TestMonitorIsSafeForGoroutines(t *testing.T) {
	w := new(jealous)
	m := NewMonitor(MonitorSettings{Writer: w})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for epoch := range 20 {
				record(t, m, epochEnd(epoch+1, 20))
			}
		})
	}
	group.Wait()
	if n := w.lines.Load(); n != 160 || w.clash.Load() {
		t.Errorf("%d lines, want 160; at the same time: %t", n, w.clash.Load())
	}
}

func TestNewMonitorPanics(t *testing.T) {
	for _, s := range []MonitorSettings{{Height: 28}, {Width: 28}, {Height: -1, Width: -1}, {Filters: -1}, {Interval: -1}, {Images: ebm.NewMatrix(1, 6)}, {Height: 2, Width: 2, Images: ebm.NewMatrix(1, 6)}} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "notebook: ") {
					t.Errorf("%+v: panic %q", s, text)
				}
			}()
			NewMonitor(s)
			t.Errorf("%+v: no panic", s)
		}()
	}
}
