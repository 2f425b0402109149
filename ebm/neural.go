package ebm

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Stage is one stage of a feed-forward network: it takes x (B×n) to the means of
// its layer given xW, Layer.Mean(xW) (B×m). One half of an [RBM] is one.
type Stage struct {
	Weights Matrix // n×m
	Layer   Layer
}

// Params returns views of the weights and the layer's parameters. Weight decay
// applies to the weights, and to what the layer says.
func (s Stage) Params() []Param {
	return append([]Param{{Name: "weights", Value: s.Weights, Decay: true}}, s.Layer.Params()...)
}

// input stores xW.
func (s Stage) input(dst, x Matrix) {
	kernel.Product(blas32.General(dst), blas32.General(x), blas32.General(s.Weights))
}

// recognition is a copy of the half of m that leads up.
func recognition(m *RBM) Stage { return Stage{MatrixOf(m.Weights), copyLayer(m.Hidden)} }

// generation is a copy of the half of m that leads down.
func generation(m *RBM) Stage { return Stage{MatrixOf(m.Weights.T()), copyLayer(m.Visible)} }

// network is a stack of stages, the lowest first.
type network []Stage

func (n network) numIn() int {
	n.top()
	return n[0].Weights.Rows
}

func (n network) numOut() int { return n.top().Weights.Cols }

// top is the last stage.
func (n network) top() Stage {
	if len(n) == 0 {
		panic(noStages)
	}
	return n[len(n)-1]
}

// sizes names them, as in "784-500-10".
func (n network) sizes() string {
	var b strings.Builder
	for i, s := range n {
		if i == 0 {
			fmt.Fprint(&b, s.Weights.Rows)
		}
		fmt.Fprintf(&b, "-%d", s.Weights.Cols)
	}
	return b.String()
}

// params names them "stage0.weights", "stage0.bias" and so on.
func (n network) params() []Param {
	var all []Param
	for i, s := range n {
		all = append(all, named(fmt.Sprintf("stage%d.", i), s.Params())...)
	}
	return all
}

// widest is the greatest number of columns after a stage.
func (n network) widest() int {
	return slices.MaxFunc(n, func(a, b Stage) int { return a.Weights.Cols - b.Weights.Cols }).Weights.Cols
}

// mustHold rules out stages that do not fit each other, or their layers.
func (n network) mustHold() {
	if len(n) == 0 {
		panic(noStages)
	}
	for i, s := range n {
		if s.Layer == nil {
			panic(nilLayer)
		}
		if s.Weights.Cols != s.Layer.Len() || i > 0 && s.Weights.Rows != n[i-1].Weights.Cols {
			panic(badStages)
		}
	}
}

// means stores what the network makes of x (B×numIn) in dst (B×numOut), a block
// of rows at a time.
func (n network) means(dst, x Matrix) {
	n.eachInput(x, func(from, to int, in Matrix) { n.top().Layer.Mean(dst.Slice(from, to), in) })
}

// eachInput hands the inputs of the last layer to f, a block of rows at a time.
// f may overwrite them.
func (n network) eachInput(x Matrix, f func(from, to int, in Matrix)) {
	n.mustHold()
	if x.Cols != n.numIn() {
		panic(badShape)
	}
	width, rows := n.widest(), min(x.Rows, blockRows)
	here, giveBack := borrow(rows, width)
	defer giveBack()
	there, giveBackToo := borrow(rows, width)
	defer giveBackToo()
	for from := 0; from < x.Rows; from += blockRows {
		to := min(from+blockRows, x.Rows)
		now, next, below := here, there, x.Slice(from, to)
		for i, s := range n {
			in := block(now, to-from, s.Weights.Cols)
			s.input(in, below)
			if i == len(n)-1 {
				f(from, to, in)
				break
			}
			s.Layer.Mean(in, in)
			below, now, next = in, next, now
		}
	}
}

// block is a rows×cols matrix in the storage of m.
func block(m Matrix, rows, cols int) Matrix {
	return Matrix{Rows: rows, Cols: cols, Stride: max(1, cols), Data: m.Data[:rows*cols]}
}

// negLogLikelihoods stores -log p(y|x) = e(y) - y·in + CGF(in), in nats, of each
// row in dst, where in is the input of the last layer: the cross-entropy for
// Bernoulli and Potts units, half the squared error and a constant for Gaussian
// ones.
func (n network) negLogLikelihoods(dst []float64, x, y Matrix) { n.lossesAndMeans(dst, x, y, nil) }

// lossesAndMeans hands what the network makes of each row to f, too, unless that
// is nil.
func (n network) lossesAndMeans(dst []float64, x, y Matrix, f func(row int, mean []float32)) {
	out := n.top().Layer
	out.Energy(dst, y)
	cgf := make([]float64, min(x.Rows, blockRows))
	n.eachInput(x, func(from, to int, in Matrix) {
		out.CGF(cgf[:to-from], in)
		for i := range to - from {
			dst[from+i] += cgf[i] - dot(in.Row(i), y.Row(from+i))
		}
		if f == nil {
			return
		}
		out.Mean(in, in)
		for i := range to - from {
			f(from+i, in.Row(i))
		}
	})
}

// dot is summed in float64.
func dot(x, y []float32) (sum float64) {
	for i, a := range x {
		sum += float64(a) * float64(y[i])
	}
	return sum
}

const (
	noStages  = "ebm: a network without stages"
	badStages = "ebm: the stages of the network do not fit each other"
)
