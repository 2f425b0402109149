package kernel

// probe does a multiple of n operations, and returns their number.
func probe(n int) int {
	if level == neon {
		probeNEON(n)
		return 2 * 24 * 4 * n
	}
	return probePortable(n)
}
