package ebm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// upDownDraws are the states of one step of fine-tuning.
type upDownDraws struct {
	up   []ebm.Matrix // v, h_1, … of the wake phase
	down []ebm.Matrix // v, h_1, … of the sleep phase
	top  []ebm.Param  // gradient of the top RBM
}

// drawUpDown draws them as the objective does, through the methods of the parts.
func drawUpDown(u *ebm.UpDown, c ebm.UpDownSettings, neg ebm.NegativePhase, data ebm.Matrix, rng *rand.Rand) upDownDraws {
	var d upDownDraws
	x := data.Columns(0, u.NumVisible())
	d.up = append(d.up, x)
	for _, s := range u.Recognition {
		x = drawStage(s, x, true, rng)
		d.up = append(d.up, x)
	}
	joined := ebm.NewMatrix(data.Rows, u.Top.NumVisible())
	for i := range data.Rows {
		copy(joined.Row(i)[copy(joined.Row(i), x.Row(i)):], data.Row(i)[u.NumVisible():])
	}
	particles := ebm.MatrixOf(neg.Particles(joined, rng))
	d.top = zeroGrad(u.Top)
	u.Top.AddGrad(d.top, 1, joined, nil)
	u.Top.AddGrad(d.top, -1, particles, nil)
	y := particles.Columns(0, x.Cols)
	d.down = []ebm.Matrix{y}
	for l := len(u.Generative) - 1; l >= 0; l-- {
		y = drawStage(u.Generative[l], y, l > 0 || c.VisibleSamples, rng)
		d.down = append([]ebm.Matrix{y}, d.down...)
	}
	return d
}

func drawStage(s ebm.Stage, x ebm.Matrix, sample bool, rng *rand.Rand) ebm.Matrix {
	in := ebm.NewMatrix(x.Rows, s.Layer.Len())
	for i := range x.Rows {
		for j := range in.Cols {
			sum := 0.0
			for k, v := range x.Row(i) {
				sum += float64(v) * s.Weights.At(k, j)
			}
			in.Row(i)[j] = float32(sum)
		}
	}
	if sample {
		s.Layer.Sample(in, in, rng)
	} else {
		s.Layer.Mean(in, in)
	}
	return in
}

// deltaRule is the gradient of the mean of -log p(y|x) of a stage: for the
// weights the mean of x_i(p_j - y_j), for the biases that of p_j - y_j.
func deltaRule(s ebm.Stage, x, y ebm.Matrix) (g []float64) {
	weights, bias := make([]float64, len(s.Weights.Data)), make([]float64, s.Layer.Len())
	for r := range x.Rows {
		for j, in := range stageInput(s, x.Row(r)) {
			d := (1/(1+math.Exp(-in)) - y.At(r, j)) / float64(x.Rows)
			bias[j] += d
			for i, v := range x.Row(r) {
				weights[i*len(bias)+j] += float64(v) * d
			}
		}
	}
	return append(weights, bias...)
}

// TestWakeSleepByHand compares gradients with loops over the same draws, step
// after step, with batches of changing size.
func TestWakeSleepByHand(t *testing.T) {
	for name, u := range upDownMachines() {
		for _, c := range []ebm.UpDownSettings{{K: 1}, {K: 3, VisibleSamples: true}, {K: 2, Chains: 7}} {
			var neg ebm.NegativePhase = ebm.NewCD(u.Top, c.K)
			if c.Chains > 0 {
				neg = ebm.NewPCD(u.Top, c.K, c.Chains, ebm.NewRand(3))
			}
			obj := ebm.NewWakeSleep(u, c, ebm.NewRand(3))
			rngA, rngB := ebm.NewRand(4), ebm.NewRand(4)
			for step, rows := range []int{12, 5, 12, 17} {
				data, scale := upDownRows(u, rows, true), -0.75
				d := drawUpDown(u, c, neg, data, rngB)
				var want []float64
				for l, s := range u.Recognition {
					want = append(want, deltaRule(s, d.down[l], d.down[l+1])...)
				}
				for l, s := range u.Generative {
					want = append(want, deltaRule(s, d.up[l+1], d.up[l])...)
				}
				want = append(want, flat(d.top)...)
				grad := zeroGrad(obj.Model())
				obj.AddGrad(grad, scale, data, rngA)
				for i, g := range flat(grad) {
					// Means of up to 17 terms below 1: some twenty float32 roundings.
					if !(math.Abs(g/scale-want[i]) <= 2e-6) {
						t.Fatalf("%s, %s, step %d: element %d of the gradient is %.7g, by hand %.7g", name, upDownChains(c), step, i, g/scale, want[i])
					}
				}
			}
			if rngA.Uint64() != rngB.Uint64() {
				t.Errorf("%s, %s: draws more or fewer numbers than the parts do", name, upDownChains(c))
			}
		}
	}
}

// TestWakeSleepDifferences compares the gradients of both kinds of stages with
// central differences of Σ_l -log p of what was drawn, the draws being held.
func TestWakeSleepDifferences(t *testing.T) {
	const step = 1.0 / 64
	u := upDownMachines()["4-3-(2+3)-4"]
	c, data := ebm.UpDownSettings{K: 2}, upDownRows(u, 9, true)
	d := drawUpDown(u, c, ebm.NewCD(u.Top, 2), data, ebm.NewRand(4))
	obj := ebm.NewWakeSleep(u, c, nil)
	grad := zeroGrad(obj.Model())
	obj.AddGrad(grad, 1, data, ebm.NewRand(4))
	losses := func() (sum float64) {
		for l := range u.Recognition {
			for i := range data.Rows {
				sum += stageLoss(u.Generative[l], d.up[l+1].Row(i), d.up[l].Row(i)) / float64(data.Rows)
				sum += stageLoss(u.Recognition[l], d.down[l].Row(i), d.down[l+1].Row(i)) / float64(data.Rows)
			}
		}
		return sum
	}
	for k, p := range u.Params()[:8] { // the rest is that of the top
		for i := range p.Value.Data {
			x := &p.Value.Data[i]
			at := *x
			*x = at + step
			high := losses()
			*x = at - step
			low := losses()
			*x = at
			// The third derivative of softplus is below 0.1, and at±step is rounded.
			if got, want := float64(grad[k].Value.Data[i]), (high-low)/(2*step); !(math.Abs(got-want) <= 0.1*step*step/6*3+2e-6) {
				t.Fatalf("%s[%d]: %.7g, differences say %.7g", p.Name, i, got, want)
			}
		}
	}
}

// TestWakeSleepStart: persistent chains start as draws of the top units given rows
// of data.
func TestWakeSleepStart(t *testing.T) {
	u := upDownMachines()["4-3-(2+3)-4"]
	c, data := ebm.UpDownSettings{K: 1, Chains: 3}, upDownRows(u, 7, true)
	obj := ebm.NewWakeSleep(u, c, ebm.NewRand(1))
	ebm.StartChains(obj, data, ebm.NewRand(2))
	rows, rng := ebm.NewMatrix(3, 7), ebm.NewRand(2)
	data.Gather(rows, []int{0, 2, 4}, nil)
	x := rows.Columns(0, 4)
	for _, s := range u.Recognition {
		x = drawStage(s, x, true, rng)
	}
	joined, want := ebm.NewMatrix(3, 5), ebm.NewMatrix(3, 4)
	for i := range 3 {
		copy(joined.Row(i)[copy(joined.Row(i), x.Row(i)):], rows.Row(i)[4:])
	}
	u.Top.HiddenSample(want, joined, rng)
	sameMatrix(t, "chains", obj.(ebm.Stateful).State()[0].Value, want)
}

// tiedUpDown is an RBM unrolled: with tied weights all the way the prior of each
// layer is the one that makes recognition by the transposed weights exact.
// Labels are independent of all else. The RBM is returned, too.
func tiedUpDown() (*ebm.UpDown, *ebm.RBM) {
	m := rbm(bernoulli(4, 1), bernoulli(3, 2), 1)
	back := &ebm.RBM{Visible: m.Hidden, Hidden: m.Visible, Weights: ebm.MatrixOf(m.Weights.T())}
	u := ebm.NewUpDown(&ebm.DBN{RBMs: []*ebm.RBM{m, back, m}}, 2, ebm.NewRand(1))
	for i := 4; i < u.Top.Weights.Rows; i++ {
		clear(u.Top.Weights.Row(i))
	}
	u.Top.Visible.Params()[1].Value.Data[1] = 0.7
	return u, m
}

// TestWakeSleepRests: where the data are those of the model and recognition is
// exact, all three gradients have the expectation 0, since each is a mean over
// the model's own distribution of the derivative of a log-probability. With a
// wrong recognition weight they have not.
func TestWakeSleepRests(t *testing.T) {
	const batches, rows, z = 300, 100, 5.7 // z: below 10⁻⁶ for the 60 elements
	for _, wrong := range []bool{false, true} {
		for _, c := range []ebm.UpDownSettings{{K: 1, VisibleSamples: true}, {K: 1, Chains: 50, VisibleSamples: true}} {
			u, m := tiedUpDown()
			if wrong {
				u.Recognition[0].Weights.Data[0] += 2
			}
			rng := ebm.NewRand(5)
			obj := ebm.NewWakeSleep(u, c, rng)
			data := ebm.NewMatrix(rows, 6)
			v, gibbs := data.Columns(0, 4), ebm.NewGibbs(m)
			for range 100 {
				gibbs.Step(v, rng)
			}
			var sum, squares []float64
			for range batches {
				for range 20 {
					gibbs.Step(v, rng)
				}
				u.Top.Visible.(*ebm.Joined).Layers[1].Sample(data.Columns(4, 6), ebm.NewMatrix(rows, 2), rng)
				grad := zeroGrad(obj.Model())
				obj.AddGrad(grad, 1, data, rng)
				x := flat(grad)
				if sum == nil {
					sum, squares = make([]float64, len(x)), make([]float64, len(x))
				}
				for i, g := range x {
					sum[i] += g
					squares[i] += g * g
				}
			}
			worst, name := 0.0, ""
			i := 0
			for _, p := range u.Params() {
				for j := range p.Value.Data {
					mean := sum[i] / batches
					se := math.Sqrt((squares[i]/batches - mean*mean) / batches)
					if s := math.Abs(mean) / (se + 1e-9); s > worst {
						worst, name = s, fmt.Sprintf("%s[%d], %.4g ± %.2g", p.Name, j, mean, se)
					}
					i++
				}
			}
			if rests := worst <= z; rests == wrong {
				t.Errorf("%s, a wrong weight: %t: the farthest from 0 is %s, %.1f standard errors", upDownChains(c), wrong, name, worst)
			}
		}
	}
}

// TestWakeSleepContract: the same bits for any GOMAXPROCS and for data whose
// Stride exceeds their columns, what was in the gradient stays, data do too, and
// a step allocates nothing.
func TestWakeSleepContract(t *testing.T) {
	for name, u := range upDownMachines() {
		for _, c := range []ebm.UpDownSettings{{K: 2}, {K: 1, Chains: 9, VisibleSamples: true}} {
			data := upDownRows(u, 20, true)
			wide := ebm.NewMatrix(20, data.Cols+3)
			for i := range wide.Data {
				wide.Data[i] = float32(math.NaN())
			}
			for i := range data.Rows {
				copy(wide.Row(i), data.Row(i))
			}
			run := func(x ebm.Matrix, procs int) []float64 {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				obj, rng := ebm.NewWakeSleep(u, c, ebm.NewRand(1)), ebm.NewRand(2)
				grad := zeroGrad(obj.Model())
				for range 3 {
					obj.AddGrad(grad, 1, x, rng)
				}
				return flat(grad)
			}
			before := fmt.Sprint(wide.Data)
			want := run(data, 1)
			if !slices.Equal(run(data, 4), want) || !slices.Equal(run(wide.Columns(0, data.Cols), 1), want) {
				t.Errorf("%s, %s: other bits with 4 processors or a larger Stride", name, upDownChains(c))
			}
			if fmt.Sprint(wide.Data) != before {
				t.Errorf("%s, %s: data have changed", name, upDownChains(c))
			}
			obj, rng := ebm.NewWakeSleep(u, c, ebm.NewRand(1)), ebm.NewRand(2)
			grad := zeroGrad(obj.Model())
			if n := testing.AllocsPerRun(20, func() { obj.AddGrad(grad, 1, data, rng) }); n > 0.5 { // a collection may empty the pools
				t.Errorf("%s, %s: a step allocates %g times", name, upDownChains(c), n)
			}
		}
	}
}

func TestWakeSleepPanics(t *testing.T) {
	u := upDownMachines()["4-(3+2)-3"]
	obj := ebm.NewWakeSleep(u, ebm.UpDownSettings{K: 1}, nil)
	grad, data, rng := zeroGrad(obj.Model()), upDownRows(u, 3, true), ebm.NewRand(1)
	for what, f := range map[string]func(){
		"data without labels": func() { obj.AddGrad(grad, 1, data.Columns(0, 4), rng) },
		"no rows":             func() { obj.AddGrad(grad, 1, data.Slice(0, 0), rng) },
		"a short gradient":    func() { obj.AddGrad(grad[1:], 1, data, rng) },
		"a nil rng":           func() { obj.AddGrad(grad, 1, data, nil) },
		"negative classes":    func() { ebm.NewUpDown(ebm.NewDBN([]int{3, 2}, rng), -1, rng) },
		"sizes without a top": func() { new(ebm.UpDown).NumVisible() },
		"an empty stack":      func() { ebm.NewUpDown(&ebm.DBN{}, 2, rng) },
		"no label units":      func() { upDownOf(0, 4, 3, 3).Predict(make([]int, 3), data.Columns(0, 4)) },
		"classes that are not there": func() {
			w := upDownOf(0, 4, 3, 3)
			w.Classes = 1
			w.Predict(make([]int, 3), data.Columns(0, 4))
		},
		"stages that do not fit": func() {
			w := upDownOf(0, 4, 3, 3)
			w.Generative[0] = w.Recognition[0]
			w.Transform(ebm.NewMatrix(3, 3), data.Columns(0, 4))
		},
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("%s: panic %q", what, text)
				}
			}()
			f()
			t.Errorf("%s: no panic", what)
		}()
	}
}
