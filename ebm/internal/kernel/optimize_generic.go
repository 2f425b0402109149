package kernel

import "math"

// As in the portable loops of updates, conversions of products keep compilers
// from fusing them with the sums.

func adamPortable(value, grad, mean, square []float32, r AdamRates) bool {
	ok := true
	for i, w := range value {
		g := grad[i]
		m := mean[i] + float32(r.Mean*(g-mean[i]))
		q := square[i] + float32(r.Square*(float32(g*g)-square[i]))
		root := float32(math.Sqrt(float64(q)))
		moved := decayed(w, w, r.L2, r.L1) - float32(r.Rate*m)/(root+r.Epsilon)
		value[i], grad[i], mean[i], square[i] = moved, w, m, q
		ok = ok && below(moved) && q <= math.MaxFloat32
	}
	return ok
}

func nesterovPortable(value, grad, velocity []float32, r NesterovRates) bool {
	ok := true
	for i, w := range value {
		d := decayed(grad[i], w, r.L2, r.L1)
		v := float32(r.Momentum*velocity[i]) + d
		moved := w + (float32(r.Momentum*v) + d)
		value[i], grad[i], velocity[i] = moved, w, v
		ok = ok && below(moved)
	}
	return ok
}

func averagePortable(mean, value []float32, share float32) {
	for i, w := range value {
		mean[i] += float32(share * (w - mean[i]))
	}
}
