//go:build !amd64 && !arm64

package kernel

import "gonum.org/v1/gonum/blas/blas32"

// multiplyTiles is multiply with assembly, of which there is none.
func multiplyTiles(l layout, dst blas32.General, alpha float32, a, b blas32.General) {
	multiplyPortable(l, dst, alpha, a, b)
}
