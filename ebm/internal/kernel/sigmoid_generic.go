package kernel

import "math"

func (a *rowwise) meansPortable(from, to int) {
	for i := from; i < to; i++ {
		d := a.mean.Data[i*a.mean.Stride:][:a.in.Cols]
		for j, x := range a.in.Data[i*a.in.Stride:][:a.in.Cols] {
			d[j] = sigmoid(x + a.bias[j])
		}
	}
}

func (a *rowwise) samplesPortable(from, to int) {
	for i := from; i < to; i++ {
		var u [4]float32
		s := a.sample.Data[i*a.sample.Stride:][:a.in.Cols]
		for j, x := range a.in.Data[i*a.in.Stride:][:a.in.Cols] {
			if j%4 == 0 {
				u = uniforms4(a.key, j/4, i)
			}
			p := sigmoid(x + a.bias[j])
			s[j] = draw(u[j%4], p)
			if a.mean.Rows > 0 {
				a.mean.Data[i*a.mean.Stride+j] = p
			}
		}
	}
}

// draw is 1 where u < p, else 0. The form compiles to no branch, which would be
// mispredicted half of the time.
func draw(u, p float32) float32 {
	bits := uint32(0)
	if u < p {
		bits = 0x3f800000
	}
	return math.Float32frombits(bits)
}

// sigmoid returns 1/(1+e^-x) with a relative error below 1.6e-7, but 0 where
// that is less than 1.7e-38. NaN stays NaN.
//
// It writes e^-x = 2ⁿ·e^-r with |r| ≤ log(2)/2. Adding magic to a number rounds it
// to an integer, and leaves 129 more than that integer in the lowest bits; they
// make the float32 2ⁿ⁺² when they are shifted into the exponent. For n = 126 that
// is infinite and the result is 0, which spares processors numbers that are not
// normal. The assembly computes the same, but multiplies and adds in one step.
func sigmoid(x float32) float32 {
	const (
		low, high = -87.2, 30 // below and above, the result is 0 or rounds to 1
		log2e     = 1 / math.Ln2
		magic     = 3<<22 + 129
		ln2Hi     = 0.693359375 // few bits, so that n·ln2Hi is exact
		ln2Lo     = math.Ln2 - ln2Hi
	)
	if x < low {
		return 0
	}
	if x > high {
		return 1
	}
	m := x*-log2e + magic
	n := m - magic
	r := x + n*ln2Hi + n*ln2Lo
	return 4 / (4 + expMinus(r)*math.Float32frombits(math.Float32bits(m)<<23))
}

// expMinus returns e^-r for |r| ≤ 0.3466. Of the polynomials of degree 6 that
// begin with 1-r, this has the least largest relative error there, 3.1e-9.
func expMinus(r float32) float32 {
	y := float32(0.0013814596382)
	y = y*r - 0.0083687170908
	y = y*r + 0.041668388093
	y = y*r - 0.16666520629
	y = y*r + 0.49999993444
	y = y*r - 1
	return y*r + 1
}
