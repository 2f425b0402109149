package ebmtest

import (
	"errors"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testInit checks an Initializer: after it the data have the expectations of
// the layer at input 0.
func (l *layerTest) testInit() {
	l.Helper()
	init, ok := ebm.Ability[ebm.Initializer](l.layer)
	if !ok {
		return
	}
	const rows = 1500
	params, n := l.layer.Params(), l.layer.Len()
	saved := snapshot(params)
	defer restore(params, saved)
	fill := func(seed uint64) {
		for _, p := range params {
			fillNormal(p.Value, 0.5, ebm.NewRand(seed))
		}
	}
	fill(12)
	data := newGuarded(rows, n)
	fillNormal(data.Matrix, 0.5, ebm.NewRand(13))
	l.layer.Sample(data.Matrix, data.Matrix, ebm.NewRand(14))
	fill(15) // what was there must not matter
	if err := init.Init(data.Matrix); err != nil {
		l.Errorf("Init: %v", err)
		return
	}
	for k, p := range l.layer.Params() {
		if &p.Value.Data[0] != &params[k].Value.Data[0] {
			l.Errorf("Init moves the parameter %s to another place", p.Name)
			return
		}
	}
	l.testStationary(data.Matrix)

	good := snapshot(params)
	bad := ebm.MatrixOf(data.Matrix)
	bad.Row(rows - 2)[n-1] = float32(math.NaN())
	var v *ebm.ValueError
	if err := init.Init(bad); !errors.As(err, &v) || v.Row != rows-2 || v.Column != n-1 {
		l.Errorf("Init of data with NaN in row %d, column %d: %v", rows-2, n-1, err)
	}
	if err := init.Init(ebm.NewMatrix(0, n)); err == nil {
		l.Errorf("Init of empty data: no error")
	}
	if err := init.Init(ebm.NewMatrix(3, n+1)); err == nil {
		l.Errorf("Init of data of another width: no error")
	}
	if name := changed(params, good); name != "" {
		l.Errorf("Init changes %s although it returns an error", name)
	}
}

// testStationary wants the mean of de/dθ over the data to be its expectation
// at input 0. Smoothing may weigh as much as two rows at the ends of the range.
func (l *layerTest) testStationary(data ebm.Matrix) {
	l.Helper()
	params := l.layer.Params()
	whole, model := newGradient(params, nil), newGradient(params, nil)
	l.layer.AddGrad(whole.params, 1, data)
	zero, mean := ebm.NewMatrix(1, data.Cols), ebm.NewMatrix(1, data.Cols)
	l.layer.Mean(mean, zero)
	l.layer.AddMeanGrad(model.params, 1, zero, mean)
	got, want := model.all(), whole.all()
	low, high := make([]float64, len(got)), make([]float64, len(got))
	for i := range data.Rows {
		one := newGradient(params, nil)
		l.layer.AddGrad(one.params, 1, data.Slice(i, i+1))
		for k, v := range one.all() {
			if i == 0 {
				low[k], high[k] = v, v
			}
			low[k], high[k] = min(low[k], v), max(high[k], v)
		}
	}
	for k := range got {
		tol := 2*(high[k]-low[k])/float64(data.Rows) + float64(data.Rows)*roundoff*max(math.Abs(low[k]), math.Abs(high[k]))
		if differs(got[k], want[k], tol) {
			l.Errorf("after Init the expectation of element %d of de/dθ is %.6g, its mean over the data %.6g ± %.1g",
				k, got[k], want[k], tol)
			return
		}
	}
}
