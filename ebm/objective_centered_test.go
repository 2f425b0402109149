package ebm_test

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// bare hides all that an objective can do beside its gradient.
type bare struct{ ebm.Objective }

// BiasParams makes the gaussian of the tests a Biased layer.
func (l *gaussian) BiasParams() []int { return []int{0} }

var allOffsets = []ebm.Offsets{ebm.DataOffsets, ebm.ModelOffsets, ebm.MeanOffsets, ebm.ZeroOffsets}

func mustCenter(t *testing.T, obj ebm.Objective, from ebm.Offsets) *ebm.Centered {
	t.Helper()
	c, err := ebm.NewCentered(obj, from)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// gradientOf is one call of AddGrad on a zero gradient.
func gradientOf(obj ebm.Objective, scale float64, data ebm.Matrix, seed uint64) []ebm.Param {
	var g []ebm.Param
	for _, p := range obj.Model().Params() {
		g = append(g, ebm.Param{Name: p.Name, Value: ebm.NewMatrix(p.Value.Rows, p.Value.Cols)})
	}
	obj.AddGrad(g, scale, data, ebm.NewRand(seed))
	return g
}

// TestCenteredFormula writes the map out in float64, for objectives that fuse
// it and for others, on layers of both kinds.
func TestCenteredFormula(t *testing.T) {
	binary := func() *ebm.RBM { return strongRBM(12, 8) }
	mixed := func() *ebm.RBM {
		return ebm.NewRBM(newGaussian(12, ebm.NewRand(4)), ebm.NewBernoulli(8), ebm.NewRand(1))
	}
	x := patterns(40, 1)
	for name, objective := range map[string]func() ebm.Objective{
		"CD":             func() ebm.Objective { return ebm.NewCD(binary(), 2) },
		"CD, samples":    func() ebm.Objective { c := ebm.NewCD(binary(), 1); c.HiddenSamples = true; return c },
		"CD, not fused":  func() ebm.Objective { return bare{ebm.NewCD(binary(), 2)} },
		"PCD":            func() ebm.Objective { return ebm.NewPCD(binary(), 1, 17, ebm.NewRand(3)) },
		"PCD, not fused": func() ebm.Objective { return bare{ebm.NewPCD(binary(), 1, 17, ebm.NewRand(3))} },
		"tempering": func() ebm.Objective {
			return ebm.NewTempering(binary(), []float64{0, 0.3, 0.7, 1}, 17, ebm.NewRand(3))
		},
		"Gaussian": func() ebm.Objective { return ebm.NewCD(mixed(), 1) },
		"exact": func() ebm.Objective {
			e, err := ebm.NewExact(binary())
			if err != nil {
				t.Fatal(err)
			}
			return e
		},
	} {
		for _, from := range allOffsets {
			plain, centered := objective(), mustCenter(t, objective(), from)
			centered.Rate = 0.25
			offsets := slidingOffsets{from: from, rate: 0.25}
			for step, batch := range []ebm.Matrix{x, x.Slice(0, 13), x} {
				g := gradientOf(plain, 1, batch, uint64(step))
				got := gradientOf(centered, -0.5, batch, uint64(step))
				mu, lambda := offsets.move(plain.Model().(*ebm.RBM), batch, g)
				// Sums of at most 60 float32 terms below 2, in ten sums.
				const tol = 10 * 60 * 6e-8
				if strings.HasSuffix(name, "samples") { // of which λ is then a mean, too
					lambda = floats(centered.Hidden())
				}
				if d := max(furthest(mu, centered.Visible()), furthest(lambda, centered.Hidden())); d > tol {
					t.Errorf("%s by %v, step %d: offsets are off by %g", name, from, step, d)
				}
				if d := differenceFromMap(g, got, -0.5, mu, lambda); d > tol {
					t.Errorf("%s by %v, step %d: gradient is off by %g", name, from, step, d)
				}
			}
		}
	}
}

// slidingOffsets are offsets in float64, from plain gradients.
type slidingOffsets struct {
	from  ebm.Offsets
	rate  float64
	means [4][]float64 // visible and hidden of the data, then of the model
}

func (o *slidingOffsets) move(m *ebm.RBM, batch ebm.Matrix, g []ebm.Param) (mu, lambda []float64) {
	h := ebm.NewMatrix(batch.Rows, m.NumHidden())
	m.HiddenMean(h, batch)
	now := [4][]float64{meanRow(batch), meanRow(h)}
	for k := range 2 {
		for i, x := range now[k] {
			now[2+k] = append(now[2+k], x+g[k*(len(g)-2)+1].Value.At(0, i))
		}
	}
	first := o.means[0] == nil
	for k, x := range now {
		if first {
			o.means[k] = x
			continue
		}
		for i := range x {
			o.means[k][i] += o.rate * (x[i] - o.means[k][i])
		}
	}
	mix := func(k int) []float64 {
		mean := make([]float64, len(o.means[k]))
		for i := range mean {
			data, model := o.means[k][i], o.means[2+k][i]
			mean[i] = map[ebm.Offsets]float64{ebm.DataOffsets: data, ebm.ModelOffsets: model, ebm.MeanOffsets: (data + model) / 2}[o.from]
		}
		return mean
	}
	return mix(0), mix(1)
}

func meanRow(x ebm.Matrix) []float64 {
	mean := make([]float64, x.Cols)
	for i := range x.Rows {
		for j, v := range x.Row(i) {
			mean[j] += float64(v) / float64(x.Rows)
		}
	}
	return mean
}

func furthest(want []float64, got []float32) (d float64) {
	for i, x := range want {
		d = max(d, math.Abs(x-float64(got[i])))
	}
	return d
}

func floats(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// differenceFromMap compares got with scale times the centred g. The biases
// are the first parameters of the layers, all others stay as they are.
func differenceFromMap(g, got []ebm.Param, scale float64, mu, lambda []float64) (d float64) {
	hidden := len(g) - 1
	ga, gb := make([]float64, len(mu)), make([]float64, len(lambda))
	for i := range mu {
		ga[i] = g[1].Value.At(0, i)
	}
	for j := range lambda {
		gb[j] = g[hidden].Value.At(0, j)
	}
	a, b := append([]float64(nil), ga...), append([]float64(nil), gb...)
	for i := range mu {
		for j := range lambda {
			w := g[0].Value.At(i, j) - mu[i]*gb[j] - ga[i]*lambda[j]
			a[i] -= w * lambda[j]
			b[j] -= w * mu[i]
			d = max(d, math.Abs(got[0].Value.At(i, j)-scale*w))
		}
	}
	for i := range a {
		d = max(d, math.Abs(got[1].Value.At(0, i)-scale*a[i]))
	}
	for j := range b {
		d = max(d, math.Abs(got[hidden].Value.At(0, j)-scale*b[j]))
	}
	for k := 2; k < hidden; k++ {
		for i := range g[k].Value.Cols {
			d = max(d, math.Abs(got[k].Value.At(0, i)-scale*g[k].Value.At(0, i)))
		}
	}
	return d
}

// strongRBM has weights that matter.
func strongRBM(visible, hidden int) *ebm.RBM {
	m, rng := ebm.NewBernoulliRBM(visible, hidden, ebm.NewRand(1)), ebm.NewRand(2)
	for _, p := range m.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(0.5 * rng.NormFloat64())
		}
	}
	return m
}

// flip is the model of the data whose chosen bits are 1 - v: the same energies,
// up to a constant.
func flip(m *ebm.RBM, chosen func(i int) bool) *ebm.RBM {
	f := ebm.NewBernoulliRBM(m.NumVisible(), m.NumHidden(), ebm.NewRand(1))
	for k, p := range f.Params() {
		copy(p.Value.Data, m.Params()[k].Value.Data)
	}
	a, b := f.Visible.(*ebm.Bernoulli).Bias, f.Hidden.(*ebm.Bernoulli).Bias
	for i := range a {
		if !chosen(i) {
			continue
		}
		a[i] = -a[i]
		for j := range b {
			b[j] += f.Weights.Row(i)[j]
			f.Weights.Row(i)[j] *= -1
		}
	}
	return f
}

// TestCenteredFlip is the theorem: learning with the centred gradient does not
// care which value of a bit is called 1. With the plain one it does.
func TestCenteredFlip(t *testing.T) {
	x := patterns(60, 1)
	chosen := func(i int) bool { return i%3 != 1 }
	flipped := ebm.MatrixOf(x)
	for k := range flipped.Data {
		if chosen(k % x.Cols) {
			flipped.Data[k] = 1 - flipped.Data[k]
		}
	}
	exact := func(m *ebm.RBM) ebm.Objective {
		e, err := ebm.NewExact(m)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	meanField := func(m *ebm.RBM) ebm.Objective { // draws nothing, so a flip does not change the draws
		cd := ebm.NewCD(m, 2)
		cd.VisibleMeans, cd.HiddenMeans = true, true
		return cd
	}
	for name, objective := range map[string]func(*ebm.RBM) ebm.Objective{"exact": exact, "CD of means": meanField} {
		for _, from := range allOffsets {
			learn := func(m *ebm.RBM, x ebm.Matrix) *ebm.RBM {
				s := ebm.Settings{Epochs: 100, BatchSize: 20, LearningRate: 0.1, Momentum: 0.5}
				if _, err := ebm.Train(t.Context(), mustCenter(t, objective(m), from), x, s, ebm.NewRand(3)); err != nil {
					t.Fatal(err)
				}
				return m
			}
			one := learn(strongRBM(12, 5), x)
			two := flip(learn(flip(strongRBM(12, 5), chosen), flipped), chosen)
			var d float64
			for k, p := range one.Params() {
				for i, w := range p.Value.Data {
					d = max(d, math.Abs(float64(w-two.Params()[k].Value.Data[i])))
				}
			}
			// 300 steps, the roundings of each passing on to all that follow;
			// parameters are below 10, so that one rounding is below 5e-7.
			if tol := 300 * 5e-7; from != ebm.ZeroOffsets && d > tol {
				t.Errorf("%s, centred by %v: the flipped run ends %g away", name, from, d)
			} else if from == ebm.ZeroOffsets && d < 1 {
				t.Errorf("%s, plain: the flipped run ends only %g away", name, d)
			}
		}
	}
}

// TestCenteredDescends: the map is positive definite, so the centred gradient
// is 0 only where the plain one is, and points the same way.
func TestCenteredDescends(t *testing.T) {
	product := func(a, b []ebm.Param) (sum float64) {
		for k := range a {
			for i, x := range a[k].Value.Data {
				sum += float64(x) * float64(b[k].Value.Data[i])
			}
		}
		return sum
	}
	exact := func(m *ebm.RBM) ebm.Objective {
		e, err := ebm.NewExact(m)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	states := ebm.NewMatrix(1<<6, 6)
	ebm.NewBernoulli(6).States(states, 0)
	for _, from := range allOffsets {
		m := strongRBM(6, 4)
		g := gradientOf(exact(m), 1, states, 1)
		centered := gradientOf(mustCenter(t, exact(m), from), 1, states, 1)
		if p := product(g, centered); !(p > 1e-3) {
			t.Errorf("%v: product with the plain gradient %g, want above 0", from, p)
		}
		for _, p := range m.Params() { // the uniform distribution, which these data have
			clear(p.Value.Data)
		}
		centered = gradientOf(mustCenter(t, exact(m), from), 1, states, 1)
		if p := product(centered, centered); p > 1e-10 {
			t.Errorf("%v: squared norm %g where the plain gradient is 0", from, p)
		}
	}
}

func TestCenteredFixed(t *testing.T) {
	x := patterns(50, 1)
	c := mustCenter(t, ebm.NewCD(newTestRBM(), 1), ebm.DataOffsets)
	if err := c.FixVisible(x); err != nil {
		t.Fatal(err)
	}
	gradientOf(c, 1, x.Slice(0, 7), 1)
	if d := furthest(meanRow(x), c.Visible()); d > 1e-6 {
		t.Errorf("the fixed offset is %g off the mean", d)
	}
	if got := c.String(); got != "CD-1, centred by data at rate 0.01, visible fixed" {
		t.Errorf("%q", got)
	}
	for _, bad := range []ebm.Matrix{ebm.NewMatrix(0, 12), ebm.NewMatrix(3, 11)} {
		if err := c.FixVisible(bad); !errors.Is(err, ebm.ErrSettings) {
			t.Errorf("%d×%d: %v", bad.Rows, bad.Cols, err)
		}
	}
	x.Row(31)[4] = float32(math.NaN())
	if err := c.FixVisible(x); !errors.Is(err, ebm.ErrValue) || !strings.Contains(err.Error(), "row 31, column 4") {
		t.Errorf("data with a NaN: %v", err)
	}
}

func TestCenteredUnsupported(t *testing.T) {
	plain := struct{ ebm.Layer }{ebm.NewBernoulli(8)} // has no abilities
	for name, m := range map[string]*ebm.RBM{
		"hidden":  ebm.NewRBM(ebm.NewBernoulli(12), plain, ebm.NewRand(1)),
		"visible": ebm.NewRBM(plain, ebm.NewBernoulli(8), ebm.NewRand(1)),
	} {
		if _, err := ebm.NewCentered(ebm.NewCD(m, 1), ebm.DataOffsets); !errors.Is(err, ebm.ErrUnsupported) || !strings.Contains(err.Error(), "no bias") {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := struct{ ebm.Trainable }{newTestRBM()}
	if _, err := ebm.NewCentered(ebm.Contrast(other, ebm.NewCD(newTestRBM(), 1)), ebm.DataOffsets); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("another model: %v", err)
	}
	for name, f := range map[string]func(){
		"nil":     func() { _, _ = ebm.NewCentered(nil, ebm.DataOffsets) },
		"offsets": func() { _, _ = ebm.NewCentered(ebm.NewCD(newTestRBM(), 1), 4) },
		"rate": func() {
			c := mustCenter(t, ebm.NewCD(newTestRBM(), 1), ebm.DataOffsets)
			c.Rate = 0
			gradientOf(c, 1, patterns(3, 1), 1)
		},
		"no rows": func() {
			gradientOf(mustCenter(t, ebm.NewCD(newTestRBM(), 1), ebm.DataOffsets), 1, ebm.NewMatrix(0, 12), 1)
		},
	} {
		if text := panicText(f); !strings.HasPrefix(text, "ebm: ") {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func panicText(f func()) (text string) {
	defer func() { text, _ = recover().(string) }()
	f()
	return ""
}

func TestCenteredResumes(t *testing.T) {
	train := func(file string, epochs int) *ebm.Centered {
		c := mustCenter(t, ebm.NewPCD(newTestRBM(), 1, 20, ebm.NewRand(3)), ebm.MeanOffsets)
		s := small
		s.Epochs, s.Checkpoint = epochs, file
		if _, err := ebm.Train(t.Context(), c, patterns(60, 1), s, ebm.NewRand(2)); err != nil {
			t.Fatal(err)
		}
		return c
	}
	file := filepath.Join(t.TempDir(), "run.checkpoint")
	train(file, 2)
	want := train("", 5)
	for range 2 { // the second call finds a finished run
		if got := train(file, 5); !equalBits(bits(got.Model()), bits(want.Model())) {
			t.Error("a resumed run has other bits")
		} else if !slices.Equal(got.Visible(), want.Visible()) || !slices.Equal(got.Hidden(), want.Hidden()) {
			t.Errorf("a resumed run has offsets %v, %v, want %v, %v", got.Visible(), got.Hidden(), want.Visible(), want.Hidden())
		}
	}
}
