package ebm

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Average is an exponential average of the parameters over the course of
// training, kept beside the raw ones: with τ counted in epochs, the parameters
// at τ' weigh exp(-(τ-τ')/horizon), and all weights sum to 1 from the first step
// on. The noise of the last steps, which a constant learning rate keeps high,
// averages out.
//
// With Settings.Average = NewAverage(5), say, the model holds the raw parameters
// while Train takes steps, and so when a Recorder is called within an epoch. It
// holds the averaged ones when an epoch has ended, in metrics, measures,
// KeepBest and Record, and when Train has returned, for whatever reason, once a
// step was taken. The checkpoint holds both, and a resumed run goes on from the
// raw ones.
//
// An Average belongs to one model and one run of Train at a time, and starts
// anew with each. It is not safe for concurrent use.
type Average struct {
	horizon float64
	params  []Param // what the model holds
	other   []Param // what it does not
	shown   bool    // whether the model holds the averaged ones
	time    float64 // τ of the last sample, 0 before it
}

// NewAverage returns an average with that horizon, in epochs. Train returns
// [ErrSettings] unless it is finite and above 0.
func NewAverage(epochs float64) *Average { return &Average{horizon: epochs} }

// Swap exchanges averaged and raw parameters in the model, after training: once
// for the raw ones, once more for those that Train left. It does nothing if no
// step was taken.
func (a *Average) Swap() {
	if a.time == 0 {
		return
	}
	for k, p := range a.params {
		for i := range p.Value.Rows {
			other := a.other[k].Value.Row(i)
			for j, row := 0, p.Value.Row(i); j < len(row); j++ {
				row[j], other[j] = other[j], row[j]
			}
		}
	}
	a.shown = !a.shown
}

// show makes the model hold the averaged parameters, or else the raw ones.
func (a *Average) show(averaged bool) {
	if a != nil && a.shown != averaged {
		a.Swap()
	}
}

// attach begins with params, at the end of an epoch, or at 0. The model must
// hold the raw ones.
func (a *Average) attach(params []Param) {
	*a = Average{horizon: a.horizon, params: params, other: zeros(params)}
}

const (
	// A horizon has at least samplesPerHorizon samples, and at most one in
	// maxStride steps is taken: more would cost time and change nothing.
	samplesPerHorizon = 100
	maxStride         = 8
)

// observe takes the parameters after step of steps, from 1, into the average.
// The last step of an epoch always counts, so that a resumed run knows when the
// last sample was.
func (a *Average) observe(epoch, step, steps int) {
	stride := int(min(max(1, a.horizon*float64(steps)/samplesPerHorizon), maxStride))
	if step%stride != 0 && step != steps {
		return
	}
	time := float64(epoch) + float64(step)/float64(steps)
	share := math.Expm1(-(time-a.time)/a.horizon) / math.Expm1(-time/a.horizon)
	a.time = time
	for k, p := range a.params {
		eachPart(a.other[k].Value, p.Value, func(mean, value []float32) { kernel.Average(mean, value, float32(share)) })
	}
}
