package ebmtest_test

import (
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// backprop is the signature of Backprop.
type backprop func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix)

// wrongBackprop is a layer of two binary units whose Backprop is replaced.
type wrongBackprop struct {
	*ebm.Bernoulli
	f backprop
}

func (w wrongBackprop) Backprop(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
	w.f(grad, scale, din, dmean, in, mean)
}

// diagonal are one-hot units that take their columns for independent ones.
type diagonal struct{ *ebm.Potts }

func (l diagonal) Backprop(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
	ebm.NewBernoulli(l.Len()).Backprop(grad, scale, din, dmean, in, mean)
}

func TestWrongBackprop(t *testing.T) {
	layer := func(replace func(good backprop) backprop) func(t testing.TB) {
		return func(t testing.TB) {
			l := binary(2)
			ebmtest.TestLayer(t, wrongBackprop{l, replace(l.Backprop)})
		}
	}
	testMutants(t, []mutant{
		{"din 1 % too large", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				multiply(din, 1.01)
			}
		}), "din of unit"},
		{"dmean handed on", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				d := ebm.MatrixOf(dmean)
				good(grad, scale, din, dmean, in, mean)
				copy(din.Row(0), d.Row(0))
			}
		}), "din of unit"},
		{"no derivatives between states", func(t testing.TB) { ebmtest.TestLayer(t, diagonal{ebm.NewPotts(1, 3)}) }, "din of unit"},
		{"scale in din", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				multiply(din, float32(scale))
			}
		}), "din depends on scale"},
		{"no scale", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, 1, din, dmean, in, mean)
			}
		}), "Backprop: after scale"},
		{"no gradient", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, 0, din, dmean, in, mean)
			}
		}), "Backprop: after scale"},
		{"a mean over rows", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale/float64(max(1, din.Rows)), din, dmean, in, mean)
			}
		}), "Backprop: after scale"},
		{"a gradient that is stored", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				must(len(grad) > 0)
				clear(grad[0].Value.Row(0))
				good(grad, scale, din, dmean, in, mean)
			}
		}), "Backprop: after scale"},
		{"a block forgotten", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				if n := din.Rows; n > 512 && n < 1000 {
					rest := ebm.NewMatrix(n-512, din.Cols)
					good(grad, -scale, rest, dmean.Slice(512, n), in.Slice(512, n), mean.Slice(512, n))
				}
			}
		}), "for 700 rows"},
		{"the slope at in where it was", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				must(din.Rows == in.Rows && din.Cols == in.Cols && dmean.Rows == in.Rows && mean.Rows == in.Rows)
				d := ebm.MatrixOf(dmean)
				multiply(din, 0)
				binary(2).Mean(mean, in)
				good(grad, scale, din, d, in, mean)
			}
		}), "Backprop where din is in"},
		{"dmean overwritten before it is read", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				must(din.Rows == dmean.Rows && din.Cols == dmean.Cols)
				multiply(din, 0)
				good(grad, scale, din, dmean, in, mean)
			}
		}), "Backprop where din is dmean"},
		{"dmean changed", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				if dmean.Stride > dmean.Cols && &dmean.Data[0] != &din.Data[0] {
					multiply(dmean, 2)
				}
			}
		}), "changes another argument"},
		{"written outside", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				if din.Stride > din.Cols {
					din.Data[:din.Cols+1][din.Cols] = 0
				}
			}
		}), "writes outside"},
		{"Stride of mean ignored", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				mean.Stride = max(1, mean.Cols)
				good(grad, scale, din, dmean, in, mean)
			}
		}), "Stride is not honoured"},
		{"rows differ", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale, din, dmean, in, mean)
				for i := inputs; i < din.Rows; i++ {
					din.Row(i)[1] += 1e-4
				}
			}
		}), "of the row alone"},
		{"bits depend on GOMAXPROCS", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				good(grad, scale*(1+1e-7*float64(runtime.GOMAXPROCS(0))), din, dmean, in, mean)
			}
		}), "GOMAXPROCS"},
		{"a tall mean accepted", layer(func(good backprop) backprop {
			return func(grad []ebm.Param, scale float64, din, dmean, in, mean ebm.Matrix) {
				must(mean.Rows >= din.Rows)
				good(grad, scale, din, dmean, in, mean.Slice(0, din.Rows))
			}
		}), "with a tall mean: no panic"},
	})
}

// inputs is how many rows a suite tries first.
const inputs = 6
