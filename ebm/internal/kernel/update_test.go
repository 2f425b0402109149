package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func draws(n int, rng *rand.Rand) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// decays are the cases of the two decays.
var decays = []struct{ l2, l1 float32 }{{0, 0}, {0.1, 0}, {0, 0.02}, {0.1, 0.02}}

// lengths are of vectors within, at the edge of and beyond registers and pieces.
func lengths() []int {
	n := []int{grain - 1, grain, grain + 1, 3*grain + 5}
	for i := range 140 {
		n = append(n, i)
	}
	return n
}

// TestDecay compares with velocity - l2·value - l1·sign(value) in float64: three
// roundings.
func TestDecay(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 5))
		for _, n := range lengths() {
			for _, c := range decays {
				value, velocity := guarded(n, rng), guarded(n, rng)
				if n > 2 {
					value[1], value[2] = 0, float32(math.Copysign(0, -1)) // sign(±0) is 0
				}
				before, valueBefore := append([]float32(nil), velocity...), append([]float32(nil), value...)
				sums := Decay(velocity, value, c.l2, c.l1)
				mustBeGuarded(t, velocity)
				var v2, w2 float64
				for i, w := range value {
					if math.Float32bits(w) != math.Float32bits(valueBefore[i]) {
						t.Fatalf("Decay changes value %d", i)
					}
					sign := 0.0
					if w != 0 {
						sign = math.Copysign(1, float64(w))
					}
					want := float64(before[i]) - float64(c.l2)*float64(w) - float64(c.l1)*sign
					if !(math.Abs(float64(velocity[i])-want) <= 4*roundoff*(math.Abs(float64(before[i]))+math.Abs(float64(w))+1)) {
						t.Fatalf("l2 %g, l1 %g: velocity %g at value %g becomes %g, want %g", c.l2, c.l1, before[i], w, velocity[i], want)
					}
					v2 += float64(velocity[i]) * float64(velocity[i])
					w2 += float64(w) * float64(w)
				}
				if !sums.Bounded || !(math.Abs(sums.Velocity-v2) <= 1e-12*v2) || !(math.Abs(sums.Value-w2) <= 1e-12*w2) {
					t.Fatalf("%d numbers: %+v, want bounded, sums of squares %g and %g", n, sums, w2, v2)
				}
			}
		}
	})
}

// guarded draws n numbers, behind which others stand; see mustBeGuarded.
func guarded(n int, rng *rand.Rand) []float32 {
	x := draws(n+20, rng)
	for i := range x[n:] {
		x[n+i] = float32(i)
	}
	return x[:n]
}

func mustBeGuarded(t *testing.T, x []float32) {
	t.Helper()
	for i, v := range x[len(x) : len(x)+20] {
		if v != float32(i) {
			t.Fatalf("%d numbers: number %d after them becomes %g", len(x), i, v)
		}
	}
}

// TestDecayWithoutDecay leaves the velocity alone, bit for bit.
func TestDecayWithoutDecay(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 5))
	value, velocity := draws(100, rng), draws(100, rng)
	before := append([]float32(nil), velocity...)
	Decay(velocity, value, 0, 0)
	for i, v := range velocity {
		if v != before[i] {
			t.Fatalf("velocity %d was %g, is %g", i, before[i], v)
		}
	}
}

// TestTheUnboundedIsFound: in any piece and lane, and where only the sum
// is too large.
func TestTheUnboundedIsFound(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	const huge = math.MaxFloat32
	eachLevel(t, func(t *testing.T) {
		for _, c := range []struct{ value, velocity float32 }{
			{0, nan}, {0, inf}, {0, -inf}, {nan, 0}, {inf, 0}, {inf, -inf}, {huge, huge}, {-huge, -huge}, {1, nan}, {nan, 1}, {3, Limit}, {0, -Limit},
		} {
			for _, at := range []int{0, 1, 15, 16, 70, grain - 1, grain, 2*grain + 2, 2*grain + 36} {
				value, velocity := make([]float32, 2*grain+37), make([]float32, 2*grain+37)
				value[at], velocity[at] = c.value, c.velocity
				for _, d := range decays[:3] {
					v := append([]float32(nil), velocity...)
					if Bounded(v, value, d.l2, d.l1) {
						t.Errorf("value %g, velocity %g at %d: bounded", c.value, c.velocity, at)
					}
					if Decay(v, value, d.l2, d.l1).Bounded {
						t.Errorf("value %g, velocity %g at %d: bounded after Decay", c.value, c.velocity, at)
					}
				}
			}
		}
		for _, c := range []struct{ value, velocity float32 }{{-huge, huge}, {Limit - 1, 0}, {0, 1 - Limit}, {0x1p-149, -0x1p-149}} {
			value, velocity := []float32{c.value}, []float32{c.velocity}
			if !Bounded(velocity, value, 0, 0) || !Decay(velocity, value, 0, 0).Bounded {
				t.Errorf("value %g, velocity %g: not bounded", c.value, c.velocity)
			}
		}
		if !Bounded(nil, nil, 0, 0) || !Decay(nil, nil, 0, 0).Bounded {
			t.Error("no numbers: not bounded")
		}
	})
}

func TestStep(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 5))
		for _, n := range lengths() {
			for _, momentum := range []float32{0, 0.5, 0.9} {
				value, velocity := guarded(n, rng), guarded(n, rng)
				w, v := append([]float32(nil), value...), append([]float32(nil), velocity...)
				Step(value, velocity, momentum)
				mustBeGuarded(t, value)
				mustBeGuarded(t, velocity)
				for i := range value {
					if value[i] != w[i]+v[i] || velocity[i] != v[i]*momentum {
						t.Fatalf("%d of %d: %g and %g become %g and %g at momentum %g", i, n, w[i], v[i], value[i], velocity[i], momentum)
					}
				}
			}
		}
	})
}

// TestMove is Decay, then Step, bit for bit.
func TestMove(t *testing.T) {
	const momentum = 0.7
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 5))
		for _, n := range lengths() {
			for _, c := range decays {
				value, velocity := guarded(n, rng), guarded(n, rng)
				w, v := append([]float32(nil), value...), append([]float32(nil), velocity...)
				got := Move(value, velocity, c.l2, c.l1, momentum)
				Decay(v, w, c.l2, c.l1)
				Step(w, v, momentum)
				mustBeGuarded(t, value)
				mustBeGuarded(t, velocity)
				for i := range w {
					if math.Float32bits(value[i]) != math.Float32bits(w[i]) || math.Float32bits(velocity[i]) != math.Float32bits(v[i]) {
						t.Fatalf("%d of %d: Move gives %g and %g, Decay and Step %g and %g", i, n, value[i], velocity[i], w[i], v[i])
					}
				}
				var want float32
				for _, x := range w {
					want = max(want, float32(math.Abs(float64(x))))
				}
				if got != want || Largest(w) != want {
					t.Fatalf("%d numbers: largest after Move %g, of all %g, want %g", n, got, Largest(w), want)
				}
			}
		}
	})
}

// TestTheLargestIsFound in any piece and lane, with NaN above all others.
func TestTheLargestIsFound(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{1, 7, 40, 200, 2*grain + 37} {
			x, still := make([]float32, n), make([]float32, n)
			for i := 0; i < n; i += 1 + i/8 {
				for _, v := range []float32{5, -5, math.SmallestNonzeroFloat32, inf, -inf, nan, -nan} {
					x[i], x[(i+1)%n] = -0, v
					want := float32(math.Abs(float64(v)))
					if got := Largest(x); got != want && (got == got || want == want) {
						t.Fatalf("number %d of %d is %g, the largest %g", (i+1)%n, n, v, got)
					}
					if math.IsInf(float64(v), 0) {
						v, want = math.MaxFloat32, math.MaxFloat32 // as 0·Inf, the decay, is NaN
						x[(i+1)%n] = v
					}
					if got := Move(x, still, 0, 0, 1); got != want && (got == got || want == want) {
						t.Fatalf("number %d of %d is %g, the largest after Move %g", (i+1)%n, n, v, got)
					}
					x[(i+1)%n], still[(i+1)%n] = 0, 0
				}
			}
		}
		if got := Largest(nil); got != 0 {
			t.Errorf("the largest of none is %g", got)
		}
	})
}

// TestAddColumnSums allows two roundings: of what is added, and of the sum.
func TestAddColumnSums(t *testing.T) {
	shapes := [][2]int{{0, 5}, {1, 1}, {3, 63}, {7, 64}, {1000, 65}, {5, 500}, {4, 0}}
	for cols := range 140 {
		shapes = append(shapes, [2]int{1 + cols%9, cols})
	}
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(4, 5))
		for _, s := range shapes {
			rows, cols := s[0], s[1]
			x := framed(rows, cols, rng)
			dst := guarded(cols, rng)
			before := append([]float32(nil), dst...)
			const by = -0.3
			AddColumnSums(dst, by, x.Data, rows, x.Stride)
			mustBeGuarded(t, dst)
			for j, got := range dst {
				sum := 0.0
				for i := range rows {
					sum += at(x, i, j)
				}
				want := float64(before[j]) + by*sum
				if !(math.Abs(float64(got)-want) <= 2*roundoff*(math.Abs(by*sum)+math.Abs(want))) {
					t.Fatalf("%d×%d: column %d is %g, want %g", rows, cols, j, got, want)
				}
			}
		}
	})
}

func TestColumnsOfAShortMatrix(t *testing.T) {
	for _, f := range []func(){
		func() { AddColumnSums(make([]float32, 3), 1, make([]float32, 6), 2, 4) },
		func() { AddColumnSums(make([]float32, 5), 1, make([]float32, 50), 2, 4) },
	} {
		if got := panicOf(f); got != badColumns {
			t.Errorf("panic is %v, want %q", got, badColumns)
		}
	}
}

// TestShortUpdates: what lies behind them in memory is not taken for them.
func TestShortUpdates(t *testing.T) {
	value, velocity := make([]float32, 20), make([]float32, 19, 20)
	for name, f := range map[string]func(){
		"Decay":   func() { Decay(velocity, value, 0, 0) },
		"Step":    func() { Step(value, velocity, 0) },
		"Bounded": func() { Bounded(velocity, value, 0, 0) },
		"Move":    func() { Move(value, velocity, 0, 0, 0) },

		"Adam's gradient": func() { Adam(value, velocity, value, value, AdamRates{}) },
		"Adam's mean":     func() { Adam(value, value, velocity, value, AdamRates{}) },
		"Adam's square":   func() { Adam(value, value, value, velocity, AdamRates{}) },
		"Nesterov":        func() { Nesterov(value, value, velocity, NesterovRates{}) },
		"its gradient":    func() { Nesterov(value, velocity, value, NesterovRates{}) },
		"Average":         func() { Average(velocity, value, 0) },
	} {
		if got := panicOf(f); got != badUpdate {
			t.Errorf("%s: panic is %v, want %q", name, got, badUpdate)
		}
	}
}

// TestUpdatesForLevels: these routines give the same bits even without
// assembly.
func TestUpdatesForLevels(t *testing.T) {
	defer func(before instructionSet) { level = before }(level)
	run := func() []float64 {
		rng := rand.New(rand.NewPCG(8, 5))
		var all []float64
		for _, n := range []int{1, 15, 100, 2*grain + 77} {
			for _, c := range decays {
				value, velocity := draws(n, rng), draws(n, rng)
				sums := Decay(velocity, value, c.l2, c.l1)
				Step(value, velocity, 0.9)
				Move(value, velocity, c.l2, c.l1, 0.9)
				all = append(append(append(all, wide(value)...), wide(velocity)...), sums.Value, sums.Velocity)
			}
			x := framed(30, n, rng)
			dst := draws(n, rng)
			AddColumnSums(dst, 0.1, x.Data, x.Rows, x.Stride)
			all = append(all, wide(dst)...)
		}
		return all
	}
	var want []float64
	for _, set := range available() {
		level = set
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

func TestUpdatesForAnyProcs(t *testing.T) {
	sameForAnyProcs(t, "Decay and Step", func() []float64 {
		rng := rand.New(rand.NewPCG(5, 5))
		value, velocity := draws(5*grain+3, rng), draws(5*grain+3, rng)
		sums := Decay(velocity, value, 0.1, 0.01)
		Step(value, velocity, 0.9)
		return append(append(wide(value), wide(velocity)...), sums.Value, sums.Velocity)
	})
	sameForAnyProcs(t, "AddColumnSums", func() []float64 {
		x := framed(300, 700, rand.New(rand.NewPCG(6, 5)))
		dst := make([]float32, 700)
		AddColumnSums(dst, 0.1, x.Data, x.Rows, x.Stride)
		return wide(dst)
	})
}
