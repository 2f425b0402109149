package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// sign is that of a weight's L1 decay: 0 for ±0.
func sign(w float32) float64 {
	if w == 0 {
		return 0
	}
	return math.Copysign(1, float64(w))
}

// near allows some float32 roundings of numbers of that size.
func near(got float32, want, size float64) bool {
	return math.Abs(float64(got)-want) <= 8*roundoff*(size+math.Abs(want))
}

func copies(x []float32) []float32 { return append([]float32(nil), x...) }

// TestAdam compares with the formula in float64.
func TestAdam(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(11, 5))
		for _, n := range lengths() {
			for _, c := range decays {
				value, grad, mean, square := guarded(n, rng), guarded(n, rng), guarded(n, rng), guarded(n, rng)
				for i := range square {
					square[i] *= square[i]
				}
				if n > 2 {
					value[1], value[2] = 0, float32(math.Copysign(0, -1))
				}
				w, g, m, q := copies(value), copies(grad), copies(mean), copies(square)
				r := AdamRates{Rate: 0.3, Epsilon: 0.01, Mean: 0.1, Square: 0.001, L2: c.l2, L1: c.l1}
				if !Adam(value, grad, mean, square, r) {
					t.Fatalf("%d numbers: not bounded", n)
				}
				for _, x := range [][]float32{value, grad, mean, square} {
					mustBeGuarded(t, x)
				}
				for i := range w {
					g := float64(g[i])
					first := float64(m[i]) + float64(r.Mean)*(g-float64(m[i]))
					second := float64(q[i]) + float64(r.Square)*(g*g-float64(q[i]))
					step := float64(r.Rate) * first / (math.Sqrt(second) + float64(r.Epsilon))
					want := float64(w[i]) - step - float64(c.l2)*float64(w[i]) - float64(c.l1)*sign(w[i])
					// A mean that cancels is divided by a root that may be small.
					size := 2 + float64(r.Rate)*(math.Abs(g)+math.Abs(float64(m[i])))/(math.Sqrt(second)+float64(r.Epsilon))
					if !near(mean[i], first, math.Abs(g)+1) || !near(square[i], second, g*g+1) || !near(value[i], want, size+math.Abs(step)) || grad[i] != w[i] {
						t.Fatalf("%d of %d: value %g, mean %g, square %g, grad %g, want %g, %g, %g, %g", i, n, value[i], mean[i], square[i], grad[i], want, first, second, w[i])
					}
				}
			}
		}
	})
}

func TestNesterov(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(12, 5))
		for _, n := range lengths() {
			for _, c := range decays {
				value, grad, velocity := guarded(n, rng), guarded(n, rng), guarded(n, rng)
				w, g, v := copies(value), copies(grad), copies(velocity)
				if !Nesterov(value, grad, velocity, NesterovRates{Momentum: 0.7, L2: c.l2, L1: c.l1}) {
					t.Fatalf("%d numbers: not bounded", n)
				}
				for _, x := range [][]float32{value, grad, velocity} {
					mustBeGuarded(t, x)
				}
				momentum := float64(float32(0.7))
				for i := range w {
					d := float64(g[i]) - float64(c.l2)*float64(w[i]) - float64(c.l1)*sign(w[i])
					to := momentum*float64(v[i]) + d
					want := float64(w[i]) + momentum*to + d
					size := math.Abs(float64(w[i])) + 2*math.Abs(float64(v[i])) + 2*math.Abs(float64(g[i])) + 1
					if !near(velocity[i], to, size) || !near(value[i], want, size) || grad[i] != w[i] {
						t.Fatalf("%d of %d: value %g, velocity %g, grad %g, want %g, %g, %g", i, n, value[i], velocity[i], grad[i], want, to, w[i])
					}
				}
			}
		}
	})
}

func TestAverage(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(13, 5))
		for _, n := range lengths() {
			mean, value := guarded(n, rng), guarded(n, rng)
			before := copies(mean)
			Average(mean, value, 0.3)
			mustBeGuarded(t, mean)
			for i := range mean {
				want := float64(before[i]) + float64(float32(0.3))*(float64(value[i])-float64(before[i]))
				if !near(mean[i], want, math.Abs(float64(value[i]))+1) {
					t.Fatalf("%d of %d: %g, want %g", i, n, mean[i], want)
				}
			}
		}
	})
}

// TestOptimizersFindTheUnbounded, in any piece and lane.
func TestOptimizersFindTheUnbounded(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	eachLevel(t, func(t *testing.T) {
		for _, at := range []int{0, 1, 15, 16, 70, grain - 1, grain, 2*grain + 2, 2*grain + 36} {
			zeros := func() []float32 { return make([]float32, 2*grain+37) }
			for _, x := range []float32{nan, inf, -inf, Limit + 2, -Limit - 2} {
				value, grad := zeros(), zeros()
				value[at] = x
				if Adam(value, grad, zeros(), zeros(), AdamRates{Rate: 1, Epsilon: 1, Mean: 0.1, Square: 0.1}) {
					t.Errorf("Adam: value %g at %d is bounded", x, at)
				}
				value, grad = zeros(), zeros()
				grad[at] = x
				if Nesterov(value, grad, zeros(), NesterovRates{Momentum: 0.5}) {
					t.Errorf("Nesterov: step %g at %d is bounded", x, at)
				}
			}
			for _, g := range []float32{nan, inf, 1e30} { // whose square is not finite
				value, grad := zeros(), zeros()
				grad[at] = g
				if Adam(value, grad, zeros(), zeros(), AdamRates{Rate: 1, Epsilon: 1, Mean: 0.1, Square: 0.1}) {
					t.Errorf("Adam: gradient %g at %d is bounded", g, at)
				}
			}
			value := zeros()
			value[at] = Limit - 1
			if !Nesterov(value, zeros(), zeros(), NesterovRates{}) || !Adam(value, zeros(), zeros(), zeros(), AdamRates{Epsilon: 1}) {
				t.Errorf("a value below the limit at %d is not bounded", at)
			}
		}
	})
}

// TestLimitColumns compares norms in float64, in a matrix inside another.
func TestLimitColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 5))
	for _, shape := range [][2]int{{1, 1}, {5, 3}, {7, 64}, {9, 65}, {30, 200}} {
		x := framed(shape[0], shape[1], rng)
		for i := range x.Rows {
			x.Data[i*x.Stride] *= 0.01 // a short column
		}
		before := clone(x)
		limit := math.Sqrt(float64(x.Rows))
		LimitColumns(x, limit)
		if frameBroken(x) {
			t.Fatalf("%v: written outside", shape)
		}
		for j := range x.Cols {
			var norm float64
			for i := range x.Rows {
				norm = math.Hypot(norm, at(before, i, j))
			}
			for i := range x.Rows {
				want := at(before, i, j)
				if norm > limit {
					want *= limit / norm
				}
				if got := at(x, i, j); math.Abs(got-want) > 4*roundoff*math.Abs(want) || norm <= limit && got != want {
					t.Fatalf("%v: element %d,%d is %g, want %g", shape, i, j, got, want)
				}
			}
		}
	}
	LimitColumns(blas32.General{}, 1)
	if got := panicOf(func() { LimitColumns(blas32.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float32, 5)}, 1) }); got != badColumns {
		t.Errorf("panic is %v", got)
	}
}

// TestOptimizersForLevels: the same bits even without assembly, and for any
// number of threads.
func TestOptimizersForLevels(t *testing.T) {
	defer func(before instructionSet) { level = before }(level)
	run := func() []float64 {
		rng := rand.New(rand.NewPCG(15, 5))
		var all []float64
		for _, n := range []int{1, 15, 100, 2*grain + 77} {
			for _, c := range decays {
				value, grad, mean, square := draws(n, rng), draws(n, rng), draws(n, rng), draws(n, rng)
				for i := range square {
					square[i] *= square[i]
				}
				Adam(value, grad, mean, square, AdamRates{Rate: 0.3, Epsilon: 1e-8, Mean: 0.1, Square: 0.001, L2: c.l2, L1: c.l1})
				Nesterov(value, grad, mean, NesterovRates{Momentum: 0.9, L2: c.l2, L1: c.l1})
				Average(square, value, 0.1)
				all = append(append(append(append(all, wide(value)...), wide(grad)...), wide(mean)...), wide(square)...)
			}
			x := framed(30, n, rng)
			LimitColumns(x, 5)
			for i := range x.Rows {
				all = append(all, wide(x.Data[i*x.Stride:][:x.Cols])...)
			}
		}
		return all
	}
	var want []float64
	for _, set := range available() {
		level = set
		sameForAnyProcs(t, string(set), run)
		got := run()
		if want == nil {
			want = got
		}
		for i := range got {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Fatalf("%s: number %d is %g, want %g", set, i, got[i], want[i])
			}
		}
	}
}
