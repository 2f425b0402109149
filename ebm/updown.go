package ebm

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// UpDown is a deep belief network whose weights below the top no longer have to
// serve two ends: generative weights, which draw each layer given the one above,
// and recognition weights, which guess each layer from the one below. The top is
// an [RBM] of the penultimate units, beside which stand units for a label, and
// of the top units:
//
//	p(v, h₁, …, h_L, y) = p(v|h₁)…p(h_{L-2}|h_{L-1}) p(h_{L-1}, y, h_L)
//	q(h₁, …, h_{L-1} | v) = q(h₁|v)…q(h_{L-1}|h_{L-2})
//
// with v (B×D) the data, h_{L-1} the penultimate units, one-hot y the label and
// h_L the top units. Hinton, Osindero and Teh (2006), "A fast learning algorithm
// for deep belief nets", Neural Computation 18(7).
//
// Methods panic if an argument or the model has the wrong shape or a needed rng
// is nil. Those that do not change the parameters may run concurrently.
type UpDown struct {
	// Recognition takes the data up: stage l takes h_l, or v, to h_{l+1}.
	Recognition []Stage
	// Generative takes the penultimate units down: stage l, with weights as wide
	// as those of Recognition[l] are high, takes h_{l+1} to h_l, or v.
	Generative []Stage
	// Top joins the penultimate units, beside Classes label units, with the top
	// ones.
	Top     *RBM
	Classes int // label units, the last visible ones of Top; 0: none
}

// NewUpDown copies d, with recognition and generative weights that are equal at
// first, and joins label units for so many classes to the top RBM, by weights
// from N(0, 0.01²); with no classes there are none. It panics if d has no RBMs,
// these do not fit, classes is negative, or rng is nil.
func NewUpDown(d *DBN, classes int, rng *rand.Rand) *UpDown {
	d.mustStack()
	mustRand(rng)
	if classes < 0 {
		panic(badCount)
	}
	u := &UpDown{Classes: classes}
	below, top := d.RBMs[:d.Levels()-1], d.RBMs[d.Levels()-1]
	for _, m := range below {
		u.Recognition = append(u.Recognition, recognition(m))
		u.Generative = append(u.Generative, generation(m))
	}
	u.Top = joinLabels(top, classes, rng)
	return u
}

// joinLabels copies m and joins label units to its visible ones.
func joinLabels(m *RBM, classes int, rng *rand.Rand) *RBM {
	visible := copyLayer(m.Visible)
	if classes > 0 {
		visible = NewJoined(visible, NewPotts(1, classes))
	}
	top := NewRBM(visible, copyLayer(m.Hidden), rng)
	copyRows(top.Weights.Slice(0, m.NumVisible()), m.Weights)
	return top
}

// NumVisible returns D, without labels.
func (u *UpDown) NumVisible() int {
	if len(u.Recognition) == 0 {
		return u.penultimate()
	}
	return u.Recognition[0].Weights.Rows
}

// penultimate is the number of penultimate units.
func (u *UpDown) penultimate() int {
	if u.Top == nil {
		panic(nilModel)
	}
	return u.Top.NumVisible() - u.Classes
}

// String names the sizes, as in "UpDown 784-500-(500+10)-2000".
func (u *UpDown) String() string {
	var b strings.Builder
	b.WriteString("UpDown ")
	for _, s := range u.Recognition {
		fmt.Fprintf(&b, "%d-", s.Weights.Rows)
	}
	if u.Classes > 0 {
		fmt.Fprintf(&b, "(%d+%d)-%d", u.penultimate(), u.Classes, u.Top.NumHidden())
	} else {
		fmt.Fprintf(&b, "%d-%d", u.penultimate(), u.Top.NumHidden())
	}
	return b.String()
}

// Params returns views of all parameters, with "recognition0." and so on,
// "generative0." and so on, and "top." before their names.
func (u *UpDown) Params() []Param {
	var all []Param
	for l, s := range u.Recognition {
		all = append(all, named(fmt.Sprintf("recognition%d.", l), s.Params())...)
	}
	for l, s := range u.Generative {
		all = append(all, named(fmt.Sprintf("generative%d.", l), s.Params())...)
	}
	return append(all, named("top.", u.Top.Params())...)
}

// Check returns a *[ValueError] for the first value of v that the visible units
// cannot take, or nil.
func (u *UpDown) Check(v Matrix) error { return u.visible().Check(v) }

// visible is the layer of the data.
func (u *UpDown) visible() Layer {
	switch {
	case len(u.Generative) > 0:
		return u.Generative[0].Layer
	case u.Classes > 0:
		return u.Top.Visible.(*Joined).Layers[0]
	}
	return u.Top.Visible
}

// mustHold rules out parts that do not fit each other.
func (u *UpDown) mustHold() {
	if u == nil || u.Top == nil {
		panic(nilModel)
	}
	for l, s := range u.Recognition {
		if s.Layer == nil || l < len(u.Generative) && u.Generative[l].Layer == nil {
			panic(nilLayer)
		}
	}
	u.Top.mustHold()
	if !u.fits() {
		panic(badUpDown)
	}
}

// fits tells whether the sizes of all parts agree.
func (u *UpDown) fits() bool {
	if len(u.Recognition) != len(u.Generative) || !u.labelsFit() {
		return false
	}
	for l, r := range u.Recognition {
		above, g := u.penultimate(), u.Generative[l]
		if l < len(u.Recognition)-1 {
			above = u.Recognition[l+1].Weights.Rows
		}
		below := r.Weights.Rows
		if r.Weights.Cols != above || r.Layer.Len() != above ||
			g.Weights.Rows != above || g.Weights.Cols != below || g.Layer.Len() != below {
			return false
		}
	}
	return true
}

// labelsFit tells whether the last visible units of the top RBM are Classes label
// units.
func (u *UpDown) labelsFit() bool {
	if u.Classes == 0 {
		return true
	}
	j, ok := u.Top.Visible.(*Joined)
	if !ok || len(j.Layers) != 2 {
		return false
	}
	p, ok := j.Layers[1].(*Potts)
	return ok && p.Len() == u.Classes && p.states == u.Classes
}

const badUpDown = "ebm: the parts of an UpDown do not fit each other"

var _ Checker = (*UpDown)(nil)
