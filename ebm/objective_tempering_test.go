package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestTemperingIsContrast(t *testing.T) {
	eachTempered(t, func(t *testing.T, m *ebm.RBM) {
		for _, k := range []int{1, 2} {
			for _, chains := range []int{1, 12, 17} {
				ebmtest.TestObjective(t, func() ebm.Objective {
					o := ebm.NewTempering(m, ladder, chains, ebm.NewRand(1))
					o.K = k
					if chains == 17 {
						o.Scheme = ebm.RandomSwaps
						if err := o.SetBase(batch(m, 30)); err != nil {
							t.Fatal(err)
						}
					}
					return o
				}, batch(m, 12))
			}
		}
	})
}

// TestTemperingParticles: those at β = 1 are samples of the model, and only those.
func TestTemperingParticles(t *testing.T) {
	const chains, rounds, z = 2000, 30, 5.5 // 57 comparisons, false alarms 2·10⁻⁶
	for name, m := range map[string]*ebm.RBM{"6x4": machines()["6x4"], "8x5 strong": machines()["8x5 strong"]} {
		o, rng := ebm.NewTempering(m, ladder, chains, ebm.NewRand(1)), ebm.NewRand(2)
		o.K = rounds
		v := o.Particles(ebm.Matrix{}, rng)
		if v.Rows != chains {
			t.Fatalf("%s: %d particles of %d chains", name, v.Rows, chains)
		}
		states := ebm.NewMatrix(1<<v.Cols, v.Cols)
		m.Visible.(ebm.Enumerator).States(states, 0)
		logZ, err := m.LogPartition()
		if err != nil {
			t.Fatal(err)
		}
		logP := make([]float64, states.Rows)
		ebm.LogLikelihood(logP, m, states, logZ)
		for a := range v.Cols {
			for b := range a + 1 {
				want, got := 0.0, 0.0
				for s, l := range logP {
					want += math.Exp(l) * states.At(s, a) * states.At(s, b)
				}
				for c := range chains {
					got += v.At(c, a) * v.At(c, b) / chains
				}
				if math.Abs(got-want) > z*math.Sqrt(want*(1-want)/chains) {
					t.Errorf("%s: mean of v_%d·v_%d is %.4f, want %.4f", name, a, b, got, want)
				}
			}
		}
	}
}

// TestTemperingName: a checkpoint tells runs apart by it.
func TestTemperingName(t *testing.T) {
	m := machines()["6x4"]
	o := ebm.NewTempering(m, []float64{0, 0.25, 1}, 7, ebm.NewRand(1))
	o.K = 2
	if got, want := o.String(), "tempering-2, 7 chains, β = 0 0.25 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if err := o.SetBase(ebm.NewMatrix(3, 5)); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("a base of another width: %v", err)
	}
	if strings.Contains(o.String(), "base") {
		t.Errorf("%v, after a base that was refused", o)
	}
	if err := o.SetBase(batch(m, 9)); err != nil {
		t.Fatal(err)
	}
	if got := o.String(); !strings.HasSuffix(got, ", base of data") {
		t.Errorf("%q does not name the base", got)
	}
}
