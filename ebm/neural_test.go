package ebm

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// testNetwork has normal weights and biases between layers.
func testNetwork(numIn int, layers ...Layer) network {
	rng := NewRand(5)
	var net network
	for _, l := range layers {
		s := Stage{NewMatrix(numIn, l.Len()), l}
		for _, p := range s.Params() {
			for i := range p.Value.Rows {
				for j, row := 0, p.Value.Row(i); j < len(row); j++ {
					row[j] = float32(0.7 * rng.NormFloat64())
				}
			}
		}
		net = append(net, s)
		numIn = l.Len()
	}
	return net
}

// testNetworks are small ones of one to three stages with all kinds of layers.
func testNetworks() map[string]network {
	return map[string]network{
		"softmax":               testNetwork(4, NewPotts(1, 3)),
		"Bernoulli":             testNetwork(3, NewBernoulli(2)),
		"Gaussian":              testNetwork(3, NewGaussian(2)),
		"1-1-1":                 testNetwork(1, NewBernoulli(1), NewGaussian(1)),
		"sigmoid, softmax":      testNetwork(5, NewBernoulli(4), NewPotts(1, 3)),
		"linear, sigmoid":       testNetwork(3, NewGaussian(4), NewBernoulli(3)),
		"Potts, Gaussian":       testNetwork(4, NewPotts(2, 3), NewGaussian(2)),
		"three, joined":         testNetwork(4, NewJoined(NewBernoulli(2), NewPotts(1, 3), NewGaussian(1)), NewBernoulli(3), NewJoined(NewPotts(1, 2), NewGaussian(2))),
		"three, code":           testNetwork(4, NewBernoulli(3), NewGaussian(2), NewBernoulli(4)),
		"three, softmax inside": testNetwork(2, NewBernoulli(3), NewPotts(1, 4), NewPotts(2, 2)),
	}
}

// testPairs draws inputs and targets, as columns of one matrix.
func testPairs(net network, rows int, rng *rand.Rand) (x, y Matrix) {
	both := NewMatrix(rows, net.numIn()+net.numOut()+1)
	for i := range both.Data {
		both.Data[i] = float32(rng.NormFloat64())
	}
	x, y = both.Columns(0, net.numIn()), both.Columns(net.numIn(), net.numIn()+net.numOut())
	net[len(net)-1].Layer.Sample(y, y, rng)
	return x, y
}

func testDrops(net network) []float64 {
	drop := make([]float64, len(net))
	for i := range drop {
		drop[i] = 0.25 + 0.1*float64(i)
	}
	return drop
}

// TestNetworkGradient compares what is added to a gradient with the oracle, for
// each number of frozen stages, with and without dropout, for batches of changing
// size.
func TestNetworkGradient(t *testing.T) {
	const scale = -1.5
	for name, net := range testNetworks() {
		naive := newNaive(net)
		for _, drop := range [][]float64{make([]float64, len(net)), testDrops(net)} {
			for first := range net {
				b, err := newBackpropagation(net, first, drop)
				if err != nil {
					t.Fatal(err)
				}
				for step, rows := range []int{3, 1, 6} {
					what := fmt.Sprintf("%s, %v dropped, %d frozen, %d rows", name, drop, first, rows)
					x, y := testPairs(net, rows, NewRand(uint64(step)))
					keys := NewRand(9)
					want := naive.grad(x, y, naiveMasks(net, drop, rows, keys.Uint64))
					grad := zeros(b.params())
					for _, p := range grad {
						for i := range p.Value.Data {
							p.Value.Data[i] = float32(i)
						}
					}
					b.addGrad(grad, scale, x, y, true, NewRand(9))
					checkNaive(t, what, grad, want[len(want)-len(grad):], scale)
				}
			}
		}
	}
}

// checkNaive compares grad, which began as 0, 1, 2, …, with what was to be added.
// It allows for 100 roundings of numbers like 30, which is what some 10 products
// in each of three stages, on what was there, may come to.
func checkNaive(t *testing.T, what string, grad []Param, want [][]float64, scale float64) {
	t.Helper()
	const tol = 100 * 30. / (1 << 24)
	for k, p := range grad {
		for i, g := range naiveFlat(p.Value) {
			if got, w := (g-float64(i))/scale, want[k][i]; !(math.Abs(got-w) <= tol) {
				t.Errorf("%s: %s[%d] is %.7g, want %.7g", what, p.Name, i, got, w)
				return
			}
		}
	}
}

// TestNetworkForward compares means and losses with the oracle, for more rows
// than a block has.
func TestNetworkForward(t *testing.T) {
	for name, net := range testNetworks() {
		const rows = 2*blockRows + 3
		x, y := testPairs(net, rows, NewRand(1))
		naive := newNaive(net)
		means, losses := NewMatrix(rows, net.numOut()), make([]float64, rows)
		net.means(means, x)
		net.lossesAndMeans(losses, x, y, func(row int, mean []float32) {
			for j, m := range mean {
				if m != means.Row(row)[j] {
					t.Errorf("%s: mean %d of row %d is %g beside the losses", name, j, row, m)
				}
			}
		})
		for _, r := range []int{0, 1, blockRows - 1, blockRows, rows - 1} {
			in := naiveFlat(x.Slice(r, r+1))
			for j, want := range naive.means(in) {
				if got := means.At(r, j); !(math.Abs(got-want) <= 1e-5) { // some 30 roundings of numbers below 5
					t.Errorf("%s: mean %d of row %d is %g, want %g", name, j, r, got, want)
				}
			}
			if want := naive.loss(in, naiveFlat(y.Slice(r, r+1)), nil); !(math.Abs(losses[r]-want) <= 1e-4) { // of numbers below 50
				t.Errorf("%s: loss of row %d is %g, want %g", name, r, losses[r], want)
			}
		}
	}
}

// TestNetworkStep compares two epochs of Train, with momentum, weight decay and
// dropout, with the oracle.
func TestNetworkStep(t *testing.T) {
	const rows, batch, epochs, rate, momentum, decay = 10, 4, 2, 0.3, 0.8, 0.05
	net := testNetwork(4, NewBernoulli(3), NewGaussian(2), NewPotts(1, 3))
	x, y := testPairs(net, rows, NewRand(1))
	drop, naive := testDrops(net), newNaive(net)
	b, err := newBackpropagation(net, 0, drop)
	if err != nil {
		t.Fatal(err)
	}
	keys := NewRand(3)
	key0, key1 := keys.Uint64(), keys.Uint64()
	velocity := make([][]float64, len(naive.theta))
	for epoch := range uint64(epochs) {
		const odd = 0x9E3779B97F4A7C15 // streams as in trainer.seed
		order := rand.New(rand.NewPCG(key0+odd*(1+3*epoch), key1)).Perm(rows)
		for step := uint64(0); step*batch < rows; step++ {
			chosen := order[step*batch : min((step+1)*batch, rows)]
			bx, by := NewMatrix(len(chosen), x.Cols), NewMatrix(len(chosen), y.Cols)
			x.Gather(bx, chosen, nil)
			y.Gather(by, chosen, nil)
			draws := rand.New(rand.NewPCG(key0+odd*(2+3*epoch), key1+odd*step))
			grad := naive.grad(bx, by, naiveMasks(net, drop, len(chosen), draws.Uint64))
			for k, g := range grad {
				if velocity[k] == nil {
					velocity[k] = make([]float64, len(g))
				}
				for i := range g {
					if b.params()[k].Decay {
						g[i] += decay * naive.theta[k][i]
					}
					velocity[k][i] = momentum*velocity[k][i] - rate*g[i]
				}
			}
			for k, v := range velocity {
				for i := range v {
					naive.theta[k][i] += v[i]
				}
			}
		}
	}
	c := &conditional{pairs: pairs{4, 3}, backpropagation: b, check: func(Matrix) error { return nil },
		examine: func(_, _ Matrix, _ bool) []Metric { return nil }}
	s := Settings{Epochs: epochs, BatchSize: batch, LearningRate: rate, Momentum: momentum, WeightDecay: decay}
	if _, err := Train(t.Context(), fineTuning{conditional: c}, beside{x, y}, s, NewRand(3)); err != nil {
		t.Fatal(err)
	}
	for k, p := range b.params() {
		for i, got := range naiveFlat(p.Value) {
			// Six steps with the errors of checkNaive, times rate and 1/(1-momentum).
			if want := naive.theta[k][i]; !(math.Abs(got-want) <= 1e-4) {
				t.Fatalf("%s[%d] is %.7g, want %.7g", p.Name, i, got, want)
			}
		}
	}
}

// TestDropoutMean: through linear units dropout keeps the mean of the output,
// within 5 standard errors, and draws anew for each row and step.
func TestDropoutMean(t *testing.T) {
	const rows, steps = 50, 200
	net := testNetwork(6, NewGaussian(4), NewGaussian(2))
	x, one := NewMatrix(rows, 6), NewMatrix(1, 2)
	for i := range x.Data {
		x.Data[i] = float32(i%6) - 2.5
	}
	net.means(one, x.Slice(0, 1))
	b, err := newBackpropagation(net, 0, []float64{0.3, 0.6})
	if err != nil {
		t.Fatal(err)
	}
	b.resize(rows)
	rng, seen := NewRand(4), map[float32]bool{}
	var sums, squares [2]float64
	for range steps {
		b.forward(x, true, rng)
		out := b.passes[1].mean
		for i := range rows {
			seen[out.Row(i)[0]] = true
			for j, v := range out.Row(i) {
				sums[j] += float64(v)
				squares[j] += float64(v) * float64(v)
			}
		}
	}
	const n = rows * steps
	for j, sum := range sums {
		mean := sum / n
		se := math.Sqrt((squares[j]/n - mean*mean) / n)
		if want := one.At(0, j); !(math.Abs(mean-want) <= 5*se) {
			t.Errorf("output %d has mean %.4f ± %.4f, want %.4f", j, mean, se, want)
		}
	}
	// 2⁶·2⁴ masks, of which the rare ones may not come.
	if len(seen) < 300 {
		t.Errorf("%d rows have only %d different outputs", n, len(seen))
	}
}

// TestNetworkSteps: no allocations, and the same bits for any GOMAXPROCS.
func TestNetworkSteps(t *testing.T) {
	net := testNetwork(40, NewBernoulli(70), NewJoined(NewBernoulli(30), NewGaussian(20)), NewPotts(1, 10))
	x, y := testPairs(net, 150, NewRand(1))
	steps := func() (network, func()) {
		b, err := newBackpropagation(net, 0, testDrops(net))
		if err != nil {
			t.Fatal(err)
		}
		grad, rng := zeros(b.params()), NewRand(2)
		return network{{Weights: grad[0].Value}}, func() { b.addGrad(grad, 1, x, y, true, rng) }
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want, step := steps()
	step()
	if n := testing.AllocsPerRun(5, step); n > 0 {
		t.Errorf("%g allocations in a step", n)
	}
	for _, procs := range []int{2, 3} {
		runtime.GOMAXPROCS(procs)
		got, step := steps()
		for range 7 { // AllocsPerRun takes one more than it is told
			step()
		}
		for i, v := range got[0].Weights.Data {
			if v != want[0].Weights.Data[i] {
				t.Fatalf("element %d of the gradient is %g with GOMAXPROCS %d, but %g with 1", i, v, procs, want[0].Weights.Data[i])
			}
		}
	}
}

// plain hides all abilities of a layer.
type plain struct{ Layer }

// TestNoBackprop: a layer that cannot pass derivatives on is an error that names
// it, unless nothing below it learns.
func TestNoBackprop(t *testing.T) {
	net := testNetwork(3, NewBernoulli(2), plain{NewBernoulli(4)}, plain{NewPotts(1, 2)})
	for first := range net {
		_, err := newBackpropagation(net, first, make([]float64, len(net)))
		switch {
		case first < 2 && (!errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "stage 1: ebm: plain units")):
			t.Errorf("%d frozen: %v", first, err)
		case first == 2 && err != nil:
			t.Errorf("%d frozen: %v", first, err)
		}
	}
	joined := testNetwork(3, NewJoined(NewBernoulli(2), plain{NewBernoulli(2)}), NewPotts(1, 2))
	if _, err := newBackpropagation(joined, 0, make([]float64, 2)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a part of a joined layer: %v", err)
	}
}

func TestNetworkPanics(t *testing.T) {
	net := testNetwork(3, NewBernoulli(2), NewGaussian(2))
	b, err := newBackpropagation(net, 0, make([]float64, 2))
	if err != nil {
		t.Fatal(err)
	}
	grad := zeros(b.params())
	step := func(grad []Param, x, y Matrix) func() {
		return func() { b.addGrad(grad, 1, x, y, false, NewRand(1)) }
	}
	for name, c := range map[string]struct {
		want string
		f    func()
	}{
		"no stages":       {noStages, func() { network{}.mustHold() }},
		"nil layer":       {nilLayer, func() { network{{Weights: NewMatrix(2, 2)}}.mustHold() }},
		"a wide layer":    {badStages, func() { network{{NewMatrix(2, 2), NewBernoulli(3)}}.mustHold() }},
		"stages apart":    {badStages, func() { network{net[0], {NewMatrix(3, 2), NewGaussian(2)}}.mustHold() }},
		"wide input":      {badShape, step(grad, NewMatrix(4, 4), NewMatrix(4, 2))},
		"wide target":     {badShape, step(grad, NewMatrix(4, 3), NewMatrix(4, 3))},
		"missing targets": {badShape, step(grad, NewMatrix(4, 3), NewMatrix(3, 2))},
		"no rows": {emptyBatch, func() {
			fineTuning{conditional: &conditional{pairs: pairs{3, 2}, backpropagation: b}}.AddGrad(grad, 1, NewMatrix(0, 5), NewRand(1))
		}},
		"a wide pair":       {badShape, func() { pairs{3, 2}.split(NewMatrix(2, 6)) }},
		"a wide row":        {badShape, func() { pairs{3, 0}.split(NewMatrix(2, 6)) }},
		"a short gradient":  {badGrad, step(grad[1:], NewMatrix(4, 3), NewMatrix(4, 2))},
		"gradient of else":  {badGrad, step(append([]Param{grad[1]}, grad[1:]...), NewMatrix(4, 3), NewMatrix(4, 2))},
		"means of a wide x": {badShape, func() { net.means(NewMatrix(4, 2), NewMatrix(4, 4)) }},
		"means in a wide m": {badShape, func() { net.means(NewMatrix(4, 3), NewMatrix(4, 3)) }},
	} {
		func() {
			defer func() {
				if r := recover(); r != c.want {
					t.Errorf("%s: panics with %v, want %q", name, r, c.want)
				}
			}()
			c.f()
		}()
	}
}
