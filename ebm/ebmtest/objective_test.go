package ebmtest_test

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// rows of binary data.
func rows(n, cols int) ebm.Matrix {
	v := ebm.NewMatrix(n, cols)
	ebm.NewBernoulli(cols).Sample(v, v, ebm.NewRand(5))
	return v
}

func TestGoodObjectives(t *testing.T) {
	m := small()
	for name, construct := range map[string]func() ebm.Objective{
		"CD":       func() ebm.Objective { return ebm.NewCD(m, 2) },
		"PCD":      func() ebm.Objective { return ebm.NewPCD(m, 1, 9, ebm.NewRand(1)) },
		"exact":    func() ebm.Objective { return exact(m) },
		"contrast": func() ebm.Objective { return plain{ebm.Contrast(m, ebm.NewCD(m, 1)), ebm.NewCD(m, 1)} },
	} {
		t.Run(name, func(t *testing.T) { ebmtest.TestObjective(t, construct, rows(8, 5)) })
	}
}

// plain is an objective with the particles of another one.
type plain struct {
	ebm.Objective
	ebm.NegativePhase
}

func exact(m *ebm.RBM) ebm.Objective {
	e, err := ebm.NewExact(m)
	if err != nil {
		panic(err)
	}
	return e
}

// wrongGrad replaces AddGrad of an objective that is no NegativePhase.
type wrongGrad struct {
	ebm.Objective
	addGrad func(grad []ebm.Param, scale float64, data ebm.Matrix, rng *rand.Rand)
}

func (w wrongGrad) AddGrad(g []ebm.Param, s float64, data ebm.Matrix, rng *rand.Rand) {
	w.addGrad(g, s, data, rng)
}

// wrongState is a PCD whose State is replaced.
type wrongState struct {
	*ebm.PCD
	state func() []ebm.Param
}

func (w wrongState) State() []ebm.Param { return w.state() }

func TestWrongObjectives(t *testing.T) {
	m, data := small(), rows(8, 5)
	type addGrad = func(g []ebm.Param, s float64, data ebm.Matrix, rng *rand.Rand)
	cd := func(f func(cd *ebm.CD) addGrad) func(t testing.TB) {
		return func(t testing.TB) {
			ebmtest.TestObjective(t, func() ebm.Objective {
				c := ebm.NewCD(m, 1)
				return plain{wrongGrad{c, f(c)}, c}
			}, data)
		}
	}
	of := func(construct func() ebm.Objective) func(t testing.TB) {
		return func(t testing.TB) { ebmtest.TestObjective(t, construct, data) }
	}
	pcd := func(f func(p *ebm.PCD) []ebm.Param) func(t testing.TB) {
		return of(func() ebm.Objective {
			p := ebm.NewPCD(m, 1, 6, ebm.NewRand(1))
			return wrongState{p, func() []ebm.Param { return f(p) }}
		})
	}
	testMutants(t, []mutant{
		{"other sign", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { c.AddGrad(g, -s, v, rng) }
		}), "Contrast of the Particles"},
		{"0.1 % too large", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { c.AddGrad(g, 1.001*s, v, rng) }
		}), "Contrast of the Particles"},
		{"no scale", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { c.AddGrad(g, 1, v, rng) }
		}), "Contrast of the Particles"},
		{"no negative phase", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { m.AddGrad(g, s, v, rng) }
		}), "Contrast of the Particles"},
		{"other particles", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { rng.Uint64(); c.AddGrad(g, s, v, rng) }
		}), "Contrast of the Particles"},
		{"one draw more", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { c.AddGrad(g, s, v, rng); rng.Uint64() }
		}), "Contrast of the Particles"},
		{"another number of steps", of(func() ebm.Objective {
			return plain{ebm.NewCD(m, 2), ebm.NewCD(m, 1)}
		}), "Contrast of the Particles"},
		{"statistics from samples", of(func() ebm.Objective {
			c := ebm.NewCD(m, 1)
			c.HiddenSamples = true
			return c
		}), "Contrast of the Particles"},
		{"draws of its own", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) {
				c.AddGrad(g, s, v, rng)
				c.AddGrad(g, 1e-9, v, ebm.NewRand(uint64(runtime.GOMAXPROCS(0))))
			}
		}), "GOMAXPROCS"},
		{"data changed", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) {
				c.AddGrad(g, s, v, rng)
				if v.Stride > v.Cols {
					multiply(v, 0.5)
				}
			}
		}), "writes to data"},
		{"model changed", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) {
				c.AddGrad(g, s, v, rng)
				m.Weights.Data[2] += 1e-6
			}
		}), "changes the parameter weights"},
		{"narrow data accepted", cd(func(c *ebm.CD) addGrad {
			return func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) {
				if v.Cols == 4 {
					v = ebm.NewMatrix(v.Rows, 5)
				}
				c.AddGrad(g, s, v, rng)
			}
		}), "another width: no panic"},
		{"exact of other weight", of(func() ebm.Objective {
			e := exact(m)
			return wrongGrad{e, func(g []ebm.Param, s float64, v ebm.Matrix, rng *rand.Rand) { e.AddGrad(g, 1.01*s, v, rng) }}
		}), "differences give"},
		{"CD said to be exact", of(func() ebm.Objective { return wrongGrad{ebm.NewCD(m, 1), ebm.NewCD(m, 1).AddGrad} }), "differences give"},
		{"State that copies", pcd(func(p *ebm.PCD) []ebm.Param {
			return []ebm.Param{{Name: "chains", Value: ebm.MatrixOf(p.State()[0].Value)}}
		}), "want a view"},
		{"State that forgets a chain", pcd(func(p *ebm.PCD) []ebm.Param {
			return []ebm.Param{{Name: "chains", Value: p.State()[0].Value.Slice(0, 5)}}
		}), "with its State restored"},
	})
}
