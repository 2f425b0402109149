package ebm

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// expectations are means under the model, in float64.
type expectations struct {
	logZ        float64
	self, other []float64 // of x, and of the other layer's units
	pairs       []float64 // <v_i h_j>, D×M
}

// expectations sums over all states. Where each is not nil, it is given the states
// of a block with their probabilities, the inputs and the means of the other
// layer. Products of a block are float32, all sums over blocks float64.
func (s side) expectations(each func(p []float64, x, in, mean Matrix)) expectations {
	list := s.lister()
	logZ, w := joined(list.partSums()), s.model.Weights
	m := expectations{logZ: logZ, self: make([]float64, s.self.Len()), other: make([]float64, s.other.Len()), pairs: make([]float64, w.Rows*w.Cols)}
	l := list.worker()
	in, mean, weighted, outer := NewMatrix(l.block, s.other.Len()), NewMatrix(l.block, s.other.Len()), NewMatrix(l.block, s.self.Len()), NewMatrix(w.Rows, w.Cols)
	l.each(0, s.count, func(_ int, x Matrix, p []float64) {
		for i, v := range p {
			p[i] = math.Exp(v - logZ)
		}
		in, mean, weighted := in.Slice(0, x.Rows), mean.Slice(0, x.Rows), weighted.Slice(0, x.Rows)
		s.input(in, x)
		s.other.Mean(mean, in)
		if each != nil {
			each(p, x, in, mean)
		}
		addExpectation(m.self, p, x)
		addExpectation(m.other, p, mean)
		weighRows(weighted, p, x)
		clear(outer.Data)
		if s.visible {
			kernel.AddOuter(blas32.General(outer), 1, blas32.General(weighted), blas32.General(mean))
		} else {
			kernel.AddOuter(blas32.General(outer), 1, blas32.General(mean), blas32.General(weighted))
		}
		for i, v := range outer.Data {
			m.pairs[i] += float64(v)
		}
	})
	return m
}

// addExpectation adds Σ_l p_l x_l.
func addExpectation(dst, p []float64, x Matrix) {
	for l, share := range p {
		for j, v := range x.Row(l) {
			dst[j] += share * float64(v)
		}
	}
}

// weighRows stores p_l x_l.
func weighRows(dst Matrix, p []float64, x Matrix) {
	for l, share := range p {
		row := dst.Row(l)
		for j, v := range x.Row(l) {
			row[j] = float32(share * float64(v))
		}
	}
}
