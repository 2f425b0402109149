package ebm

import (
	"errors"
	"math/rand/v2"
)

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

// atRow moves the row of a ValueError from a block of rows to all of them.
func atRow(err error, first int) error {
	if e := new(ValueError); errors.As(err, &e) {
		moved := *e
		moved.Row += first
		return &moved
	}
	return err
}
