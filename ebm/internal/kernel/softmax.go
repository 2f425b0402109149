package kernel

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

const badGroups = "ebm: columns do not form groups of that many states"

// Softmax stores exp(a_s)/Σ_k exp(a_k), with a = in + bias, in dst, which may be
// in. Each row falls into groups of states columns, over which k runs.
func Softmax(dst, in blas32.General, bias []float32, states int) {
	mustFit(in, bias, dst)
	mustGroup(in.Cols, states)
	a := rowwises.take()
	a.mean, a.in, a.bias, a.states = dst, in, bias, states
	a.do((*rowwise).softmax)
}

// SoftmaxSample stores Softmax in mean and, for each group, a one in the column
// of a state drawn from it in sample, zeros elsewhere: by the uniform number of
// (key, row, group). One of them may be in; mean may be the zero General, then
// it is not stored.
func SoftmaxSample(mean, sample, in blas32.General, bias []float32, states int, key uint64) {
	mustFit(in, bias, sample)
	mustGroup(in.Cols, states)
	if mean.Rows > 0 {
		mustFit(in, bias, mean)
	}
	a := rowwises.take()
	a.mean, a.sample, a.in, a.bias, a.states, a.key = mean, sample, in, bias, states, key
	a.do((*rowwise).softmaxSample)
}

// LogSumExp stores the sum over groups of log Σ_k exp(in_k + bias_k) of each row.
func LogSumExp(dst []float64, in blas32.General, bias []float32, states int) {
	if len(dst) < in.Rows || len(bias) < in.Cols || !whole(in) {
		panic(badRows)
	}
	mustGroup(in.Cols, states)
	a := rowwises.take()
	a.sums, a.in, a.bias, a.states = dst, in, bias, states
	a.do((*rowwise).logSumExp)
}

// SoftmaxSlope stores mean_s·(d_s - Σ_k d_k·mean_k) in dst, which may be d: what
// a change of Softmax's values, d, is worth to its inputs, mean being the values.
func SoftmaxSlope(dst, d, mean blas32.General, states int) {
	if dst.Rows != d.Rows || dst.Cols != d.Cols || mean.Rows != d.Rows || mean.Cols != d.Cols || !whole(dst) || !whole(d) || !whole(mean) {
		panic(badActivation)
	}
	mustGroup(d.Cols, states)
	a := rowwises.take()
	a.sample, a.in, a.mean, a.states = dst, d, mean, states
	a.do((*rowwise).softmaxSlope)
}

func mustGroup(cols, states int) {
	if states < 1 || cols%states != 0 {
		panic(badGroups)
	}
}

func (a *rowwise) softmax(from, to int) {
	for i := from; i < to; i++ {
		dst, in := rowOf(a.mean, i), rowOf(a.in, i)
		for g := 0; g < len(in); g += a.states {
			p := dst[g : g+a.states]
			normalize(p, weigh(p, in[g:g+a.states], a.bias[g:]))
		}
	}
}

func (a *rowwise) softmaxSample(from, to int) {
	var u [4]float32
	for i := from; i < to; i++ {
		in, sample := rowOf(a.in, i), rowOf(a.sample, i)
		weights := sample
		if a.mean.Rows > 0 {
			weights = rowOf(a.mean, i)
		}
		for g := range len(in) / a.states {
			if g%4 == 0 {
				u = uniforms4(a.key, g/4, i)
			}
			first, next := g*a.states, (g+1)*a.states
			w := weights[first:next]
			sum := weigh(w, in[first:next], a.bias[first:])
			chosen := pick(w, float64(u[g%4])*sum)
			if a.mean.Rows > 0 {
				normalize(w, sum)
			}
			clear(sample[first:next])
			sample[first+chosen] = 1
		}
	}
}

func (a *rowwise) logSumExp(from, to int) {
	for i := from; i < to; i++ {
		in, total := rowOf(a.in, i), 0.0
		for g := 0; g < len(in); g += a.states {
			x, b := in[g:g+a.states], a.bias[g:g+a.states]
			largest, sum := highest(x, b), 0.0
			for k, v := range x {
				sum += math.Exp(float64(v) + float64(b[k]) - largest)
			}
			total += largest + math.Log(sum)
		}
		a.sums[i] = total
	}
}

func (a *rowwise) softmaxSlope(from, to int) {
	for i := from; i < to; i++ {
		dst, d, mean := rowOf(a.sample, i), rowOf(a.in, i), rowOf(a.mean, i)
		for g := 0; g < len(d); g += a.states {
			average, p := 0.0, mean[g:g+a.states]
			for k, m := range p {
				average += float64(d[g+k]) * float64(m)
			}
			for k, m := range p {
				dst[g+k] = float32(float64(m) * (float64(d[g+k]) - average))
			}
		}
	}
}

// weigh stores exp(in_k + bias_k - the largest of them) in w, which may be in,
// and returns the sum of what it has stored.
func weigh(w, in, bias []float32) (sum float64) {
	largest := highest(in, bias)
	for k, v := range in {
		w[k] = float32(math.Exp(float64(v) + float64(bias[k]) - largest))
		sum += float64(w[k])
	}
	return sum
}

func highest(in, bias []float32) float64 {
	largest := math.Inf(-1)
	for k, v := range in {
		largest = max(largest, float64(v)+float64(bias[k]))
	}
	return largest
}

func normalize(w []float32, sum float64) {
	for k, v := range w {
		w[k] = float32(float64(v) / sum)
	}
}

// pick returns the first k at which w_0 + … + w_k exceeds at. The sum of all
// does, if at is a number below 1 times it and both are added in that order.
func pick(w []float32, at float64) int {
	sum := 0.0
	for k, v := range w[:len(w)-1] {
		if sum += float64(v); sum > at {
			return k
		}
	}
	return len(w) - 1
}

// rowOf returns row i of x.
func rowOf(x blas32.General, i int) []float32 { return x.Data[i*x.Stride:][:x.Cols] }
