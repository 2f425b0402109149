package ebm

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// BernoulliMixture is a mixture of K vectors of independent binary units:
//
//	p(v) = Σ_k π_k Π_i μ_ki^v_i (1-μ_ki)^(1-v_i)
//
// It is the baseline to print beside every likelihood, as its own is exact: it
// is a [Model] whose log Z is 0. [BernoulliMixture.Fit] trains it by expectation
// maximisation. Methods that do not change it may run concurrently; they panic
// if shapes do not match.
type BernoulliMixture struct {
	LogWeights []float32 // log π_k up to a constant, length K
	Logits     Matrix    // log(μ_ki/(1-μ_ki)), K×D
}

// NumVisible returns D.
func (m *BernoulliMixture) NumVisible() int { return m.Logits.Cols }

// Components returns K.
func (m *BernoulliMixture) Components() int { return m.Logits.Rows }

// String names the kind and the sizes.
func (m *BernoulliMixture) String() string {
	return fmt.Sprintf("mixture of %d Bernoulli vectors of %d units", m.Components(), m.NumVisible())
}

// Params returns views of Logits and LogWeights.
func (m *BernoulliMixture) Params() []Param {
	return []Param{{Name: "logits", Value: m.Logits}, vector("log_weights", m.LogWeights)}
}

// Check returns a *[ValueError] unless all values of v are from 0 to 1.
func (m *BernoulliMixture) Check(v Matrix) error {
	return (&Bernoulli{Bias: make([]float32, m.NumVisible())}).Check(v)
}

// Weights returns π.
func (m *BernoulliMixture) Weights() []float64 {
	p := m.logWeights()
	for k, x := range p {
		p[k] = math.Exp(x)
	}
	return p
}

// Means returns μ (K×D), a picture for each component.
func (m *BernoulliMixture) Means() Matrix {
	mu := NewMatrix(m.Components(), m.NumVisible())
	kernel.Sigmoid(blas32.General(mu), blas32.General(m.Logits), make([]float32, m.NumVisible()))
	return mu
}

// FreeEnergy stores -log p(v), in nats, for each row of v (B×D) in dst (length
// B).
func (m *BernoulliMixture) FreeEnergy(dst []float64, v Matrix) {
	mustLen(dst, v)
	m.eachPosterior(v, false, func(first int, _ Matrix, logp []float64) {
		for i, x := range logp {
			dst[first+i] = -x
		}
	})
}

// LogPartition returns 0: the probabilities add up to 1.
func (m *BernoulliMixture) LogPartition() (float64, error) { return 0, nil }

// Posterior stores p(k|v), the probability of each component, of each row of v
// (B×D) in dst (B×K).
func (m *BernoulliMixture) Posterior(dst, v Matrix) {
	if dst.Rows != v.Rows || dst.Cols != m.Components() {
		panic(badShape)
	}
	m.eachPosterior(v, true, func(first int, p Matrix, _ []float64) {
		copyRows(dst.Slice(first, first+p.Rows), p)
	})
}

// binaryVisible makes it a model with a pseudo-likelihood.
func (m *BernoulliMixture) binaryVisible() bool { return true }

// logWeights returns log π.
func (m *BernoulliMixture) logWeights() []float64 {
	var sum logSum
	logs := make([]float64, len(m.LogWeights))
	for k, x := range m.LogWeights {
		logs[k] = float64(x)
		sum.add(logs[k])
	}
	total := sum.log()
	for k := range logs {
		logs[k] -= total
	}
	return logs
}

// offsets returns log π_k + Σ_i log(1-μ_ki), to which v·Logits_k adds up to the
// log joint probability.
func (m *BernoulliMixture) offsets() []float64 {
	d := m.NumVisible()
	if m.Logits.Rows != len(m.LogWeights) || d == 0 {
		panic(badShape)
	}
	logs, off := m.logWeights(), make([]float64, m.Components())
	kernel.Softplus(off, blas32.General(m.Logits), make([]float32, d))
	for k := range logs {
		logs[k] -= off[k]
	}
	return logs
}

// eachPosterior hands log p(v) of the rows of v to f, a block at a time, and, if
// wanted, p(k|v), which f may overwrite.
func (m *BernoulliMixture) eachPosterior(v Matrix, wanted bool, f func(first int, p Matrix, logp []float64)) {
	if v.Cols != m.NumVisible() {
		panic(badShape)
	}
	offsets, logp := m.offsets(), make([]float64, min(v.Rows, blockRows))
	for first := 0; first < v.Rows; first += blockRows {
		x := v.Slice(first, min(v.Rows, first+blockRows))
		p, giveBack := borrow(x.Rows, m.Components())
		kernel.ProductTrans(blas32.General(p), blas32.General(x), blas32.General(m.Logits))
		inParallel(x.Rows, func() struct{} { return struct{}{} }, func(_ struct{}, i int) {
			logp[i] = posterior(p.Row(i), offsets, wanted)
		})
		f(first, p, logp[:x.Rows])
		giveBack()
	}
}

// posterior returns log Σ_k exp(x_k + offset_k) and, if wanted, stores the share
// of each term in x.
func posterior(x []float32, offsets []float64, wanted bool) float64 {
	const negligible = -46 // e^-46 = 10⁻²⁰ of the largest term
	most := math.Inf(-1)
	for k, o := range offsets {
		most = max(most, float64(x[k])+o)
	}
	var sum float64
	for k, o := range offsets {
		if d := float64(x[k]) + o - most; d >= negligible {
			sum += math.Exp(d)
		}
	}
	log := most + math.Log(sum)
	if wanted {
		for k, o := range offsets {
			d := float64(x[k]) + o - log
			x[k] = 0
			if d >= negligible {
				x[k] = float32(math.Exp(d))
			}
		}
	}
	return log
}

var (
	_ Model       = (*BernoulliMixture)(nil)
	_ Partitioner = (*BernoulliMixture)(nil)
	_ Checker     = (*BernoulliMixture)(nil)
)
