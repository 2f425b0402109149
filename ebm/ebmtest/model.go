package ebmtest

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestModel holds model to the contract of [ebm.Model]: free energies are
// finite, the same for a row alone and in a batch, with the same bits for any
// GOMAXPROCS, with strides honoured and v left as it was; wrong shapes panic
// with a text. Where the visible states can be listed (at most 4096),
// [ebm.LogLikelihood] sums to a probability of 1, and the model's
// LogPartition, if it has one, is log Σ_v exp(-F(v)) within a relative 1e-6.
//
// An [*ebm.RBM] is also compared with sums over pairs (v, h) in float64, from
// its weights and the energies of its layers: Energy, FreeEnergy, log Z and
// both conditional means, as far as its layers can be listed.
//
// Visible units are those of the layer Visible of an RBM, those of the
// method VisibleLayer() ebm.Layer of other models, or else binary.
func TestModel(t testing.TB, model ebm.Model) {
	t.Helper()
	m := &modelTest{TB: t, model: model, v: visibleRows(t, model, 7, 1)}
	if l := visibleOf(model); l != nil {
		m.states = statesOf(l)
	}
	m.testFreeEnergy()
	m.testPartition()
	if r, ok := model.(*ebm.RBM); ok {
		m.testRBM(r)
	}
}

type modelTest struct {
	testing.TB
	model  ebm.Model
	v      ebm.Matrix
	states *states // of the visible units; nil: cannot be listed
}

func freeEnergy(m ebm.Model, v ebm.Matrix) []float64 {
	f := make([]float64, v.Rows)
	m.FreeEnergy(f, v)
	return f
}

func (m *modelTest) testFreeEnergy() {
	m.Helper()
	rows, cols := m.v.Dims()
	f := freeEnergy(m.model, m.v)
	v, got := guard(m.v), make([]float64, rows)
	for i := range got {
		got[i] = math.NaN() // stored, not added to
	}
	m.model.FreeEnergy(got, v.Matrix)
	if v.broken() || !same(v.Matrix, m.v) {
		m.Errorf("FreeEnergy writes to v")
	}
	for i, want := range f {
		alone := freeEnergy(m.model, m.v.Slice(i, i+1))[0]
		switch {
		case !finite(want):
			m.Errorf("FreeEnergy of row %d is %g", i, want)
			return
		case got[i] != want:
			m.Errorf("FreeEnergy of row %d is %g, but %g where Stride exceeds Cols", i, want, got[i])
			return
		case differs(alone, want, rounding(want)):
			m.Errorf("FreeEnergy of row %d is %.8g alone and %.8g in a batch", i, alone, want)
			return
		}
	}
	large := visibleRows(m, m.model, 1<<14/cols+7, 2)
	testBits(m, "FreeEnergy", func() []float64 { return freeEnergy(m.model, large) })
	m.model.FreeEnergy(nil, ebm.NewMatrix(0, cols))
	testPanic(m, "FreeEnergy of a wide v", func() { m.model.FreeEnergy(f, ebm.NewMatrix(rows, cols+1)) })
	testPanic(m, "FreeEnergy with a short dst", func() { m.model.FreeEnergy(f[1:], m.v) })
}

// nearLogZ allows a relative error of 1e-6.
func nearLogZ(want float64) float64 { return 1e-6 * max(1, math.Abs(want)) }

func (m *modelTest) testPartition() {
	m.Helper()
	if m.states == nil {
		return
	}
	want := logSum(negative(freeEnergy(m.model, m.states.x)))
	ll := make([]float64, m.states.x.Rows)
	ebm.LogLikelihood(ll, m.model, m.states.x, want)
	if total := logSum(ll); differs(total, 0, 1e-9) {
		m.Errorf("the probabilities of all states sum to exp(%g)", total)
	}
	if p, ok := m.model.(ebm.Partitioner); ok {
		got, err := p.LogPartition()
		if err != nil || differs(got, want, nearLogZ(want)) {
			m.Errorf("LogPartition is %.9g (error %v), log Σ_v exp(-F(v)) is %.9g", got, err, want)
		}
	}
}
