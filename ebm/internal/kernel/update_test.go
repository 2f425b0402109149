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

// TestDecay compares with velocity - l2·value - l1·sign(value) in float64: three
// roundings.
func TestDecay(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for _, n := range []int{0, 1, 7, grain, grain + 1, 3*grain + 5} {
		for _, c := range []struct{ l2, l1 float32 }{{0, 0}, {0.1, 0}, {0, 0.02}, {0.1, 0.02}} {
			value, velocity := draws(n, rng), draws(n, rng)
			if n > 2 {
				value[1], value[2] = 0, float32(math.Copysign(0, -1)) // sign(±0) is 0
			}
			before, valueBefore := append([]float32(nil), velocity...), append([]float32(nil), value...)
			sums := Decay(velocity, value, c.l2, c.l1)
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
				t.Fatalf("%d numbers: %+v, want finite, sums of squares %g and %g", n, sums, w2, v2)
			}
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

// TestDecayFindsTheUnbounded: in any piece, and where only the sum is too large.
func TestDecayFindsTheUnbounded(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct{ value, velocity float32 }{
		{0, nan}, {0, inf}, {0, -inf}, {nan, 0}, {inf, 0}, {inf, -inf}, {math.MaxFloat32, math.MaxFloat32}, {-math.MaxFloat32, -math.MaxFloat32}, {Limit, 2}, {-2, -Limit},
	} {
		for _, at := range []int{0, 1, grain - 1, grain, 2*grain + 2} {
			value, velocity := make([]float32, 2*grain+3), make([]float32, 2*grain+3)
			value[at], velocity[at] = c.value, c.velocity
			if Decay(velocity, value, 0, 0).Bounded {
				t.Errorf("value %g, velocity %g at %d: bounded", c.value, c.velocity, at)
			}
		}
	}
	if !Decay([]float32{Limit, 1 - Limit}, []float32{0, -1}, 0, 0).Bounded {
		t.Error("the limit itself: not bounded")
	}
	if !Decay([]float32{-math.MaxFloat32}, []float32{math.MaxFloat32}, 0, 0).Bounded {
		t.Error("the largest numbers that cancel: not bounded")
	}
}

func TestStep(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for _, n := range []int{0, 1, grain + 1, 3*grain + 5} {
		for _, momentum := range []float32{0, 0.5, 0.9} {
			value, velocity := draws(n, rng), draws(n, rng)
			w, v := append([]float32(nil), value...), append([]float32(nil), velocity...)
			Step(value, velocity, momentum)
			for i := range value {
				if value[i] != w[i]+v[i] || velocity[i] != v[i]*momentum {
					t.Fatalf("%d of %d: %g and %g become %g and %g at momentum %g", i, n, w[i], v[i], value[i], velocity[i], momentum)
				}
			}
		}
	}
}

// TestAddColumnSums allows two roundings: of what is added, and of the sum.
func TestAddColumnSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	for _, s := range [][2]int{{0, 5}, {1, 1}, {3, 63}, {7, 64}, {1000, 65}, {5, 500}} {
		rows, cols := s[0], s[1]
		x := framed(rows, cols, rng)
		dst := draws(cols, rng)
		before := append([]float32(nil), dst...)
		const by = -0.3
		AddColumnSums(dst, by, x.Data, rows, x.Stride)
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
