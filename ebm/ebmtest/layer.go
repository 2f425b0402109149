package ebmtest

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

const (
	maxStates = 1 << 12
	maxUnits  = 32
)

// TestLayer holds layer to the contract of [ebm.Layer]:
//
//   - CGF is the logarithm of the sum of exp(x·in - e(x)) over all states of an
//     [ebm.Enumerator], and for other layers the sum or integral over each
//     unit's values, as far as Check lets units take them independently.
//   - Mean is dCGF/din, AddGrad adds de/dθ at states and means, AddMeanGrad adds
//     -dCGF/dθ: all by differences, with scale, averaged over rows, added to
//     what was there. A batch without rows adds nothing.
//   - Sample has the mean, covariance and moment generating function that
//     follow from CGF, the law exp(x·in - e(x) - CGF) where states can be listed, and
//     independent rows and calls. It draws from rng once. [ebm.MeanSampler]
//     gives the same draws.
//   - Energy, CGF, Mean, Sample and both gradients give the same bits for any
//     GOMAXPROCS; dst may be in; strides are honoured; arguments other than dst
//     and parameters stay as they were.
//   - [ebm.Backpropagator] stores the derivatives of a function of the means with
//     respect to the inputs and adds, summed over rows, those with respect to the
//     parameters: by differences. din may be dmean or in.
//   - Check accepts samples and names the first NaN or infinity in an
//     [*ebm.ValueError]. Wrong shapes and a nil rng panic with a text.
//   - Params are views with distinct names. [ebm.Initializer] fits independent
//     units: then the mean of de/dθ over the data equals its expectation.
//
// The layer must have at most 32 columns and, if it can be enumerated, 4096
// states.
func TestLayer(t testing.TB, layer ebm.Layer) {
	t.Helper()
	l := newLayerTest(t, layer)
	testParams(t, "Params", layer.Params)
	l.testSupport()
	l.testCheck()
	l.testShapes()
	l.testStride()
	l.testRows()
	l.testCGF()
	l.testMean()
	l.testGradients()
	l.testBackprop()
	l.testDraws()
	l.testDistribution()
	l.testLaw()
	l.testProcs()
	l.testInit()
}

// layerTest is a layer with inputs, states and means to try it on.
type layerTest struct {
	testing.TB
	layer       ebm.Layer
	states      *states // nil: cannot be listed
	in, x, mean ebm.Matrix
}

const inputs = 6

func newLayerTest(t testing.TB, layer ebm.Layer) *layerTest {
	t.Helper()
	n := layer.Len()
	if n < 1 || n > maxUnits {
		t.Fatalf("TestLayer: %d columns, want 1 to %d", n, maxUnits)
	}
	l := &layerTest{TB: t, layer: layer, in: ebm.NewMatrix(inputs, n), x: ebm.NewMatrix(inputs, n), mean: ebm.NewMatrix(inputs, n)}
	rng := ebm.NewRand(1)
	fillNormal(l.in.Slice(1, inputs), 1.2, rng) // the first input is 0
	layer.Sample(l.x, l.in, rng)
	layer.Mean(l.mean, l.in)
	if e, ok := ebm.Ability[ebm.Enumerator](layer); ok {
		if e.LogStates() > math.Log(maxStates)+1e-9 {
			t.Fatalf("TestLayer: exp(%g) states, want at most %d: test fewer units", e.LogStates(), maxStates)
		}
		l.states = listStates(e, n)
	}
	return l
}

// testSupport checks what an Enumerator lists.
func (l *layerTest) testSupport() {
	l.Helper()
	if l.states == nil {
		return
	}
	if err := l.layer.Check(l.states.x); err != nil {
		l.Errorf("Check rejects a state of States: %v", err)
	}
	if got := len(l.states.index); got != l.states.x.Rows {
		l.Errorf("States lists %d distinct states, LogStates says %d", got, l.states.x.Rows)
	}
	from := l.states.x.Rows / 2
	part := newGuarded(l.states.x.Rows-from, l.layer.Len())
	l.layer.(ebm.Enumerator).States(part.Matrix, from)
	if !same(part.Matrix, l.states.x.Slice(from, l.states.x.Rows)) || part.broken() {
		l.Errorf("States from %d on are not those of the whole list, or Stride is not honoured", from)
	}
	for i := range l.x.Rows {
		if _, ok := l.states.find(l.x.Row(i)); !ok {
			l.Errorf("Sample gives %v, which States does not list", l.x.Row(i))
			return
		}
	}
}

// cgf returns CGF of the rows of in.
func (l *layerTest) cgf(in ebm.Matrix) []float64 {
	c := make([]float64, in.Rows)
	l.layer.CGF(c, in)
	return c
}

func (l *layerTest) energy(x ebm.Matrix) []float64 {
	e := make([]float64, x.Rows)
	l.layer.Energy(e, x)
	return e
}

// meanOf returns Mean of one input.
func (l *layerTest) meanOf(in ebm.Matrix) []float64 {
	m := ebm.NewMatrix(in.Rows, in.Cols)
	l.layer.Mean(m, in)
	return values(m)
}

// covariance returns dMean_i/din_j at an input with one row.
func (l *layerTest) covariance(in ebm.Matrix) [][]float64 {
	n := in.Cols
	c := make([][]float64, n)
	in = ebm.MatrixOf(in)
	for i := range n {
		c[i] = make([]float64, n)
		for j := range n {
			c[i][j], _ = slope(moving(&in.Row(0)[j], func() float64 { return l.meanOf(in)[i] }))
		}
	}
	return c
}

// validMeans returns means where the units can take them as values, else
// samples.
func (l *layerTest) validMeans() ebm.Matrix {
	if l.layer.Check(l.mean) == nil {
		return l.mean
	}
	return l.x
}
