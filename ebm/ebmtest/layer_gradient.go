package ebmtest

import "github.com/gonb-ebm/gonb-ebm/ebm"

// testGradients compares AddGrad with differences of Energy, AddMeanGrad with
// differences of -CGF.
func (l *layerTest) testGradients() {
	l.Helper()
	params := l.layer.Params()
	for _, c := range []struct {
		at string
		x  ebm.Matrix
	}{{"samples", l.x}, {"means", l.validMeans()}} {
		x := guard(c.x)
		testGradient(l, "AddGrad at "+c.at, params, func() float64 { return mean(l.energy(x.Matrix)) },
			func(grad []ebm.Param, scale float64) { l.layer.AddGrad(grad, scale, x.Matrix) })
		if x.broken() || !same(x.Matrix, c.x) {
			l.Errorf("AddGrad writes to x")
		}
	}
	in, m := guard(l.in), guard(l.mean)
	testGradient(l, "AddMeanGrad", params, func() float64 { return -mean(l.cgf(in.Matrix)) },
		func(grad []ebm.Param, scale float64) { l.layer.AddMeanGrad(grad, scale, in.Matrix, m.Matrix) })
	if in.broken() || m.broken() || !same(in.Matrix, l.in) || !same(m.Matrix, l.mean) {
		l.Errorf("AddMeanGrad writes to in or mean")
	}
	l.testGradientRows()
}

// testGradientRows compares a batch that spans several blocks with its rows.
func (l *layerTest) testGradientRows() {
	l.Helper()
	const rows = 700
	params, n := l.layer.Params(), l.layer.Len()
	in, x, m := ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n)
	fillNormal(in, 1, ebm.NewRand(6))
	l.layer.Sample(x, in, ebm.NewRand(7))
	l.layer.Mean(m, in)
	testRowMean(l, "AddGrad", params, rows, func(grad []ebm.Param, from, to int) {
		l.layer.AddGrad(grad, 1, x.Slice(from, to))
	})
	testRowMean(l, "AddMeanGrad", params, rows, func(grad []ebm.Param, from, to int) {
		l.layer.AddMeanGrad(grad, 1, in.Slice(from, to), m.Slice(from, to))
	})
}
