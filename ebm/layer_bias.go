package ebm

import (
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// What layers whose only parameter is a bias for each column share.

var biasOnly = []string{"bias"}

// addBiasGrad adds scale times the mean over rows of -x to the gradient of a
// bias, which is that of e(x) = -Σ_j bias_j x_j.
func addBiasGrad(grad Matrix, scale float64, x Matrix) {
	if x.Rows > 0 {
		kernel.AddColumnSums(grad.Row(0), -scale/float64(x.Rows), x.Data, x.Rows, x.Stride)
	}
}

// mustBackprop checks the shapes of what Backprop takes.
func mustBackprop(din, dmean, in, mean Matrix) {
	mustMatch(din, dmean)
	mustMatch(in, dmean)
	mustMatch(mean, dmean)
}

// blendBias stores (1-t)·from + t·to in dst.
func blendBias(dst, from, to []float32, t float64) {
	if len(from) != len(dst) || len(to) != len(dst) {
		panic(badBlend)
	}
	for j := range dst {
		dst[j] = float32((1-t)*float64(from[j]) + t*float64(to[j]))
	}
}

// columnSums returns the number of rows of data, which l must be able to take,
// and the sums of their columns. The error says what does not fit.
func columnSums(l Layer, data Source) (n int, sums []float64, err error) {
	n, cols := data.Dims()
	if n == 0 || cols != l.Len() {
		return n, nil, fmt.Errorf("ebm: data of %d rows and %d columns for a layer of %d units: %w", n, cols, l.Len(), ErrSettings)
	}
	sums = make([]float64, cols)
	err = eachBlock(data, func(first int, x Matrix) error {
		if err := l.Check(x); err != nil {
			return inSource(err, first, data)
		}
		for i := range x.Rows {
			for j, v := range x.Row(i) {
				sums[j] += float64(v)
			}
		}
		return nil
	})
	return n, sums, err
}
