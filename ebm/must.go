package ebm

import "math/rand/v2"

// Checks for a caller's bugs, one word each where they are needed.

func mustRand(rng *rand.Rand) {
	if rng == nil {
		panic(nilRand)
	}
}

func mustMatch(a, b Matrix) {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic(badShape)
	}
}

func mustLen(dst []float64, x Matrix) {
	if len(dst) != x.Rows {
		panic(badShape)
	}
}

func mustGrad(grad, params []Param) {
	if len(grad) != len(params) {
		panic(badGrad)
	}
	for i, p := range params {
		if g := grad[i].Value; g.Rows != p.Value.Rows || g.Cols != p.Value.Cols {
			panic(badGrad)
		}
	}
}

// mustDiffer rules out a product that is stored in its own operand.
func mustDiffer(dst, operand Matrix) {
	if len(dst.Data) > 0 && len(operand.Data) > 0 && &dst.Data[0] == &operand.Data[0] {
		panic(sameMatrix)
	}
}

// mustRows rules out an average over no rows.
func mustRows(data Matrix) {
	if data.Rows == 0 {
		panic(emptyBatch)
	}
}

func mustModel(m *RBM, k int) {
	if m == nil {
		panic(nilModel)
	}
	if k < 1 {
		panic(badK)
	}
}
