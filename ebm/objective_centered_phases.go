package ebm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// center makes the gradients centred by o, or plain ones if o is nil.
func (c *CD) center(o *offsets)        { c.offsets = o }
func (p *PCD) center(o *offsets)       { p.offsets = o }
func (t *Tempering) center(o *offsets) { t.offsets = o }

// addCentered is addGrad with the centred gradient
//
//	gW' = gW - leftᵀ right, left = [μ; ga], right = [gb; λ]
//	ga - gW'λ = ga - gW λ + leftᵀ(right λ)
//	gb - gW'ᵀμ = gb - gWᵀ μ + rightᵀ(left μ)
//
// where gW = -vᵀh/n of the states, so that gW λ and gWᵀμ come from them without
// a pass over the weights.
func (p *phases) addCentered(w Matrix, visible, hidden []Param, scale float64, s ChainStates) {
	o := p.offsets
	p.biasGradients(s)
	ga, gb := o.ga, o.gb
	o.moveModel(ga.Data, gb.Data)
	o.mix()
	o.pair(ga, gb)
	v, h := p.addWeights(w, scale, s)
	kernel.AddOuter(blas32.General(w), float32(-scale), blas32.General(o.left), blas32.General(o.right))
	o.addProduct(ga, 1/float64(p.n), v, h, o.lambda)
	o.addProduct(ga, 1, o.left, o.right, o.lambda)
	o.addProduct(gb, 1/float64(p.n), h, v, o.mu)
	o.addProduct(gb, 1, o.right, o.left, o.mu)
	addScaled(visible, o.visible, float32(scale))
	addScaled(hidden, o.hidden, float32(scale))
}

// addProduct adds scale·xᵀ(y vector) to dst.
func (o *offsets) addProduct(dst Matrix, scale float64, x, y, vector Matrix) {
	o.resize(y.Rows)
	kernel.Dots(o.dots, blas32.General(y), vector.Data)
	column := o.column.Slice(0, y.Rows)
	for i := range column.Data {
		column.Data[i] = float32(scale * o.dots[i])
	}
	kernel.AddOuter(blas32.General(dst), 1, blas32.General(column), blas32.General(x))
}

// biasGradients computes the gradients of the layers, and the means of the
// batch on the way: the gradient of a bias is minus the mean.
func (p *phases) biasGradients(s ChainStates) {
	o := p.offsets
	clearAll(o.visible)
	clearAll(o.hidden)
	p.addHalf(o.visible, o.hidden, 1, p.data, s)
	negate(o.visibleMean, o.ga.Data)
	negate(o.hiddenMean, o.gb.Data)
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
