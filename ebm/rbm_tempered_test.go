package ebm

import (
	"math"
	"testing"
)

// small returns an RBM of 4 and 3 units with parameters of order 1.
func smallRBM(seed uint64) *RBM {
	rng := NewRand(seed)
	m := NewBernoulliRBM(4, 3, rng)
	for _, p := range m.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(rng.NormFloat64())
		}
	}
	return m
}

// scaledRBM is p_β written down as an RBM: weights and biases times β, and
// (1-β) times the base rates in the visible biases.
func scaledRBM(t *tempered, beta float64) *RBM {
	m := NewBernoulliRBM(t.model.NumVisible(), t.model.NumHidden(), NewRand(1))
	for i, w := range t.model.Weights.Data {
		m.Weights.Data[i] = float32(beta * float64(w))
	}
	a, base := t.model.Visible.(*Bernoulli).Bias, t.visible.(*Bernoulli).Bias
	for i := range a {
		m.Visible.(*Bernoulli).Bias[i] = float32((1-beta)*float64(base[i]) + beta*float64(a[i]))
	}
	for j, b := range t.model.Hidden.(*Bernoulli).Bias {
		m.Hidden.(*Bernoulli).Bias[j] = float32(beta * float64(b))
	}
	return m
}

func TestTemperedFreeEnergy(t *testing.T) {
	m := smallRBM(1)
	data := NewMatrix(5, 4)
	NewBernoulli(4).States(data, 3)
	for _, base := range []Source{nil, data} {
		family, err := m.temper(base)
		if err != nil {
			t.Fatal(err)
		}
		states, in := NewMatrix(16, 4), NewMatrix(16, 3)
		m.Visible.(*Bernoulli).States(states, 0)
		m.hiddenInput(in, states)
		got, want := make([]float64, 16), make([]float64, 16)
		for _, beta := range []float64{0, 0.3, 1} {
			r := family.rung(beta)
			r.freeEnergy(got, states, in)
			scaledRBM(family, beta).FreeEnergy(want, states)
			for i := range want {
				if math.Abs(got[i]-want[i]) > 1e-5 { // a dozen float32 roundings of numbers below 10
					t.Errorf("β = %g, state %d: free energy %g, want %g", beta, i, got[i], want[i])
				}
			}
		}
		logZ0, err := scaledRBM(family, 0).LogPartition()
		if err != nil {
			t.Fatal(err)
		}
		if got := family.logPartition0(); math.Abs(got-logZ0) > 1e-6 {
			t.Errorf("log Z at β = 0 is %g, want %g", got, logZ0)
		}
	}
}
