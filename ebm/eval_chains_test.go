package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// lehmer are chains of x_t = r·x_{t-1} + e_t, chain c lifted by c·shift, where e
// is the sum of four uniform numbers less 2, made in the order of chains and
// steps by s ← 48271·s mod 2³¹-1 from s = 12345, u = s/(2³¹-1).
func lehmer(chains, n int, r, shift float64) [][]float64 {
	const prime = 1<<31 - 1
	s := uint64(12345)
	traces := make([][]float64, chains)
	for c := range traces {
		x := 0.0
		for range n {
			e := -2.0
			for range 4 {
				s = s * 48271 % prime
				e += float64(s) / prime
			}
			x = r*x + e
			traces[c] = append(traces[c], x+shift*float64(c))
		}
	}
	return traces
}

// autoregressive are stationary chains of x_t = r·x_{t-1} + √(1-r²)·normal: unit
// variance, ρ_t = rᵗ, τ = (1+r)/(1-r).
func autoregressive(chains, n int, r float64, seed uint64) [][]float64 {
	rng := ebm.NewRand(seed)
	traces := make([][]float64, chains)
	for c := range traces {
		x := rng.NormFloat64()
		for range n {
			traces[c] = append(traces[c], x)
			x = r*x + math.Sqrt(1-r*r)*rng.NormFloat64()
		}
	}
	return traces
}

// TestChainsAgainstNumpy compares with numbers of a program in numpy 2.4.6 that
// knows the formulas only (sums over pairs, scipy's ranks and quantiles), and
// whose R̂ agree with arviz-stats 0.8.0 to 14 digits.
func TestChainsAgainstNumpy(t *testing.T) {
	for _, c := range []struct {
		chains, n                    int
		r, shift                     float64
		split, rank, tau, rho1, rho5 float64 // tau 0: too short
	}{
		{4, 200, 0.7, 0, 1.0107689375291844, 1.010823217012529, 5.254347202055548, 0.6975620805873987, 0.11570150416737157},
		{3, 101, 0.5, 1, 1.7273152249718113, 1.661955947901264, 0, 0.8456288257356, 0.694552890647862},
		{1, 500, 0.9, 0, 0.9985455881915707, 0.9988785612594171, 18.26752161385456, 0.8694357048278853, 0.5162578116265152},
	} {
		x := lehmer(c.chains, c.n, c.r, c.shift)
		same := func(what string, got, want float64, err error) {
			t.Helper()
			if err != nil || math.Abs(got-want) > 1e-10*want {
				t.Errorf("%d chains, r = %g: %s = %.16g (%v), want %.16g", c.chains, c.r, what, got, err, want)
			}
		}
		split, err := ebm.SplitRHat(x)
		same("split R-hat", split, c.split, err)
		rank, err := ebm.RankRHat(x)
		same("rank R-hat", rank, c.rank, err)
		rho, err := ebm.Autocorrelation(x)
		same("rho_1", rho[1], c.rho1, err)
		same("rho_5", rho[5], c.rho5, err)
		if len(rho) != c.n/2+1 || rho[0] != 1 {
			t.Errorf("%d correlations of traces of %d, the first %g", len(rho), c.n, rho[0])
		}
		tau, err := ebm.AutocorrelationTime(x)
		if c.tau == 0 {
			if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), "at least") {
				t.Errorf("disagreeing traces: time %v, error %v", tau, err)
			}
			continue
		}
		same("time", tau.Value, c.tau, err)
		ess, err := ebm.EffectiveSampleSize(x)
		same("ESS", ess, float64(c.chains*c.n)/c.tau, err)
	}
}

func TestAutocorrelationTimeOfAutoregression(t *testing.T) {
	for i, r := range []float64{0, 0.3, 0.8, 0.95, -0.3, -0.5} {
		x := autoregressive(8, 4000, r, uint64(i))
		want := (1 + r) / (1 - r)
		tau, err := ebm.AutocorrelationTime(x)
		// 4 standard errors, and e⁻⁶ of τ or of the alternating sequence's 1/τ,
		// which the window leaves out.
		tol := 4*tau.Err + math.Exp(-6)*max(want, 1/want)
		if err != nil || math.Abs(tau.Value-want) > tol || tau.Err <= 0 {
			t.Errorf("r = %g: time %.3f ± %.3f (%v), want %.3f", r, tau.Value, tau.Err, err, want)
		}
	}
}

// TestChainMeanCovers counts how often the truth, 0, is within 1.96 standard
// errors: a share of 0.95, whose estimate from 400 runs has a standard error of
// 0.011. The noise of τ and its small bias cost some 0.01.
func TestChainMeanCovers(t *testing.T) {
	const runs = 400
	covered := 0
	for seed := range uint64(runs) {
		m, err := ebm.ChainMean("x", autoregressive(4, 500, 0.8, seed))
		if err != nil || m.Name != "x" {
			t.Fatal(m, err)
		}
		if math.Abs(m.Value) < 1.96*m.Err {
			covered++
		}
	}
	if share := float64(covered) / runs; share < 0.95-0.01-4*0.011 || share > 0.95+4*0.011 {
		t.Errorf("intervals cover the mean in %.3f of runs, want 0.95", share)
	}
}

func TestRHatOfAgreement(t *testing.T) {
	x := autoregressive(4, 1000, 0, 1)
	for name, f := range map[string]func([][]float64) (float64, error){"split": ebm.SplitRHat, "rank": ebm.RankRHat} {
		// Of 8 halves of n = 500 independent values R̂² - 1 is (B/W - 1)/n, and
		// B/W a chi-square with 7 degrees of freedom over 7: below 6 but for
		// one case in a million.
		if r, err := f(x); err != nil || r > math.Sqrt(1+5.0/500) || r < math.Sqrt(1-1.0/500) {
			t.Errorf("%s R-hat of independent values is %.4f (%v), want 1", name, r, err)
		}
		apart := autoregressive(2, 1000, 0, 2)
		for i := range apart[1] {
			apart[1][i] += 10
		}
		if r, err := f(apart); err != nil || r < 3 && name == "split" || r < 1.5 {
			t.Errorf("%s R-hat of separated chains is %.4f (%v)", name, r, err)
		}
	}
	// Within variance 1; means 0 and 10 in pairs of halves: variance 100/3.
	apart := [][]float64{{-1, 1, -1, 1, -1, 1, -1, 1}, {9, 11, 9, 11, 9, 11, 9, 11}}
	want := math.Sqrt((3.0/4*4/3 + 100.0/3) / (4.0 / 3))
	if r, err := ebm.SplitRHat(apart); err != nil || math.Abs(r-want) > 1e-12 {
		t.Errorf("R-hat is %.15f (%v), want %.15f", r, err, want)
	}
}

// Chains that differ in spread alone have equal means: the ranks of distances
// from the median tell, R̂ of the values does not.
func TestRankRHatSeesSpread(t *testing.T) {
	x := autoregressive(4, 1000, 0, 3)
	for i := range x[0] {
		x[0][i] *= 5
	}
	split, err := ebm.SplitRHat(x)
	if err != nil || split > 1.02 {
		t.Errorf("split R-hat %.3f (%v): the test needs one that sees nothing", split, err)
	}
	if r, err := ebm.RankRHat(x); err != nil || r < 1.1 {
		t.Errorf("rank R-hat %.3f (%v) does not see the spread", r, err)
	}
}

// Traces that cannot be read are errors that say why.
func TestChainsBadTraces(t *testing.T) {
	long := autoregressive(2, 10, 0, 1)
	with := func(v float64) [][]float64 {
		x := autoregressive(2, 10, 0, 1)
		x[1][7] = v
		return x
	}
	for _, c := range []struct {
		name   string
		traces [][]float64
		is     error
		says   string
	}{
		{"none", nil, ebm.ErrSettings, "no traces"},
		{"ragged", [][]float64{long[0], long[1][:7]}, ebm.ErrSettings, "trace 1 has 7 values, trace 0 has 10"},
		{"short", [][]float64{{1, 2, 3}}, ebm.ErrSettings, "at least 4"},
		{"NaN", with(math.NaN()), ebm.ErrValue, "trace 1 is NaN at step 7"},
		{"infinite", with(math.Inf(-1)), ebm.ErrValue, "trace 1 is -Inf at step 7"},
		{"overflow", with(1e200), ebm.ErrValue, "trace 1 is 1e+200"},
		{"constant", [][]float64{{3, 3, 3, 3}, {3, 3, 3, 3}}, ebm.ErrValue, "is 3"},
		{"underflow", [][]float64{{0, 1e-300, 0, 0}}, ebm.ErrValue, "is 0"},
	} {
		check := func(what string, err error) {
			t.Helper()
			if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %s gives %v, want %v with %q", c.name, what, err, c.is, c.says)
			}
		}
		_, err := ebm.Autocorrelation(c.traces)
		check("Autocorrelation", err)
		_, err = ebm.AutocorrelationTime(c.traces)
		check("AutocorrelationTime", err)
		_, err = ebm.EffectiveSampleSize(c.traces)
		check("EffectiveSampleSize", err)
		_, err = ebm.SplitRHat(c.traces)
		check("SplitRHat", err)
		_, err = ebm.RankRHat(c.traces)
		check("RankRHat", err)
		_, err = ebm.ChainMean("x", c.traces)
		check("ChainMean", err)
		_, err = ebm.MixingOf(c.traces)
		check("MixingOf", err)
	}
	stuck := [][]float64{{1, 1, 1, 1}, {2, 2, 2, 2}}
	if _, err := ebm.RankRHat(stuck); !errors.Is(err, ebm.ErrValue) || !strings.Contains(err.Error(), "do not move") {
		t.Errorf("stuck chains: %v", err)
	}
	if _, err := ebm.AutocorrelationTime(stuck); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("stuck chains: %v", err)
	}
}

// Traces that disagree for good have no autocorrelation time below their length.
func TestMixingOfShortTraces(t *testing.T) {
	apart := autoregressive(2, 100, 0, 4)
	for i := range apart[1] {
		apart[1][i] += 100
	}
	m, err := ebm.MixingOf(apart)
	// ρ is 1 up to the last lag, 50.
	if err != nil || !m.Short || m.TimeErr != 0 || math.Abs(m.Time-101) > 0.2 || m.ESS > 2 {
		t.Errorf("%+v (%v)", m, err)
	}
	if !strings.Contains(m.String(), "at least") || !strings.Contains(m.String(), "at most 2 effective") {
		t.Errorf("text %q", m)
	}
}

// No input of finite numbers gives a NaN: very short traces, two values, jumps.
func TestMixingIsFinite(t *testing.T) {
	rng := ebm.NewRand(9)
	for range 2000 {
		n, m := 4+rng.IntN(12), 1+rng.IntN(3)
		x := make([][]float64, m)
		for c := range x {
			for range n {
				x[c] = append(x[c], math.Floor(3*rng.Float64())*math.Pow(10, float64(rng.IntN(3)*40-40)))
			}
		}
		mix, err := ebm.MixingOf(x)
		if err != nil {
			continue
		}
		for _, v := range []float64{mix.Mean, mix.Err, mix.SD, mix.Time, mix.TimeErr, mix.ESS, mix.RHat} {
			if v-v != 0 {
				t.Fatalf("%v gives %+v", x, mix)
			}
		}
		if mix.Time <= 0 || mix.ESS <= 0 || mix.RHat <= 0 {
			t.Fatalf("%v gives %+v", x, mix)
		}
	}
}
