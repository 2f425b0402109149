package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeOracle is a network of Bernoulli and Gaussian stages in float64, written
// from the formulas, one row and one unit at a time.
type codeOracle struct {
	weights [][][]float64 // of each stage: inputs×units
	bias    [][]float64
	linear  []bool // Gaussian units
}

func oracleOf(t *testing.T, stages ...ebm.Stage) *codeOracle {
	t.Helper()
	o := &codeOracle{}
	for _, s := range stages {
		w := make([][]float64, s.Weights.Rows)
		for i := range w {
			w[i] = wider(s.Weights.Row(i))
		}
		o.weights = append(o.weights, w)
		switch l := s.Layer.(type) {
		case *ebm.Bernoulli:
			o.bias, o.linear = append(o.bias, wider(l.Bias)), append(o.linear, false)
		case *ebm.Gaussian:
			o.bias, o.linear = append(o.bias, wider(l.Bias)), append(o.linear, true)
		default:
			t.Fatalf("the oracle knows no %T", l)
		}
	}
	return o
}

func wider(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// forward returns the values of all stages for x, x first.
func (o *codeOracle) forward(x []float64) [][]float64 {
	values := [][]float64{x}
	for s, w := range o.weights {
		out := make([]float64, len(o.bias[s]))
		for j := range out {
			in := o.bias[s][j]
			for i, v := range x {
				in += v * w[i][j]
			}
			out[j] = in
			if !o.linear[s] {
				out[j] = 1 / (1 + math.Exp(-in))
			}
		}
		values, x = append(values, out), out
	}
	return values
}

// loss is the mean of -log p(y|x) over rows.
func (o *codeOracle) loss(x, y ebm.Matrix) (sum float64) {
	last := len(o.weights) - 1
	for r := range x.Rows {
		values := o.forward(wider(x.Row(r)))
		for j, p := range values[last+1] {
			target := float64(y.Row(r)[j])
			if o.linear[last] {
				sum += (target-p)*(target-p)/2 + math.Log(2*math.Pi)/2
			} else {
				sum -= target*math.Log(p) + (1-target)*math.Log(1-p)
			}
		}
	}
	return sum / float64(x.Rows)
}

// gradient is that of loss(x, y), as another oracle whose parameters it is.
func (o *codeOracle) gradient(x, y ebm.Matrix) *codeOracle {
	g := &codeOracle{linear: o.linear}
	for s, w := range o.weights {
		rows := make([][]float64, len(w))
		for i := range rows {
			rows[i] = make([]float64, len(w[i]))
		}
		g.weights, g.bias = append(g.weights, rows), append(g.bias, make([]float64, len(o.bias[s])))
	}
	for r := range x.Rows {
		o.addGradient(g, wider(x.Row(r)), wider(y.Row(r)), 1/float64(x.Rows))
	}
	return g
}

func (o *codeOracle) addGradient(g *codeOracle, x, y []float64, share float64) {
	values := o.forward(x)
	delta := make([]float64, len(y)) // with respect to the inputs of a stage
	for j, p := range values[len(values)-1] {
		delta[j] = p - y[j]
	}
	for s := len(o.weights) - 1; s >= 0; s-- {
		below := make([]float64, len(values[s]))
		for j, d := range delta {
			g.bias[s][j] += share * d
			for i, v := range values[s] {
				g.weights[s][i][j] += share * d * v
				below[i] += d * o.weights[s][i][j]
			}
		}
		if s > 0 && !o.linear[s-1] {
			for i, v := range values[s] {
				below[i] *= v * (1 - v)
			}
		}
		delta = below
	}
}

// each hands all parameters to f, with those of others at the same places, in the
// order of Params; weight tells whether decay applies.
func (o *codeOracle) each(f func(stage int, p []*float64, weight bool), others ...*codeOracle) {
	all := append([]*codeOracle{o}, others...)
	p := make([]*float64, len(all))
	for s := range o.weights {
		for i := range o.weights[s] {
			for j := range o.weights[s][i] {
				for k, a := range all {
					p[k] = &a.weights[s][i][j]
				}
				f(s, p, true)
			}
		}
		for j := range o.bias[s] {
			for k, a := range all {
				p[k] = &a.bias[s][j]
			}
			f(s, p, false)
		}
	}
}

// flat are all parameters.
func (o *codeOracle) flat() (all []float64) {
	o.each(func(_ int, p []*float64, _ bool) { all = append(all, *p[0]) })
	return all
}

// flatParams are those of a model in the same order.
func flatParams(params []ebm.Param) (all []float64) {
	for _, p := range params {
		for i := range p.Value.Rows {
			all = append(all, wider(p.Value.Row(i))...)
		}
	}
	return all
}

// momentumStep takes a step of gradient descent with momentum and weight decay.
func (o *codeOracle) momentumStep(velocity *codeOracle, x, y ebm.Matrix, rate, momentum, decay float64) {
	o.each(func(_ int, p []*float64, weight bool) {
		g := *p[2]
		if weight {
			g += decay * *p[0]
		}
		*p[1] = momentum**p[1] - rate*g
		*p[0] += *p[1]
	}, velocity, o.gradient(x, y))
}

// adamStep is step number t, from 1, of Adam with decoupled weight decay.
func (o *codeOracle) adamStep(m, s *codeOracle, t int, x, y ebm.Matrix, rate, decay float64) {
	c1, c2 := 1-math.Pow(0.9, float64(t)), 1-math.Pow(0.999, float64(t))
	o.each(func(_ int, p []*float64, weight bool) {
		g := *p[3]
		*p[1] = 0.9**p[1] + 0.1*g
		*p[2] = 0.999**p[2] + 0.001*g*g
		step := rate * *p[1] / c1 / (math.Sqrt(*p[2]/c2) + 1e-8)
		if weight {
			step += rate * decay * *p[0]
		}
		*p[0] -= step
	}, m, s, o.gradient(x, y))
}

// zero returns an oracle of the same shape whose parameters are 0.
func (o *codeOracle) zero() *codeOracle { return o.gradient(ebm.NewMatrix(0, 0), ebm.NewMatrix(0, 0)) }

func TestCodeOracleAgainstDifferences(t *testing.T) {
	x, y := unitCloud(5, 4, 1), unitCloud(5, 3, 2)
	for _, last := range []func(int) func() ebm.Layer{binaryUnits, realUnits} {
		a := ebm.NewAutoencoder(codeStack(3, binaryUnits(4), binaryUnits(5), realUnits(2), last(3)))
		o := oracleOf(t, a.Encoder...)
		const h = 1e-5 // differences are off by h² and 10⁻¹⁶/h
		o.each(func(stage int, p []*float64, _ bool) {
			was := *p[0]
			*p[0] = was + h
			up := o.loss(x, y)
			*p[0] = was - h
			down := o.loss(x, y)
			*p[0] = was
			if want := (up - down) / (2 * h); math.Abs(*p[1]-want) > 1e-8 {
				t.Errorf("stage %d: derivative %v, difference %v", stage, *p[1], want)
			}
		}, o.gradient(x, y))
	}
}
