package kernel

import "math"

// Each function here goes to the assembly of the level, or to its portable twin.
// Assembly knows no bounds: shapes have been checked.

// means stores the means of the rows [from, to).
func (a *rowwise) means(from, to int) {
	if level == portable {
		a.meansPortable(from, to)
		return
	}
	dst, in := &a.mean.Data[from*a.mean.Stride], &a.in.Data[from*a.in.Stride]
	if level == avx512 {
		sigmoidAVX512(dst, in, &a.bias[0], to-from, a.in.Cols, a.mean.Stride, a.in.Stride)
	} else {
		sigmoidAVX2(dst, in, &a.bias[0], to-from, a.in.Cols, a.mean.Stride, a.in.Stride)
	}
}

// samples stores draws of the rows [from, to) and, if wanted, their means.
func (a *rowwise) samples(from, to int) {
	if level == portable {
		a.samplesPortable(from, to)
		return
	}
	var mean *float32
	if a.mean.Rows > 0 {
		mean = &a.mean.Data[from*a.mean.Stride]
	}
	sample, in := &a.sample.Data[from*a.sample.Stride], &a.in.Data[from*a.in.Stride]
	keys := roundKeys(a.key)
	if level == avx512 {
		sigmoidSampleAVX512(mean, sample, in, &a.bias[0], to-from, a.in.Cols, a.mean.Stride, a.sample.Stride, a.in.Stride, &keys, from)
	} else {
		sigmoidSampleAVX2(mean, sample, in, &a.bias[0], to-from, a.in.Cols, a.mean.Stride, a.sample.Stride, a.in.Stride, &keys, from)
	}
}

func uniforms(dst []float32, key uint64, row int) {
	if level == portable || len(dst) == 0 {
		uniformsPortable(dst, key, row)
		return
	}
	keys := roundKeys(key)
	if level == avx512 {
		uniformsAVX512(&dst[0], len(dst), &keys, row)
	} else {
		uniformsAVX2(&dst[0], len(dst), &keys, row)
	}
}

func softplusTerms(in, bias []float32) (sum, product float64) {
	if level == portable {
		return softplusTermsPortable(in, bias)
	}
	const lanes = 16
	sum, product = 0, 1
	if n := len(in) / lanes * lanes; n > 0 {
		sum, product = softplusLanes(in[:n], bias[:n])
		in, bias = in[n:], bias[n:]
	}
	if len(in) > 0 {
		// The rest, beside inputs that add nothing.
		var restIn, restBias [lanes]float32
		n := copy(restIn[:], in)
		copy(restBias[:], bias)
		for j := n; j < lanes; j++ {
			restIn[j] = float32(math.Inf(-1))
		}
		s, p := softplusLanes(restIn[:], restBias[:])
		sum, product = sum+s, product*p
	}
	return sum, product
}

func softplusLanes(in, bias []float32) (sum, product float64) {
	if level == avx512 {
		return softplusTermsAVX512(&in[0], &bias[0], len(in))
	}
	return softplusTermsAVX2(&in[0], &bias[0], len(in))
}

func decay(velocity, value []float32, l2, l1 float32) (value2, velocity2 float64) {
	switch level {
	case avx512:
		return decayAVX512(&velocity[0], &value[0], len(value), l2, l1)
	case avx2:
		return decayAVX2(&velocity[0], &value[0], len(value), l2, l1)
	}
	return decayPortable(velocity, value, l2, l1)
}

func step(value, velocity []float32, momentum float32) {
	switch level {
	case avx512:
		stepAVX512(&value[0], &velocity[0], len(value), momentum)
	case avx2:
		stepAVX2(&value[0], &velocity[0], len(value), momentum)
	default:
		stepPortable(value, velocity, momentum)
	}
}

func bounded(velocity, value []float32, l2, l1 float32) bool {
	switch level {
	case avx512:
		return boundedAVX512(&velocity[0], &value[0], len(value), l2, l1)
	case avx2:
		return boundedAVX2(&velocity[0], &value[0], len(value), l2, l1)
	}
	return boundedPortable(velocity, value, l2, l1)
}

func move(value, velocity []float32, l2, l1, momentum float32) uint32 {
	switch level {
	case avx512:
		return moveAVX512(&value[0], &velocity[0], len(value), l2, l1, momentum)
	case avx2:
		return moveAVX2(&value[0], &velocity[0], len(value), l2, l1, momentum)
	}
	return movePortable(value, velocity, l2, l1, momentum)
}

func largestBits(x []float32) uint32 {
	switch level {
	case avx512:
		return largestAVX512(&x[0], len(x))
	case avx2:
		return largestAVX2(&x[0], len(x))
	}
	return largestPortable(x)
}

func columnSums(dst []float32, alpha float64, x []float32, rows, stride int) {
	switch level {
	case avx512:
		columnSumsAVX512(&dst[0], &x[0], rows, len(dst), stride, alpha)
	case avx2:
		columnSumsAVX2(&dst[0], &x[0], rows, len(dst), stride, alpha)
	default:
		columnSumsPortable(dst, alpha, x, rows, stride)
	}
}

func scaleRow(dst, src []float32, a float32) {
	switch level {
	case avx512:
		scaleAVX512(&dst[0], &src[0], len(src), a)
	case avx2:
		scaleAVX2(&dst[0], &src[0], len(src), a)
	default:
		scalePortable(dst, src, a)
	}
}

func dot(x, w []float32) float64 {
	switch level {
	case avx512:
		return dotAVX512(&x[0], &w[0], len(x))
	case avx2:
		return dotAVX2(&x[0], &w[0], len(x))
	}
	return dotPortable(x, w)
}

// dropRows drops in the rows [from, to).
func (a *rowwise) dropRows(from, to int) {
	if level == portable {
		a.dropRowsPortable(from, to)
		return
	}
	x, cut := &a.in.Data[from*a.in.Stride], a.share*(1<<24)
	keys := roundKeys(a.key)
	if level == avx512 {
		dropAVX512(x, to-from, a.in.Cols, a.in.Stride, &keys, from, cut, a.factor)
	} else {
		dropAVX2(x, to-from, a.in.Cols, a.in.Stride, &keys, from, cut, a.factor)
	}
}

func slopeRow(dst, d, mean []float32) {
	switch level {
	case avx512:
		slopeAVX512(&dst[0], &d[0], &mean[0], len(mean))
	case avx2:
		slopeAVX2(&dst[0], &d[0], &mean[0], len(mean))
	default:
		slopePortable(dst, d, mean)
	}
}

// vectors is floats for a multiple of 16 bytes and a kind that is fast.
func (m *Bytes) vectors(dst []float32, src, next []byte) {
	switch {
	case m.kind == bytesAbove && level == avx512:
		bytesAboveAVX512(&dst[0], &src[0], &next[0], len(src), m.cut)
	case m.kind == bytesAbove:
		bytesAboveAVX2(&dst[0], &src[0], &next[0], len(src), m.cut)
	case level == avx512:
		bytesOverAVX512(&dst[0], &src[0], &next[0], len(src), m.divisor)
	default:
		bytesOverAVX2(&dst[0], &src[0], &next[0], len(src), m.divisor)
	}
}
