package ebm_test

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// randomStack is a stack whose weights have deviation 1.
func randomStack(sizes ...int) *ebm.DBN {
	d := &ebm.DBN{}
	for l := range len(sizes) - 1 {
		d.RBMs = append(d.RBMs, rbm(bernoulli(sizes[l], uint64(2*l+1)), bernoulli(sizes[l+1], uint64(2*l+2)), 1))
	}
	return d
}

// everyRow gathers all rows.
func everyRow(data ebm.Source, rng *rand.Rand) ebm.Matrix {
	x := ebm.NewMatrix(data.Dims())
	rows := make([]int, x.Rows)
	for i := range rows {
		rows[i] = i
	}
	data.Gather(x, rows, rng)
	return x
}

// TestTransform: it is HiddenMean level by level, in blocks and in batches.
func TestTransform(t *testing.T) {
	d, x := randomStack(12, 9, 7, 5), patterns(1100, 1)
	want := x
	for level := range 4 {
		if level > 0 {
			h := ebm.NewMatrix(x.Rows, d.Width(level))
			d.RBMs[level-1].HiddenMean(h, want)
			want = h
		}
		got := ebm.NewMatrix(x.Rows, d.Width(level))
		d.Transform(got, x, level)
		sameMatrix(t, "Transform", got, want)
		sameMatrix(t, "Up", everyRow(d.Up(x, level, false), ebm.NewRand(1)), want)
		sameMatrix(t, "Up with sample, no rng", everyRow(d.Up(x, level, true), nil), want)
	}
}

// TestUpSample: draws of the second level average to what draws of the first
// give it, which is not what the means of the first give it.
func TestUpSample(t *testing.T) {
	const rows, z = 20000, 5 // 3 comparisons, false alarms 2·10⁻⁶
	d := randomStack(6, 4, 3)
	x := ebm.NewMatrix(rows, 6)
	for i := range rows {
		copy(x.Row(i), []float32{1, 0, 1, 1, 0, 0.5})
	}
	got := everyRow(d.Up(x, 2, true), ebm.NewRand(1))
	first, h, p := ebm.NewMatrix(1, 4), ebm.NewMatrix(16, 4), ebm.NewMatrix(16, 3)
	d.RBMs[0].HiddenMean(first, x.Slice(0, 1))
	d.RBMs[0].Hidden.(ebm.Enumerator).States(h, 0)
	d.RBMs[1].HiddenMean(p, h)
	for j := range 3 {
		var want float64
		for s := range h.Rows {
			q := 1.0
			for i, on := range h.Row(s) {
				q *= float64(1 - on + (2*on-1)*first.Row(0)[i])
			}
			want += q * p.At(s, j)
		}
		var mean float64
		for i := range rows {
			if v := got.Row(i)[j]; v != 0 && v != 1 {
				t.Fatalf("a draw is %g", v)
			}
			mean += got.At(i, j) / rows
		}
		if math.Abs(mean-want) > z*math.Sqrt(want*(1-want)/rows) {
			t.Errorf("unit %d: mean %.4f, want %.4f", j, mean, want)
		}
	}
}

// TestPretrainMemory: activations are not held for all rows, unless asked for.
func TestPretrainMemory(t *testing.T) {
	x := ebm.NewMatrix(8000, 40)
	for i := range x.Data {
		x.Data[i] = float32(i % 2)
	}
	used := func(keep bool) uint64 {
		d := ebm.NewDBN([]int{40, 200, 10}, ebm.NewRand(1))
		plan := ebm.PlanOf(ebm.Settings{Epochs: 1, LearningRate: 0.1}, ebm.Settings{Epochs: 1, LearningRate: 0.1})
		plan.Keep = keep
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := d.Pretrain(t.Context(), x, plan, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	const whole = 8000 * 200 * 4
	if stream, kept := used(false), used(true); stream > whole*3/4 || kept < whole {
		// Streamed: 1000 rows for metrics, and blocks of 512.
		t.Errorf("%d bytes streamed, %d kept, a whole copy is %d", stream, kept, whole)
	}
}

func TestCloneDBN(t *testing.T) {
	d := randomStack(6, 4, 3)
	c, before := d.Clone(), stackBits(d)
	if c.String() != "DBN 6-4-3" || !equalBits(stackBits(c), before) {
		t.Errorf("the clone is %v, or has other bits", c)
	}
	c.InitGlorot(ebm.NewRand(1))
	if !equalBits(stackBits(d), before) {
		t.Error("the clone shares storage")
	}
}

func TestInitGlorot(t *testing.T) {
	d := randomStack(60, 40, 30)
	d.RBMs[1].Hidden = ebm.NewGaussian(30)
	d.InitGlorot(ebm.NewRand(1))
	for l, want := range []float64{4 * math.Sqrt(6./100), math.Sqrt(6. / 70)} {
		var largest, square float64
		w := d.RBMs[l].Weights
		for _, x := range w.Data {
			largest = max(largest, math.Abs(float64(x)))
			square += float64(x) * float64(x) / float64(len(w.Data))
		}
		// The square of a uniform number has mean r²/3 and variance 4r⁴/45.
		tol := 5 * math.Sqrt(4./45/float64(len(w.Data))) * want * want
		if largest > want || math.Abs(square-want*want/3) > tol {
			t.Errorf("level %d: up to %g, mean square %g, want %g and %g", l, largest, square, want, want*want/3)
		}
		for _, p := range d.RBMs[l].Params()[1:] {
			for _, b := range p.Value.Data {
				if b != 0 {
					t.Fatalf("level %d: %s is %g", l, p.Name, b)
				}
			}
		}
	}
}

func TestStackPanics(t *testing.T) {
	d, x, rng := randomStack(6, 4, 3), ebm.NewMatrix(5, 6), ebm.NewRand(1)
	misfit := &ebm.DBN{RBMs: []*ebm.RBM{d.RBMs[0], d.RBMs[0]}}
	var none ebm.Plan
	var nobody context.Context
	for name, f := range map[string]func(){
		"one size":                   func() { ebm.NewDBN([]int{4}, rng) },
		"a size below one":           func() { ebm.NewDBN([]int{4, 0}, rng) },
		"Width of no layer":          func() { d.Width(3) },
		"Up of no layer":             func() { d.Up(x, 3, false) },
		"Up of another width":        func() { d.Up(ebm.NewMatrix(5, 7), 0, false) },
		"Up of nil":                  func() { d.Up(nil, 1, false) },
		"Transform of no layer":      func() { d.Transform(x, x, -1) },
		"Transform of another width": func() { d.Transform(ebm.NewMatrix(5, 4), ebm.NewMatrix(5, 7), 1) },
		"Transform to another width": func() { d.Transform(ebm.NewMatrix(5, 3), x, 1) },
		"Transform to other rows":    func() { d.Transform(ebm.NewMatrix(4, 4), x, 1) },
		"Down from another width":    func() { d.Down(x, ebm.NewMatrix(5, 4), 2, rng) },
		"Down to other rows":         func() { d.Down(x, ebm.NewMatrix(4, 3), 2, rng) },
		"Sample of another width":    func() { d.Sample(ebm.NewMatrix(5, 7), 1, rng) },
		"Sample of no steps":         func() { d.Sample(x, 0, rng) },
		"Sample without rng":         func() { d.Sample(x, 1, nil) },
		"InitGlorot without rng":     func() { d.InitGlorot(nil) },
		"NumVisible of no RBMs":      func() { (&ebm.DBN{}).NumVisible() },
		"NumHidden of no RBMs":       func() { (&ebm.DBN{}).NumHidden() },
		"String of no RBMs":          func() { _ = (&ebm.DBN{}).String() },
		"Clone of no RBMs":           func() { (&ebm.DBN{}).Clone() },
		"Clone of a misfit":          func() { misfit.Clone() },
		"Pretrain of a misfit":       func() { _, _ = misfit.Pretrain(t.Context(), x, none, rng) },
		"Pretrain without context":   func() { _, _ = d.Pretrain(nobody, x, none, rng) },
		"Pretrain without data":      func() { _, _ = d.Pretrain(t.Context(), nil, none, rng) },
		"Pretrain without rng":       func() { _, _ = d.Pretrain(t.Context(), x, none, nil) },
		"a plan without settings":    func() { ebm.PlanOf() },
		"Pretrain of a nil RBM":      func() { _, _ = (&ebm.DBN{RBMs: []*ebm.RBM{nil}}).Pretrain(t.Context(), x, none, rng) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("panic %q", text)
				}
			}()
			f()
			t.Error("no panic")
		})
	}
}
