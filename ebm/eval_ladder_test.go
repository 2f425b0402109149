package ebm

import (
	"math"
	"testing"
)

func TestLadders(t *testing.T) {
	for _, n := range []int{2, 3, 4, 10, 1000, 14501} {
		for name, betas := range map[string][]float64{"linear": LinearBetas(n), "published": PublishedBetas(n)} {
			if err := checkLadder(betas); err != nil || len(betas) != n {
				t.Errorf("%s ladder of %d: %d temperatures, %v", name, n, len(betas), err)
			}
		}
	}
	betas := PublishedBetas(14501)
	for i, want := range map[int]float64{250: 0.25, 500: 0.5, 2500: 0.7, 4500: 0.9, 9500: 0.95} {
		if math.Abs(betas[i]-want) > 1e-12 {
			t.Errorf("temperature %d is %g, want %g", i, betas[i], want)
		}
	}
}

// variances of the increments between temperatures.
func variances(t *testing.T, m Annealer, betas []float64) []float64 {
	t.Helper()
	s := AISSettings{Chains: 2000, Betas: betas}
	r, err := newAnneal(t.Context(), m, s, NewRand(9))
	if err != nil {
		t.Fatal(err)
	}
	r.path.Start(r.chains, r.rng)
	before, v := make([]float64, s.Chains), make([]float64, len(betas)-1)
	r.observe = func(step int) {
		v[step] = variance(r.logw, before)
		copy(before, r.logw)
	}
	if err := r.climb(t.Context(), betas); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAdaptiveLadder: increments vary more equally than with even spacing.
func TestAdaptiveLadder(t *testing.T) {
	m := randomRBM(12, 8, 1.5, 2)
	betas, err := AdaptiveBetas(t.Context(), m, AISSettings{Chains: 50, Betas: LinearBetas(100)}, 20, NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := checkLadder(betas); err != nil || len(betas) != 20 {
		t.Fatalf("%d temperatures, %v", len(betas), err)
	}
	unevenness := func(v []float64) float64 {
		m := mean("", v)
		return m.Err * math.Sqrt(float64(len(v))) / m.Value
	}
	even, adapted := unevenness(variances(t, m, LinearBetas(20))), unevenness(variances(t, m, betas))
	if adapted > 0.5*even {
		t.Errorf("relative spread of the increments' variances: %.2f, with even spacing %.2f", adapted, even)
	}
}

// TestAdaptiveLadderOfNothing: without anything to adapt to.
func TestAdaptiveLadderOfNothing(t *testing.T) {
	m := randomRBM(4, 3, 0, 1)
	betas, err := AdaptiveBetas(t.Context(), m, AISSettings{Chains: 5, Betas: LinearBetas(7)}, 11, NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range LinearBetas(11) {
		if math.Abs(betas[i]-want) > 1e-12 {
			t.Fatalf("ladder %v, want an even one", betas)
		}
	}
}
