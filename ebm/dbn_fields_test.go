package ebm_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// fieldsStack is a stack that has learned bars and stripes.
func fieldsStack(t *testing.T) (*ebm.DBN, ebm.Matrix) {
	t.Helper()
	data, rng := dataset.BarsAndStripes(4), ebm.NewRand(1)
	d := ebm.NewDBN([]int{16, 12, 8}, rng)
	s := ebm.Settings{Epochs: 1000, BatchSize: 30, LearningRate: 0.1, Momentum: 0.5}
	if _, err := d.Pretrain(t.Context(), data, ebm.PlanOf(s, s), rng); err != nil {
		t.Fatal(err)
	}
	return d, data
}

func TestLinearFields(t *testing.T) {
	d := boundStack(1, 6, 5, 4, 3)
	product := d.RBMs[0].Weights
	for level := 1; level <= 3; level++ {
		if level > 1 {
			w, next := d.RBMs[level-1].Weights, ebm.NewMatrix(6, d.Width(level))
			for i := range 6 {
				for j := range w.Cols {
					for k := range w.Rows {
						next.Row(i)[j] += product.Row(i)[k] * w.Row(k)[j]
					}
				}
			}
			product = next
		}
		got := d.LinearFields(level)
		for i, x := range got.Data {
			// Sums of five products of float32 of about 1, twice.
			if math.Abs(float64(x-product.Data[i])) > 1e-5 {
				t.Errorf("level %d: element %d is %g, want %g", level, i, x, product.Data[i])
			}
		}
	}
	before := d.RBMs[0].Weights.Data[0]
	if d.LinearFields(1).Data[0]++; d.RBMs[0].Weights.Data[0] != before {
		t.Error("the fields of the first level are the weights themselves")
	}
	wantPanic(t, "no hidden units", func() { d.LinearFields(0) })
	wantPanic(t, "no hidden units", func() { d.LinearFields(4) })
}

func wantPanic(t *testing.T, text string, f func()) {
	t.Helper()
	defer func() {
		if s, _ := recover().(string); !strings.HasPrefix(s, "ebm: ") || !strings.Contains(s, text) {
			t.Errorf("panic %q, want %q", s, text)
		}
	}()
	f()
}

// TestExciting compares with a sort of all rows.
func TestExciting(t *testing.T) {
	d := boundStack(2, 8, 6, 5)
	for i := range d.RBMs[1].Weights.Data { // so strong that means are 0 or 1, some exactly
		d.RBMs[1].Weights.Data[i] *= 20
	}
	v := binaryRows(1200, 8, 3) // many twice, and more than a block
	const n = 40
	for level := 1; level <= 2; level++ {
		got, err := d.Exciting(t.Context(), v, level, []int{4, 1}, n)
		if err != nil {
			t.Fatal(err)
		}
		below, in, mean := ebm.NewMatrix(1200, d.Width(level-1)), ebm.NewMatrix(1200, d.Width(level)), ebm.NewMatrix(1200, d.Width(level))
		d.Transform(below, v, level-1)
		d.Transform(mean, v, level)
		w := d.RBMs[level-1].Weights
		for i := range in.Rows {
			for j := range w.Cols {
				for k := range w.Rows {
					in.Row(i)[j] += below.Row(i)[k] * w.Row(k)[j]
				}
			}
		}
		for k, u := range got.Units {
			if u != []int{4, 1}[k] {
				t.Fatalf("unit %d", u)
			}
			order := make([]int, 1200)
			for i := range order {
				order[i] = i
			}
			slices.SortStableFunc(order, func(a, b int) int {
				// Inputs of copies of a row, and of rows that differ little, have
				// roundings here that are not those of the product.
				switch d := in.At(b, u) - in.At(a, u); {
				case d > 1e-3:
					return 1
				case d < -1e-3:
					return -1
				}
				return 0
			})
			if !slices.Equal(got.Rows[k], order[:n]) {
				t.Errorf("level %d, unit %d: rows %v, want %v", level, u, got.Rows[k], order[:n])
			}
			for i, r := range got.Rows[k] {
				if got.Means[k][i] != mean.At(r, u) || !slices.Equal(got.Images.Row(k*n+i), v.Row(r)) {
					t.Fatalf("level %d, unit %d: row %d has mean %g", level, u, r, got.Means[k][i])
				}
			}
			for j, x := range got.Mean.Row(k) {
				var sum float64
				for _, r := range got.Rows[k] {
					sum += v.At(r, j)
				}
				if math.Abs(float64(x)-sum/n) > 1e-6 {
					t.Errorf("level %d, unit %d: mean image %g, want %g", level, u, x, sum/n)
				}
			}
		}
	}
	all, err := d.Exciting(t.Context(), v.Slice(0, 3), 2, nil, 3)
	if err != nil || len(all.Units) != 5 || all.Images.Rows != 15 || all.Mean.Rows != 5 {
		t.Errorf("all units: %+v, error %v", all, err)
	}
}

func TestExcitingErrors(t *testing.T) {
	d, v := boundStack(1, 6, 5, 4), binaryRows(600, 6, 1)
	bad := binaryRows(600, 6, 1)
	bad.Row(555)[3] = 7
	for name, c := range map[string]struct {
		data ebm.Source
		n    int
		want error
		text string
	}{
		"too many":      {v, 601, ebm.ErrSettings, "1 to 600"},
		"none":          {v, 0, ebm.ErrSettings, "1 to 600"},
		"another width": {ebm.NewMatrix(3, 5), 1, ebm.ErrSettings, "5 columns"},
		"a value of 7":  {bad, 1, ebm.ErrValue, "row 555"},
	} {
		if _, err := d.Exciting(t.Context(), c.data, 1, nil, c.n); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Exciting(ctx, v, 1, nil, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	d.RBMs[0].Weights.Data[0] = float32(math.NaN())
	if _, err := d.Exciting(t.Context(), v, 1, nil, 1); !errors.Is(err, ebm.ErrDiverged) {
		t.Errorf("NaN: error %v", err)
	}
	wantPanic(t, "no such unit", func() { _, _ = d.Exciting(t.Context(), v, 1, []int{5}, 1) })
	wantPanic(t, "no hidden units", func() { _, _ = d.Exciting(t.Context(), v, 3, nil, 1) })
}

// TestSampleUnit compares the means of many draws with sums over all states.
func TestSampleUnit(t *testing.T) {
	potts := boundStack(1, 4, 3, 4)
	potts.RBMs[1].Hidden = ebm.NewPotts(2, 2)
	for name, d := range map[string]*ebm.DBN{"binary": boundStack(1, 4, 3, 4), "categorical": potts} {
		for level := 1; level <= 2; level++ {
			const unit, n = 2, 6000
			want := unitMeans(d, level, unit)
			draws, means := ebm.NewMatrix(n, 4), ebm.NewMatrix(n, 4)
			err := errors.Join(d.SampleUnit(draws, level, unit, 30, ebm.NewRand(4)), d.SampleUnitMean(means, level, unit, 30, ebm.NewRand(4)))
			if err != nil {
				t.Fatal(err)
			}
			for j, p := range want {
				// Five standard errors of a frequency; means vary no more than draws.
				tol := 5 * math.Sqrt(p*(1-p)/n)
				if a, b := meanRow(draws)[j], meanRow(means)[j]; math.Abs(a-p) > tol || math.Abs(b-p) > tol {
					t.Errorf("%s, level %d: unit %d of the data has mean %g, and %g of means, want %g ± %g", name, level, j, a, b, p, tol)
				}
			}
			if draws.Row(0)[0] != 0 && draws.Row(0)[0] != 1 || means.Row(0)[0] == 0 || means.Row(0)[0] == 1 {
				t.Errorf("%s, level %d: draw %g, mean %g", name, level, draws.Row(0)[0], means.Row(0)[0])
			}
		}
	}
	real := boundStack(1, 4, 3, 4)
	real.RBMs[1].Hidden = ebm.NewGaussian(4)
	if err := real.SampleUnit(ebm.NewMatrix(2, 4), 2, 1, 3, ebm.NewRand(1)); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("real units: error %v", err)
	}
	wantPanic(t, "no such unit", func() { _ = real.SampleUnit(ebm.NewMatrix(2, 4), 1, 3, 3, ebm.NewRand(1)) })
}

// unitMeans is E[v | unit of level is on] of the stack up to that level.
func unitMeans(d *ebm.DBN, level, unit int) []float64 {
	m := d.RBMs[level-1]
	below, here := m.Visible.(ebm.Enumerator), m.Hidden.(ebm.Enumerator)
	x, h := ebm.NewMatrix(1, m.NumVisible()), ebm.NewMatrix(1, m.NumHidden())
	e, means, total := make([]float64, 1), make([]float64, d.NumVisible()), 0.0
	for i := range int(math.Round(math.Exp(below.LogStates()))) {
		below.States(x, i)
		var p float64
		for j := range int(math.Round(math.Exp(here.LogStates()))) {
			here.States(h, j)
			if h.Row(0)[unit] == 1 {
				m.Energy(e, x, h)
				p += math.Exp(-e[0])
			}
		}
		total += p
		for j, v := range wayDown(d, level-1, x) {
			means[j] += p * v
		}
	}
	for j := range means {
		means[j] /= total
	}
	return means
}

// wayDown is E[v] given a state of a layer.
func wayDown(d *ebm.DBN, level int, x ebm.Matrix) []float64 {
	if level == 0 {
		return floats(x.Row(0))
	}
	m, below := d.RBMs[level-1], ebm.NewMatrix(1, d.Width(level-1))
	means, p := make([]float64, d.NumVisible()), make([]float64, 1)
	states := m.Visible.(ebm.Enumerator)
	down := ebm.NewMatrix(1, m.NumVisible())
	for i := range m.NumVisible() {
		for j := range m.NumHidden() {
			down.Row(0)[i] += x.Row(0)[j] * m.Weights.Row(i)[j]
		}
	}
	for i := range int(math.Round(math.Exp(states.LogStates()))) {
		states.States(below, i)
		p[0] = math.Exp(boundDensity(m.Visible, below, down))
		for j, v := range wayDown(d, level-1, below) {
			means[j] += p[0] * v
		}
	}
	return means
}

// TestMaximizeAlone: with hardly any penalty the best image of a unit next to the
// data is known: 1 where its weight is positive.
func TestMaximizeAlone(t *testing.T) {
	d := boundStack(1, 8, 5)
	got, err := d.Maximize(t.Context(), 1, nil, ebm.MaximizeSettings{Penalty: 1e-3, Starts: 3}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	for u := range 5 {
		var best float64
		for i := range 8 {
			w := d.RBMs[0].Weights.At(i, u)
			best += max(0, w)
			// The other terms of the direction are of order 10: λ times that.
			if x := got.Images.At(u, i); math.Abs(w) > 0.05 && math.Abs(x-map[bool]float64{true: 1, false: 0}[w > 0]) > 0.01 {
				t.Errorf("unit %d: pixel %d is %g, weight %g", u, i, x, w)
			}
		}
		if got.Inputs[u] < best-0.1 || got.Inputs[u] > best+1e-5 || !got.Converged[u] {
			t.Errorf("unit %d: input %g of %g, converged %v", u, got.Inputs[u], best, got.Converged[u])
		}
	}
}

// TestMaximizeSteps: a climb that is cut short says so.
func TestMaximizeSteps(t *testing.T) {
	got, err := boundStack(1, 8, 5).Maximize(t.Context(), 1, []int{3}, ebm.MaximizeSettings{Steps: 2}, ebm.NewRand(1))
	if err != nil || got.Converged[0] || len(got.Values[0]) != 10 {
		t.Errorf("%+v, error %v", got, err)
	}
}

// TestMaximizeTrained: the units of the second level get more from their images
// than from any bar or stripe, those images are the best of all ends, and a start
// at the data is one near to them.
func TestMaximizeTrained(t *testing.T) {
	d, data := fieldsStack(t)
	points := 0
	s := ebm.MaximizeSettings{Penalty: 0.02, Starts: 30, Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
		if points++; p.Model != d {
			t.Error("another model")
		}
		return nil
	})}
	got, err := d.Maximize(t.Context(), 2, nil, s, ebm.NewRand(1))
	if err != nil || points == 0 {
		t.Fatalf("%d points, error %v", points, err)
	}
	best, err := d.Exciting(t.Context(), data, 2, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	means, ends := ebm.NewMatrix(8, 8), ebm.NewMatrix(8, 8)
	d.Transform(ends, got.Images, 2)
	d.Transform(means, best.Images, 2)
	for u := range 8 {
		if got.Means[u] < best.Means[u][0] || math.Abs(got.Means[u]-ends.At(u, u)) > 1e-6 {
			t.Errorf("unit %d: mean %g (%g), for its best row %g", u, got.Means[u], ends.At(u, u), best.Means[u][0])
		}
		top := slices.Index(got.Values[u], slices.Max(got.Values[u]))
		if !slices.Equal(got.All.Row(u*30+top), got.Images.Row(u)) {
			t.Errorf("unit %d: its image is not the best end", u)
		}
	}
	// One unit alone has the same starts, and so the same ends, up to roundings of
	// products of other shapes.
	one, err := d.Maximize(t.Context(), 2, []int{5}, s, ebm.NewRand(1))
	if err != nil || math.Abs(one.Inputs[0]-got.Inputs[5]) > 1e-2 {
		t.Errorf("alone %g, among others %g, error %v", one.Inputs[0], got.Inputs[5], err)
	}
	// A heavy penalty leaves an image that the data's model makes: one like a bar.
	s = ebm.MaximizeSettings{Penalty: 20, Start: data}
	near, err := d.Maximize(t.Context(), 2, []int{0}, s, ebm.NewRand(1))
	if err != nil || near.All.Rows != 30 {
		t.Fatal(err)
	}
	if e := math.Sqrt(squaredDistance(near.All, data) / 30); e > 1 {
		t.Errorf("from the data to images at a distance of %g", e)
	}
}

func squaredDistance(a, b ebm.Matrix) (d float64) {
	for i := range a.Rows {
		for j, x := range a.Row(i) {
			d += math.Pow(float64(x-b.Row(i)[j]), 2)
		}
	}
	return d
}

func TestMaximizeErrors(t *testing.T) {
	d, rng := boundStack(1, 6, 5, 4), ebm.NewRand(1)
	twos := ebm.NewMatrix(2, 6)
	twos.Row(1)[5] = 2
	for name, c := range map[string]struct {
		s    ebm.MaximizeSettings
		want error
	}{
		"penalty":       {ebm.MaximizeSettings{Penalty: -1}, ebm.ErrSettings},
		"steps":         {ebm.MaximizeSettings{Steps: -1}, ebm.ErrSettings},
		"starts":        {ebm.MaximizeSettings{Starts: -1}, ebm.ErrSettings},
		"another width": {ebm.MaximizeSettings{Start: ebm.NewMatrix(2, 5)}, ebm.ErrSettings},
		"two starts":    {ebm.MaximizeSettings{Start: ebm.NewMatrix(2, 6), Starts: 3}, ebm.ErrSettings},
		"a start of 2":  {ebm.MaximizeSettings{Start: twos}, ebm.ErrValue},
		"stopped":       {ebm.MaximizeSettings{Recorder: ebm.RecorderFunc(func(*ebm.Progress) error { return ebm.ErrStop })}, ebm.ErrStop},
	} {
		if _, err := d.Maximize(t.Context(), 2, nil, c.s, rng); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Maximize(ctx, 2, nil, ebm.MaximizeSettings{}, rng); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	d.RBMs[0].Weights.Data[0] = float32(math.NaN())
	if _, err := d.Maximize(t.Context(), 2, nil, ebm.MaximizeSettings{}, rng); !errors.Is(err, ebm.ErrDiverged) {
		t.Errorf("NaN: error %v", err)
	}
	d = boundStack(1, 6, 5, 4)
	d.RBMs[0].Hidden = newGaussian(5, rng) // has no Backprop
	if _, err := d.Maximize(t.Context(), 2, nil, ebm.MaximizeSettings{}, rng); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("no derivatives: error %v", err)
	}
	if _, err := d.Maximize(t.Context(), 1, nil, ebm.MaximizeSettings{}, rng); err != nil {
		t.Errorf("none needed: error %v", err)
	}
}
