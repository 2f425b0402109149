package kernel

import "math"

// Sums are what [Decay] measured.
type Sums struct {
	Bounded         bool    // whether every |value + velocity| is at most Limit
	Value, Velocity float64 // sums of squares
}

// Limit is 2²⁴: sums of larger float32 numbers do not resolve 1 any more.
const Limit = 1 << 24

// Decay adds the decay of value to velocity, velocity -= l2·value +
// l1·sign(value), and looks at what [Step] would make of it. It leaves value
// alone, so a caller can stop at the last finite one.
func Decay(velocity, value []float32, l2, l1 float32) Sums {
	pieces := (len(value) + grain - 1) / grain
	sums := make([]Sums, pieces)
	each(pieces, func(p int) {
		from, to := p*grain, min((p+1)*grain, len(value))
		sums[p] = decay(velocity[from:to], value[from:to], l2, l1)
	})
	total := Sums{Bounded: true}
	for _, s := range sums {
		total.Bounded = total.Bounded && s.Bounded
		total.Value += s.Value
		total.Velocity += s.Velocity
	}
	return total
}

func decay(velocity, value []float32, l2, l1 float32) Sums {
	s := Sums{Bounded: true}
	for i, w := range value {
		v := velocity[i] - l2*w
		if l1 != 0 && w != 0 {
			v -= float32(math.Copysign(float64(l1), float64(w)))
		}
		velocity[i] = v
		if !(abs(w+v) <= Limit) {
			s.Bounded = false
		}
		s.Value += float64(w) * float64(w)
		s.Velocity += float64(v) * float64(v)
	}
	return s
}

// Step moves: value += velocity, then velocity *= momentum.
func Step(value, velocity []float32, momentum float32) {
	eachRange(len(value), grain, func(from, to int) {
		v := velocity[from:to]
		for i := range v {
			value[from+i] += v[i]
			v[i] *= momentum
		}
	})
}

// AddColumnSums adds alpha times the column sums of x to dst, summed in float64.
func AddColumnSums(dst []float32, alpha float64, x []float32, rows, stride int) {
	eachRange(len(dst), 64, func(from, to int) {
		sums := make([]float64, to-from)
		for i := range rows {
			for j, v := range x[i*stride+from : i*stride+to] {
				sums[j] += float64(v)
			}
		}
		for j, s := range sums {
			dst[from+j] += float32(alpha * s)
		}
	})
}
