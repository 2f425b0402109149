package ebm

import (
	"fmt"
	"math/rand/v2"
)

// wakeSleep is what fine-tuning of an [UpDown] descends, over rows [v, one-hot
// label]. The gradients of the three groups of parameters are those of different
// losses, so together they are the gradient of none:
//
//	generative   Σ_l -log p(h_l | h_{l+1}), of what the recognition weights draw for the data
//	top          -log p(h_{L-1}, y) of the same draw, by contrastive divergence
//	recognition  Σ_l -log q(h_{l+1} | h_l), of what the generative weights draw from the top chain's end
//
// Each stage follows the delta rule, the gradient of its own log-likelihood.
// Hinton, Osindero and Teh (2006), "A fast learning algorithm for deep belief
// nets", Neural Computation 18(7), appendix B.
type wakeSleep struct {
	settings UpDownSettings // K, Chains and VisibleSamples
	model    *UpDown
	top      topPhases
	heldOut  Source // all held-out rows, for metrics; may be nil

	probe *wakeSleep // makes the metrics, once there are some

	wake, sleep []*backpropagation // of Generative and of Recognition
	up, down    []Matrix           // h_1, … of the wake phase and v, h_1, … of the sleep phase
	joined      Matrix             // penultimate units and labels of the wake phase
	parts       updownParts
}

// topPhases is the objective of the top RBM, a [CD] or a [PCD].
type topPhases interface {
	Objective
	NegativePhase
	setK(k int)
	visible() Matrix // of the particles that the last AddGrad made
}

type topCD struct{ *CD }

func (t topCD) setK(k int)      { t.K = k }
func (t topCD) visible() Matrix { return t.particles(t.v) }

type topPCD struct{ *PCD }

func (t topPCD) setK(k int)      { t.K = k }
func (t topPCD) visible() Matrix { return t.particles(t.v) }

// updownParts are the parts of a gradient: after how many groups of parameters
// those of each stage, and those of the top RBM, begin.
type updownParts struct {
	recognition, generative []paramRange
	top                     paramRange
}

func newUpDownParts(u *UpDown) updownParts {
	var p updownParts
	at := 0
	next := func(params []Param) paramRange {
		r := paramRange{at, at + len(params)}
		at = r.to
		return r
	}
	for _, s := range u.Recognition {
		p.recognition = append(p.recognition, next(s.Params()))
	}
	for _, s := range u.Generative {
		p.generative = append(p.generative, next(s.Params()))
	}
	p.top = next(u.Top.Params())
	return p
}

// newWakeSleep prepares the fine-tuning of u. It draws from rng only for Chains.
func newWakeSleep(u *UpDown, s UpDownSettings, rng *rand.Rand) *wakeSleep {
	u.mustHold()
	w := &wakeSleep{settings: s, model: u, parts: newUpDownParts(u)}
	if s.Chains > 0 {
		w.top = topPCD{NewPCD(u.Top, s.K, s.Chains, rng)}
	} else {
		w.top = topCD{NewCD(u.Top, s.K)}
	}
	for l := range u.Recognition {
		w.wake = append(w.wake, newDelta(u.Generative[l]))
		w.sleep = append(w.sleep, newDelta(u.Recognition[l]))
	}
	w.up, w.down = make([]Matrix, len(u.Recognition)), make([]Matrix, len(u.Recognition))
	return w
}

// startChains draws the persistent chains of the top RBM given rows of data
// [v, one-hot label] that are spread evenly. The first gradients would otherwise
// push up the energy of states where no chain would have come.
func (w *wakeSleep) startChains(data Source, rng *rand.Rand) {
	if w.settings.Chains == 0 {
		return
	}
	n, cols := data.Dims()
	rows, x := make([]int, w.settings.Chains), NewMatrix(w.settings.Chains, cols)
	for i := range rows {
		rows[i] = i * n / len(rows)
	}
	data.Gather(x, rows, rng)
	w.rise(x, rng)
	w.model.Top.HiddenSample(w.State()[0].Value, w.joined, rng)
}

// newDelta is backpropagation through a single stage, which is the delta rule.
// It asks nothing of the layer, so there is no error.
func newDelta(s Stage) *backpropagation {
	b, err := newBackpropagation(network{s}, 0, []float64{0})
	if err != nil {
		panic(err)
	}
	return b
}

// Model returns what Train trains: the parameters of the UpDown.
func (w *wakeSleep) Model() Trainable { return w }

func (w *wakeSleep) unwrap() any     { return w.model }
func (w *wakeSleep) NumVisible() int { return w.model.NumVisible() + w.model.Classes }
func (w *wakeSleep) Params() []Param { return w.model.Params() }

// Check looks at the data alone: labels are made by the package.
func (w *wakeSleep) Check(data Matrix) error {
	return w.model.Check(data.Columns(0, w.model.NumVisible()))
}

// String names what a checkpoint must agree with.
func (w *wakeSleep) String() string {
	text := fmt.Sprintf("contrastive wake-sleep of %v, %v", w.model, w.top)
	if w.settings.VisibleSamples {
		text += ", visible samples"
	}
	return text
}

// State is that of the top chains.
func (w *wakeSleep) State() []Param {
	if s, ok := w.top.(Stateful); ok {
		return s.State()
	}
	return nil
}

// AddGrad adds scale times the three gradients for data (B×(D+Classes)) to grad.
func (w *wakeSleep) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRand(rng)
	mustRows(data)
	if data.Cols != w.NumVisible() {
		panic(badShape)
	}
	if len(grad) != w.parts.top.to {
		panic(badGrad)
	}
	w.rise(data, rng)
	below := data.Columns(0, w.model.NumVisible())
	for l, d := range w.wake {
		d.addGrad(part(grad, w.parts.generative[l]), scale, w.up[l], below, false, nil)
		below = w.up[l]
	}
	w.top.AddGrad(part(grad, w.parts.top), scale, w.joined, rng)
	above := w.fall(w.top.visible(), rng)
	for l := len(w.sleep) - 1; l >= 0; l-- {
		w.sleep[l].addGrad(part(grad, w.parts.recognition[l]), scale, w.down[l], above, false, nil)
		above = w.down[l]
	}
}

func part(grad []Param, r paramRange) []Param { return grad[r.from:r.to] }

// rise draws the hidden layers given data, from below, up to the visible units
// of the top RBM.
func (w *wakeSleep) rise(data Matrix, rng *rand.Rand) {
	u := w.model
	w.joined = resized(w.joined, data.Rows, u.Top.NumVisible())
	copyRows(w.joined.Columns(u.penultimate(), w.joined.Cols), data.Columns(u.NumVisible(), data.Cols))
	x := data.Columns(0, u.NumVisible())
	last := w.joined.Columns(0, u.penultimate())
	for l, s := range u.Recognition {
		if l == len(u.Recognition)-1 {
			w.up[l] = last
		} else {
			w.up[l] = resized(w.up[l], data.Rows, s.Weights.Cols)
		}
		s.input(w.up[l], x)
		s.Layer.Sample(w.up[l], w.up[l], rng)
		x = w.up[l]
	}
	if len(u.Recognition) == 0 {
		copyRows(last, x)
	}
}

// fall draws the layers below the visible units of the top RBM, from above, and
// returns the penultimate units.
func (w *wakeSleep) fall(joined Matrix, rng *rand.Rand) Matrix {
	u := w.model
	penultimate := joined.Columns(0, u.penultimate())
	x := penultimate
	for l := len(u.Generative) - 1; l >= 0; l-- {
		s := u.Generative[l]
		w.down[l] = resized(w.down[l], joined.Rows, s.Weights.Cols)
		s.input(w.down[l], x)
		if l > 0 || w.settings.VisibleSamples {
			s.Layer.Sample(w.down[l], w.down[l], rng)
		} else {
			s.Layer.Mean(w.down[l], w.down[l])
		}
		x = w.down[l]
	}
	return penultimate
}

var (
	_ Objective = (*wakeSleep)(nil)
	_ Trainable = (*wakeSleep)(nil)
	_ Stateful  = (*wakeSleep)(nil)
	_ Checker   = (*wakeSleep)(nil)
	_ Examiner  = (*wakeSleep)(nil)
)
