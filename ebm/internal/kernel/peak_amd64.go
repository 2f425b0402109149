package kernel

// probe does a multiple of n operations, and returns their number.
func probe(n int) int {
	switch level {
	case avx512:
		probeAVX512(n)
		return 2 * 12 * 16 * n
	case avx2:
		probeAVX2(n)
		return 2 * 12 * 8 * n
	}
	return probePortable(n)
}
