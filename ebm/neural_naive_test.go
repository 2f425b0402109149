package ebm

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// naiveNet is a network in float64, one row at a time, which knows the formulas
// of the layers and nothing else: the oracle of the other one. Its gradients are
// central differences of its loss.
type naiveNet struct {
	layers []Layer     // for their types and lengths alone
	theta  [][]float64 // all groups of parameters, in the order of network.params
	groups []int       // of each stage
}

func newNaive(net network) *naiveNet {
	n := &naiveNet{}
	for _, s := range net {
		n.layers = append(n.layers, s.Layer)
		n.groups = append(n.groups, len(s.Params()))
		for _, p := range s.Params() {
			n.theta = append(n.theta, naiveFlat(p.Value))
		}
	}
	return n
}

func naiveFlat(m Matrix) []float64 {
	var x []float64
	for i := range m.Rows {
		for _, v := range m.Row(i) {
			x = append(x, float64(v))
		}
	}
	return x
}

// stage returns the weights and the parameters of the layer of a stage.
func (n *naiveNet) stage(i int) (weights []float64, layer [][]float64) {
	at := 0
	for _, g := range n.groups[:i] {
		at += g
	}
	return n.theta[at], n.theta[at+1 : at+n.groups[i]]
}

// input returns the input of the last layer. masks multiply the inputs of each
// stage; nil: no dropout.
func (n *naiveNet) input(x []float64, masks [][]float64) []float64 {
	for i, l := range n.layers {
		weights, params := n.stage(i)
		in := make([]float64, l.Len())
		for j := range in {
			for k, v := range x {
				if masks != nil {
					v *= masks[i][k]
				}
				in[j] += v * weights[k*len(in)+j]
			}
		}
		if i == len(n.layers)-1 {
			return in
		}
		x = naiveMean(l, params, in)
	}
	panic("no stages")
}

// means returns what the network makes of x.
func (n *naiveNet) means(x []float64) []float64 {
	last := len(n.layers) - 1
	_, params := n.stage(last)
	return naiveMean(n.layers[last], params, n.input(x, nil))
}

// loss is -log p(y|x).
func (n *naiveNet) loss(x, y []float64, masks [][]float64) float64 {
	last := len(n.layers) - 1
	_, params := n.stage(last)
	return naiveLoss(n.layers[last], params, n.input(x, masks), y)
}

// meanLoss is the mean of loss over rows, with masks[stage][row].
func (n *naiveNet) meanLoss(x, y Matrix, masks []Matrix) float64 {
	sum := 0.0
	for r := range x.Rows {
		var m [][]float64
		for _, stage := range masks {
			m = append(m, naiveFlat(stage.Slice(r, r+1)))
		}
		sum += n.loss(naiveFlat(x.Slice(r, r+1)), naiveFlat(y.Slice(r, r+1)), m)
	}
	return sum / float64(x.Rows)
}

// grad is the gradient of meanLoss with respect to theta. The error of central
// differences is h² times a third derivative of order 1, and 10⁻¹⁶/h.
func (n *naiveNet) grad(x, y Matrix, masks []Matrix) [][]float64 {
	const h = 1e-5
	g := make([][]float64, len(n.theta))
	for k, group := range n.theta {
		g[k] = make([]float64, len(group))
		for i, old := range group {
			group[i] = old + h
			up := n.meanLoss(x, y, masks)
			group[i] = old - h
			down := n.meanLoss(x, y, masks)
			group[i] = old
			g[k][i] = (up - down) / (2 * h)
		}
	}
	return g
}

func naiveMean(l Layer, params [][]float64, in []float64) []float64 {
	out := make([]float64, len(in))
	switch l := l.(type) {
	case *Bernoulli:
		for j, a := range in {
			out[j] = 1 / (1 + math.Exp(-a-params[0][j]))
		}
	case *Gaussian:
		for j, a := range in {
			out[j] = a + params[0][j]
		}
	case *Potts:
		_, states := l.Dims()
		for from := 0; from < len(in); from += states {
			sum := 0.0
			for j := from; j < from+states; j++ {
				out[j] = math.Exp(in[j] + params[0][j])
				sum += out[j]
			}
			for j := from; j < from+states; j++ {
				out[j] /= sum
			}
		}
	case *Joined:
		naiveParts(l, params, func(part Layer, params [][]float64, from, to int) {
			copy(out[from:to], naiveMean(part, params, in[from:to]))
		})
	default:
		panic("a layer that the oracle does not know")
	}
	return out
}

// naiveLoss is the cross-entropy, or half the squared error and a constant.
func naiveLoss(l Layer, params [][]float64, in, y []float64) float64 {
	mean, loss := naiveMean(l, params, in), 0.0
	switch l := l.(type) {
	case *Bernoulli:
		for j, p := range mean {
			loss -= y[j]*math.Log(p) + (1-y[j])*math.Log(1-p)
		}
	case *Gaussian:
		for j, m := range mean {
			loss += (y[j]-m)*(y[j]-m)/2 + math.Log(2*math.Pi)/2
		}
	case *Potts:
		for j, p := range mean {
			loss -= y[j] * math.Log(p)
		}
	case *Joined:
		naiveParts(l, params, func(part Layer, params [][]float64, from, to int) {
			loss += naiveLoss(part, params, in[from:to], y[from:to])
		})
	}
	return loss
}

// naiveParts hands each part its parameters and columns. All have a bias alone.
func naiveParts(l *Joined, params [][]float64, f func(part Layer, params [][]float64, from, to int)) {
	from := 0
	for i, part := range l.Layers {
		f(part, params[i:i+1], from, from+part.Len())
		from += part.Len()
	}
}

// naiveMasks are the factors of dropout that backpropagation has with these keys,
// one for each stage that drops.
func naiveMasks(net network, drop []float64, rows int, key func() uint64) []Matrix {
	var masks []Matrix
	for i, s := range net {
		m := NewMatrix(rows, s.Weights.Rows)
		for k := range m.Data {
			m.Data[k] = 1
		}
		if drop[i] > 0 {
			kernel.Drop(blas32.General(m), key(), float32(drop[i]), float32(1/(1-drop[i])))
		}
		masks = append(masks, m)
	}
	return masks
}
