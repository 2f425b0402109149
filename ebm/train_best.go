package ebm

import (
	"fmt"
	"strings"
)

// Best is a Settings.KeepBest: the metric by which epochs compare. Make it with
// [Highest] or [Lowest].
type Best struct {
	Metric string // its name; "": KeepBest is off
	Lowest bool   // whether low values are good
}

// Highest is for a metric whose high values are good, such as a log-likelihood.
func Highest(metric string) Best { return Best{Metric: metric} }

// Lowest is for a metric whose low values are good, such as an error.
func Lowest(metric string) Best { return Best{Metric: metric, Lowest: true} }

// String says it in words, or is empty.
func (b Best) String() string {
	switch {
	case b.Metric == "":
		return ""
	case b.Lowest:
		return "lowest " + b.Metric
	}
	return "highest " + b.Metric
}

func (b Best) better(x, than float64) bool {
	if b.Lowest {
		return x < than
	}
	return x > than
}

// keepBest keeps the parameters that the model holds if they are the best ones.
// It returns an error that wraps ErrSettings when the metric cannot come any
// more.
func (t *trainer) keepBest(metrics []Metric, epoch int) error {
	best, r := t.settings.KeepBest, &t.state.result
	if best.Metric == "" {
		return nil
	}
	m, ok := find(metrics, best.Metric)
	if !ok {
		if r.BestEpoch == 0 && (len(t.settings.Measures) == 0 || epoch == t.settings.Epochs) {
			return fmt.Errorf("ebm: KeepBest: there is no metric %q, only %s: %w", best.Metric, metricNames(metrics), ErrSettings)
		}
		return nil
	}
	if r.BestEpoch > 0 && !best.better(m.Value, r.Best.Value) {
		return nil
	}
	r.BestEpoch, r.Best = epoch, m
	for k, p := range t.params {
		copyRows(t.best[k].Value, p.Value)
	}
	return nil
}

func metricNames(metrics []Metric) string {
	names := make([]string, len(metrics))
	for i, m := range metrics {
		names[i] = fmt.Sprintf("%q", m.Name)
	}
	return strings.Join(names, ", ")
}

// leave makes the model hold what training has found: the averaged parameters,
// or those of the best epoch.
func (t *trainer) leave() {
	t.settings.Average.show(true)
	if t.state.result.BestEpoch == 0 {
		return
	}
	for k, p := range t.best {
		copyRows(t.params[k].Value, p.Value)
	}
}
