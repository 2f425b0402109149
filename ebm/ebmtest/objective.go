package ebmtest

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestObjective holds the objectives that construct returns to the contract of
// [ebm.Objective]. Each call must return a new one in the same state; they may
// share a model. data is a batch of at least 4 rows.
//
//   - The gradient of an [ebm.NegativePhase] is that of [ebm.Contrast] with its
//     own Particles, for the same rng and for several steps in a row. Any other
//     objective is taken for the exact mean of -log p, and compared with
//     differences of F + log Z; its model must be an [ebm.Partitioner].
//   - AddGrad adds scale times it, leaves data and parameters alone, honours
//     strides, takes batches of changing size, panics with a text for data of
//     another width, and gives the same bits for any GOMAXPROCS.
//   - The views of an [ebm.Stateful] have a fixed order and place, and copying
//     them into a new objective continues a run bit for bit.
func TestObjective(t testing.TB, construct func() ebm.Objective, data ebm.Matrix) {
	t.Helper()
	if data.Rows < 4 {
		t.Fatalf("TestObjective: %d rows of data, want at least 4", data.Rows)
	}
	o := &objectiveTest{TB: t, construct: construct, data: data}
	if _, ok := construct().(ebm.NegativePhase); ok {
		o.testContrast()
	} else {
		o.testExact()
	}
	o.testArguments()
	testBits(t, "AddGrad", func() []float64 { return o.run(construct(), ebm.NewRand(1), 3) })
	o.testState()
}

type objectiveTest struct {
	testing.TB
	construct func() ebm.Objective
	data      ebm.Matrix
}

// batch is what step number i sees: all rows, half of them, all of them, ….
func (o *objectiveTest) batch(i int) ebm.Matrix {
	if i%2 == 1 {
		return o.data.Slice(1, 1+o.data.Rows/2)
	}
	return o.data
}

// run returns the gradients of some steps.
func (o *objectiveTest) run(obj ebm.Objective, rng *rand.Rand, steps int) []float64 {
	var all []float64
	for i := range steps {
		g := newGradient(obj.Model().Params(), nil)
		obj.AddGrad(g.params, 1, o.batch(i), rng)
		all = append(all, g.all()...)
	}
	return all
}

func (o *objectiveTest) testContrast() {
	o.Helper()
	const scale = -0.75
	fused, plain := o.construct(), o.construct()
	negative := &recorded{NegativePhase: plain.(ebm.NegativePhase)}
	oracle := ebm.Contrast(plain.Model(), negative)
	rng1, rng2 := ebm.NewRand(1), ebm.NewRand(1)
	for i := range 4 {
		batch, params := o.batch(i), fused.Model().Params()
		got, want := newGradient(params, ebm.NewRand(2)), newGradient(params, nil)
		fused.AddGrad(got.params, scale, batch, rng1)
		oracle.AddGrad(want.params, 1, batch, rng2)
		size := o.size(plain.Model(), batch, negative.particles)
		// A float32 sum of that many terms, one by one onto what was there.
		terms := float64(batch.Rows + negative.particles.Rows + 8)
		n := 0
		for k, p := range params {
			for r := range p.Value.Rows {
				for c := range p.Value.Cols {
					g, w := got.added(k, r, c)/scale, want.added(k, r, c)
					tol := terms * roundoff * (size[n] + math.Abs(got.start[k].At(r, c)/scale))
					if n++; differs(g, w, tol) {
						o.Errorf("AddGrad, step %d: %s[%d,%d] has grown by scale·%.7g, Contrast of the Particles says %.7g ± %.1g",
							i, p.Name, r, c, g, w, tol)
						return
					}
				}
			}
		}
		if got.broken() {
			o.Errorf("AddGrad writes outside the gradient")
		}
	}
	if rng1.Uint64() != rng2.Uint64() {
		o.Errorf("AddGrad and Particles draw differently often from rng")
	}
}

// size returns, for each element of the gradient, the mean absolute
// contribution of a row: the scale of rounding errors.
func (o *objectiveTest) size(m ebm.Trainable, batches ...ebm.Matrix) []float64 {
	var size []float64
	for _, b := range batches {
		for i := range b.Rows {
			g := newGradient(m.Params(), nil)
			m.AddGrad(g.params, 1, b.Slice(i, i+1), ebm.NewRand(1))
			for k, v := range g.all() {
				if len(size) <= k {
					size = append(size, 0)
				}
				size[k] += math.Abs(v) / float64(b.Rows)
			}
		}
	}
	return size
}

// recorded keeps a copy of the last particles.
type recorded struct {
	ebm.NegativePhase
	particles ebm.Matrix
}

func (r *recorded) Particles(data ebm.Matrix, rng *rand.Rand) ebm.Matrix {
	p := r.NegativePhase.Particles(data, rng)
	r.particles = ebm.MatrixOf(p)
	return p
}

func (o *objectiveTest) testExact() {
	o.Helper()
	obj := o.construct()
	model, ok := obj.Model().(TrainableModel)
	if !ok {
		o.Fatalf("%T is no ebm.NegativePhase, and its model %T no ebm.Model: nothing to compare with", obj, obj.Model())
	}
	if _, err := ebm.LogPartition(model); err != nil {
		o.Fatalf("%T is no ebm.NegativePhase, and its model has no log Z: %v", obj, err)
	}
	testGradient(o, "AddGrad", model.Params(), func() float64 {
		logZ, err := ebm.LogPartition(model)
		if err != nil {
			o.Fatalf("LogPartition: %v", err)
		}
		return mean(freeEnergy(model, o.data)) + logZ
	}, func(grad []ebm.Param, scale float64) { obj.AddGrad(grad, scale, o.data, ebm.NewRand(1)) })
}

func (o *objectiveTest) testArguments() {
	o.Helper()
	obj := o.construct()
	params := obj.Model().Params()
	saved, data := snapshot(params), guard(o.data)
	one, two := newGradient(params, nil), newGradient(params, nil)
	o.construct().AddGrad(one.params, 1, o.data, ebm.NewRand(3))
	obj.AddGrad(two.params, 1, data.Matrix, ebm.NewRand(3))
	switch {
	case changed(params, saved) != "":
		o.Errorf("AddGrad changes the parameter %s", changed(params, saved))
	case data.broken() || !same(data.Matrix, o.data):
		o.Errorf("AddGrad writes to data")
	case two.broken():
		o.Errorf("AddGrad writes outside the gradient")
	}
	for i, v := range one.all() {
		if v != two.all()[i] {
			o.Errorf("element %d of the gradient is %g, but %g where Stride exceeds Cols", i, v, two.all()[i])
			break
		}
	}
	for _, cols := range []int{o.data.Cols + 1, o.data.Cols - 1} {
		testPanic(o, "AddGrad of data of another width", func() {
			o.construct().AddGrad(one.params, 1, ebm.NewMatrix(4, cols), ebm.NewRand(3))
		})
	}
	testPanic(o, "AddGrad with an empty gradient", func() { o.construct().AddGrad(nil, 1, o.data, ebm.NewRand(3)) })
}

// testState moves the state of one objective to another.
func (o *objectiveTest) testState() {
	o.Helper()
	first := o.construct()
	s, ok := first.(ebm.Stateful)
	if !ok {
		return
	}
	testParams(o, "State", s.State)
	o.run(first, ebm.NewRand(4), 3)
	state := snapshot(s.State())
	want := o.run(first, ebm.NewRand(5), 3)
	second := o.construct()
	o.run(second, ebm.NewRand(6), 2) // elsewhere
	restore(second.(ebm.Stateful).State(), state)
	for i, v := range o.run(second, ebm.NewRand(5), 3) {
		if v != want[i] {
			o.Errorf("with its State restored, number %d of the gradients that follow is %g, want %g", i, v, want[i])
			return
		}
	}
}
