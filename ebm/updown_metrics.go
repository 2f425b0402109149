package ebm

import (
	"context"
	"math/rand/v2"
)

// Names of the metrics that an [UpDown] reports beside [MetricError] and
// [MetricHeldOutError], which are those of [UpDown.Predict]. They are means over
// up to 1000 rows and, always with the same random numbers, one draw for each.
const (
	// MetricWake is Σ_l -log p(h_l | h_{l+1}), in nats: how badly the generative
	// stages restore what the recognition weights draw for training rows.
	MetricWake = "wake loss"
	// MetricHeldOutWake is MetricWake of held-out rows.
	MetricHeldOutWake = "held-out wake loss"
	// MetricSleep is Σ_l -log q(h_{l+1} | h_l), in nats: how badly the recognition
	// stages recover what the generative ones draw, from a chain of the top RBM
	// one step away from training rows.
	MetricSleep = "sleep loss"
)

// Examine measures u on rows [v, one-hot label].
func (w *wakeSleep) Examine(train, heldOut Matrix) []Metric {
	probe := newWakeSleep(w.model, UpDownChains{K: 1, VisibleSamples: w.VisibleSamples}, nil)
	metrics := []Metric{mean(MetricWake, probe.wakeLosses(train)), mean(MetricSleep, probe.sleepLosses())}
	if heldOut.Rows > 0 {
		metrics = append(metrics, mean(MetricHeldOutWake, probe.wakeLosses(heldOut)))
	}
	if w.model.Classes == 0 {
		return metrics
	}
	metrics = append(metrics, mean(MetricError, w.model.mistakes(train)))
	if heldOut.Rows > 0 {
		metrics = append(metrics, mean(MetricHeldOutError, w.model.mistakes(heldOut)))
	}
	return metrics
}

// probeSeed makes metrics comparable: they differ by the parameters alone.
const probeSeed = 1

// wakeLosses returns Σ_l -log p(h_l | h_{l+1}) of each row.
func (w *wakeSleep) wakeLosses(data Matrix) []float64 {
	w.rise(data, NewRand(probeSeed))
	total, one := make([]float64, data.Rows), make([]float64, data.Rows)
	below := data.Columns(0, w.model.NumVisible())
	for l, s := range w.model.Generative {
		network{s}.negLogLikelihoods(one, w.up[l], below)
		addTo(total, one)
		below = w.up[l]
	}
	return total
}

// sleepLosses returns Σ_l -log q(h_{l+1} | h_l) of draws from the chains' ends,
// the chains having started where wakeLosses left.
func (w *wakeSleep) sleepLosses() []float64 {
	rng := NewRand(probeSeed + 1)
	above := w.fall(w.top.Particles(w.joined, rng), rng)
	total, one := make([]float64, above.Rows), make([]float64, above.Rows)
	for l := len(w.model.Recognition) - 1; l >= 0; l-- {
		network{w.model.Recognition[l]}.negLogLikelihoods(one, w.down[l], above)
		addTo(total, one)
		above = w.down[l]
	}
	return total
}

func addTo(total, x []float64) {
	for i, v := range x {
		total[i] += v
	}
}

// mistakes returns 1 for each row [v, one-hot label] whose label is not
// predicted, 0 for the others.
func (u *UpDown) mistakes(rows Matrix) []float64 {
	predicted, wrong := make([]int, rows.Rows), make([]float64, rows.Rows)
	u.Predict(predicted, rows.Columns(0, u.NumVisible()))
	for i, y := range predicted {
		wrong[i] = 1 - float64(rows.Row(i)[u.NumVisible()+y])
	}
	return wrong
}

// labelErrors is a [Measure] of the label errors while the top RBM is trained.
type labelErrors struct {
	model          *UpDown
	train, heldOut Matrix
}

func newLabelErrors(u *UpDown, data Source, labels []int, s TopSettings) labelErrors {
	e := labelErrors{model: u, train: spread(u.beside(data, labels), nil)}
	if s.HeldOut != nil {
		e.heldOut = spread(u.beside(s.HeldOut, s.HeldOutLabels), nil)
	}
	return e
}

func (e labelErrors) Measure(context.Context, any, int, *rand.Rand) ([]Metric, error) {
	metrics := []Metric{mean(MetricError, e.model.mistakes(e.train))}
	if e.heldOut.Rows > 0 {
		metrics = append(metrics, mean(MetricHeldOutError, e.model.mistakes(e.heldOut)))
	}
	return metrics, nil
}

var _ Measure = labelErrors{}
