package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func TestAnnealers(t *testing.T) {
	for _, name := range []string{"1x1", "1x7", "6x4", "8x5 strong"} {
		m := machines()[name]
		t.Run(name, func(t *testing.T) {
			ebmtest.TestAnnealer(t, m, nil)
			ebmtest.TestAnnealer(t, m, batch(m, 30))
		})
	}
	t.Run("Gaussian hidden", func(t *testing.T) {
		ebmtest.TestAnnealer(t, rbm(bernoulli(5, 1), blended{newGaussian(3, ebm.NewRand(2))}, 0.5), nil)
	})
}

// blended gives gaussian layers the ability to be annealed: b and the precision
// exp(s) go along straight lines, so that the energy does.
type blended struct{ *gaussian }

func (l blended) Neutral() ebm.Layer {
	n := l.Len()
	return blended{&gaussian{make([]float32, n), make([]float32, n)}}
}

func (l blended) Blend(from, to ebm.Layer, t float64) {
	a, b := from.(blended), to.(blended)
	for j := range l.bias {
		l.bias[j] = float32((1-t)*float64(a.bias[j]) + t*float64(b.bias[j]))
		p := (1-t)*math.Exp(float64(a.logPrecision[j])) + t*math.Exp(float64(b.logPrecision[j]))
		l.logPrecision[j] = float32(math.Log(p))
	}
}

// TestAnnealGaussianVisible has no states to list: the integral over the visible
// units, with the hidden states summed, is log Z.
func TestAnnealGaussianVisible(t *testing.T) {
	m := rbm(blended{newGaussian(3, ebm.NewRand(1))}, bernoulli(4, 2), 0.5)
	logZ, err := ebm.LogPartition(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ebm.LogZ(t.Context(), m, ebm.LogZSettings{Temperatures: 100, NoExact: true}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	// Five standard errors: one seed in a million.
	if !r.Converged || !(math.Abs(r.Value-logZ) <= 5*r.Err) || r.Err > 0.05 {
		t.Errorf("%v, error %.3f, want %.3f", r, r.Err, logZ)
	}
}

func TestAnnealUnsupported(t *testing.T) {
	m := machines()["Gaussian hidden"]
	if _, err := m.Anneal(nil); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("layers that cannot be blended: error %v", err)
	}
	wide := rbm(blended{newGaussian(60, ebm.NewRand(1))}, bernoulli(60, 2), 0.1)
	if _, err := ebm.LogZ(t.Context(), wide, ebm.LogZSettings{Data: ebm.NewMatrix(3, 60)}, ebm.NewRand(1)); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("units without base rates: error %v", err)
	}
}

// log Z of a model that is too large for an exact sum.
func ExampleLogZ() {
	m := ebm.NewBernoulliRBM(100, 60, ebm.NewRand(1))
	for i := range m.Weights.Data {
		m.Weights.Data[i] *= 20
	}
	r, err := ebm.LogZ(context.Background(), m, ebm.LogZSettings{Temperatures: 200}, ebm.NewRand(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("log Z ≈ %.0f nats, exact: %v, converged: %v\n", r.Value, r.Exact, r.Converged)
	// Output: log Z ≈ 129 nats, exact: false, converged: true
}
