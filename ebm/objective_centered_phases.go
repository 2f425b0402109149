package ebm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// center makes the gradients centred by o, or plain ones if o is nil.
func (c *CD) center(o *offsets)        { c.offsets = o }
func (p *PCD) center(o *offsets)       { p.offsets = o }
func (t *Tempering) center(o *offsets) { t.offsets = o }

// addCentered is addGrad with the centred gradient; h are the hidden states of
// the statistics, data above particles. With w = 1/n for rows of data and -1/c
// for particles, gW = -Σ w v hᵀ, ga = -Σ w v, gb = -Σ w h, and so
//
//	-gW' = Σ w (v-μ)(h-λ)ᵀ = Σ w v hᵀ + μ gbᵀ + ga λᵀ
//
// is the same product with two rows more, below the particles. gW'λ and gW'ᵀμ
// come from the same rows, without a pass over the weights.
func (p *phases) addCentered(w Matrix, visible, hidden []Param, scale float64, h Matrix, s ChainStates) {
	o, n := p.offsets, float32(p.n)
	p.biasGradients(s)
	ga, gb := o.visible[o.visibleBias].Value, o.hidden[o.hiddenBias].Value
	o.moveModel(ga.Data, gb.Data)
	o.mix()

	weigh(p.particles(h), -n/float32(p.c))
	rows := p.n + p.c + offsetRows
	v, h := p.v.Slice(0, rows), h.Slice(0, rows)
	copy(v.Row(rows-2), o.mu.Data)
	copy(v.Row(rows-1), ga.Data)
	weigh(v.Slice(rows-1, rows), n)
	copy(h.Row(rows-2), gb.Data)
	weigh(h.Slice(rows-2, rows-1), n)
	copy(h.Row(rows-1), o.lambda.Data)
	kernel.AddOuter(blas32.General(w), float32(-scale/float64(p.n)), blas32.General(v), blas32.General(h))

	if o.rowMu.Rows < rows {
		o.rowMu, o.rowLambda = NewMatrix(rows, 1), NewMatrix(rows, 1)
	}
	rowLambda, rowMu := o.rowLambda.Slice(0, rows), o.rowMu.Slice(0, rows)
	kernel.ProductTrans(blas32.General(rowLambda), blas32.General(h), blas32.General(o.lambda))
	kernel.ProductTrans(blas32.General(rowMu), blas32.General(v), blas32.General(o.mu))
	kernel.AddOuter(blas32.General(ga), 1/n, blas32.General(rowLambda), blas32.General(v)) // ga - gW'λ
	kernel.AddOuter(blas32.General(gb), 1/n, blas32.General(rowMu), blas32.General(h))     // gb - gW'ᵀμ
	addScaled(visible, o.visible, float32(scale))
	addScaled(hidden, o.hidden, float32(scale))
}

// biasGradients computes the gradients of the layers, and the means of the
// batch on the way: the gradient of a bias is minus the mean.
func (p *phases) biasGradients(s ChainStates) {
	o := p.offsets
	clearAll(o.visible)
	clearAll(o.hidden)
	p.addHalf(o.visible, o.hidden, 1, p.data, s)
	negate(o.visibleMean, o.visible[o.visibleBias].Value.Data)
	negate(o.hiddenMean, o.hidden[o.hiddenBias].Value.Data)
	o.moveData()
	p.addHalf(o.visible, o.hidden, -1, p.particles, s)
}

func clearAll(params []Param) {
	for _, p := range params {
		clear(p.Value.Data)
	}
}

// negate stores -x.
func negate(dst, x []float32) {
	for i, v := range x {
		dst[i] = -v
	}
}

// addScaled adds scale·x to sum, group by group.
func addScaled(sum, x []Param, scale float32) {
	for k, p := range x {
		for i := range p.Value.Rows {
			dst := sum[k].Value.Row(i)
			for j, g := range p.Value.Row(i) {
				dst[j] += scale * g
			}
		}
	}
}
