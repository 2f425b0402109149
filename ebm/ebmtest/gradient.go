package ebmtest

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testGradient holds add, which adds scale times a gradient, to differences of
// value, for every element of params.
func testGradient(t testing.TB, what string, params []ebm.Param, value func() float64, add func(grad []ebm.Param, scale float64)) {
	t.Helper()
	const scale = -0.75
	g, saved := newGradient(params, ebm.NewRand(2)), snapshot(params)
	add(g.params, scale)
	if name := changed(params, saved); name != "" {
		t.Errorf("%s changes the parameter %s", what, name)
		return
	}
	if g.broken() {
		t.Errorf("%s writes outside a gradient whose Stride exceeds its Cols", what)
	}
	for k, p := range params {
		for i := range p.Value.Rows {
			for j := range p.Value.Cols {
				want, tol := slope(moving(&p.Value.Row(i)[j], value))
				// The offsets of a parameter, the product and the sum are rounded.
				tol += 4 * roundoff * (math.Abs(want)*(1+math.Abs(p.Value.At(i, j))/step) + math.Abs(g.start[k].At(i, j)/scale))
				if got := g.added(k, i, j) / scale; differs(got, want, tol) {
					t.Errorf("%s: after scale %g the gradient of %s[%d,%d] has grown by scale·%.7g, differences give %.7g ± %.1g",
						what, scale, p.Name, i, j, got, want, tol)
					return
				}
			}
		}
	}
}

// testRowMean holds add, which adds the mean over rows [from, to), to the mean of
// what it adds for single rows.
func testRowMean(t testing.TB, what string, params []ebm.Param, rows int, add func(grad []ebm.Param, from, to int)) {
	t.Helper()
	whole := newGradient(params, nil)
	add(whole.params, 0, rows)
	got := whole.all()
	sum, size := make([]float64, len(got)), make([]float64, len(got))
	for i := range rows {
		one := newGradient(params, nil)
		add(one.params, i, i+1)
		for k, v := range one.all() {
			sum[k] += v / float64(rows)
			size[k] += math.Abs(v) / float64(rows)
		}
	}
	for k := range got {
		// A float32 sum of that many terms, in any order.
		if tol := float64(rows+8) * roundoff * size[k]; differs(got[k], sum[k], tol) {
			t.Errorf("%s: element %d of the gradient is %.7g for %d rows, the mean over single rows is %.7g ± %.1g",
				what, k, got[k], rows, sum[k], tol)
			return
		}
	}
	none := newGradient(params, ebm.NewRand(3))
	add(none.params, 0, 0)
	if name := changed(none.params, none.start); name != "" {
		t.Errorf("%s: a batch without rows changes the gradient of %s", what, name)
	}
}

// testParams checks the views that params returns.
func testParams(t testing.TB, what string, params func() []ebm.Param) {
	t.Helper()
	first, second := params(), params()
	if len(first) != len(second) {
		t.Fatalf("%s returns %d, then %d parameters", what, len(first), len(second))
	}
	names := map[string]bool{}
	for i, p := range first {
		q := second[i]
		switch {
		case p.Name == "" || names[p.Name]:
			t.Errorf("%s: the name %q is empty or taken", what, p.Name)
		case p.Name != q.Name || p.Decay != q.Decay || p.Value.Rows != q.Value.Rows || p.Value.Cols != q.Value.Cols:
			t.Errorf("%s: parameter %d is %s, then %s or of another shape", what, i, p.Name, q.Name)
		case p.Value.Rows < 1 || p.Value.Cols < 1:
			t.Errorf("%s: %s is empty", what, p.Name)
		case &p.Value.Data[0] != &q.Value.Data[0]:
			t.Errorf("%s: %s is a copy, want a view", what, p.Name)
		}
		names[p.Name] = true
	}
}
