package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Softplus stores Σ_j log(1 + exp(in[i,j] + bias[j])) in dst[i]. Terms are
// summed in float64, and n of them are within n·2⁻⁵¹ plus the roundings of the
// sum, which are relative to it.
func Softplus(dst []float64, in blas32.General, bias []float32) {
	mustFit(in, bias, in)
	if len(dst) < in.Rows {
		panic(badActivation)
	}
	if in.Cols == 0 {
		clear(dst[:in.Rows])
	}
	a := rowwises.take()
	a.sums, a.in, a.bias = dst, in, bias
	a.do((*rowwise).softplus)
}

func (a *rowwise) softplus(from, to int) {
	for i := from; i < to; i++ {
		a.sums[i] = softplusSum(a.in.Data[i*a.in.Stride:][:a.in.Cols], a.bias[:a.in.Cols])
	}
}

// softplusSum uses log(1+eˣ) = max(x, 0) + log(1+e^-|x|), and takes the
// logarithm of up to 512 factors 1+e^-|x| ≤ 2 at once.
func softplusSum(in, bias []float32) float64 {
	const most = 512
	var total float64
	for len(in) > 0 {
		n := min(len(in), most)
		sum, product := softplusTerms(in[:n], bias[:n])
		total += sum + math.Log(product)
		in, bias = in[n:], bias[n:]
	}
	return total
}

// softplusTermsPortable returns Σ max(x, 0) and Π (1+e^-|x|), x = in + bias.
func softplusTermsPortable(in, bias []float32) (sum, product float64) {
	product = 1
	for j, a := range in {
		x := float64(a) + float64(bias[j])
		sum += max(x, 0)
		product *= 1 + math.Exp(-math.Abs(x))
	}
	return sum, product
}
