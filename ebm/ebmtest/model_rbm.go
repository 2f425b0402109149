package ebmtest

import (
	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// maxPairs bounds the pairs (v, h) that are summed over.
const maxPairs = 1 << 18

// testRBM compares an RBM with sums over pairs of states.
func (m *modelTest) testRBM(r *ebm.RBM) {
	m.Helper()
	h := ebm.NewMatrix(m.v.Rows, r.NumHidden())
	r.HiddenSample(h, m.v, ebm.NewRand(3))
	m.testEnergy(r, h)
	hidden := statesOf(r.Hidden)
	if hidden != nil {
		m.testHidden(r, hidden)
	}
	if m.states != nil {
		m.testVisible(r, h)
	}
	if hidden != nil && m.states != nil && hidden.x.Rows*m.states.x.Rows <= maxPairs {
		m.testPairs(r, hidden)
	}
}

// pairEnergy is E(v,h) = e_v + e_h - vWh of one pair, in float64.
func pairEnergy(r *ebm.RBM, ev, eh float64, v, h []float32) float64 {
	e := ev + eh
	for i, x := range v {
		e -= float64(x) * dot(r.Weights.Row(i), h)
	}
	return e
}

func layerEnergy(l ebm.Layer, x ebm.Matrix) []float64 {
	e := make([]float64, x.Rows)
	l.Energy(e, x)
	return e
}

func (m *modelTest) testEnergy(r *ebm.RBM, h ebm.Matrix) {
	m.Helper()
	got := make([]float64, m.v.Rows)
	r.Energy(got, guard(m.v).Matrix, guard(h).Matrix)
	ev, eh := layerEnergy(r.Visible, m.v), layerEnergy(r.Hidden, h)
	for i, e := range got {
		want := pairEnergy(r, ev[i], eh[i], m.v.Row(i), h.Row(i))
		if differs(e, want, rounding(want, ev[i], eh[i])) {
			m.Errorf("Energy of row %d is %.8g, want e(v) + e(h) - vWh = %.8g", i, e, want)
			return
		}
	}
}

// testHidden compares F(v) and E[h|v] with sums over hidden states.
func (m *modelTest) testHidden(r *ebm.RBM, hidden *states) {
	m.Helper()
	f, means := freeEnergy(r, m.v), ebm.NewMatrix(m.v.Rows, r.NumHidden())
	r.HiddenMean(means, guard(m.v).Matrix)
	ev, eh := layerEnergy(r.Visible, m.v), layerEnergy(r.Hidden, hidden.x)
	for i := range m.v.Rows {
		logw := make([]float64, hidden.x.Rows)
		for s := range logw {
			logw[s] = -pairEnergy(r, ev[i], eh[s], m.v.Row(i), hidden.x.Row(s))
		}
		if want := -logSum(logw); differs(f[i], want, rounding(want, ev[i])) {
			m.Errorf("FreeEnergy of row %d is %.8g, want -log Σ_h exp(-E(v,h)) = %.8g", i, f[i], want)
			return
		}
		if !m.sameMean("HiddenMean", i, means.Row(i), hidden.x, logw) {
			return
		}
	}
}

// testVisible compares E[v|h] with sums over visible states.
func (m *modelTest) testVisible(r *ebm.RBM, h ebm.Matrix) {
	m.Helper()
	means := ebm.NewMatrix(h.Rows, r.NumVisible())
	r.VisibleMean(means, guard(h).Matrix)
	ev := layerEnergy(r.Visible, m.states.x)
	for i := range h.Rows {
		logw := make([]float64, m.states.x.Rows)
		for s := range logw {
			logw[s] = -pairEnergy(r, ev[s], 0, m.states.x.Row(s), h.Row(i))
		}
		if !m.sameMean("VisibleMean", i, means.Row(i), m.states.x, logw) {
			return
		}
	}
}

func (m *modelTest) sameMean(what string, row int, got []float32, x ebm.Matrix, logw []float64) bool {
	m.Helper()
	p := normalize(logw)
	for j, g := range got {
		want := 0.0
		for s, q := range p {
			want += q * x.At(s, j)
		}
		if differs(float64(g), want, rounding(want)) {
			m.Errorf("%s of row %d, unit %d is %.7g, want %.7g by a sum over states", what, row, j, g, want)
			return false
		}
	}
	return true
}

// testPairs compares log Z with the sum over all pairs.
func (m *modelTest) testPairs(r *ebm.RBM, hidden *states) {
	m.Helper()
	ev, eh := layerEnergy(r.Visible, m.states.x), layerEnergy(r.Hidden, hidden.x)
	logw := make([]float64, 0, len(ev)*len(eh))
	for i, e := range ev {
		for j, g := range eh {
			logw = append(logw, -pairEnergy(r, e, g, m.states.x.Row(i), hidden.x.Row(j)))
		}
	}
	want := logSum(logw)
	if got, err := ebm.LogPartition(r); err != nil || differs(got, want, nearLogZ(want)) {
		m.Errorf("LogPartition is %.9g (error %v), log Σ_vh exp(-E(v,h)) is %.9g", got, err, want)
	}
}
