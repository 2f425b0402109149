package ebmtest

import (
	"errors"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testCheck wants samples accepted and the first wrong value named.
func (l *layerTest) testCheck() {
	l.Helper()
	if err := l.layer.Check(guard(l.x).Matrix); err != nil {
		l.Errorf("Check rejects a sample: %v", err)
	}
	row, col := inputs-2, l.layer.Len()-1
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		x := guard(l.x)
		x.Row(row)[col] = float32(bad)
		x.Row(row + 1)[0] = float32(bad)
		err := l.layer.Check(x.Matrix)
		var v *ebm.ValueError
		switch {
		case !errors.As(err, &v):
			l.Errorf("Check of %g: %v, want a *ebm.ValueError", bad, err)
		case v.Row != row || v.Column != col || v.Value != bad && !math.IsNaN(bad):
			l.Errorf("Check of %g in row %d, column %d: %v", bad, row, col, err)
		case v.Units == "" || v.Remedy == "":
			l.Errorf("Check of %g names no units or no remedy: %v", bad, err)
		}
	}
}

// testShapes wants a panic for each wrong shape.
func (l *layerTest) testShapes() {
	l.Helper()
	n := l.layer.Len()
	var (
		wide, good, tall = ebm.NewMatrix(inputs, n+1), ebm.NewMatrix(inputs, n), ebm.NewMatrix(inputs+1, n)
		short            = make([]float64, inputs-1)
		rng              = ebm.NewRand(1)
		grad             = newGradient(l.layer.Params(), nil).params
	)
	testPanic(l, "Check of a wide x", func() { _ = l.layer.Check(wide) })
	testPanic(l, "Energy of a wide x", func() { l.layer.Energy(make([]float64, inputs), wide) })
	testPanic(l, "Energy with a short dst", func() { l.layer.Energy(short, good) })
	testPanic(l, "CGF of a wide in", func() { l.layer.CGF(make([]float64, inputs), wide) })
	testPanic(l, "CGF with a short dst", func() { l.layer.CGF(short, good) })
	testPanic(l, "Mean of a wide in", func() { l.layer.Mean(wide, wide) })
	testPanic(l, "Mean with a tall dst", func() { l.layer.Mean(tall, good) })
	testPanic(l, "Sample of a wide in", func() { l.layer.Sample(wide, wide, rng) })
	testPanic(l, "Sample with a tall dst", func() { l.layer.Sample(tall, good, rng) })
	testPanic(l, "Sample with a nil rng", func() { l.layer.Sample(good, good, nil) })
	testPanic(l, "AddGrad of a wide x", func() { l.layer.AddGrad(grad, 1, wide) })
	testPanic(l, "AddMeanGrad of a wide in", func() { l.layer.AddMeanGrad(grad, 1, wide, wide) })
	testPanic(l, "AddMeanGrad with a tall mean", func() { l.layer.AddMeanGrad(grad, 1, good, tall) })
	if len(grad) > 0 {
		testPanic(l, "AddGrad with an empty gradient", func() { l.layer.AddGrad(nil, 1, good) })
		testPanic(l, "AddMeanGrad with an empty gradient", func() { l.layer.AddMeanGrad(nil, 1, good, good) })
	}
}

// testStride compares guarded arguments with plain ones, and dst = in with a
// dst of its own.
func (l *layerTest) testStride() {
	l.Helper()
	n := l.layer.Len()
	sample := func(dst, in ebm.Matrix) { l.layer.Sample(dst, in, ebm.NewRand(4)) }
	for _, c := range []struct {
		name string
		f    func(dst, in ebm.Matrix)
	}{{"Mean", l.layer.Mean}, {"Sample", sample}} {
		want := ebm.NewMatrix(inputs, n)
		c.f(want, l.in)
		dst, in := newGuarded(inputs, n), guard(l.in)
		c.f(dst.Matrix, in.Matrix)
		switch {
		case !same(dst.Matrix, want):
			l.Errorf("%s depends on the Stride of its arguments", c.name)
		case dst.broken() || in.broken():
			l.Errorf("%s writes outside its arguments", c.name)
		case !same(in.Matrix, l.in):
			l.Errorf("%s changes in", c.name)
		}
		c.f(in.Matrix, in.Matrix)
		if !same(in.Matrix, want) || in.broken() {
			l.Errorf("%s where dst is in gives something else, or writes outside", c.name)
		}
	}
	for _, c := range []struct {
		name string
		f    func(dst []float64, x ebm.Matrix)
		x    ebm.Matrix
	}{{"Energy", l.layer.Energy, l.x}, {"CGF", l.layer.CGF, l.in}} {
		want, got := make([]float64, inputs), make([]float64, inputs)
		for i := range got {
			got[i] = math.NaN() // stored, not added to
		}
		c.f(want, c.x)
		x := guard(c.x)
		c.f(got, x.Matrix)
		for i := range got {
			if got[i] != want[i] {
				l.Errorf("%s of row %d is %g in a matrix of its own, but %g where Stride exceeds Cols", c.name, i, want[i], got[i])
				break
			}
		}
		if x.broken() || !same(x.Matrix, c.x) {
			l.Errorf("%s writes to its argument", c.name)
		}
	}
}

// testRows compares each row of a batch with a batch of that row alone, and
// wants batches without rows to pass.
func (l *layerTest) testRows() {
	l.Helper()
	cgf, energy := l.cgf(l.in), l.energy(l.x)
	for i := range inputs {
		in, x := l.in.Slice(i, i+1), l.x.Slice(i, i+1)
		if c, e := l.cgf(in)[0], l.energy(x)[0]; differs(c, cgf[i], 16*roundoff*(1+math.Abs(c))) ||
			differs(e, energy[i], 16*roundoff*(1+math.Abs(e))) {
			l.Errorf("row %d alone: CGF %.8g, energy %.8g; within a batch: %.8g, %.8g", i, c, e, cgf[i], energy[i])
		}
		for j, m := range l.meanOf(in) {
			if want := l.mean.At(i, j); differs(m, want, 16*roundoff*(1+math.Abs(want))) {
				l.Errorf("row %d alone: Mean of unit %d is %g; within a batch: %g", i, j, m, want)
				break
			}
		}
	}
	none := ebm.NewMatrix(0, l.layer.Len())
	l.layer.Energy(nil, none)
	l.layer.CGF(nil, none)
	l.layer.Mean(none, none)
	l.layer.Sample(none, none, ebm.NewRand(1))
	if err := l.layer.Check(none); err != nil {
		l.Errorf("Check of a batch without rows: %v", err)
	}
}
