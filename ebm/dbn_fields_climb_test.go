package ebm

import (
	"math"
	"testing"
)

// climbStack is a stack of the given layers with weights of deviation 0.7 and
// biases of deviation 0.5.
func climbStack(layers ...Layer) *DBN {
	rng := NewRand(3)
	d := &DBN{}
	for l := range len(layers) - 1 {
		m := NewRBM(layers[l], layers[l+1], rng)
		for _, p := range m.Params() {
			sd := 0.5
			if p.Name == "weights" {
				sd = 0.7
			}
			for i := range p.Value.Data {
				p.Value.Data[i] = float32(sd * rng.NormFloat64())
			}
		}
		d.RBMs = append(d.RBMs, m)
	}
	return d
}

func climbStacks() map[string]*DBN {
	return map[string]*DBN{
		"binary":      climbStack(NewBernoulli(6), NewBernoulli(5), NewBernoulli(4), NewBernoulli(3)),
		"real":        climbStack(NewGaussian(6), NewBernoulli(5), NewBernoulli(4)),
		"categorical": climbStack(NewPotts(2, 3), NewJoined(NewBernoulli(3), NewPotts(1, 2)), NewPotts(1, 4)),
		"real code":   climbStack(NewBernoulli(6), NewGaussian(3), NewBernoulli(4)),
	}
}

func climbStart(rows, cols int) Matrix {
	x, rng := NewMatrix(rows, cols), NewRand(5)
	for i := range x.Data {
		x.Data[i] = float32(rng.NormFloat64())
	}
	return x
}

// TestClimbDirection compares the direction with differences of the value: along
// e, dvalue/dθ = J·g with J the slope of the visible means, which Backprop knows.
func TestClimbDirection(t *testing.T) {
	for name, d := range climbStacks() {
		for level := 1; level <= d.Levels(); level++ {
			c, err := newClimb(d, level, []int{2}, 0.6, climbStart(4, 6))
			if err != nil {
				t.Fatal(err)
			}
			l := d.RBMs[0].Visible.(Backpropagator)
			want := NewMatrix(4, 6)
			l.Backprop(zeros(l.Params()), 0, want, c.g, c.theta, c.v)
			// A difference of float32 values of about 10, with errors of 10⁻⁶, over
			// 2h: 10⁻⁴, and h² times a third derivative of order 1 besides.
			const h = 1.0 / 128
			for j := range 6 {
				var side [2][]float64
				for s, to := range []float32{h, -h} {
					copyRows(c.try.theta, c.theta)
					for i := range 4 {
						c.try.theta.Row(i)[j] += to
					}
					c.evaluate()
					side[s] = append(side[s], c.try.value...)
				}
				for i := range 4 {
					got, want := (side[0][i]-side[1][i])/(2*h), float64(want.Row(i)[j])
					if math.Abs(got-want) > 5e-4 {
						t.Errorf("%s, level %d, start %d: slope in θ[%d] is %g, the direction says %g", name, level, i, j, got, want)
					}
				}
			}
		}
	}
}

// TestClimbValue compares with the definition for binary units, E - H with
// entropies, and for Gaussian ones with the free energy of the lowest RBM.
func TestClimbValue(t *testing.T) {
	stacks, f := climbStacks(), make([]float64, 4)
	c, err := newClimb(stacks["binary"], 2, []int{1}, 0.6, climbStart(4, 6))
	if err != nil {
		t.Fatal(err)
	}
	m := c.d.RBMs[0]
	m.FreeEnergy(f, c.v)
	h, top := NewMatrix(4, 5), NewMatrix(4, 4)
	m.HiddenMean(h, c.v)
	c.d.RBMs[1].hiddenInput(top, h)
	for i := range 4 {
		for _, p := range c.v.Row(i) {
			f[i] += float64(p)*math.Log(float64(p)) + (1-float64(p))*math.Log(1-float64(p))
		}
		// Roundings of float32.
		if want := top.At(i, 1) - 0.6*f[i]; math.Abs(c.rows[i].value-want) > 1e-5 {
			t.Errorf("binary, start %d: value %g, want %g", i, c.rows[i].value, want)
		}
	}
	if c, err = newClimb(stacks["real"], 1, []int{1}, 0.6, climbStart(4, 6)); err != nil {
		t.Fatal(err)
	}
	m = c.d.RBMs[0]
	m.FreeEnergy(f, c.v)
	m.hiddenInput(h, c.v)
	constant := (h.At(0, 1) - c.rows[0].value) - 0.6*f[0]
	for i := range 4 {
		if got := h.At(i, 1) - c.rows[i].value - 0.6*f[i]; math.Abs(got-constant) > 1e-5 {
			t.Errorf("real, start %d: constant %g, at the first %g", i, got, constant)
		}
	}
}

// TestClimbRises: no row ever falls, and all come to where θ = Wh + (∂input/∂v)/λ.
func TestClimbRises(t *testing.T) {
	for name, d := range climbStacks() {
		for _, lambda := range []float64{0.05, 1} {
			c, err := newClimb(d, d.Levels(), []int{0, 1, 2}, lambda, climbStart(20, 6))
			if err != nil {
				t.Fatal(err)
			}
			last, begin := make([]float64, 60), 0.0
			for i, r := range c.rows {
				last[i] = r.value
				begin += r.value
			}
			for steps := 0; !c.over(); steps++ {
				if steps == 2000 {
					t.Fatalf("%s, λ %g: no end", name, lambda)
				}
				c.step()
				for i, r := range c.rows {
					if r.value < last[i] {
						t.Fatalf("%s, λ %g: row %d falls from %g to %g", name, lambda, i, last[i], r.value)
					}
					last[i] = r.value
				}
			}
			var end float64
			slope := NewMatrix(60, 6)
			l := d.RBMs[0].Visible.(Backpropagator)
			l.Backprop(zeros(l.Params()), 0, slope, c.g, c.theta, c.v)
			for i, x := range last {
				end += x
				// Ten steps at a rate r of about 1 gain about ten times r times the
				// square of the slope: 10⁻⁴ means 0.003 on their way, less at their end.
				if s := largestOf(slope.Row(i)); s > 0.0015 {
					t.Errorf("%s, λ %g: row %d ends where the slope is %g", name, lambda, i, s)
				}
			}
			if !(end > begin+1) {
				t.Errorf("%s, λ %g: from %g to %g", name, lambda, begin, end)
			}
		}
	}
}
