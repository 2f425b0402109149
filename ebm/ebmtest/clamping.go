package ebmtest

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestClamping holds the kernels that construct returns for a mask of held units
// to what [ebm.NewClampedGibbs] promises: units whose mask is 1 keep their bits,
// all others move, and p(v_free | v_held) of model stays invariant, with a mask
// for all chains (1×D) and with one for each (B×D). Other masks are an error
// that wraps [ebm.ErrSettings]. Each of the visible units must be one column,
// and for exact samples what [TestKernel] says holds.
func TestClamping(t testing.TB, model ebm.Model, construct func(held ebm.Matrix) (ebm.Kernel, error)) {
	t.Helper()
	c := &clampingTest{TB: t, model: model, construct: construct, p: newPopulation(t, "v", model, 1)}
	c.testMasks()
	d := model.NumVisible()
	none, all, second := ebm.NewMatrix(1, d), ebm.NewMatrix(1, d), ebm.NewMatrix(1, d)
	for j := range d {
		all.Row(0)[j], second.Row(0)[j] = 1, float32(j%2)
	}
	perRow := ebm.NewMatrix(kernelChains, d)
	ebm.NewBernoulli(d).Sample(perRow, perRow, ebm.NewRand(21))
	for what, held := range map[string]ebm.Matrix{
		"no unit held": none, "all units held": all, "every second unit held": second, "a mask for each chain": perRow,
	} {
		c.testHeld(what, held)
	}
}

type clampingTest struct {
	testing.TB
	model     ebm.Model
	construct func(held ebm.Matrix) (ebm.Kernel, error)
	p         *population
}

// kernel returns that for a good mask.
func (c *clampingTest) kernel(held ebm.Matrix) ebm.Kernel {
	c.Helper()
	k, err := c.construct(held)
	if err != nil {
		c.Fatalf("a mask of %d×%d is refused: %v", held.Rows, held.Cols, err)
	}
	return k
}

// testHeld runs chains from exact samples: since held units stay, what is left
// of their joint distribution is that of the free ones given them.
func (c *clampingTest) testHeld(what string, held ebm.Matrix) {
	c.Helper()
	mask := ebm.MatrixOf(held)
	k, x, rng := c.kernel(mask), guard(c.p.start), ebm.NewRand(22)
	mask.Row(0)[0] = 1 - mask.Row(0)[0] // the kernel has its own
	for range kernelSteps {
		k.Step(x.Matrix, rng)
	}
	moved, free := make([]bool, held.Cols), make([]bool, held.Cols)
	for i := range x.Rows {
		h := held.Row(i % held.Rows)
		for j, v := range x.Row(i) {
			stays := math.Float32bits(v) == math.Float32bits(c.p.start.Row(i)[j])
			if h[j] == 1 && !stays {
				c.Errorf("%s: unit %d of chain %d is held at %g, but becomes %g", what, j, i, c.p.start.Row(i)[j], v)
				return
			}
			moved[j], free[j] = moved[j] || !stays, free[j] || h[j] == 0
		}
	}
	for j := range moved {
		if free[j] && !moved[j] {
			c.Errorf("%s: unit %d is free, but never moves", what, j)
			return
		}
	}
	if x.broken() {
		c.Errorf("%s: Step writes outside chains whose Stride exceeds its Cols", what)
	}
	c.p.testInvariance(c, x.Matrix)
}

// testMasks tries bad ones.
func (c *clampingTest) testMasks() {
	c.Helper()
	d := c.model.NumVisible()
	odd := func(v float32) ebm.Matrix {
		m := ebm.NewMatrix(2, d)
		m.Row(1)[d-1] = v
		return m
	}
	for what, held := range map[string]ebm.Matrix{
		"a mask that is too wide": ebm.NewMatrix(1, d+1), "a mask that is too narrow": ebm.NewMatrix(1, d-1),
		"a mask without rows": ebm.NewMatrix(0, d),
		"a mask of 0.5":       odd(0.5), "a mask of -1": odd(-1), "a mask of NaN": odd(float32(math.NaN())),
	} {
		if k, err := c.construct(held); !errors.Is(err, ebm.ErrSettings) {
			c.Errorf("%s: kernel %v, error %v, want one that wraps ErrSettings", what, k != nil, err)
		}
	}
	rows := c.p.start.Slice(0, 400)
	mask := ebm.NewMatrix(rows.Rows, d)
	ebm.NewBernoulli(d).Sample(mask, mask, ebm.NewRand(24))
	k := c.kernel(mask)
	testBits(c, "Step", func() []float64 {
		x := ebm.MatrixOf(rows)
		k.Step(x, ebm.NewRand(23))
		return values(x)
	})
	k = c.kernel(ebm.NewMatrix(3, d))
	testPanic(c, "Step of 4 chains with a mask of 3 rows", func() { k.Step(c.p.start.Slice(0, 4), ebm.NewRand(1)) })
	testPanic(c, "Step with a nil rng", func() { k.Step(ebm.MatrixOf(c.p.start.Slice(0, 3)), nil) })
	testPanic(c, fmt.Sprintf("Step of chains of %d columns", d+1), func() { k.Step(ebm.NewMatrix(3, d+1), ebm.NewRand(1)) })
}
