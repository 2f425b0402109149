package ebm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// bernoulli returns n binary units with normal biases.
func bernoulli(n int, seed uint64) *ebm.Bernoulli {
	l, rng := ebm.NewBernoulli(n), ebm.NewRand(seed)
	for j := range l.Bias {
		l.Bias[j] = float32(0.7 * rng.NormFloat64())
	}
	return l
}

// rbm joins two layers by normal weights with that standard deviation.
func rbm(visible, hidden ebm.Layer, sd float64) *ebm.RBM {
	rng := ebm.NewRand(3)
	m := ebm.NewRBM(visible, hidden, rng)
	for i := range m.Weights.Data {
		m.Weights.Data[i] = float32(sd * rng.NormFloat64())
	}
	return m
}

// machines are small RBMs of all pairs of layers that can be tested.
func machines() map[string]*ebm.RBM {
	return map[string]*ebm.RBM{
		"1x1":               rbm(bernoulli(1, 1), bernoulli(1, 2), 1),
		"1x7":               rbm(bernoulli(1, 1), bernoulli(7, 2), 1),
		"6x4":               rbm(bernoulli(6, 1), bernoulli(4, 2), 0.5),
		"8x5 strong":        rbm(bernoulli(8, 1), bernoulli(5, 2), 2),
		"12x3":              rbm(bernoulli(12, 1), bernoulli(3, 2), 0.3),
		"Gaussian visible":  rbm(newGaussian(3, ebm.NewRand(1)), bernoulli(4, 2), 0.5),
		"Gaussian hidden":   rbm(bernoulli(6, 1), newGaussian(3, ebm.NewRand(2)), 0.5),
		"Gaussian, 1 and 1": rbm(newGaussian(1, ebm.NewRand(5)), bernoulli(1, 2), 1),
	}
}

// eachMachine runs f for each of them.
func eachMachine(t *testing.T, f func(t *testing.T, m *ebm.RBM)) {
	t.Helper()
	for name, m := range machines() {
		t.Run(name, func(t *testing.T) { f(t, m) })
	}
}

func TestLayers(t *testing.T) {
	for _, n := range []int{1, 2, 6, 12} {
		t.Run(fmt.Sprintf("Bernoulli %d", n), func(t *testing.T) { ebmtest.TestLayer(t, bernoulli(n, 1)) })
	}
	for _, n := range []int{1, 4} {
		t.Run(fmt.Sprintf("Gaussian %d", n), func(t *testing.T) { ebmtest.TestLayer(t, newGaussian(n, ebm.NewRand(1))) })
	}
}

func TestModels(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) { ebmtest.TestModel(t, m) })
}

func TestTrainables(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) { ebmtest.TestTrainable(t, m) })
}

func TestKernels(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) { ebmtest.TestKernel(t, m, ebm.NewGibbs(m)) })
}

// batch draws data for m that are not its own samples.
func batch(m *ebm.RBM, rows int) ebm.Matrix {
	v, rng := ebm.NewMatrix(rows, m.NumVisible()), ebm.NewRand(7)
	for i := range v.Data {
		v.Data[i] = float32(rng.NormFloat64())
	}
	m.Visible.Sample(v, v, rng)
	return v
}

// chainStates are the choices for which the gradient is that of Contrast.
var chainStates = []ebm.ChainStates{
	{}, {VisibleMeans: true}, {HiddenMeans: true}, {VisibleMeans: true, HiddenMeans: true},
}

func TestCDIsContrast(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) {
		for _, s := range chainStates {
			for _, k := range []int{1, 3} {
				ebmtest.TestObjective(t, func() ebm.Objective {
					cd := ebm.NewCD(m, k)
					cd.ChainStates = s
					return cd
				}, batch(m, 12))
			}
		}
	})
}

func TestPCDIsContrast(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) {
		for _, s := range chainStates {
			for _, chains := range []int{1, 12, 17} {
				ebmtest.TestObjective(t, func() ebm.Objective {
					pcd := ebm.NewPCD(m, 2, chains, ebm.NewRand(1))
					pcd.ChainStates = s
					return pcd
				}, batch(m, 12))
			}
		}
	})
}

func TestExactIsGradient(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) {
		ebmtest.TestObjective(t, func() ebm.Objective {
			e, err := ebm.NewExact(m)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}, batch(m, 9))
	})
}

// TestContrastIsObjective: what wraps a stateful negative phase is stateful
// itself. Contrast is no NegativePhase, so PCD is what it is compared with.
func TestContrastIsObjective(t *testing.T) {
	m := machines()["6x4"]
	data := batch(m, 12)
	c := ebm.Contrast(m, ebm.NewPCD(m, 1, 5, ebm.NewRand(1)))
	state := c.(ebm.Stateful).State()
	if len(state) != 1 || state[0].Value.Rows != 5 {
		t.Fatalf("State of Contrast: %v", state)
	}
	before := ebm.MatrixOf(state[0].Value)
	c.AddGrad(zeroGrad(m), 1, data, ebm.NewRand(2))
	if fmt.Sprint(before.Data) == fmt.Sprint(state[0].Value.Data) {
		t.Error("the chains have not moved, or State is no view")
	}
}

func zeroGrad(m ebm.Trainable) []ebm.Param {
	var grad []ebm.Param
	for _, p := range m.Params() {
		grad = append(grad, ebm.Param{Name: p.Name, Value: ebm.NewMatrix(p.Value.Rows, p.Value.Cols)})
	}
	return grad
}

// flat lists the elements of a gradient.
func flat(grad []ebm.Param) []float64 {
	var x []float64
	for _, p := range grad {
		for _, v := range p.Value.Data {
			x = append(x, float64(v))
		}
	}
	return x
}

// TestHiddenSamples: statistics from hidden samples have the expectation of those
// from hidden means.
func TestHiddenSamples(t *testing.T) {
	const runs = 2000
	for _, name := range []string{"6x4", "Gaussian visible", "Gaussian hidden"} {
		m := machines()[name]
		for label, construct := range map[string]func(ebm.ChainStates) ebm.Objective{
			"CD": func(s ebm.ChainStates) ebm.Objective {
				cd := ebm.NewCD(m, 2)
				cd.ChainStates = s
				return cd
			},
			"PCD": func(s ebm.ChainStates) ebm.Objective {
				pcd := ebm.NewPCD(m, 1, 7, ebm.NewRand(1))
				pcd.ChainStates = s
				return pcd
			},
		} {
			for _, s := range chainStates {
				s.HiddenSamples = true
				sampled := construct(s)
				s.HiddenSamples = false
				means := construct(s)
				comparePaired(t, fmt.Sprintf("%s, %s, %+v", name, label, s), m, sampled, means, runs)
			}
		}
	}
}

// TestHiddenSamplesAreSamples: with binary data and as many particles as rows,
// statistics of samples are sums of whole numbers.
func TestHiddenSamplesAreSamples(t *testing.T) {
	m := machines()["6x4"]
	const rows = 8 // a power of two: the mean over rows is exact
	cd, pcd := ebm.NewCD(m, 1), ebm.NewPCD(m, 1, rows, ebm.NewRand(1))
	cd.HiddenSamples, pcd.HiddenSamples = true, true
	for _, o := range []ebm.Objective{cd, pcd} {
		grad := zeroGrad(m)
		o.AddGrad(grad, 1, batch(m, rows), ebm.NewRand(2))
		for i, g := range flat(grad) {
			if g*rows != math.Trunc(g*rows) {
				t.Errorf("%T: element %d of the gradient is %g/%d", o, i, g*rows, rows)
				break
			}
		}
	}
}

// chain is Gibbs sampling in training, one matrix at a time: k steps from h,
// to the last v and the h that follows it.
func chain(m *ebm.RBM, h ebm.Matrix, k int, s ebm.ChainStates, rng *rand.Rand) (v, next ebm.Matrix) {
	v, next = ebm.NewMatrix(h.Rows, m.NumVisible()), ebm.MatrixOf(h)
	for range k {
		if s.VisibleMeans {
			m.VisibleMean(v, next)
		} else {
			m.VisibleSample(v, next, rng)
		}
		follow(m, next, v, s, rng)
	}
	return v, next
}

// follow stores the hidden state that drives the next step.
func follow(m *ebm.RBM, h, v ebm.Matrix, s ebm.ChainStates, rng *rand.Rand) {
	if s.HiddenMeans {
		m.HiddenMean(h, v)
	} else {
		m.HiddenSample(h, v, rng)
	}
}

// TestChains compares the particles of CD and PCD, and what PCD keeps, with
// chain, for the same draws.
func TestChains(t *testing.T) {
	eachMachine(t, func(t *testing.T, m *ebm.RBM) {
		data := batch(m, 5)
		for _, s := range chainStates {
			for _, k := range []int{1, 2, 4} {
				cd, rng := ebm.NewCD(m, k), ebm.NewRand(4)
				cd.ChainStates = s
				h := ebm.NewMatrix(data.Rows, m.NumHidden())
				follow(m, h, data, s, rng)
				want, _ := chain(m, h, k, s, rng)
				sameMatrix(t, fmt.Sprintf("particles of CD-%d, %+v", k, s), cd.Particles(data, ebm.NewRand(4)), want)

				pcd := ebm.NewPCD(m, k, 3, ebm.NewRand(1))
				pcd.ChainStates = s
				want, next := chain(m, pcd.State()[0].Value, k, s, ebm.NewRand(4))
				sameMatrix(t, fmt.Sprintf("particles of PCD-%d, %+v", k, s), pcd.Particles(data, ebm.NewRand(4)), want)
				sameMatrix(t, fmt.Sprintf("chains of PCD-%d, %+v", k, s), pcd.State()[0].Value, next)
			}
		}
	})
}

func sameMatrix(t *testing.T, what string, got, want ebm.Matrix) {
	t.Helper()
	if got.Rows != want.Rows || got.Cols != want.Cols {
		t.Fatalf("%s: %d×%d, want %d×%d", what, got.Rows, got.Cols, want.Rows, want.Cols)
	}
	for i := range want.Rows {
		for j, w := range want.Row(i) {
			if got.Row(i)[j] != w {
				t.Fatalf("%s: element (%d,%d) is %g, want %g", what, i, j, got.Row(i)[j], w)
			}
		}
	}
}

// comparePaired wants the mean difference of two gradient estimates to be 0
// within standard errors measured over runs, z of them: a probability below
// 10⁻⁶ for the at most 60 elements of a gradient.
func comparePaired(t *testing.T, what string, m *ebm.RBM, a, b ebm.Objective, runs int) {
	t.Helper()
	const z = 5.7
	data, rngA, rngB := batch(m, 10), ebm.NewRand(1), ebm.NewRand(2)
	var sum, squares []float64
	for range runs {
		ga, gb := zeroGrad(m), zeroGrad(m)
		a.AddGrad(ga, 1, data, rngA)
		b.AddGrad(gb, 1, data, rngB)
		x, y := flat(ga), flat(gb)
		if sum == nil {
			sum, squares = make([]float64, len(x)), make([]float64, len(x))
		}
		for i := range x {
			sum[i] += x[i] - y[i]
			squares[i] += (x[i] - y[i]) * (x[i] - y[i])
		}
	}
	n := float64(runs)
	for i, s := range sum {
		mean := s / n
		se := math.Sqrt((squares[i]/n - mean*mean) / n)
		if !(math.Abs(mean) <= z*se+1e-6) {
			t.Errorf("%s: element %d of the gradient: means differ by %.4g, standard error %.2g", what, i, mean, se)
			return
		}
	}
}

// TestBernoulliRBMByHand compares with a program of its own, from biases and
// weights alone: E = -Σ a_i v_i - Σ b_j h_j - Σ v_i W_ij h_j.
func TestBernoulliRBMByHand(t *testing.T) {
	visible, hidden := bernoulli(7, 1), bernoulli(5, 2)
	m := rbm(visible, hidden, 0.8)
	const D, M = 7, 5
	bit := func(s, i int) float64 { return float64(s >> i & 1) }
	energy := func(v, h int) float64 {
		e := 0.0
		for i := range D {
			e -= float64(visible.Bias[i]) * bit(v, i)
			for j := range M {
				e -= bit(v, i) * float64(m.Weights.Row(i)[j]) * bit(h, j)
			}
		}
		for j := range M {
			e -= float64(hidden.Bias[j]) * bit(h, j)
		}
		return e
	}
	z := 0.0
	want := make([]float64, 1<<D)
	for v := range want {
		weight := 0.0
		for h := range 1 << M {
			weight += math.Exp(-energy(v, h))
		}
		want[v] = -math.Log(weight)
		z += weight
	}
	states, got := ebm.NewMatrix(1<<D, D), make([]float64, 1<<D)
	for v := range states.Rows {
		for i := range D {
			states.Row(v)[i] = float32(bit(v, i))
		}
	}
	m.FreeEnergy(got, states)
	for v := range got {
		if !(math.Abs(got[v]-want[v]) <= 1e-5) { // some ten float32 roundings of numbers below 10
			t.Fatalf("F of state %07b is %.8g, want %.8g", v, got[v], want[v])
		}
	}
	logZ, err := ebm.LogPartition(m)
	if err != nil || !(math.Abs(logZ-math.Log(z)) <= 1e-6*math.Log(z)) {
		t.Errorf("log Z is %.9g (error %v), want %.9g", logZ, err, math.Log(z))
	}
}

// TestGaussianPartition compares log Z with the integral of exp(-F) over the one
// visible unit.
func TestGaussianPartition(t *testing.T) {
	m := rbm(newGaussian(1, ebm.NewRand(4)), bernoulli(3, 2), 1)
	got, err := ebm.LogPartition(m)
	if err != nil {
		t.Fatal(err)
	}
	// The trapezoid rule converges faster than any power for such integrands.
	const low, high, n = -40.0, 40.0, 8000
	x, f, sum := ebm.NewMatrix(n, 1), make([]float64, n), 0.0
	for i := range n {
		x.Data[i] = float32(low + (high-low)*float64(i)/n)
	}
	m.FreeEnergy(f, x)
	for _, v := range f {
		sum += math.Exp(-v) * (high - low) / n
	}
	if want := math.Log(sum); !(math.Abs(got-want) <= 1e-5) {
		t.Errorf("log Z is %.8g, the integral says %.8g", got, want)
	}
}

// TestMeansDrawNothing: with means for all states of a chain there is nothing to
// draw.
func TestMeansDrawNothing(t *testing.T) {
	m := machines()["6x4"]
	cd, pcd := ebm.NewCD(m, 2), ebm.NewPCD(m, 2, 5, ebm.NewRand(1))
	cd.ChainStates = ebm.ChainStates{VisibleMeans: true, HiddenMeans: true}
	pcd.ChainStates = cd.ChainStates
	for _, o := range []ebm.Objective{cd, pcd} {
		rng := ebm.NewRand(2)
		o.AddGrad(zeroGrad(m), 1, batch(m, 5), rng)
		if rng.Uint64() != ebm.NewRand(2).Uint64() {
			t.Errorf("%T draws", o)
		}
	}
}
