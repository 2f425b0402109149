//go:build !amd64

package kernel

func (a *rowwise) means(from, to int)   { a.meansPortable(from, to) }
func (a *rowwise) samples(from, to int) { a.samplesPortable(from, to) }

func uniforms(dst []float32, key uint64, row int) { uniformsPortable(dst, key, row) }

func softplusTerms(in, bias []float32) (sum, product float64) { return softplusTermsPortable(in, bias) }

func decay(velocity, value []float32, l2, l1 float32) (value2, velocity2 float64) {
	return decayPortable(velocity, value, l2, l1)
}

func step(value, velocity []float32, momentum float32) { stepPortable(value, velocity, momentum) }

func bounded(velocity, value []float32, l2, l1 float32) bool {
	return boundedPortable(velocity, value, l2, l1)
}

func move(value, velocity []float32, l2, l1, momentum float32) uint32 {
	return movePortable(value, velocity, l2, l1, momentum)
}

func largestBits(x []float32) uint32 { return largestPortable(x) }

func columnSums(dst []float32, alpha float64, x []float32, rows, stride int) {
	columnSumsPortable(dst, alpha, x, rows, stride)
}

func scaleRow(dst, src []float32, a float32) { scalePortable(dst, src, a) }

func dot(x, w []float32) float64 { return dotPortable(x, w) }

func (a *rowwise) dropRows(from, to int) { a.dropRowsPortable(from, to) }

func slopeRow(dst, d, mean []float32) { slopePortable(dst, d, mean) }

func (m *Bytes) vectors(dst []float32, src, _ []byte) { m.lookUp(dst, src) }
