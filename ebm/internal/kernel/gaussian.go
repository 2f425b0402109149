package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Shift stores in[i,j] + bias[j] in dst, which may be in.
func Shift(dst, in blas32.General, bias []float32) {
	mustFit(in, bias, dst)
	a := rowwises.take()
	a.mean, a.in, a.bias = dst, in, bias
	a.do((*rowwise).shift)
}

// ShiftSample stores in[i,j] + bias[j] in mean and the same plus the standard
// normal number of (key, i, j) in sample. One of them may be in; mean may be the
// zero General, then it is not stored.
func ShiftSample(mean, sample, in blas32.General, bias []float32, key uint64) {
	mustFit(in, bias, sample)
	if mean.Rows > 0 {
		mustFit(in, bias, mean)
	}
	a := rowwises.take()
	a.mean, a.sample, a.in, a.bias, a.key = mean, sample, in, bias, key
	a.do((*rowwise).shiftSample)
}

// HalfSquares stores Σ_j (in[i,j] + bias[j])²/2 in dst[i].
func HalfSquares(dst []float64, in blas32.General, bias []float32) {
	halfSquares(dst, in, bias, (*rowwise).shiftedSquares)
}

// Wells stores Σ_j x[i,j]²/2 - bias[j]·x[i,j] in dst[i].
func Wells(dst []float64, x blas32.General, bias []float32) {
	halfSquares(dst, x, bias, (*rowwise).wells)
}

func halfSquares(dst []float64, x blas32.General, bias []float32, rows func(a *rowwise, from, to int)) {
	if len(dst) < x.Rows || len(bias) < x.Cols || !whole(x) {
		panic(badRows)
	}
	a := rowwises.take()
	a.sums, a.in, a.bias = dst, x, bias
	a.do(rows)
}

func (a *rowwise) shift(from, to int) {
	for i := from; i < to; i++ {
		dst := rowOf(a.mean, i)
		for j, v := range rowOf(a.in, i) {
			dst[j] = v + a.bias[j]
		}
	}
}

func (a *rowwise) shiftSample(from, to int) {
	for i := from; i < to; i++ {
		in, sample := rowOf(a.in, i), rowOf(a.sample, i)
		var mean []float32
		if a.mean.Rows > 0 {
			mean = rowOf(a.mean, i)
		}
		for j := 0; j < len(in); j += 4 {
			z := normals4(a.key, j/4, i)
			for k := j; k < min(j+4, len(in)); k++ {
				m := in[k] + a.bias[k]
				sample[k] = float32(float64(m) + z[k-j])
				if mean != nil {
					mean[k] = m
				}
			}
		}
	}
}

func (a *rowwise) shiftedSquares(from, to int) {
	for i := from; i < to; i++ {
		sum := 0.0
		for j, v := range rowOf(a.in, i) {
			x := float64(v) + float64(a.bias[j])
			sum += x * x
		}
		a.sums[i] = sum / 2
	}
}

func (a *rowwise) wells(from, to int) {
	for i := from; i < to; i++ {
		sum := 0.0
		for j, v := range rowOf(a.in, i) {
			x := float64(v)
			sum += x * (x/2 - float64(a.bias[j]))
		}
		a.sums[i] = sum
	}
}

// normals4 returns the standard normal numbers of the columns from 4·block on,
// by Box and Muller (1958), "A note on the generation of random normal
// deviates". Their radii take words of 32 bits, so none is beyond 6.8.
func normals4(key uint64, block, row int) (z [4]float64) {
	w0, w1, w2, w3 := philox(key, uint32(block), uint32(row), uint32(uint64(row)>>32), 0)
	z[0], z[1] = boxMuller(w0, w1)
	z[2], z[3] = boxMuller(w2, w3)
	return z
}

func boxMuller(radius, angle uint32) (x, y float64) {
	const word = 1.0 / (1 << 32)
	r := math.Sqrt(-2 * math.Log((float64(radius)+0.5)*word))
	sin, cos := math.Sincos(2 * math.Pi * word * float64(angle))
	return r * cos, r * sin
}
