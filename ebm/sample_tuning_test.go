package ebm_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// rates runs chains on a ladder and returns the accepted share of each pair.
func rates(t *testing.T, m *ebm.RBM, betas []float64, base ebm.Source, seed uint64) []float64 {
	t.Helper()
	const chains, burnIn, steps = 100, 100, 400
	p, x, rng := parallelTempering(t, m, betas, base), ebm.NewMatrix(chains, m.NumVisible()), ebm.NewRand(seed)
	for step := range burnIn + steps {
		if step == burnIn {
			p.Forget()
		}
		p.Step(x, rng)
	}
	var r []float64
	for _, s := range p.Swaps() {
		r = append(r, float64(s.Accepted)/float64(s.Proposed))
	}
	return r
}

// TestTuneBetas: an even ladder has pairs that swap seldom and others that nearly
// always do, a tuned one has pairs alike at the rate asked for.
func TestTuneBetas(t *testing.T) {
	m := rbm(bernoulli(10, 1), bernoulli(8, 2), 3)
	for rate, base := range map[float64]ebm.Source{0.4: nil, 0.7: batch(m, 50)} {
		s := ebm.TuneSettings{Rate: rate, Base: base}
		betas, err := ebm.TuneBetas(t.Context(), m, s, ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := ebm.TuneBetas(t.Context(), m, s, ebm.NewRand(1))
		if !slices.Equal(betas, again) {
			t.Errorf("the same seed gives %v, then %v", betas, again)
		}
		got := rates(t, m, betas, base, 2)
		low, high := slices.Min(got), slices.Max(got)
		// The last pilot has some 7000 proposals a pair, in runs of walkers
		// that stay alike for some steps, and so has this test: 0.05 are four
		// standard errors at a correlation time of 5. Whole numbers of
		// temperatures make the rejected share smaller by up to 1 in n pairs.
		n := float64(len(got))
		if low < rate-0.05 || high > 1-(1-rate)*(n-1)/n+0.05 {
			t.Errorf("rate %g, ladder %.3f: rates %.3f", rate, betas, got)
		}
		if even := rates(t, m, ebm.LinearBetas(len(betas)), base, 3); slices.Max(even)-slices.Min(even) < 2*(high-low) {
			t.Errorf("rate %g: the rates of an even ladder %.3f spread no more than %.3f", rate, even, got)
		}
	}
}

func TestTuneBetasErrors(t *testing.T) {
	m := rbm(bernoulli(6, 1), bernoulli(4, 2), 0.5)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	infinite := rbm(bernoulli(6, 1), bernoulli(4, 2), 0.5)
	infinite.Weights.Data[7] = float32(math.Inf(1))
	strong := rbm(bernoulli(6, 1), bernoulli(4, 2), 50)
	for _, c := range []struct {
		ctx      context.Context
		model    *ebm.RBM
		settings ebm.TuneSettings
		want     error
		text     string
	}{
		{t.Context(), m, ebm.TuneSettings{Rate: 1}, ebm.ErrSettings, "Rate is 1"},
		{t.Context(), m, ebm.TuneSettings{Rate: math.NaN()}, ebm.ErrSettings, "Rate is NaN"},
		{t.Context(), m, ebm.TuneSettings{Chains: -1}, ebm.ErrSettings, "Chains is -1"},
		{t.Context(), m, ebm.TuneSettings{Runs: -2}, ebm.ErrSettings, "Runs is -2"},
		{t.Context(), m, ebm.TuneSettings{Base: ebm.NewMatrix(3, 5)}, ebm.ErrSettings, "5 columns"},
		{t.Context(), infinite, ebm.TuneSettings{}, ebm.ErrDiverged, "weights[1,3]"},
		{t.Context(), strong, ebm.TuneSettings{Most: 4}, ebm.ErrTooLarge, "Most is 4"},
		{stopped, m, ebm.TuneSettings{}, context.Canceled, "pilot run 1"},
	} {
		if betas, err := ebm.TuneBetas(c.ctx, c.model, c.settings, ebm.NewRand(1)); betas != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%+v: error %v, want one that says %q", c.settings, err, c.text)
		}
	}
}
