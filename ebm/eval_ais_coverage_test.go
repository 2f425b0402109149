package ebm

import (
	"fmt"
	"math"
	"testing"
)

// TestCoverage: over random RBMs of several sizes and weights, each with its own
// seed, the interval of forward, reverse and Bennett's estimates holds the exact
// log Z at its rate, however few chains carry the weight.
func TestCoverage(t *testing.T) {
	const runs = 250
	for _, c := range []struct {
		visible, hidden int
		deviation       float64
		temperatures    int
	}{{4, 3, 0.5, 5}, {8, 6, 1, 20}, {6, 8, 1, 6}, {9, 5, 2, 30}, {8, 4, 3, 8}} {
		t.Run(fmt.Sprintf("%dx%d deviation %g temperatures %d", c.visible, c.hidden, c.deviation, c.temperatures), func(t *testing.T) {
			covered, bennett, ess, width := map[bool]int{}, 0, 0.0, 0.0
			for seed := range uint64(runs) {
				m := randomRBM(c.visible, c.hidden, c.deviation, seed)
				logZ := exactLog(t, m)
				s := AISSettings{Chains: 50, Betas: LinearBetas(c.temperatures), Start: exactSamples(t, m, 50, seed+1000)}
				forward, err := AIS(t.Context(), m, s, NewRand(seed+2000))
				if err != nil {
					t.Fatal(err)
				}
				reverse, err := ReverseAIS(t.Context(), m, s, NewRand(seed+3000))
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range []AISResult{forward, reverse} {
					if r.Low <= logZ && logZ <= r.High {
						covered[r.Reverse]++
					}
					ess += r.ESS / (2 * runs)
					width += (r.High - r.Low) / (2 * normal95 * logMeanErr(r.ESS, 50)) / (2 * runs)
				}
				if e, _ := Bennett(forward, reverse); e.Low <= logZ && logZ <= e.High {
					bennett++
				}
			}
			t.Logf("%.1f effective chains, %.2f times the standard errors; of %d intervals cover: forward %d, reverse %d, Bennett %d", ess, width, runs, covered[false], covered[true], bennett)
			// A third more than standard errors must do where many chains count.
			if ess > 30 && width > 1.33 {
				t.Errorf("intervals are %.2f times as wide as ±1.96 standard errors", width)
			}
			for name, n := range map[string]int{"forward": covered[false], "reverse": covered[true], "Bennett": bennett} {
				rate := 0.95
				if name == "reverse" && ess < 30 {
					rate = 0.91 // see logMeanInterval
				}
				// Four standard errors of a frequency: one seed in 30 000.
				tol := 4 * math.Sqrt(rate*(1-rate)/runs)
				if share := float64(n) / runs; share < rate-tol {
					t.Errorf("%s: %.3f of %d intervals cover, want at least %.3f", name, share, runs, rate-tol)
				}
			}
		})
	}
}

// TestCoverageOfFewChains: two chains are allowed, and their interval holds the
// logarithm of the expected weight at its rate, too.
func TestCoverageOfFewChains(t *testing.T) {
	const runs, deviation = 1000, 0.3
	rng := NewRand(1)
	for _, n := range []int{2, 3, 5, 8} {
		covered := 0
		for range runs {
			logw := make([]float64, n)
			for i := range logw {
				logw[i] = deviation * rng.NormFloat64()
			}
			low, high := logMeanInterval(logw, rng)
			if want := deviation * deviation / 2; low <= want && want <= high {
				covered++
			}
		}
		// Four standard errors of a frequency.
		if share, least := float64(covered)/runs, 0.95-4*math.Sqrt(0.95*0.05/runs); share < least {
			t.Errorf("%d chains: %.3f of %d intervals cover, want at least %.3f", n, share, runs, least)
		}
	}
}
