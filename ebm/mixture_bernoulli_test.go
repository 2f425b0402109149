package ebm_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// mixture returns a mixture with normal logits and log weights.
func mixture(components, units int, seed uint64) *ebm.BernoulliMixture {
	rng := ebm.NewRand(seed)
	m := &ebm.BernoulliMixture{LogWeights: make([]float32, components), Logits: ebm.NewMatrix(components, units)}
	for k := range m.LogWeights {
		m.LogWeights[k] = float32(rng.NormFloat64())
	}
	for i := range m.Logits.Data {
		m.Logits.Data[i] = float32(2 * rng.NormFloat64())
	}
	return m
}

func TestMixtureIsModel(t *testing.T) {
	for _, m := range []*ebm.BernoulliMixture{mixture(1, 1, 1), mixture(1, 7, 2), mixture(5, 8, 3), mixture(40, 10, 4)} {
		ebmtest.TestModel(t, m)
	}
}

// plainMixture returns π, μ and log p(v) of each row, in float64, from the
// definition.
func plainMixture(m *ebm.BernoulliMixture, v ebm.Matrix) (joint [][]float64, logp []float64) {
	var total float64
	for _, w := range m.LogWeights {
		total += math.Exp(float64(w))
	}
	for r := range v.Rows {
		terms, sum := make([]float64, len(m.LogWeights)), 0.0
		for k, w := range m.LogWeights {
			p := math.Exp(float64(w)) / total
			for i, x := range v.Row(r) {
				mu := 1 / (1 + math.Exp(-float64(m.Logits.Row(k)[i])))
				p *= math.Pow(mu, float64(x)) * math.Pow(1-mu, 1-float64(x))
			}
			terms[k] = p
			sum += p
		}
		joint, logp = append(joint, terms), append(logp, math.Log(sum))
	}
	return joint, logp
}

// TestMixtureStep compares likelihoods, posteriors and one step of expectation
// maximisation with a plain program, on binary and on grey rows.
func TestMixtureStep(t *testing.T) {
	const s = 0.3
	grey := ebm.NewMatrix(700, 8)
	for i := range grey.Data {
		grey.Data[i] = float32(i%11) / 10
	}
	for _, v := range []ebm.Matrix{binaryRows(700, 8, 1), grey} {
		m := mixture(4, 8, 3)
		joint, logp := plainMixture(m, v)
		counts, ones := make([]float64, 4), make([][8]float64, 4)
		posterior := ebm.NewMatrix(v.Rows, 4)
		m.Posterior(posterior, v)
		f := make([]float64, v.Rows)
		m.FreeEnergy(f, v)
		for r := range v.Rows {
			if !(math.Abs(f[r]+logp[r]) <= 1e-5) { // float32 products of 8 terms below 10
				t.Fatalf("row %d: F is %.9g, log p %.9g", r, f[r], logp[r])
			}
			for k := range 4 {
				p := joint[r][k] / math.Exp(logp[r])
				if !(math.Abs(posterior.At(r, k)-p) <= 1e-5) {
					t.Fatalf("row %d: p(%d|v) is %.9g, want %.9g", r, k, posterior.At(r, k), p)
				}
				counts[k] += p
				for i, x := range v.Row(r) {
					ones[k][i] += p * float64(x)
				}
			}
		}
		if _, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 1, Smoothing: s}, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		for k, w := range m.Weights() {
			if want := (counts[k] + s) / (700 + 4*s); !(math.Abs(w-want) <= 1e-5) {
				t.Errorf("weight %d is %.9g, want %.9g", k, w, want)
			}
			for i := range 8 {
				if got, want := m.Means().At(k, i), (ones[k][i]+s)/(counts[k]+2*s); !(math.Abs(got-want) <= 1e-5) {
					t.Errorf("mean %d, %d is %.9g, want %.9g", k, i, got, want)
				}
			}
		}
	}
}

// TestMixtureNeverFalls: a step raises what Fit says that it raises.
func TestMixtureNeverFalls(t *testing.T) {
	const s = 0.1
	v := dataset.BarsAndStripes(4)
	for seed := range uint64(5) {
		m, err := ebm.NewBernoulliMixture(7, v, ebm.NewRand(seed))
		if err != nil {
			t.Fatal(err)
		}
		objective := func() float64 {
			_, logp := plainMixture(m, v)
			var sum float64
			for _, x := range logp {
				sum += x
			}
			for k, w := range m.Weights() {
				sum += s * math.Log(w)
				for _, l := range m.Logits.Row(k) {
					sum -= s * (softplus(float64(l)) + softplus(-float64(l)))
				}
			}
			return sum
		}
		for before, step := objective(), 0; step < 15; step++ {
			if _, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 1, Smoothing: s}, ebm.NewRand(1)); err != nil {
				t.Fatal(err)
			}
			after := objective()
			if !(after >= before-1e-4) { // float32 posteriors of 30 rows
				t.Fatalf("seed %d, step %d: from %.9g to %.9g", seed, step, before, after)
			}
			before = after
		}
	}
}

// TestMixtureOfOne is independent units: a step leads to their best values.
func TestMixtureOfOne(t *testing.T) {
	v := binaryRows(99, 6, 1)
	m, err := ebm.NewBernoulliMixture(1, v, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 50, Smoothing: 1}, ebm.NewRand(1))
	if err != nil || r.Epochs > 3 {
		t.Errorf("%d epochs, error %v", r.Epochs, err)
	}
	want := ebm.NewBernoulli(6)
	if err := want.Init(v); err != nil { // one zero and one one more, too
		t.Fatal(err)
	}
	for i, got := range m.Logits.Row(0) {
		if !(math.Abs(float64(got-want.Bias[i])) <= 1e-6) { // float32
			t.Errorf("unit %d has log odds %g, want %g", i, got, want.Bias[i])
		}
	}
}

// TestMixtureRecovers: three distinct components, from rows that they made.
func TestMixtureRecovers(t *testing.T) {
	const n = 3000
	weights, means := []float64{0.5, 0.3, 0.2}, [][]float32{
		{.9, .9, .9, .9, .1, .1, .1, .1, .1, .1, .1, .1},
		{.1, .1, .1, .1, .8, .8, .8, .8, .1, .1, .1, .1},
		{.1, .1, .1, .1, .1, .1, .1, .1, .9, .9, .9, .9},
	}
	v, rng := ebm.NewMatrix(n, 12), ebm.NewRand(3)
	for r := range n {
		k := 0
		for u := rng.Float64(); u > weights[k] && k < 2; k++ {
			u -= weights[k]
		}
		for i, mu := range means[k] {
			if rng.Float32() < mu {
				v.Row(r)[i] = 1
			}
		}
	}
	m, err := ebm.NewBernoulliMixture(3, v, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 200, Tolerance: 1e-7}, rng); err != nil {
		t.Fatal(err)
	}
	for k, want := range weights {
		// The component whose first mean of the block is highest.
		got, fitted := 0, m.Means()
		for c := range 3 {
			if fitted.At(c, 4*k) > fitted.At(got, 4*k) {
				got = c
			}
		}
		// 5 standard errors of a frequency, and as much again for rows that could
		// be of either component
		if tol := 10 * math.Sqrt(want*(1-want)/n); !(math.Abs(m.Weights()[got]-want) <= tol) {
			t.Errorf("component %d: weight %.3f, want %.3f ± %.3f", k, m.Weights()[got], want, tol)
		}
		for i, mu := range means[k] {
			tol := 10 * math.Sqrt(float64(mu*(1-mu))/(want*n))
			if !(math.Abs(fitted.At(got, i)-float64(mu)) <= tol) {
				t.Errorf("component %d: mean %d is %.3f, want %.3f ± %.3f", k, i, fitted.At(got, i), mu, tol)
			}
		}
	}
}

// TestMixtureHistory: what is reported is what the parameters have, and a
// Recorder can end it.
func TestMixtureHistory(t *testing.T) {
	v, held := binaryRows(200, 6, 1), binaryRows(100, 6, 2)
	m, err := ebm.NewBernoulliMixture(3, v, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	r, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 10, Tolerance: -1, HeldOut: held,
		Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
			if seen++; p.Epoch != seen || p.Epochs != 10 || len(p.Metrics) != 2 {
				t.Errorf("%+v", p)
			}
			if seen == 4 {
				return ebm.ErrStop
			}
			return nil
		})}, ebm.NewRand(1))
	if err != nil || r.Epochs != 4 || !r.Stopped || len(r.History) != 4 {
		t.Errorf("%+v, error %v", r, err)
	}
	for name, data := range map[string]ebm.Matrix{ebm.MetricLogLikelihood: v, ebm.MetricHeldOutLikelihood: held} {
		got, _ := r.Last(name)
		want, err := ebm.ExactLikelihood(m, data, ebm.NewRand(1))
		if err != nil || got.Value != want.Mean || got.Err != want.StdErr {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Fit(ctx, v, ebm.MixtureSettings{Epochs: 1}, ebm.NewRand(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestMixtureErrors(t *testing.T) {
	rng, v := ebm.NewRand(1), binaryRows(5, 3, 1)
	bad := binaryRows(5, 3, 1)
	bad.Row(4)[1] = 2
	if _, err := ebm.NewBernoulliMixture(6, v, rng); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("more components than rows: %v", err)
	}
	if _, err := ebm.NewBernoulliMixture(0, v, rng); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("no components: %v", err)
	}
	if _, err := ebm.NewBernoulliMixture(2, bad, rng); !errors.Is(err, ebm.ErrValue) {
		t.Errorf("a value of 2: %v", err)
	}
	for name, c := range map[string]struct {
		data ebm.Matrix
		s    ebm.MixtureSettings
		want error
	}{
		"no epochs":          {v, ebm.MixtureSettings{}, ebm.ErrSettings},
		"negative smoothing": {v, ebm.MixtureSettings{Epochs: 1, Smoothing: -1}, ebm.ErrSettings},
		"another width":      {ebm.NewMatrix(4, 2), ebm.MixtureSettings{Epochs: 1}, ebm.ErrSettings},
		"a value of 2":       {bad, ebm.MixtureSettings{Epochs: 1}, ebm.ErrValue},
	} {
		if _, err := mixture(2, 3, 1).Fit(t.Context(), c.data, c.s, rng); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for _, held := range []ebm.Matrix{ebm.NewMatrix(4, 2), ebm.NewMatrix(0, 3)} {
		m := mixture(2, 3, 1)
		before := slices.Clone(m.Logits.Data)
		_, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 1, HeldOut: held}, rng)
		if !errors.Is(err, ebm.ErrSettings) || !slices.Equal(m.Logits.Data, before) {
			t.Errorf("held-out of %d×%d: %v, after a step: %v", held.Rows, held.Cols, err, !slices.Equal(m.Logits.Data, before))
		}
	}
}

func TestMixtureSaved(t *testing.T) {
	m, file := mixture(3, 5, 1), filepath.Join(t.TempDir(), "m")
	if err := ebm.Save(file, m); err != nil {
		t.Fatal(err)
	}
	got, err := ebm.Load[*ebm.BernoulliMixture](file)
	if err != nil || !slices.Equal(got.LogWeights, m.LogWeights) || !slices.Equal(got.Logits.Data, m.Logits.Data) || got.NumVisible() != 5 {
		t.Errorf("%v, error %v", got, err)
	}
	if _, err := ebm.Load[*ebm.RBM](file); !errors.Is(err, ebm.ErrKind) {
		t.Errorf("loaded as an RBM: %v", err)
	}
}

func TestMixtureBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	fit := func(procs int) []float32 {
		runtime.GOMAXPROCS(procs)
		v := binaryRows(1100, 20, 1)
		m, err := ebm.NewBernoulliMixture(9, v, ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Fit(t.Context(), v, ebm.MixtureSettings{Epochs: 5}, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		return m.Logits.Data
	}
	if !slices.Equal(fit(1), fit(7)) {
		t.Error("other bits on 7 processors")
	}
}
