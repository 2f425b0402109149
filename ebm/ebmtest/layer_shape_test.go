package ebmtest_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestWrongArguments(t *testing.T) {
	testMutants(t, []mutant{
		{"Stride of in ignored", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				tight := in
				tight.Stride = max(1, in.Cols)
				good.Mean(dst, tight)
			}
		}), "Mean depends on the Stride"},
		{"written outside", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				good.Mean(dst, in)
				if dst.Stride > dst.Cols {
					dst.Data[:dst.Cols+1][dst.Cols] = 0
				}
			}
		}), "Mean writes outside"},
		{"in overwritten before it is read", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				must(dst.Cols == in.Cols && dst.Rows == in.Rows)
				multiply(dst, 0)
				good.Mean(dst, in)
			}
		}), "Mean where dst is in"},
		{"in changed", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				good.Sample(dst, in, rng)
				if in.Stride > in.Cols && &in.Data[0] != &dst.Data[0] {
					multiply(in, 2)
				}
			}
		}), "Sample changes in"},
		{"gradient written outside", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				good.AddGrad(g, s, x)
				v := g[0].Value
				v.Data[:cap(v.Data)][v.Cols] = 0
			}
		}), "writes outside a gradient"},
		{"NaN accepted", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error { must(x.Cols == 2); return nil }
		}), "Check of NaN"},
		{"no ValueError", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error {
				if good.Check(x) != nil {
					return errors.New("bad")
				}
				return nil
			}
		}), "want a *ebm.ValueError"},
		{"the last wrong value named", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) (err error) {
				for i := x.Rows - 1; i > 0 && err == nil; i-- {
					if err = good.Check(x.Slice(i, i+1)); err != nil {
						err.(*ebm.ValueError).Row = i
					}
				}
				return err
			}
		}), "Check of NaN in row"},
		{"samples rejected", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error {
				multiply(x, 2)
				defer multiply(x, 0.5)
				return good.Check(x)
			}
		}), "Check rejects"},
		{"wide in accepted", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) { good.CGF(dst, in.Columns(0, 2)) }
		}), "CGF of a wide in: no panic"},
		{"index out of range", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.energy = func(dst []float64, x ebm.Matrix) {
				if len(dst) < x.Rows {
					dst[x.Rows-1] = 0
				}
				good.Energy(dst, x)
			}
		}), "Energy with a short dst: panics with runtime error"},
		{"states listed twice", func(t testing.TB) { ebmtest.TestLayer(t, twice{binary(2)}) }, "distinct states"},
	})
}

type twice struct{ *ebm.Bernoulli }

func (l twice) States(dst ebm.Matrix, first int) {
	l.Bernoulli.States(dst, first)
	for i := range dst.Rows {
		dst.Row(i)[0] = 0
	}
}
