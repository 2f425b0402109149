package notebook

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// MonitorSettings says what a [Monitor] shows and where.
type MonitorSettings struct {
	// Height and Width are the sides of a filter, a column of the weights, in pixels: 28 and 28 for MNIST.
	// Zero: no filters are shown. Of a stack those of the lowest level are.
	Height, Width int

	// Filters is how many are shown at most, the first ones. Zero: 30.
	Filters int

	// Images are rows of Height·Width values, such as ten held-out ones, that are shown with their reconstructions and
	// squared errors, if the model is an [ebm.Reconstructor] of such rows: an autoencoder, an RBM. No rows: none.
	Images ebm.Matrix

	// Best is by which metric the best epoch is marked, such as Lowest(MetricHeldOutError): that of
	// [ebm.Settings].KeepBest. The zero value: none.
	Best ebm.Best

	// Interval is the least time between two frames. Zero: 250 ms.
	Interval time.Duration

	// Writer gets one line per epoch, whatever the program runs in, and nothing is shown elsewhere. Nil: where the
	// program runs decides, see Monitor.
	Writer io.Writer
}

// Monitor shows training while it runs. It is an [ebm.Recorder].
//
// In a notebook it is one output of the cell, redrawn in place: a progress bar with the time left, the latest metrics
// with their standard errors, a curve of each metric (held-out beside training, with bands of two standard errors) and
// filters. A metric that is measured at some epochs only, as a log-likelihood, keeps its latest number, with the epoch,
// and has dots on its curve. Shares of errors are in per cent. Of a model that it does not know it shows the metrics.
//
// Each call of Train has an output of its own, and the levels of a stack have one together: a line for each level that
// is done, and in the pictures of a reconstruction error, say, a curve for each level. The two curves of a metric of
// training and held-out rows are those of the running level.
//
// Pictures are drawn at ends of epochs, so rarely that they take a few per cent of the time at most, and at the last
// one, whose frame stays in the saved notebook. If training ends early, the numbers that stay may be a moment older
// than the model, and the pictures some seconds.
//
// In a terminal it is a line per epoch, and a line that moves within epochs of more than two seconds. Elsewhere it is
// quiet.
//
// A display that fails does not end the training: Monitor says so once on standard error, where it continues with
// lines; Err returns the failure.
//
// A Monitor may be used by several goroutines and for several calls of Train, one after the other.
type Monitor struct {
	settings MonitorSettings
	now      func() time.Time

	mu   sync.Mutex
	view view // nil until the first Record
	run  *run
	err  error
}

var _ ebm.Recorder = (*Monitor)(nil)

// view is one way to show a run.
type view interface {
	// update shows the state of r, of which p is the latest.
	update(r *run, p *ebm.Progress) error
}

const (
	defaultFilters  = 30
	defaultInterval = 250 * time.Millisecond
)

// NewMonitor returns a monitor for an [ebm.Settings] or [ebm.Plan]. It panics if a setting is negative, if only one of
// Height and Width is zero, or if Images are not of that size.
func NewMonitor(s MonitorSettings) *Monitor {
	if s.Height < 0 || s.Width < 0 || s.Filters < 0 || s.Interval < 0 {
		panic("notebook: negative MonitorSettings")
	}
	if (s.Height == 0) != (s.Width == 0) {
		panic("notebook: MonitorSettings with only one of Height and Width")
	}
	if s.Images.Rows > 0 && s.Images.Cols != s.Height*s.Width {
		panic("notebook: MonitorSettings.Images are not of Height × Width pixels")
	}
	if s.Filters == 0 {
		s.Filters = defaultFilters
	}
	if s.Interval == 0 {
		s.Interval = defaultInterval
	}
	return &Monitor{settings: s, now: time.Now}
}

// Record shows p. It always returns nil: no failure of a display is worth a training.
func (m *Monitor) Record(p *ebm.Progress) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.view == nil {
		m.view = m.open()
	}
	if m.run == nil || !m.run.goesOnWith(p) {
		m.run = newRun(p, m.run)
		m.run.goal = m.settings.Best
	}
	m.run.note(p)
	if err := m.view.update(m.run, p); err != nil {
		m.giveUp(err)
	}
	return nil
}

// Err returns the first failure to show something, or nil.
func (m *Monitor) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// open chooses the view.
func (m *Monitor) open() view {
	switch {
	case m.settings.Writer != nil:
		return &lines{w: m.settings.Writer}
	case kernel.present():
		return &cell{settings: m.settings, now: m.now}
	case term.IsTerminal(int(os.Stdout.Fd())):
		return &lines{w: os.Stdout, live: true}
	}
	return quiet{}
}

// giveUp falls back to lines on standard error, and to nothing if it fails a second time.
func (m *Monitor) giveUp(err error) {
	if m.err != nil {
		m.view = quiet{}
		return
	}
	m.err = err
	m.view = &lines{w: os.Stderr}
	fmt.Fprintf(os.Stderr, "notebook: the monitor cannot show its frame and continues here, training goes on: %v\n", err)
}

// quiet is the view of a program that nobody watches.
type quiet struct{}

func (quiet) update(*run, *ebm.Progress) error { return nil }
