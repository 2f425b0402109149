package notebook

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"gonum.org/v1/plot/plotter"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// run is one call of Train, or one level of a stack: what a monitor remembers of it.
type run struct {
	id        string // of its display, which the levels of a stack share
	level     int
	levels    int // 0: unknown
	showLevel bool
	model     string // what it is called, or empty
	below     []*run // levels that are done
	goal      ebm.Best
	started   float64       // epochs that were done, such as those of a checkpoint,
	since     time.Duration // at this time, from where on its pace is known
	epoch     int           // the last that ended
	ended     time.Duration
	elapsed   time.Duration
	metrics   []measured
	history   []*history
}

// measured is the latest value of a metric, which may be older than the epoch: some are measured at few of them.
type measured struct {
	ebm.Metric
	epoch int
	label string // instead of its name, or empty
}

// history holds the values of one metric, one for each epoch at which it was measured.
type history struct {
	name   string
	points plotter.XYs
	errs   []float64
}

// newRun begins a run with p, after an earlier one of the same monitor or nil.
func newRun(p *ebm.Progress, before *run) *run {
	r := &run{id: newID(), level: p.Level, started: float64(p.Epoch), epoch: p.Epoch}
	if p.Step == 0 && p.Epoch == 1 {
		r.started = 0
	} else if p.Step == 0 { // how many of these epochs are of this run?
		r.since = p.Elapsed
	}
	r.levels, r.model = p.Levels, modelName(p.Model)
	r.showLevel = p.Level > 0 || p.Levels > 0 || before != nil && before.levels == 0 && (before.showLevel || before.level != p.Level)
	if before != nil && before.levels == p.Levels && before.level < p.Level {
		r.id, r.below = before.id, append(slices.Clone(before.below), before)
	}
	return r
}

// modelName is the first line of what a model says it is, without what stands in parentheses.
func modelName(model any) string {
	s, ok := model.(fmt.Stringer)
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(s.String(), "\n")
	name, _, _ = strings.Cut(name, " (")
	return name
}

// goesOnWith reports whether p is a later moment of r.
func (r *run) goesOnWith(p *ebm.Progress) bool {
	return p.Level == r.level && p.Epoch >= r.epoch && p.Elapsed >= r.elapsed
}

// note remembers p.
func (r *run) note(p *ebm.Progress) {
	r.elapsed = p.Elapsed
	if p.Step != 0 || p.Epoch <= r.epoch && len(r.history) > 0 {
		return
	}
	r.epoch, r.ended = p.Epoch, p.Elapsed
	for _, m := range p.Metrics {
		if isShare(m.Name) {
			m.Value, m.Err = 100*m.Value, 100*m.Err
		}
		r.keep(measured{Metric: m, epoch: p.Epoch})
		if !isFinite(m.Value) || !isFinite(m.Err) {
			continue
		}
		h := r.historyOf(m.Name)
		h.points = append(h.points, plotter.XY{X: float64(p.Epoch), Y: m.Value})
		h.errs = append(h.errs, m.Err)
	}
}

// isShare reports whether a metric is a share, which is shown in per cent.
func isShare(name string) bool { return name == ebm.MetricError || name == ebm.MetricHeldOutError }

// best is the best value of the metric of the goal, the first of equal ones, or nil.
func (r *run) best() *measured {
	var best *measured
	for _, h := range r.history {
		if h.name != r.goal.Metric {
			continue
		}
		for i, q := range h.points {
			if best == nil || q.Y < best.Value && r.goal.Lowest || q.Y > best.Value && !r.goal.Lowest {
				best = &measured{Metric: ebm.Metric{Name: h.name, Value: q.Y, Err: h.errs[i]}, epoch: int(q.X)}
			}
		}
	}
	return best
}

// keep puts m in the place of its older value.
func (r *run) keep(m measured) {
	i := slices.IndexFunc(r.metrics, func(old measured) bool { return old.Name == m.Name })
	if i < 0 {
		r.metrics = append(r.metrics, m)
		return
	}
	r.metrics[i] = m
}

// first is the first epoch with a value of any metric.
func (r *run) first() int {
	first := r.epoch
	for _, h := range r.history {
		first = min(first, int(h.points[0].X))
	}
	return first
}

func (r *run) historyOf(name string) *history {
	for _, h := range r.history {
		if h.name == name {
			return h
		}
	}
	h := &history{name: name}
	r.history = append(r.history, h)
	return h
}

// done is the number of epochs with the part of the running one.
func done(p *ebm.Progress) float64 {
	d := float64(p.Epoch)
	if p.Steps > 0 {
		d += math.Min(1, float64(p.Step)/float64(p.Steps))
	}
	return d
}

// fraction is how much of the training is done, in [0, 1].
func fraction(p *ebm.Progress) float64 {
	switch {
	case p.Epochs <= 0:
		return 0
	case finished(p):
		return 1
	}
	return math.Min(1, done(p)/float64(p.Epochs))
}

func finished(p *ebm.Progress) bool { return p.Step == 0 && (p.Epoch >= p.Epochs || p.Stopped) }

// doneOfAll is how much of the training of all levels is done, in [0, 1].
func (r *run) doneOfAll(p *ebm.Progress) float64 {
	if r.levels <= r.level {
		return fraction(p)
	}
	return (float64(r.level) + fraction(p)) / float64(r.levels)
}

// allDone reports whether nothing is left to train, as far as is known.
func (r *run) allDone(p *ebm.Progress) bool { return finished(p) && r.level+1 >= r.levels }

// left estimates the time that training still takes, at the pace since it began.
func (r *run) left(p *ebm.Progress) (left time.Duration, known bool) {
	d := done(p)
	if d <= r.started || p.Elapsed <= r.since || finished(p) {
		return 0, false
	}
	pace := float64(p.Elapsed-r.since) / (d - r.started)
	left = time.Duration(min(pace*(float64(p.Epochs)-d), math.MaxInt64/2))
	return max(left, 0), true
}

var displays atomic.Int64

// newID names a display as no other execution of any cell does: the kernel remembers ids, and a known one would change
// the output of the cell that used it first.
func newID() string {
	return fmt.Sprintf("gonb-ebm-%d-%x-%d", os.Getpid(), time.Now().UnixNano(), displays.Add(1))
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
