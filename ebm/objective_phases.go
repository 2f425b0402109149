package ebm

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// ChainStates says where a Gibbs chain in training uses probabilities (means) in
// place of samples. The zero value samples every unit of the chain and takes
// hidden probabilities for the statistics, which keeps the chain a Gibbs chain
// and the gradient's noise low. Hinton (2010), "A practical guide to training
// restricted Boltzmann machines", section 3, discusses the choices.
type ChainStates struct {
	// VisibleMeans reconstructs with probabilities, v' = E[v|h]. Less noise,
	// slightly worse density models (section 3.2).
	VisibleMeans bool
	// HiddenMeans drives the reconstruction by hidden probabilities. Section
	// 3.1 advises against it where the hidden units are driven by data: they
	// then tell the reconstruction more than one bit each. With VisibleMeans
	// and without HiddenSamples a step then draws nothing.
	HiddenMeans bool
	// HiddenSamples takes samples of the hidden units for the statistics
	// v_i h_j, in place of probabilities (section 3.3): the same expectation,
	// more noise.
	HiddenSamples bool
}

// String is empty for the zero value, else it names what differs from it.
func (s ChainStates) String() string {
	text := ""
	for _, o := range []struct {
		on   bool
		name string
	}{{s.VisibleMeans, "visible means"}, {s.HiddenMeans, "hidden means"}, {s.HiddenSamples, "hidden samples"}} {
		if o.on {
			text += ", " + o.name
		}
	}
	return text
}

// phases is what CD and PCD share. The data and their hidden states lie above
// the particles and theirs, [v0; v1] and [h0; h1], so that both terms of the
// gradient are one product, [v0; v1]ᵀ[h0; -h1].
type phases struct {
	model    *RBM
	n, c     int    // rows of data, rows of particles
	v, h, in Matrix // (n+c)×D, (n+c)×M, (n+c)×M
	sample   Matrix // (n+c)×M, hidden samples

	offsets *offsets // of the gradient, nil for the plain one
}

// Model returns the RBM.
func (p *phases) Model() Trainable { return p.model }

// resize makes room for n rows of data and c particles.
func (p *phases) resize(n, c int) {
	p.n, p.c = n, c
	visible, hidden := p.model.NumVisible(), p.model.NumHidden()
	if p.v.Rows >= n+c && p.v.Cols == visible && p.h.Cols == hidden {
		return
	}
	p.v, p.h = NewMatrix(n+c, visible), NewMatrix(n+c, hidden)
	p.in, p.sample = NewMatrix(n+c, hidden), NewMatrix(n+c, hidden)
}

// dataHidden returns the hidden means of the data of the last AddGrad.
func (p *phases) dataHidden() Matrix { return p.data(p.h) }

// data and particles are the two halves of x.
func (p *phases) data(x Matrix) Matrix      { return x.Slice(0, p.n) }
func (p *phases) particles(x Matrix) Matrix { return x.Slice(p.n, p.n+p.c) }

// infer computes the hidden inputs and means of v and, if draw, samples.
func (p *phases) infer(v, mean, sample, in Matrix, draw bool, rng *rand.Rand) {
	p.model.hiddenInput(in, v)
	if draw {
		meanSample(p.model.Hidden, mean, sample, in, rng)
	} else {
		p.model.Hidden.Mean(mean, in)
	}
}

// gibbs moves the particles k steps from the hidden state start, which may be
// the particles' own sample. Their last hidden state is drawn only if keep.
func (p *phases) gibbs(start Matrix, k int, s ChainStates, keep bool, rng *rand.Rand) {
	v, mean, sample, in := p.particles(p.v), p.particles(p.h), p.particles(p.sample), p.particles(p.in)
	for step := range k {
		if s.VisibleMeans {
			p.model.VisibleMean(v, start)
		} else {
			p.model.VisibleSample(v, start, rng)
		}
		last := step == k-1
		p.infer(v, mean, sample, in, keep && last || !s.HiddenMeans && !last, rng)
		start = sample
		if s.HiddenMeans {
			start = mean
		}
	}
}

// addHalf adds what one half gives to the gradients of the layers.
func (p *phases) addHalf(visible, hidden []Param, scale float64, half func(Matrix) Matrix, s ChainStates) {
	p.model.Visible.AddGrad(visible, scale, half(p.v))
	if s.HiddenSamples {
		p.model.Hidden.AddGrad(hidden, scale, half(p.sample))
	} else {
		p.model.Hidden.AddMeanGrad(hidden, scale, half(p.in), half(p.h))
	}
}

// addGrad adds scale·(dF(data) - dF(particles)) once both halves are filled.
func (p *phases) addGrad(grad []Param, scale float64, s ChainStates) {
	w, visible, hidden := p.model.split(grad)
	if p.offsets != nil {
		p.addCentered(w, visible, hidden, scale, s)
		return
	}
	p.addHalf(visible, hidden, scale, p.data, s)
	p.addHalf(visible, hidden, -scale, p.particles, s)
	p.addWeights(w, scale, s)
}

// addWeights adds the weights' part, and returns the states that made it: their
// hidden ones are weighed by 1 (data) and -n/c (particles).
func (p *phases) addWeights(w Matrix, factor float64, s ChainStates) (v, h Matrix) {
	h = p.h
	if s.HiddenSamples {
		h = p.sample
	}
	particles := p.particles(h)
	scale(particles, particles, -float32(p.n)/float32(p.c))
	v, h = p.v.Slice(0, p.n+p.c), h.Slice(0, p.n+p.c)
	kernel.AddOuter(blas32.General(w), float32(-factor/float64(p.n)), blas32.General(v), blas32.General(h))
	return v, h
}
