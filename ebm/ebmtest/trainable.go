package ebmtest

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TrainableModel is a model whose gradient can be compared with its free
// energy.
type TrainableModel interface {
	ebm.Model
	ebm.Trainable
}

// TestTrainable holds model to the contract of [ebm.Trainable]: AddGrad adds
// scale times the mean over rows of dF/dθ, by differences of FreeEnergy for
// every parameter, to what was there; a batch without rows adds nothing; same
// bits for any GOMAXPROCS; strides are honoured; data and parameters stay as
// they were; Params are views with distinct names. The gradient must be exact:
// it must not depend on rng. Visible units are as for [TestModel].
func TestTrainable(t testing.TB, model TrainableModel) {
	t.Helper()
	testParams(t, "Params", model.Params)
	params, rows := model.Params(), visibleRows(t, model, 5, 1)
	v := guard(rows)
	testGradient(t, "AddGrad", params, func() float64 { return mean(freeEnergy(model, rows)) },
		func(grad []ebm.Param, scale float64) { model.AddGrad(grad, scale, v.Matrix, ebm.NewRand(1)) })
	if v.broken() || !same(v.Matrix, rows) {
		t.Errorf("AddGrad writes to v")
	}
	// More rows than a block of them.
	const many = 1100
	large := visibleRows(t, model, many, 2)
	testRowMean(t, "AddGrad", params, many, func(grad []ebm.Param, from, to int) {
		model.AddGrad(grad, 1, large.Slice(from, to), ebm.NewRand(2))
	})
	testBits(t, "AddGrad", func() []float64 {
		g := newGradient(params, nil)
		model.AddGrad(g.params, 1, large, ebm.NewRand(2))
		return g.all()
	})
	testGradientShapes(t, model, params, rows)
}

func testGradientShapes(t testing.TB, model ebm.Trainable, params []ebm.Param, v ebm.Matrix) {
	t.Helper()
	grad := newGradient(params, nil).params
	testPanic(t, "AddGrad of a wide v", func() {
		model.AddGrad(grad, 1, ebm.NewMatrix(v.Rows, v.Cols+1), ebm.NewRand(1))
	})
	testPanic(t, "AddGrad with an empty gradient", func() { model.AddGrad(nil, 1, v, ebm.NewRand(1)) })
}
