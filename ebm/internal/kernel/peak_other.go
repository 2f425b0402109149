//go:build !amd64 && !arm64

package kernel

// probe does a multiple of n operations, and returns their number.
func probe(n int) int { return probePortable(n) }
