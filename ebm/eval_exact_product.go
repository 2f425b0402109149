package ebm

import "math"

// runs are ranges of units, the products of whose factors float64 can hold.
type runs struct{ ends []int }

// split finds the runs of factors 1 + eˣ with |x| ≤ bound: their logarithms add
// up to less than that of the largest float64, 709, in each. It reports whether
// all factors can be held, and not if a bound is NaN.
func (r *runs) split(bound []float64) bool {
	const most = 700 // and what the last run has left is below 2
	r.ends = r.ends[:0]
	var sum float64
	for j, b := range bound {
		b += math.Ln2
		if !(b <= most) {
			return false
		}
		if sum += b; sum > most {
			r.ends = append(r.ends, j)
			sum = b
		}
	}
	r.ends = append(r.ends, len(bound))
	return true
}

// logProduct returns log Π_j (1 + a_j·b_j), a_j and b_j positive; the product of
// each of the runs that end at ends is finite.
func logProduct(a, b []float64, ends []int) float64 {
	product, exponent, from := 1.0, 0, 0
	for _, to := range ends {
		x, y := a[from:to], b[from:to][:to-from]
		p, q, r, s := product, 1.0, 1.0, 1.0 // four chains at once hide their latency
		j := 0
		for ; j <= len(x)-4; j += 4 {
			x, y := (*[4]float64)(x[j:j+4]), (*[4]float64)(y[j:j+4])
			p *= 1 + x[0]*y[0]
			q *= 1 + x[1]*y[1]
			r *= 1 + x[2]*y[2]
			s *= 1 + x[3]*y[3]
		}
		for ; j < len(x); j++ {
			p *= 1 + x[j]*y[j]
		}
		bits := math.Float64bits(p * q * (r * s)) // ≥ 1, so normal
		const one, fraction = 1023, 1<<52 - 1
		exponent += int(bits>>52) - one
		product = math.Float64frombits(bits&fraction | one<<52)
		from = to
	}
	return float64(exponent)*math.Ln2 + math.Log(product)
}
