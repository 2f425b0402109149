package ebmtest_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// machine joins two layers by weights of size one.
func machine(visible, hidden ebm.Layer) *ebm.RBM {
	rng := ebm.NewRand(1)
	m := ebm.NewRBM(visible, hidden, rng)
	for i := range m.Weights.Data {
		m.Weights.Data[i] = float32(rng.NormFloat64())
	}
	return m
}

func small() *ebm.RBM { return machine(binary(5), binary(3)) }

// TestGoodModels: what is right passes, with units of every kind of support.
func TestGoodModels(t *testing.T) {
	for name, m := range map[string]*ebm.RBM{
		"binary": small(), "one-hot hidden": machine(binary(4), newPotts(3)), "one-hot visible": machine(newPotts(4), binary(2)),
		"interval visible": machine(newUnits(3, interval), binary(2)), "counts visible": machine(newUnits(2, counts), binary(3)),
		"normal hidden": machine(binary(4), newUnits(2, normal)), "interval hidden": machine(binary(4), newUnits(2, interval)),
	} {
		t.Run(name, func(t *testing.T) {
			ebmtest.TestModel(t, m)
			ebmtest.TestTrainable(t, m)
			ebmtest.TestKernel(t, m, ebm.NewGibbs(m))
		})
	}
	wrapped := struct{ *ebm.RBM }{small()} // no *ebm.RBM for the suites
	ebmtest.TestModel(t, wrapped)
	ebmtest.TestTrainable(t, wrapped)
	ebmtest.TestKernel(t, wrapped, ebm.NewGibbs(wrapped.RBM))
	visible := withVisible{machine(newPotts(4), binary(2))}
	ebmtest.TestModel(t, visible)
	ebmtest.TestKernel(t, visible, ebm.NewGibbs(visible.RBM))
}

// withVisible says what its visible units are.
type withVisible struct{ *ebm.RBM }

func (m withVisible) VisibleLayer() ebm.Layer { return m.Visible }

// wrongModel replaces methods of an RBM.
type wrongModel struct {
	*ebm.RBM
	freeEnergy func(dst []float64, v ebm.Matrix)
	logZ       func() (float64, error)
	addGrad    func(grad []ebm.Param, scale float64, v ebm.Matrix)
	params     func() []ebm.Param
}

func (m *wrongModel) FreeEnergy(dst []float64, v ebm.Matrix) { m.freeEnergy(dst, v) }
func (m *wrongModel) LogPartition() (float64, error)         { return m.logZ() }
func (m *wrongModel) Params() []ebm.Param                    { return m.params() }
func (m *wrongModel) AddGrad(g []ebm.Param, s float64, v ebm.Matrix, _ *rand.Rand) {
	m.addGrad(g, s, v)
}

func mutantModel(test func(t testing.TB, m *wrongModel), f func(w *wrongModel, good *ebm.RBM)) func(t testing.TB) {
	return func(t testing.TB) {
		good := small()
		w := &wrongModel{good, good.FreeEnergy, good.LogPartition,
			func(g []ebm.Param, s float64, v ebm.Matrix) { good.AddGrad(g, s, v, nil) }, good.Params}
		f(w, good)
		test(t, w)
	}
}

func TestWrongModels(t *testing.T) {
	mutate := func(f func(w *wrongModel, good *ebm.RBM)) func(t testing.TB) {
		return mutantModel(func(t testing.TB, m *wrongModel) { ebmtest.TestModel(t, m) }, f)
	}
	// change lets f change each free energy.
	change := func(f func(i int, x float64) float64) func(t testing.TB) {
		return mutate(func(w *wrongModel, good *ebm.RBM) {
			w.freeEnergy = func(dst []float64, v ebm.Matrix) {
				good.FreeEnergy(dst, v)
				for i, x := range dst {
					dst[i] = f(i, x)
				}
			}
		})
	}
	hidden := func(f func(w *wrong, good *ebm.Bernoulli)) func(t testing.TB) {
		return func(t testing.TB) {
			good := binary(3)
			w := &wrong{Layer: good, Enumerator: good, cgf: good.CGF, energy: good.Energy, mean: good.Mean, sample: good.Sample}
			w.params = good.Params
			f(w, good)
			ebmtest.TestModel(t, machine(binary(4), w))
		}
	}
	testMutants(t, []mutant{
		{"F 0.1 % too large", change(func(_ int, x float64) float64 { return 1.001 * x }), "LogPartition"},
		{"F of NaN", change(func(_ int, x float64) float64 { return math.NaN() }), "is NaN"},
		{"F depends on the row", change(func(i int, x float64) float64 { return x + float64(i)*1e-3 }), "alone"},
		{"F depends on GOMAXPROCS", change(func(_ int, x float64) float64 {
			return x * (1 + 1e-15*float64(runtime.GOMAXPROCS(0)))
		}), "GOMAXPROCS"},
		{"F added to dst", mutate(func(w *wrongModel, good *ebm.RBM) {
			w.freeEnergy = func(dst []float64, v ebm.Matrix) {
				f := make([]float64, len(dst))
				good.FreeEnergy(f, v)
				for i := range dst {
					dst[i] += f[i]
				}
			}
		}), "where Stride exceeds"},
		{"v changed", mutate(func(w *wrongModel, good *ebm.RBM) {
			w.freeEnergy = func(dst []float64, v ebm.Matrix) { good.FreeEnergy(dst, v); multiply(v, 0.5) }
		}), "writes to v"},
		{"wide v accepted", mutate(func(w *wrongModel, good *ebm.RBM) {
			w.freeEnergy = func(dst []float64, v ebm.Matrix) { good.FreeEnergy(dst, v.Columns(0, 5)) }
		}), "wide v: no panic"},
		{"log Z off by 1e-5", mutate(func(w *wrongModel, good *ebm.RBM) {
			w.logZ = func() (float64, error) { z, err := good.LogPartition(); return z * (1 + 1e-5), err }
		}), "LogPartition"},
		{"log Z unknown", mutate(func(w *wrongModel, good *ebm.RBM) {
			w.logZ = func() (float64, error) { return 0, ebm.ErrUnsupported }
		}), "LogPartition"},
		{"RBM whose hidden CGF is 0.1 % too large", hidden(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] *= 1.001
				}
			}
		}), "-log Σ_h exp(-E(v,h))"},
		{"RBM whose hidden mean is 0.1 % too large", hidden(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) { good.Mean(dst, in); multiply(dst, 1.001) }
		}), "HiddenMean"},
		{"RBM whose hidden energy is of the other sign", hidden(func(w *wrong, good *ebm.Bernoulli) {
			w.energy = func(dst []float64, x ebm.Matrix) {
				good.Energy(dst, x)
				for i := range dst {
					dst[i] = -dst[i]
				}
			}
		}), "LogPartition"},
	})
}

func TestWrongTrainables(t *testing.T) {
	mutate := func(f func(w *wrongModel, good *ebm.RBM)) func(t testing.TB) {
		return mutantModel(func(t testing.TB, m *wrongModel) { ebmtest.TestTrainable(t, m) }, f)
	}
	grad := func(f func(good *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix)) func(t testing.TB) {
		return mutate(func(w *wrongModel, good *ebm.RBM) {
			w.addGrad = func(g []ebm.Param, s float64, v ebm.Matrix) { f(good, g, s, v) }
		})
	}
	testMutants(t, []mutant{
		{"other sign", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) { m.AddGrad(g, -s, v, nil) }), "differences give"},
		{"1 % too large", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) { m.AddGrad(g, 1.01*s, v, nil) }), "differences give"},
		{"no scale", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) { m.AddGrad(g, 1, v, nil) }), "differences give"},
		{"sum over rows", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			m.AddGrad(g, s*float64(v.Rows), v, nil)
		}), "differences give"},
		{"hidden biases forgotten", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			must(len(g) == 3)
			m.AddGrad([]ebm.Param{g[0], g[1], {Value: ebm.NewMatrix(1, 3)}}, s, v, nil)
		}), "hidden.bias[0,0]"},
		{"stored", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			for _, p := range g {
				multiply(p.Value, 0)
			}
			m.AddGrad(g, s, v, nil)
		}), "differences give"},
		{"last block forgotten", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			n := min(v.Rows, 1024)
			m.AddGrad(g, s*float64(n)/float64(max(1, v.Rows)), v.Slice(0, n), nil)
		}), "for 1100 rows"},
		{"weights changed", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			m.AddGrad(g, s, v, nil)
			m.Weights.Data[3] = 0
		}), "changes the parameter weights"},
		{"depends on GOMAXPROCS", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			m.AddGrad(g, s*(1+1e-6*float64(runtime.GOMAXPROCS(0))), v, nil)
		}), "GOMAXPROCS"},
		{"v changed", grad(func(m *ebm.RBM, g []ebm.Param, s float64, v ebm.Matrix) {
			m.AddGrad(g, s, v, nil)
			multiply(v, 0.5)
		}), "writes to v"},
		{"order of parameters changes", mutate(func(w *wrongModel, good *ebm.RBM) {
			calls := 0
			w.params = func() []ebm.Param {
				ps := good.Params()
				if calls++; calls%2 == 0 {
					ps[1], ps[2] = ps[2], ps[1]
				}
				return ps
			}
		}), "parameter 1 is"},
	})
}
