package ebm

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// RBM is a restricted Boltzmann machine: a visible layer, a hidden layer and
// weights W between them, any layer with any other. Its energy, free energy and
// conditionals are
//
//	E(v,h) = e_v(v) + e_h(h) - Σ_ij v_i W_ij h_j
//	F(v)   = e_v(v) - CGF_h(vW)                     (p(v) = exp(-F(v))/Z)
//	p(h|v): the hidden layer given the input vW
//	p(v|h): the visible layer given the input hWᵀ
//
// With Bernoulli units E = -Σ a_i v_i - Σ b_j h_j - Σ v_i W_ij h_j and
// F = -Σ a_i v_i - Σ_j log(1 + exp(b_j + Σ_i v_i W_ij)), where a and b are the
// biases of the layers. Smolensky (1986); Hinton (2002), "Training products of
// experts by minimizing contrastive divergence".
//
// Methods panic if an argument, or the weights, have the wrong shape, or a
// needed rng is nil. Those that do not change the parameters may run
// concurrently. dst must not be v or h, except in Reconstruct.
type RBM struct {
	Visible, Hidden Layer
	Weights         Matrix // D×M
}

// NewRBM joins two layers by weights drawn from N(0, 0.01²), as Hinton (2010),
// section 8, advises. It panics if a layer or rng is nil.
func NewRBM(visible, hidden Layer, rng *rand.Rand) *RBM {
	if visible == nil || hidden == nil {
		panic(nilLayer)
	}
	mustRand(rng)
	m := &RBM{Visible: visible, Hidden: hidden, Weights: NewMatrix(visible.Len(), hidden.Len())}
	for i := range m.Weights.Data {
		m.Weights.Data[i] = float32(0.01 * rng.NormFloat64())
	}
	return m
}

// NewBernoulliRBM is NewRBM of two Bernoulli layers. It panics if a size is
// below one or rng is nil.
func NewBernoulliRBM(numVisible, numHidden int, rng *rand.Rand) *RBM {
	return NewRBM(NewBernoulli(numVisible), NewBernoulli(numHidden), rng)
}

// NumVisible returns D.
func (m *RBM) NumVisible() int { return m.Visible.Len() }

// NumHidden returns M.
func (m *RBM) NumHidden() int { return m.Hidden.Len() }

// String names the layers and sizes.
func (m *RBM) String() string {
	return fmt.Sprintf("RBM %d-%d (%s, %s)", m.NumVisible(), m.NumHidden(), typeName(m.Visible), typeName(m.Hidden))
}

// typeName is the name of l's type without its package, or of its parts' types.
func typeName(l Layer) string {
	if j, ok := l.(*Joined); ok {
		return j.String()
	}
	name := fmt.Sprintf("%T", l)
	return name[strings.LastIndex(name, ".")+1:]
}

// Params returns views of the weights, then of the visible and of the hidden
// layer's parameters, with "visible." and "hidden." before their names. Weight
// decay applies to the weights, and to what the layers say.
func (m *RBM) Params() []Param {
	ps := []Param{{Name: "weights", Value: m.Weights, Decay: true}}
	for _, p := range m.Visible.Params() {
		ps = append(ps, Param{"visible." + p.Name, p.Value, p.Decay})
	}
	for _, p := range m.Hidden.Params() {
		ps = append(ps, Param{"hidden." + p.Name, p.Value, p.Decay})
	}
	return ps
}

// split is the inverse of Params for a gradient.
func (m *RBM) split(grad []Param) (w Matrix, visible, hidden []Param) {
	nv, nh := len(m.Visible.Params()), len(m.Hidden.Params())
	if len(grad) != 1+nv+nh || grad[0].Value.Rows != m.NumVisible() || grad[0].Value.Cols != m.NumHidden() {
		panic(badGrad)
	}
	return grad[0].Value, grad[1 : 1+nv], grad[1+nv:]
}

// InitVisible sets the visible layer to the best model of data with
// independent units, which for Bernoulli units is a_i = log(p_i/(1-p_i)):
// Hinton (2010), section 8.1. It returns an error if data is empty, has
// another width or values that the units cannot take, and one that wraps
// [ErrUnsupported] if the layer is no [Initializer].
func (m *RBM) InitVisible(data Source) error {
	l, ok := Ability[Initializer](m.Visible)
	if !ok {
		return fmt.Errorf("ebm: %s units cannot be set from data: %w", typeName(m.Visible), ErrUnsupported)
	}
	return l.Init(data)
}

// Check returns a *[ValueError] for the first value that the visible units
// cannot take, or nil.
func (m *RBM) Check(v Matrix) error { return m.Visible.Check(v) }

// hiddenInput stores vW (B×M).
func (m *RBM) hiddenInput(dst, v Matrix) {
	m.mustHold()
	if v.Cols != m.NumVisible() || dst.Cols != m.NumHidden() || dst.Rows != v.Rows {
		panic(badShape)
	}
	mustDiffer(dst, v)
	kernel.Product(blas32.General(dst), blas32.General(v), blas32.General(m.Weights))
}

// mustHold rules out weights that do not join the layers.
func (m *RBM) mustHold() {
	if m.Weights.Rows != m.NumVisible() || m.Weights.Cols != m.NumHidden() {
		panic(badWeights)
	}
}

// visibleInput stores hWᵀ (B×D).
func (m *RBM) visibleInput(dst, h Matrix) {
	m.mustHold()
	if h.Cols != m.NumHidden() || dst.Cols != m.NumVisible() || dst.Rows != h.Rows {
		panic(badShape)
	}
	mustDiffer(dst, h)
	kernel.ProductTrans(blas32.General(dst), blas32.General(h), blas32.General(m.Weights))
}

// HiddenMean stores the mean of p(h|v) for each row of v (B×D) in dst (B×M).
func (m *RBM) HiddenMean(dst, v Matrix) {
	m.hiddenInput(dst, v)
	m.Hidden.Mean(dst, dst)
}

// HiddenSample stores a draw from p(h|v) for each row of v (B×D) in dst (B×M).
func (m *RBM) HiddenSample(dst, v Matrix, rng *rand.Rand) {
	m.hiddenInput(dst, v)
	m.Hidden.Sample(dst, dst, rng)
}

// VisibleMean stores the mean of p(v|h) for each row of h (B×M) in dst (B×D).
func (m *RBM) VisibleMean(dst, h Matrix) {
	m.visibleInput(dst, h)
	m.Visible.Mean(dst, dst)
}

// VisibleSample stores a draw from p(v|h) for each row of h (B×M) in dst (B×D).
func (m *RBM) VisibleSample(dst, h Matrix, rng *rand.Rand) {
	m.visibleInput(dst, h)
	m.Visible.Sample(dst, dst, rng)
}

// Reconstruct stores VisibleMean of HiddenMean of v (B×D) in dst (B×D), which
// may be v.
func (m *RBM) Reconstruct(dst, v Matrix) {
	mustMatch(dst, v)
	m.eachInput(v, func(from, to int, in Matrix) {
		m.Hidden.Mean(in, in)
		m.VisibleMean(dst.Slice(from, to), in)
	})
}

// Energy stores E(v,h), in nats, for each row of v (B×D) and h (B×M) in dst
// (length B).
func (m *RBM) Energy(dst []float64, v, h Matrix) {
	mustLen(dst, v)
	if v.Cols != m.NumVisible() || h.Rows != v.Rows || h.Cols != m.NumHidden() {
		panic(badShape)
	}
	m.Visible.Energy(dst, v)
	hidden := make([]float64, h.Rows)
	m.Hidden.Energy(hidden, h)
	for i := range dst {
		dst[i] += hidden[i] - m.coupling(v.Row(i), h.Row(i))
	}
}

// coupling returns vWhᵀ of one row, summed in float64: the terms may cancel.
func (m *RBM) coupling(v, h []float32) (sum float64) {
	for i, x := range v {
		if x == 0 {
			continue
		}
		var in float64
		for j, w := range m.Weights.Row(i) {
			in += float64(w) * float64(h[j])
		}
		sum += float64(x) * in
	}
	return sum
}

// FreeEnergy stores F(v) = -log Σ_h exp(-E(v,h)), in nats, for each row of v
// (B×D) in dst (length B).
func (m *RBM) FreeEnergy(dst []float64, v Matrix) {
	mustLen(dst, v)
	m.Visible.Energy(dst, v)
	cgf := make([]float64, min(v.Rows, blockRows))
	m.eachInput(v, func(from, to int, in Matrix) {
		c := cgf[:to-from]
		m.Hidden.CGF(c, in)
		for i, x := range c {
			dst[from+i] -= x
		}
	})
}

// AddGrad adds scale times the mean of dF/dθ over the rows of v to grad:
// dF/dW_ij = -v_i E[h_j|v], and what the layers say. It is exact and draws
// nothing, so rng may be nil.
func (m *RBM) AddGrad(grad []Param, scale float64, v Matrix, rng *rand.Rand) {
	w, visible, hidden := m.split(grad)
	m.Visible.AddGrad(visible, scale, v)
	m.eachInput(v, func(from, to int, in Matrix) {
		mean, giveBack := borrow(in.Rows, in.Cols)
		defer giveBack()
		share := scale / float64(v.Rows)
		m.Hidden.Mean(mean, in)
		kernel.AddOuter(blas32.General(w), float32(-share), blas32.General(v.Slice(from, to)), blas32.General(mean))
		m.Hidden.AddMeanGrad(hidden, share*float64(to-from), in, mean)
	})
}

// eachInput computes vW a block of rows at a time. f may overwrite in.
func (m *RBM) eachInput(v Matrix, f func(from, to int, in Matrix)) {
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		in, giveBack := borrow(to-from, m.NumHidden())
		m.hiddenInput(in, v.Slice(from, to))
		f(from, to, in)
		giveBack()
	}
}

var (
	_ Model         = (*RBM)(nil)
	_ Trainable     = (*RBM)(nil)
	_ Reconstructor = (*RBM)(nil)
	_ Checker       = (*RBM)(nil)
)
