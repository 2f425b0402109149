package ebmtest

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testBackprop compares a Backpropagator with differences of a random linear
// function of the means.
func (l *layerTest) testBackprop() {
	l.Helper()
	b, ok := ebm.Ability[ebm.Backpropagator](l.layer)
	if !ok {
		return
	}
	t := &backpropTest{layerTest: l, b: b, dmean: l.functional()}
	t.testInputs()
	t.testParams()
	t.testPlaces()
	t.testBatch()
	t.testShapes()
}

type backpropTest struct {
	*layerTest
	b     ebm.Backpropagator
	dmean ebm.Matrix // the function is the sum of dmean·Mean over all elements
}

// functional draws the coefficients so that absolute terms sum to 1: then the
// roundings of the means count as those of a number of that size.
func (l *layerTest) functional() ebm.Matrix {
	c, sum := ebm.NewMatrix(inputs, l.layer.Len()), 0.0
	fillNormal(c, 1, ebm.NewRand(16))
	for i := range inputs {
		for j, v := range c.Row(i) {
			sum += math.Abs(float64(v)) * max(0.1, math.Abs(l.mean.At(i, j)))
		}
	}
	for i := range inputs {
		for j, v := range c.Row(i) {
			c.Row(i)[j] = float32(float64(v) / sum)
		}
	}
	return c
}

// value is the function of some rows of inputs.
func (t *backpropTest) value(from, to int, in ebm.Matrix) float64 {
	sum, mean := 0.0, t.meanOf(in)
	for k, c := range values(t.dmean.Slice(from, to)) {
		sum += c * mean[k]
	}
	return sum
}

// din returns what Backprop stores.
func (t *backpropTest) din() ebm.Matrix {
	din := ebm.NewMatrix(inputs, t.in.Cols)
	t.b.Backprop(newGradient(t.layer.Params(), nil).params, 1, din, t.dmean, t.in, t.mean)
	return din
}

func (t *backpropTest) testInputs() {
	t.Helper()
	din := t.din()
	for i := range inputs {
		in := ebm.MatrixOf(t.in.Slice(i, i+1))
		for j := range in.Cols {
			want, tol := slope(moving(&in.Row(0)[j], func() float64 { return t.value(i, i+1, in) }))
			if got := din.At(i, j); differs(got, want, tol) {
				t.Errorf("Backprop: din of unit %d at input %d is %.6g, differences give %.6g ± %.1g", j, i, got, want, tol)
				return
			}
		}
	}
}

func (t *backpropTest) testParams() {
	t.Helper()
	din := ebm.NewMatrix(inputs, t.in.Cols)
	testGradient(t, "Backprop", t.layer.Params(), func() float64 { return t.value(0, inputs, t.in) },
		func(grad []ebm.Param, scale float64) { t.b.Backprop(grad, scale, din, t.dmean, t.in, t.mean) })
	if !same(din, t.din()) {
		t.Errorf("Backprop: din depends on scale or on what was in the gradient")
	}
}

// testPlaces lets din be another argument, and guards all of them.
func (t *backpropTest) testPlaces() {
	t.Helper()
	wantDin, params := t.din(), t.layer.Params()
	want := newGradient(params, nil)
	t.b.Backprop(want.params, 1, ebm.NewMatrix(inputs, t.in.Cols), t.dmean, t.in, t.mean)
	for _, place := range []string{"is its own", "is dmean", "is in"} {
		din, dmean, in, mean := newGuarded(inputs, t.in.Cols), guard(t.dmean), guard(t.in), guard(t.mean)
		switch place {
		case "is dmean":
			din = dmean
		case "is in":
			din = in
		}
		got := newGradient(params, nil)
		t.b.Backprop(got.params, 1, din.Matrix, dmean.Matrix, in.Matrix, mean.Matrix)
		switch {
		case !same(din.Matrix, wantDin):
			t.Errorf("Backprop where din %s: stores something else, or Stride is not honoured", place)
		case changed(got.params, snapshot(want.params)) != "":
			t.Errorf("Backprop where din %s: another gradient of %s", place, changed(got.params, snapshot(want.params)))
		case din.broken() || dmean.broken() || in.broken() || mean.broken() || got.broken():
			t.Errorf("Backprop where din %s: writes outside its arguments", place)
		case place != "is dmean" && !same(dmean.Matrix, t.dmean), place != "is in" && !same(in.Matrix, t.in), !same(mean.Matrix, t.mean):
			t.Errorf("Backprop where din %s: changes another argument", place)
		}
	}
}

// testBatch compares a batch that spans several blocks with its rows, and wants
// the same bits for any GOMAXPROCS.
func (t *backpropTest) testBatch() {
	t.Helper()
	n, params := t.in.Cols, t.layer.Params()
	rows := 1<<15/n + 7
	in, mean, dmean, din := ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n)
	fillNormal(in, 1, ebm.NewRand(17))
	fillNormal(dmean, 1, ebm.NewRand(18))
	t.layer.Mean(mean, in)
	testBits(t, "Backprop", func() []float64 {
		g := newGradient(params, nil)
		t.b.Backprop(g.params, 1, din, dmean, in, mean)
		return append(g.all(), values(din)...)
	})
	const few = 700
	one := ebm.NewMatrix(1, n)
	testRowMean(t, "Backprop", params, few, func(grad []ebm.Param, from, to int) {
		part := ebm.NewMatrix(to-from, n) // a sum over rows
		t.b.Backprop(grad, 1/float64(max(1, to-from)), part, dmean.Slice(from, to), in.Slice(from, to), mean.Slice(from, to))
	})
	for i := range few {
		t.b.Backprop(newGradient(params, nil).params, 1, one, dmean.Slice(i, i+1), in.Slice(i, i+1), mean.Slice(i, i+1))
		for j, want := range one.Row(0) {
			if got := din.At(i, j); differs(got, float64(want), 16*roundoff*(1+math.Abs(got))) {
				t.Errorf("Backprop: din of unit %d in row %d of a batch is %g, that of the row alone %g", j, i, got, want)
				return
			}
		}
	}
}

func (t *backpropTest) testShapes() {
	t.Helper()
	n := t.in.Cols
	good, wide, tall := ebm.NewMatrix(inputs, n), ebm.NewMatrix(inputs, n+1), ebm.NewMatrix(inputs+1, n)
	grad := newGradient(t.layer.Params(), nil).params
	testPanic(t, "Backprop of a wide batch", func() { t.b.Backprop(grad, 1, wide, wide, wide, wide) })
	testPanic(t, "Backprop with a tall din", func() { t.b.Backprop(grad, 1, tall, good, good, good) })
	testPanic(t, "Backprop with a tall dmean", func() { t.b.Backprop(grad, 1, good, tall, good, good) })
	testPanic(t, "Backprop with a tall in", func() { t.b.Backprop(grad, 1, good, good, tall, good) })
	testPanic(t, "Backprop with a tall mean", func() { t.b.Backprop(grad, 1, good, good, good, tall) })
	if len(grad) > 0 {
		testPanic(t, "Backprop with an empty gradient", func() { t.b.Backprop(nil, 1, good, good, good, good) })
	}
}
