package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Sigmoid stores σ(in[i,j] + bias[j]) in dst, which may be in.
func Sigmoid(dst, in blas32.General, bias []float32) {
	eachRows(in.Rows, in.Cols, func(from, to int) {
		for i := from; i < to; i++ {
			d := dst.Data[i*dst.Stride:][:in.Cols]
			for j, x := range in.Data[i*in.Stride:][:in.Cols] {
				d[j] = sigmoid(x + bias[j])
			}
		}
	})
}

// SigmoidSample stores p = σ(in[i,j] + bias[j]) in mean and a Bernoulli(p) draw
// in sample: 1 where the uniform number of (key, i, j) is below p, else 0. Both
// may be in; mean may be the zero General, then it is not stored.
func SigmoidSample(mean, sample, in blas32.General, bias []float32, key uint64) {
	eachRows(in.Rows, in.Cols, func(from, to int) {
		p, u := make([]float32, in.Cols), make([]float32, in.Cols)
		for i := from; i < to; i++ {
			for j, x := range in.Data[i*in.Stride:][:in.Cols] {
				p[j] = sigmoid(x + bias[j])
			}
			if mean.Rows > 0 {
				copy(mean.Data[i*mean.Stride:], p)
			}
			Uniforms(u, key, i)
			s := sample.Data[i*sample.Stride:][:in.Cols]
			for j := range s {
				s[j] = step(u[j], p[j])
			}
		}
	})
}

// step is 1 where u < p, else 0.
func step(u, p float32) float32 {
	if u < p {
		return 1
	}
	return 0
}

// Softplus stores Σ_j log(1 + exp(in[i,j] + bias[j])) in dst[i]. Terms are
// summed in float64.
func Softplus(dst []float64, in blas32.General, bias []float32) {
	eachRows(in.Rows, in.Cols, func(from, to int) {
		for i := from; i < to; i++ {
			dst[i] = softplusSum(in.Data[i*in.Stride:][:in.Cols], bias)
		}
	})
}

// softplusSum uses log(1+eˣ) = max(x, 0) + log(1+e^-|x|), and takes the
// logarithms of many factors 1+e^-|x| ≤ 2 at once.
func softplusSum(in, bias []float32) float64 {
	sum, product := 0.0, 1.0
	for j, a := range in {
		x := float64(a) + float64(bias[j])
		sum += max(x, 0)
		product *= 1 + math.Exp(-math.Abs(x))
		if j%512 == 511 {
			sum += math.Log(product)
			product = 1
		}
	}
	return sum + math.Log(product)
}

// sigmoid returns 1/(1+e^-x) within 1.2e-7; NaN stays NaN.
func sigmoid(x float32) float32 {
	t := expNegative(-abs(x))
	s := 1 / (1 + t)
	if x < 0 {
		return t * s
	}
	return s
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// expNegative returns eˣ for x ≤ 0 with a relative error below 2e-7, 0 below
// the smallest normal number, NaN for NaN. It writes eˣ = 2ⁿ·eʳ with
// |r| ≤ log(2)/2 and sums the Taylor series of eʳ to degree 7.
func expNegative(x float32) float32 {
	const (
		lowest = -87.33654 // log of the smallest normal float32
		log2e  = 1 / math.Ln2
		ln2Hi  = 0.693359375 // few bits, so that n·ln2Hi is exact
		ln2Lo  = math.Ln2 - ln2Hi
	)
	if x < lowest {
		return 0
	}
	if x != x {
		return x
	}
	n := int32(x*log2e - 0.5)
	r := x - float32(n)*ln2Hi - float32(n)*ln2Lo
	y := float32(1.0 / 5040)
	y = y*r + 1.0/720
	y = y*r + 1.0/120
	y = y*r + 1.0/24
	y = y*r + 1.0/6
	y = y*r + 0.5
	y = y*r + 1
	y = y*r + 1
	return y * math.Float32frombits(uint32(n+127)<<23)
}
