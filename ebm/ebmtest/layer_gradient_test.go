package ebmtest_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func TestWrongGradients(t *testing.T) {
	testMutants(t, []mutant{
		{"AddGrad of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, -s, x) }
		}), "AddGrad at samples"},
		{"AddGrad 1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, 1.01*s, x) }
		}), "AddGrad at samples"},
		{"AddGrad without scale", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, 1, x) }
		}), "AddGrad at samples"},
		{"AddGrad that sums over rows", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, s*float64(x.Rows), x) }
		}), "AddGrad at samples"},
		{"AddGrad that stores", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				must(len(g) > 0)
				clear(g[0].Value.Row(0))
				good.AddGrad(g, s, x)
			}
		}), "AddGrad at samples"},
		{"AddGrad right for samples only", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				y := ebm.MatrixOf(x)
				for i := range y.Data {
					y.Data[i] = float32(math.Round(float64(y.Data[i])))
				}
				good.AddGrad(g, s, y)
			}
		}), "AddGrad at means"},
		{"AddGrad that forgets the last block", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				n := min(x.Rows, 512)
				good.AddGrad(g, s*float64(n)/float64(max(1, x.Rows)), x.Slice(0, n))
			}
		}), "for 700 rows"},
		{"NaN from a batch without rows", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				good.AddGrad(g, s, x)
				if x.Rows == 0 {
					g[0].Value.Row(0)[0] = float32(math.NaN())
				}
			}
		}), "without rows"},
		{"AddMeanGrad of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addMeanGrad = func(g []ebm.Param, s float64, in, mean ebm.Matrix) { good.AddMeanGrad(g, -s, in, mean) }
		}), "AddMeanGrad"},
		{"AddMeanGrad that moves a parameter", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addMeanGrad = func(g []ebm.Param, s float64, in, mean ebm.Matrix) {
				good.AddMeanGrad(g, s, in, mean)
				good.Bias[0] += 1e-3
			}
		}), "changes the parameter bias"},
		{"Params that copy", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.params = func() []ebm.Param {
				p := good.Params()[0]
				return []ebm.Param{{Name: p.Name, Value: ebm.MatrixOf(p.Value)}}
			}
		}), "want a view"},
		{"two parameters of one name", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.params = func() []ebm.Param { return append(good.Params(), good.Params()...) }
		}), "is empty or taken"},
	})
}
