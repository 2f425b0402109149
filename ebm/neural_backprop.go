package ebm

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// backpropagation computes the gradient of the mean of -log p(y|x) of a network
// over a batch, for the stages from first up. Rumelhart, Hinton and Williams
// (1986), "Learning representations by back-propagating errors", Nature 323.
//
// With δ the derivative with respect to the input of a layer, it is mean - y at
// the top, whatever the layer, and below that δWᵀ through the layer's Backprop;
// the gradient of the weights is xᵀδ.
type backpropagation struct {
	net   network
	first int       // stages below stay as they are
	drop  []float64 // for each stage, the share of its inputs that is dropped

	passes []pass
	keys   []uint64
	ranges []paramRange // of each trained stage in the gradient
}

// pass is what a stage leaves behind for the way back.
type pass struct {
	x        Matrix // its inputs, after dropout
	dropped  Matrix // storage of x where there is dropout
	in, mean Matrix
	d        Matrix // derivatives with respect to mean, then to in; none where nothing learns
}

type paramRange struct{ from, to int }

// newBackpropagation returns an error that wraps ErrUnsupported if a layer that
// is to be trained, other than the last, has no Backprop.
func newBackpropagation(net network, first int, drop []float64) (*backpropagation, error) {
	net.mustHold()
	b := &backpropagation{net: net, first: first, drop: drop, passes: make([]pass, len(net)), keys: make([]uint64, len(net))}
	at := 0
	for i, s := range net {
		if i >= first && i < len(net)-1 {
			if _, err := backpropagator(s.Layer); err != nil {
				return nil, fmt.Errorf("stage %d: %w", i, err)
			}
		}
		n := 0
		if i >= first {
			n = len(s.Params())
		}
		b.ranges = append(b.ranges, paramRange{at, at + n})
		at += n
	}
	return b, nil
}

// params are those that are trained.
func (b *backpropagation) params() []Param {
	all := b.net.params()
	return all[len(all)-b.ranges[len(b.ranges)-1].to:]
}

// addGrad adds scale times the gradient for x (B×numIn) and y (B×numOut). With
// drop it drops inputs, with the draws of rng. No rows add nothing.
func (b *backpropagation) addGrad(grad []Param, scale float64, x, y Matrix, drop bool, rng *rand.Rand) {
	if x.Cols != b.net.numIn() || y.Cols != b.net.numOut() || y.Rows != x.Rows {
		panic(badShape)
	}
	b.mustGrad(grad)
	if x.Rows == 0 {
		return
	}
	b.resize(x.Rows)
	b.forward(x, drop, rng)
	b.backward(grad, scale, y, drop)
}

// mustGrad looks at what the layers will not.
func (b *backpropagation) mustGrad(grad []Param) {
	if len(grad) != b.ranges[len(b.ranges)-1].to {
		panic(badGrad)
	}
	for i := b.first; i < len(b.net); i++ {
		g, w := grad[b.ranges[i].from].Value, b.net[i].Weights
		if g.Rows != w.Rows || g.Cols != w.Cols {
			panic(badGrad)
		}
	}
}

// resize makes room for batches of so many rows.
func (b *backpropagation) resize(rows int) {
	for i := range b.passes {
		p, w := &b.passes[i], b.net[i].Weights
		p.in, p.mean = resized(p.in, rows, w.Cols), resized(p.mean, rows, w.Cols)
		if i >= b.first {
			p.d = resized(p.d, rows, w.Cols)
		}
		if b.drop[i] > 0 {
			p.dropped = resized(p.dropped, rows, w.Rows)
		}
	}
}

// resized is a rows×cols matrix, in the storage of m if that is large enough.
func resized(m Matrix, rows, cols int) Matrix {
	if cap(m.Data) < rows*cols {
		return NewMatrix(rows, cols)
	}
	return block(m, rows, cols)
}

func (b *backpropagation) forward(x Matrix, drop bool, rng *rand.Rand) {
	for i, s := range b.net {
		p := &b.passes[i]
		p.x = x
		if drop && b.drop[i] > 0 {
			p.x = p.dropped
			copyRows(p.x, x)
			b.keys[i] = rng.Uint64()
			b.mask(i, p.x)
		}
		s.input(p.in, p.x)
		s.Layer.Mean(p.mean, p.in)
		x = p.mean
	}
}

// mask drops what is dropped of the inputs of a stage and scales the rest, so
// that the expectation stays: Srivastava et al. (2014), "Dropout", JMLR 15.
func (b *backpropagation) mask(stage int, x Matrix) {
	p := b.drop[stage]
	kernel.Drop(blas32.General(x), b.keys[stage], float32(p), float32(1/(1-p)))
}

func (b *backpropagation) backward(grad []Param, scale float64, y Matrix, drop bool) {
	last := len(b.net) - 1
	share := scale / float64(y.Rows)
	for i := last; i >= b.first; i-- {
		s, p := b.net[i], &b.passes[i]
		part := grad[b.ranges[i].from:b.ranges[i].to]
		if i == last {
			difference(p.d, p.mean, y)
			s.Layer.AddGrad(part[1:], scale, y)
			s.Layer.AddMeanGrad(part[1:], -scale, p.in, p.mean)
		} else {
			s.Layer.(Backpropagator).Backprop(part[1:], share, p.d, p.d, p.in, p.mean)
		}
		kernel.AddOuter(blas32.General(part[0].Value), float32(share), blas32.General(p.x), blas32.General(p.d))
		if i > b.first {
			below := b.passes[i-1].d
			kernel.ProductTrans(blas32.General(below), blas32.General(p.d), blas32.General(s.Weights))
			if drop && b.drop[i] > 0 {
				b.mask(i, below)
			}
		}
	}
}

// difference stores x - y in dst.
func difference(dst, x, y Matrix) {
	for i := range x.Rows {
		d, a := dst.Row(i), x.Row(i)
		for j, b := range y.Row(i) {
			d[j] = a[j] - b
		}
	}
}
