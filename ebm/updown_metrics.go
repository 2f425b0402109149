package ebm

import (
	"context"
	"math/rand/v2"
)

// Names of the metrics that [UpDown.FineTune] reports beside [MetricError] and
// [MetricHeldOutError], which are those of [UpDown.Predict]. They are means over
// up to 1000 rows, with one draw for each, always of the same random numbers.
const (
	// MetricWake is Σ_l -log p(h_l | h_{l+1}), in nats: how badly the generative
	// stages restore what the recognition weights draw for training rows. It also
	// grows when these draw more various states, so it is no bound by itself.
	MetricWake = "wake loss"
	// MetricHeldOutWake is MetricWake of held-out rows.
	MetricHeldOutWake = "held-out wake loss"
	// MetricSleep is Σ_l -log q(h_{l+1} | h_l), in nats: how badly the recognition
	// stages recover what the generative ones draw, from a chain of the top RBM
	// one step away from training rows.
	MetricSleep = "sleep loss"
)

// Examine measures the model on rows [v, one-hot label], and its label errors on
// all held-out rows.
func (w *wakeSleep) Examine(train, heldOut Matrix) []Metric {
	if w.probe == nil {
		w.probe = newWakeSleep(w.model, UpDownSettings{K: 1, VisibleSamples: w.settings.VisibleSamples}, nil)
	}
	probe := w.probe
	metrics := []Metric{mean(MetricWake, probe.wakeLosses(train)), mean(MetricSleep, probe.sleepLosses())}
	if heldOut.Rows > 0 {
		metrics = append(metrics, mean(MetricHeldOutWake, probe.wakeLosses(heldOut)))
	}
	return append(metrics, w.model.labelMetrics(train, w.heldOut)...)
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

// labelErrors is a [Measure] of the label errors while the top RBM is trained.
type labelErrors struct {
	model   *UpDown
	train   Matrix // a sample of the training rows
	heldOut Source // all held-out rows, or nil
}

func newLabelErrors(u *UpDown, data Source, labels []int, heldOut Source) labelErrors {
	return labelErrors{u, spread(u.beside(data, labels), nil), heldOut}
}

func (e labelErrors) Measure(context.Context, any, int, *rand.Rand) ([]Metric, error) {
	return e.model.labelMetrics(e.train, e.heldOut), nil
}

// labelMetrics are those of the labels, if there are label units.
func (u *UpDown) labelMetrics(train Matrix, heldOut Source) []Metric {
	if u.Classes == 0 {
		return nil
	}
	metrics := []Metric{mean(MetricError, u.mistakes(train))}
	if heldOut != nil {
		metrics = append(metrics, mean(MetricHeldOutError, u.mistakes(heldOut)))
	}
	return metrics
}

var _ Measure = labelErrors{}
