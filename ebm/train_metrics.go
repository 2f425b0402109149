package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// monitorRows is how many rows, spread evenly over a source, the metrics use.
const monitorRows = 1000

// monitor measures a model on a fixed sample of training and held-out rows.
type monitor struct {
	model          any
	train, heldOut Matrix // heldOut has no rows if there is none
}

// newMonitor gathers the sample; rng serves sources that draw.
func newMonitor(model any, data, heldOut Source, rng *rand.Rand) *monitor {
	m := &monitor{model: model, train: spread(data, rng)}
	if heldOut != nil {
		m.heldOut = spread(heldOut, rng)
	}
	return m
}

func spread(data Source, rng *rand.Rand) Matrix {
	n, cols := data.Dims()
	rows := make([]int, min(n, monitorRows))
	for i := range rows {
		rows[i] = i * n / len(rows)
	}
	x := NewMatrix(len(rows), cols)
	data.Gather(x, rows, rng)
	return x
}

// measure returns the metrics that the model is able to give.
func (m *monitor) measure(ratio float64) []Metric {
	if e, ok := m.model.(Examiner); ok {
		return append(e.Examine(m.train, m.heldOut), Metric{Name: MetricUpdate, Value: ratio})
	}
	var metrics []Metric
	if r, ok := m.model.(Reconstructor); ok {
		metrics = append(metrics, mean(MetricReconstruction, reconstructionErrors(r, m.train)))
	}
	if f, ok := m.model.(Model); ok {
		train := mean(MetricFreeEnergy, freeEnergies(f, m.train))
		metrics = append(metrics, train)
		if m.heldOut.Rows > 0 {
			held := mean(MetricHeldOut, freeEnergies(f, m.heldOut))
			gap := Metric{MetricGap, held.Value - train.Value, math.Hypot(held.Err, train.Err)}
			metrics = append(metrics, held, gap)
		}
	}
	return append(metrics, Metric{Name: MetricUpdate, Value: ratio})
}

// shown is what users see of a model that is trained: that which it stands for.
func shown(m Trainable) any {
	if w, ok := m.(interface{ unwrap() any }); ok {
		return w.unwrap()
	}
	return m
}

// finiteMetrics returns an error that wraps ErrDiverged and names the first
// metric that is not finite.
func finiteMetrics(metrics []Metric) error {
	for _, x := range metrics {
		if !finite(x.Value) || !finite(x.Err) {
			return fmt.Errorf("%s is %g ± %g: %w", x.Name, x.Value, x.Err, ErrDiverged)
		}
	}
	return nil
}

func freeEnergies(m Model, v Matrix) []float64 {
	f := make([]float64, v.Rows)
	m.FreeEnergy(f, v)
	return f
}

// reconstructionErrors returns Σ_i (v_i - v'_i)² of each row.
func reconstructionErrors(m Reconstructor, v Matrix) []float64 {
	r := NewMatrix(v.Rows, v.Cols)
	m.Reconstruct(r, v)
	errs := make([]float64, v.Rows)
	for i := range errs {
		for j, x := range v.Row(i) {
			d := float64(x) - float64(r.Row(i)[j])
			errs[i] += d * d
		}
	}
	return errs
}

// mean returns the mean of x with its standard error, 0 for a single value.
func mean(name string, x []float64) Metric {
	n := float64(len(x))
	var sum, squares float64
	for _, v := range x {
		sum += v
	}
	for _, v := range x {
		squares += (v - sum/n) * (v - sum/n)
	}
	m := Metric{Name: name, Value: sum / n}
	if n > 1 {
		m.Err = math.Sqrt(squares / (n - 1) / n)
	}
	return m
}
