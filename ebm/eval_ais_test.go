package ebm

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// randomRBM is a Bernoulli RBM with normal parameters of that deviation.
func randomRBM(visible, hidden int, deviation float64, seed uint64) *RBM {
	rng := NewRand(seed)
	m := NewBernoulliRBM(visible, hidden, rng)
	for _, p := range m.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(deviation * rng.NormFloat64())
		}
	}
	return m
}

// exactLog returns log Z of m, which is small.
func exactLog(t *testing.T, m Model) float64 {
	t.Helper()
	z, err := LogPartition(m)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// exactSamples draws rows of p(v) by inversion over all states.
func exactSamples(t *testing.T, m *RBM, rows int, seed uint64) Matrix {
	t.Helper()
	states := NewMatrix(1<<m.NumVisible(), m.NumVisible())
	m.Visible.(*Bernoulli).States(states, 0)
	p := make([]float64, states.Rows)
	LogLikelihood(p, m, states, exactLog(t, m))
	x, rng := NewMatrix(rows, m.NumVisible()), NewRand(seed)
	for i := range rows {
		u, s := rng.Float64(), 0
		for u -= math.Exp(p[s]); u > 0 && s < len(p)-1; u -= math.Exp(p[s]) {
			s++
		}
		copy(x.Row(i), states.Row(s))
	}
	return x
}

// annealers are both directions.
var annealers = map[string]func(context.Context, Annealer, AISSettings, *rand.Rand) (AISResult, error){
	"forward": AIS, "reverse": ReverseAIS,
}

// TestWeightsAreUnbiased: the mean weights are Z/Z_0 and Z_0/Z with as few as
// five temperatures, where log weights are far off.
func TestWeightsAreUnbiased(t *testing.T) {
	const chains = 10000
	m := randomRBM(6, 4, 1, 1)
	data := NewMatrix(7, 6)
	NewBernoulli(6).States(data, 20)
	logZ := exactLog(t, m)
	for _, base := range []Source{nil, data} {
		s := AISSettings{Chains: chains, Betas: LinearBetas(5), Base: base, Start: exactSamples(t, m, chains, 2)}
		var results []AISResult
		for _, name := range []string{"forward", "reverse"} {
			r, err := annealers[name](t.Context(), m, s, NewRand(3))
			if err != nil {
				t.Fatal(err)
			}
			results = append(results, r)
			// Five standard errors of the mean weight: one seed in a million.
			if tol := 5 * logMeanErr(r.ESS, chains); !(math.Abs(r.LogZ-logZ) <= tol) || tol > 0.2 {
				t.Errorf("%v, want %.4f ± %.4f", r, logZ, tol)
			}
			// The mean log weight is off by more, below for the forward run.
			bound := mean("", r.LogWeights)
			off := r.LogZ0 + bound.Value - logZ
			if r.Reverse {
				off = logZ - (r.LogZ0 - bound.Value)
			}
			if !(off < -5*bound.Err) {
				t.Errorf("%v: the mean log weight is no bound on its side: %.4f", r, off)
			}
		}
		e, overlap := Bennett(results[0], results[1])
		if !(math.Abs(e.Value-logZ) <= 5*e.Err) || e.Err > 0.04 || overlap < 0.3 {
			t.Errorf("Bennett: %v, error %.4f, overlap %.3f, want %.4f", e, e.Err, overlap, logZ)
		}
	}
}

func TestAISSameBits(t *testing.T) {
	m := randomRBM(50, 40, 0.3, 1)
	s := AISSettings{Chains: 70, Betas: PublishedBetas(60), Base: NewMatrix(4, 50), BurnIn: 3}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, ais := range annealers {
		var want []float64
		for _, procs := range []int{1, 2, 2} {
			runtime.GOMAXPROCS(procs)
			r, err := ais(t.Context(), m, s, NewRand(5))
			if err != nil {
				t.Fatal(err)
			}
			got := append([]float64{r.Low, r.High}, r.LogWeights...)
			if want == nil {
				want = got
			}
			for i, x := range got {
				if x != want[i] {
					t.Fatalf("%s, GOMAXPROCS %d: number %d is %v, want %v", name, procs, i, x, want[i])
				}
			}
		}
	}
}

func TestAISBadInput(t *testing.T) {
	m, wide := randomRBM(5, 3, 1, 1), randomRBM(5, 3, 1, 1)
	wide.Weights.Row(2)[1] = float32(math.Inf(1))
	good := AISSettings{Chains: 10, Betas: LinearBetas(10), Base: NewMatrix(3, 5)}
	for name, c := range map[string]struct {
		change func(*AISSettings)
		model  *RBM
		want   error
	}{
		"no chains":         {func(s *AISSettings) { s.Chains = 0 }, m, ErrSettings},
		"negative chains":   {func(s *AISSettings) { s.Chains = -3 }, m, ErrSettings},
		"no temperatures":   {func(s *AISSettings) { s.Betas = nil }, m, ErrSettings},
		"falling":           {func(s *AISSettings) { s.Betas = []float64{0, 0.5, 0.4, 1} }, m, ErrSettings},
		"twice the same":    {func(s *AISSettings) { s.Betas = []float64{0, 0.5, 0.5, 1} }, m, ErrSettings},
		"not from 0":        {func(s *AISSettings) { s.Betas = []float64{0.1, 1} }, m, ErrSettings},
		"not to 1":          {func(s *AISSettings) { s.Betas = []float64{0, 0.9} }, m, ErrSettings},
		"beyond 1":          {func(s *AISSettings) { s.Betas = []float64{0, 2} }, m, ErrSettings},
		"NaN":               {func(s *AISSettings) { s.Betas = []float64{0, math.NaN(), 1} }, m, ErrSettings},
		"negative burn-in":  {func(s *AISSettings) { s.BurnIn = -1 }, m, ErrSettings},
		"base of 4 columns": {func(s *AISSettings) { s.Base = NewMatrix(3, 4) }, m, ErrSettings},
		"base without rows": {func(s *AISSettings) { s.Base = NewMatrix(0, 5) }, m, ErrSettings},
		"infinite weight":   {func(*AISSettings) {}, wide, ErrDiverged},
	} {
		s := good
		c.change(&s)
		_, forward := AIS(t.Context(), c.model, s, NewRand(1))
		_, reverse := ReverseAIS(t.Context(), c.model, s, NewRand(1))
		_, adaptive := AdaptiveBetas(t.Context(), c.model, s, 10, NewRand(1))
		for _, err := range []error{forward, reverse, adaptive} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s: error %v, want one that wraps %v", name, err, c.want)
			}
		}
	}
	for name, f := range map[string]func(*RBM) error{
		"AIS":          func(m *RBM) error { _, err := AIS(t.Context(), m, good, NewRand(1)); return err },
		"LogPartition": func(m *RBM) error { _, err := m.LogPartition(); return err },
	} {
		if err := f(wide); err == nil || !strings.Contains(err.Error(), "weights[2,1] is +Inf") || !strings.Contains(err.Error(), "train anew") {
			t.Errorf("%s of infinite weights does not say where and what to do: %v", name, err)
		}
	}
	s := good
	s.Start = NewMatrix(2, 4)
	if _, err := ReverseAIS(t.Context(), m, s, NewRand(1)); !errors.Is(err, ErrSettings) {
		t.Errorf("Start of 4 columns: error %v", err)
	}
	for _, x := range []float32{2, -1, 0.5, float32(math.NaN())} {
		s.Start = NewMatrix(2, 5)
		s.Start.Row(1)[3] = x
		_, err := ReverseAIS(t.Context(), m, s, NewRand(1))
		if e := new(ValueError); !errors.As(err, &e) || e.Row != 1 || e.Column != 3 || e.Remedy == "" {
			t.Errorf("Start with %g: error %v", x, err)
		}
	}
	s.Start.Row(1)[3], s.BurnIn = 0.5, 1 // a mean, which the first move turns into a state
	if _, err := ReverseAIS(t.Context(), m, s, NewRand(1)); err != nil {
		t.Errorf("grey Start and a burn-in: error %v", err)
	}
	s.Start, s.Base = Matrix{}, nil
	if _, err := ReverseAIS(t.Context(), m, s, NewRand(1)); !errors.Is(err, ErrSettings) {
		t.Errorf("neither Start nor Base: error %v", err)
	}
}

// TestAISStops: by its context and by its Recorder, between two temperatures.
func TestAISStops(t *testing.T) {
	m := randomRBM(5, 3, 1, 1)
	s := AISSettings{Chains: 10, Betas: LinearBetas(201), Base: NewMatrix(3, 5), BurnIn: 200}
	for name, ais := range annealers {
		ctx, cancel := context.WithCancel(t.Context())
		points := 0
		s.Recorder = RecorderFunc(func(p *Progress) error {
			if p.Step == 0 {
				points++
			}
			if p.Epoch == 3 {
				cancel()
			}
			return nil
		})
		if _, err := ais(ctx, m, s, NewRand(1)); !errors.Is(err, context.Canceled) || points != 3 {
			t.Errorf("%s, cancelled at the third point: %d points, error %v", name, points, err)
		}
		s.Recorder = RecorderFunc(func(*Progress) error { return ErrStop })
		if _, err := ais(t.Context(), m, s, NewRand(1)); !errors.Is(err, ErrStop) {
			t.Errorf("%s, stopped by its Recorder: error %v", name, err)
		}
	}
}

// TestAISProgress: a hundred points, each with its number, of burn-in and way.
func TestAISProgress(t *testing.T) {
	m := randomRBM(5, 3, 1, 1)
	for _, temperatures := range []int{2, 8, 101, 350} {
		s := AISSettings{Chains: 10, Betas: LinearBetas(temperatures), Base: NewMatrix(3, 5), BurnIn: 50}
		for name, ais := range annealers {
			points, epochs, measured := 0, 0, 0
			s.Recorder = RecorderFunc(func(p *Progress) error {
				if p.Step == 0 {
					points, epochs = points+1, p.Epochs
					measured += len(p.Metrics)
				}
				if p.Step < 0 || p.Step != 0 && p.Step >= p.Steps || p.Epoch != points {
					t.Errorf("%s, %d temperatures: point %d of %d, step %d of %d after point %d", name, temperatures, p.Epoch, p.Epochs, p.Step, p.Steps, points)
				}
				return nil
			})
			r, err := ais(t.Context(), m, s, NewRand(1))
			if err != nil {
				t.Fatal(err)
			}
			first, last := r.Trace[0], r.Trace[len(r.Trace)-1]
			if r.Reverse {
				first, last = last, first
			}
			if points != epochs || epochs > 100 || first.Beta != 0 || last.Beta != 1 || 2*(len(r.Trace)-1) != measured {
				t.Errorf("%s, %d temperatures: %d of %d points, %d in the trace, %d metrics", name, temperatures, points, epochs, len(r.Trace), measured)
			}
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	m := randomRBM(20, 10, 0.1, 1)
	path, err := m.Anneal(nil)
	if err != nil {
		t.Fatal(err)
	}
	chains, logw, rng := NewMatrix(10, 20), make([]float64, 10), NewRand(1)
	path.Start(chains, rng)
	beta := 0.0
	if n := testing.AllocsPerRun(50, func() {
		path.Step(logw, chains, beta, beta+0.01, rng)
		beta += 0.01
	}); n > 0.5 { // a collection may empty the kernel's stocks
		t.Errorf("%g allocations per temperature", n)
	}
}
