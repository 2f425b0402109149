package ebmtest_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// TestGoodLayers: what is right passes, of every kind of support.
func TestGoodLayers(t *testing.T) {
	for name, l := range map[string]ebm.Layer{
		"binary": binary(3), "normal": newUnits(2, normal), "interval": newUnits(2, interval),
		"counts": newUnits(2, counts), "one-hot": newPotts(3), "one-hot, one state": newPotts(1),
	} {
		t.Run(name, func(t *testing.T) { ebmtest.TestLayer(t, l) })
	}
}

// binary returns units with biases that are all different.
func binary(n int) *ebm.Bernoulli {
	l := ebm.NewBernoulli(n)
	copy(l.Bias, newUnits(n, normal).bias)
	return l
}

// wrong is a layer of two binary units some methods of which are replaced. It is
// no MeanSampler and no Initializer.
type wrong struct {
	ebm.Layer
	ebm.Enumerator
	cgf         func(dst []float64, in ebm.Matrix)
	energy      func(dst []float64, x ebm.Matrix)
	mean        func(dst, in ebm.Matrix)
	sample      func(dst, in ebm.Matrix, rng *rand.Rand)
	addGrad     func(grad []ebm.Param, scale float64, x ebm.Matrix)
	addMeanGrad func(grad []ebm.Param, scale float64, in, mean ebm.Matrix)
	check       func(x ebm.Matrix) error
	params      func() []ebm.Param
}

// wrongLayer lets f replace methods of good.
func wrongLayer(f func(w *wrong, good *ebm.Bernoulli)) func(t testing.TB) {
	return func(t testing.TB) {
		good := binary(2)
		w := &wrong{Layer: good, Enumerator: good, cgf: good.CGF, energy: good.Energy, mean: good.Mean, sample: good.Sample,
			addGrad: good.AddGrad, addMeanGrad: good.AddMeanGrad, check: good.Check, params: good.Params}
		f(w, good)
		ebmtest.TestLayer(t, w)
	}
}

func (w *wrong) CGF(dst []float64, in ebm.Matrix)               { w.cgf(dst, in) }
func (w *wrong) Energy(dst []float64, x ebm.Matrix)             { w.energy(dst, x) }
func (w *wrong) Mean(dst, in ebm.Matrix)                        { w.mean(dst, in) }
func (w *wrong) Sample(dst, in ebm.Matrix, rng *rand.Rand)      { w.sample(dst, in, rng) }
func (w *wrong) AddGrad(g []ebm.Param, s float64, x ebm.Matrix) { w.addGrad(g, s, x) }
func (w *wrong) Check(x ebm.Matrix) error                       { return w.check(x) }
func (w *wrong) Params() []ebm.Param                            { return w.params() }
func (w *wrong) AddMeanGrad(g []ebm.Param, s float64, in, mean ebm.Matrix) {
	w.addMeanGrad(g, s, in, mean)
}

// multiply changes all elements of x.
func multiply(x ebm.Matrix, by float32) {
	for i := range x.Rows {
		for j := range x.Row(i) {
			x.Row(i)[j] *= by
		}
	}
}

// swap exchanges the two columns of x.
func swap(x ebm.Matrix) {
	for i := range x.Rows {
		r := x.Row(i)
		r[0], r[1] = r[1], r[0]
	}
}

func TestWrongValues(t *testing.T) {
	testMutants(t, []mutant{
		{"nothing", func(t testing.TB) { wrongLayer(func(*wrong, *ebm.Bernoulli) {})(t); t.Errorf("end") }, "end"},
		{"CGF 0.1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] *= 1.001
				}
			}
		}), "CGF of input"},
		{"CGF with another constant", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] += 0.001
				}
			}
		}), "CGF of input"},
		{"CGF added to dst", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				c := make([]float64, len(dst))
				good.CGF(c, in)
				for i := range dst {
					dst[i] += c[i]
				}
			}
		}), "CGF of row"},
		{"Energy of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.energy = func(dst []float64, x ebm.Matrix) {
				good.Energy(dst, x)
				for i := range dst {
					dst[i] = -dst[i]
				}
			}
		}), "CGF of input"},
		{"Mean 1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) { good.Mean(dst, in); multiply(dst, 1.01) }
		}), "dCGF/din"},
		{"CGF and Mean of other biases", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			other := binary(2)
			other.Bias[1] += 0.01
			w.cgf, w.mean = other.CGF, other.Mean
		}), "Σ x p(x)"},
		{"Mean of swapped units", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) { good.Mean(dst, in); swap(dst) }
		}), "Mean of unit"},
		{"Mean depends on the row", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				good.Mean(dst, in)
				for i := range dst.Rows {
					dst.Row(i)[0] += float32(i) * 1e-3
				}
			}
		}), "alone"},
		{"CGF depends on GOMAXPROCS", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] += 1e-15 * float64(runtime.GOMAXPROCS(0))
				}
			}
		}), "GOMAXPROCS"},
		{"normal units without log 2π", func(t testing.TB) {
			k := normal
			k.cgf = func(u float64) float64 { return u * u / 2 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"interval units without 1/u", func(t testing.TB) {
			k := interval
			k.cgf = func(u float64) float64 { return interval.cgf(u) + 1e-3 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"counts without log x!", func(t testing.TB) {
			k := counts
			k.energy = func(x float64) float64 { return counts.energy(x) * 1.001 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"too many units", func(t testing.TB) { ebmtest.TestLayer(t, binary(13)) }, "test fewer units"},
	})
}
