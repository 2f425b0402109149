package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Drop makes x[i,j] 0 where the uniform number of (key, i, j) is below p, and
// multiplies it by factor elsewhere. The same key gives the same mask, so none
// needs to be kept. The bits are the same everywhere.
func Drop(x blas32.General, key uint64, p, factor float32) {
	if !whole(x) {
		panic(badActivation)
	}
	a := rowwises.take()
	a.in, a.key, a.share, a.factor = x, key, p, factor
	a.do((*rowwise).dropRows)
}

func (a *rowwise) dropRowsPortable(from, to int) {
	for i := from; i < to; i++ {
		dropPortable(a.in.Data[i*a.in.Stride:][:a.in.Cols], a.key, i, a.share, a.factor)
	}
}

func dropPortable(x []float32, key uint64, row int, p, factor float32) {
	for j := 0; j < len(x); j += 4 {
		u := uniforms4(key, j/4, row)
		for k, part := 0, x[j:min(j+4, len(x))]; k < len(part); k++ {
			if u[k] < p {
				part[k] = 0
			} else {
				part[k] *= factor
			}
		}
	}
}
