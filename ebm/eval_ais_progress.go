package ebm

import (
	"fmt"
	"time"
)

// tracePoints is how many points a run is divided into: the epochs of its
// Progress, and the points of a Trace.
const tracePoints = 100

// Names of the metrics that [AIS] and [ReverseAIS] report on the way, as an
// epoch of [Progress] for each hundredth of it.
const (
	// MetricLogZ is the estimate of how much log Z grows, in nats, along the part
	// of the temperatures that has been visited.
	MetricLogZ = "log Z gained"
	// MetricESS is the effective sample size of the weights so far.
	MetricESS = "effective chains"
)

// progress tells a Recorder about a run.
type progress struct {
	recorder    Recorder
	model       any
	level       int
	burnIn      int // steps before the first temperature
	steps       int // from the first to the last temperature
	start, last time.Time
	metrics     []Metric
}

func newProgress(s AISSettings, m Model) *progress {
	return &progress{recorder: s.Recorder, model: m, level: s.level, steps: len(s.Betas) - 1, start: time.Now()}
}

// point returns how many points are done after done of total steps, and how many
// steps have been done since, of how many up to the next.
func point(done, total int) (points, step, steps int) {
	n := min(tracePoints, total)
	first := func(point int) int { return (point*total + n - 1) / n }
	points = done * n / total
	return points, done - first(points), first(min(points+1, n)) - first(points)
}

// due reports whether a point has just ended.
func (p *progress) due(done, total int) bool {
	_, step, _ := point(done, total)
	return step == 0
}

// record reports ends of points, and some of the steps between them.
func (p *progress) record(done, total int, metrics []Metric) error {
	if p.recorder == nil {
		return nil
	}
	points, step, steps := point(done, total)
	if step == 0 {
		p.metrics = metrics
	} else if time.Since(p.last) < recordEvery {
		return nil
	}
	p.last = time.Now()
	err := p.recorder.Record(&Progress{Model: p.model, Level: p.level, Epoch: points, Epochs: min(tracePoints, total),
		Step: step, Steps: steps, Elapsed: time.Since(p.start), Metrics: p.metrics})
	if err != nil {
		return fmt.Errorf("recorder: %w", err)
	}
	return nil
}
