package ebm

import "math/rand/v2"

// tempered is the family of distributions between independent units and an
// RBM, at inverse temperatures β from 0 to 1:
//
//	E_β(v,h) = (1-β)·e_base(v) + β·e_v(v) + (1-β)·e_neutral(h) + β·e_h(h) - β·vWh
//	F_β(v)   = e_v,β(v) - CGF_h,β(β·vW)
//
// At β = 0 units are independent and log Z is known in closed form, at β = 1 it
// is the model. Salakhutdinov and Murray (2008) give it for
// Bernoulli units.
type tempered struct {
	model               *RBM
	visible, hidden     Layer   // at β = 0
	toVisible, toHidden Blender // the model's own, at β = 1
}

// temper returns the family of m. The visible units at β = 0 are the best
// independent units of base, or neutral ones if base is nil. Errors wrap
// ErrUnsupported, or say what is wrong with base.
func (m *RBM) temper(base Source) (*tempered, error) {
	visible, err := blender(m.Visible)
	if err != nil {
		return nil, err
	}
	hidden, err := blender(m.Hidden)
	if err != nil {
		return nil, err
	}
	t := &tempered{model: m, visible: visible.Neutral(), hidden: hidden.Neutral(), toVisible: visible, toHidden: hidden}
	if base == nil {
		return t, nil
	}
	independent := RBM{Visible: t.visible}
	return t, independent.InitVisible(base)
}

// logPartition0 returns log Z at β = 0: CGF_v(0) + CGF_h(0).
func (t *tempered) logPartition0() float64 {
	sum, one := 0.0, make([]float64, 1)
	for _, l := range []Layer{t.visible, t.hidden} {
		l.CGF(one, NewMatrix(1, l.Len()))
		sum += one[0]
	}
	return sum
}

// rung is the distribution at one inverse temperature. It keeps its scratch, so
// it is not safe for concurrent use.
type rung struct {
	family          *tempered
	beta            float64
	visible, hidden Blender

	scaled Matrix
	energy []float64
}

// rung returns a rung at beta.
func (t *tempered) rung(beta float64) *rung {
	r := &rung{family: t, visible: t.toVisible.Neutral().(Blender), hidden: t.toHidden.Neutral().(Blender)}
	r.set(beta)
	return r
}

// set moves the rung to beta. The model's parameters are read anew.
func (r *rung) set(beta float64) {
	r.beta = beta
	r.visible.Blend(r.family.visible, r.family.toVisible, beta)
	r.hidden.Blend(r.family.hidden, r.family.toHidden, beta)
}

// freeEnergy stores F_β of each row of v; in is vW.
func (r *rung) freeEnergy(dst []float64, v, in Matrix) {
	if r.scaled.Rows != in.Rows {
		r.scaled, r.energy = NewMatrix(in.Rows, in.Cols), make([]float64, in.Rows)
	}
	scale(r.scaled, in, float32(r.beta))
	r.hidden.CGF(dst, r.scaled)
	r.visible.Energy(r.energy, v)
	for i, e := range r.energy {
		dst[i] = e - dst[i]
	}
}

// sampleHidden stores a draw of p_β(h|v) in h; in is vW and may be h.
func (r *rung) sampleHidden(h, in Matrix, rng *rand.Rand) {
	scale(h, in, float32(r.beta))
	r.hidden.Sample(h, h, rng)
}

// sampleVisible stores a draw of p_β(v|h) in v.
func (r *rung) sampleVisible(v, h Matrix, rng *rand.Rand) {
	r.family.model.visibleInput(v, h)
	scale(v, v, float32(r.beta))
	r.visible.Sample(v, v, rng)
}
