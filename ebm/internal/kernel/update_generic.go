package kernel

import "math"

// The conversions of products to float32 keep compilers from fusing them with
// the sums, so these loops give the same bits on every processor.

// decayed is v - l2·w - l1·sign(w).
func decayed(v, w, l2, l1 float32) float32 {
	v -= float32(l2 * w)
	if l1 != 0 && w != 0 {
		v -= float32(math.Copysign(float64(l1), float64(w)))
	}
	return v
}

func decayPortable(velocity, value []float32, l2, l1 float32) (value2, velocity2 float64) {
	var values, velocities [16]float64 // as many as the assembly has lanes
	for i, w := range value {
		v := decayed(velocity[i], w, l2, l1)
		velocity[i] = v
		values[i%16] += float64(w) * float64(w)
		velocities[i%16] += float64(v) * float64(v)
	}
	return join(&values), join(&velocities)
}

func boundedPortable(velocity, value []float32, l2, l1 float32) bool {
	for i, w := range value {
		if !below(w + decayed(velocity[i], w, l2, l1)) {
			return false
		}
	}
	return true
}

func movePortable(value, velocity []float32, l2, l1, momentum float32) (most uint32) {
	for i, w := range value {
		v := decayed(velocity[i], w, l2, l1)
		value[i], velocity[i] = w+v, v*momentum
		most = max(most, size(value[i]))
	}
	return most
}

func largestPortable(x []float32) (most uint32) {
	for _, v := range x {
		most = max(most, size(v))
	}
	return most
}

// size is the bits of |x|.
func size(x float32) uint32 { return math.Float32bits(x) &^ (1 << 31) }

// join adds the sums of 16 lanes in the order of the assembly.
func join(lanes *[16]float64) float64 {
	for n := len(lanes) / 2; n > 0; n /= 2 {
		for i := range n {
			lanes[i] += lanes[n+i]
		}
	}
	return lanes[0]
}

func stepPortable(value, velocity []float32, momentum float32) {
	for i, v := range velocity {
		value[i] += v
		velocity[i] = v * momentum
	}
}

func columnSumsPortable(dst []float32, alpha float64, x []float32, rows, stride int) {
	for from := 0; from < len(dst); from += columnBlock {
		d := dst[from:min(from+columnBlock, len(dst))]
		var sums [columnBlock]float64
		for i := range rows {
			for j, v := range x[i*stride+from:][:len(d)] {
				sums[j] += float64(v)
			}
		}
		for j := range d {
			d[j] += float32(alpha * sums[j])
		}
	}
}
