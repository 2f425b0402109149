package ebm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// greedyBound returns Σ_h q(h|v)(log p(h) + log p(v|h) - log q(h|v)) for each row
// of v, exactly.
func greedyBound(t *testing.T, d *ebm.DBN, v ebm.Matrix) []float64 {
	m := d.RBMs[0]
	h := stateList(m.Hidden)
	above := exactLog(t, &ebm.DBN{RBMs: d.RBMs[1:]}, h)
	turned := upsideDown(m) // p(h|v) of m is p(v|h) of this
	bound := make([]float64, v.Rows)
	for r := range bound {
		logq := logGiven(turned, h, v.Row(r))
		for s := range h.Rows {
			given := logGiven(m, v.Slice(r, r+1), h.Row(s))[0]
			bound[r] += math.Exp(logq[s]) * (above[s] + given - logq[s])
		}
	}
	return bound
}

func upsideDown(m *ebm.RBM) *ebm.RBM {
	return &ebm.RBM{Visible: m.Hidden, Hidden: m.Visible, Weights: ebm.MatrixOf(m.Weights.T())}
}

func averageOf(x []float64) (mean float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	return mean
}

// TestGreedyBound: a level that starts as the transpose of the one below takes
// nothing from the likelihood, exactly; the bound is tight there; and maximum
// likelihood on draws raises it, and the likelihood above it.
func TestGreedyBound(t *testing.T) {
	v := ebm.NewMatrix(300, 6)
	rng := ebm.NewRand(3)
	for i := range v.Rows {
		for j, row := 0, v.Row(i); j < len(row); j++ {
			if (j/2 == i%3) != (rng.Float64() < 0.1) {
				row[j] = 1
			}
		}
	}
	d := ebm.NewDBN([]int{6, 4, 6, 4}, ebm.NewRand(1))
	// After each level: the likelihood, and with the next level on it the likelihood
	// and the bound at its start.
	var reached []float64
	look := func(levels int) float64 {
		return averageOf(exactLog(t, &ebm.DBN{RBMs: d.RBMs[:levels]}, v))
	}
	plan := ebm.Plan{Sample: true, Transpose: true, Level: func(level int, m *ebm.RBM, _ *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		if level > 0 {
			before, now := look(level), look(level+1)
			reached = append(reached, before)
			// Energies of some nats in float32, summed over six units and averaged.
			const tol = 1e-5
			if math.Abs(now-before) > tol {
				t.Errorf("level %d starts at %.7f, the level below ended at %.7f", level, now, before)
			}
			if level == 1 {
				if bound := averageOf(greedyBound(t, &ebm.DBN{RBMs: d.RBMs[:2]}, v)); math.Abs(bound-before) > tol {
					t.Errorf("the bound is %.7f, the likelihood %.7f", bound, before)
				}
			}
		}
		exact, err := ebm.NewExact(m)
		// The lowest level stops early, so that there is something to gain.
		return exact, ebm.Settings{Epochs: 120 * (1 + 4*level), BatchSize: v.Rows, LearningRate: 0.3, Momentum: 0.8, RateDecay: ebm.ToZero}, err
	}}
	if _, err := d.Pretrain(t.Context(), v, plan, ebm.NewRand(2)); err != nil {
		t.Fatal(err)
	}
	two := &ebm.DBN{RBMs: d.RBMs[:2]}
	bound, likelihood := averageOf(greedyBound(t, two, v)), look(2)
	// Draws of 300 rows leave noise of less than a thousandth of a nat in the end:
	// the rate has fallen to zero.
	if bound < reached[0]+0.005 || likelihood < bound {
		t.Errorf("one level %.4f, then bound %.4f and likelihood %.4f", reached[0], bound, likelihood)
	}
}

func TestTransposeNeedsAFit(t *testing.T) {
	of, b := layersOf, ebm.NewBernoulli
	for text, d := range map[string]*ebm.DBN{
		"level 1 cannot start as the transpose of level 0: it has 5 hidden units, that has 12 visible ones":                                         of(b(12), b(4), b(4), b(5)),
		"level 2 cannot start as the transpose of level 1: it has 5 hidden units, that has 4 visible ones":                                          of(b(12), b(4), b(4), b(12), b(12), b(5)),
		"level 1 cannot start as the transpose of level 0: its hidden units (Gaussian) are of another type than the visible ones there (Bernoulli)": of(b(12), b(4), b(4), ebm.NewGaussian(12)),
		"level 1 cannot start as the transpose of level 0: its hidden units (Potts) are of another type than the visible ones there (Potts)":        of(ebm.NewPotts(4, 3), b(4), b(4), ebm.NewPotts(3, 4)),
	} {
		before := stackBits(d)
		r, err := d.Pretrain(t.Context(), ebm.NewMatrix(10, 12), ebm.Plan{Transpose: true}, ebm.NewRand(1))
		if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), text) || len(r) != 0 {
			t.Errorf("%v, want %q", err, text)
		}
		if !equalBits(stackBits(d), before) {
			t.Errorf("%s: the stack changed", text)
		}
	}
}
