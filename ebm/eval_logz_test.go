package ebm

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestLogZExact(t *testing.T) {
	m := randomRBM(6, 4, 1, 1)
	r, err := LogZ(t.Context(), m, LogZSettings{}, NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	if want := exactLog(t, m); !r.Exact || !r.Converged || r.Value != want || r.Low != want || r.High != want || r.Err != 0 || r.Verdict != "exact" {
		t.Errorf("%+v, want %g", r, want)
	}
}

// TestLogZExactIsWatched: the sum reports, stops, and is that of LogPartition.
func TestLogZExactIsWatched(t *testing.T) {
	m := randomRBM(30, 17, 0.5, 1)
	ctx, cancel := context.WithCancel(t.Context())
	points := 0
	s := LogZSettings{Recorder: RecorderFunc(func(p *Progress) error {
		points++
		if p.Epoch < 1 || p.Epoch > p.Epochs {
			t.Errorf("point %d of %d", p.Epoch, p.Epochs)
		}
		return nil
	})}
	r, err := LogZ(ctx, m, s, NewRand(1))
	if err != nil || r.Value != exactLog(t, m) || points < 2 {
		t.Errorf("%v after %d points, error %v", r, points, err)
	}
	points = 0
	s.Recorder = RecorderFunc(func(*Progress) error {
		points++
		cancel()
		return nil
	})
	if _, err := LogZ(ctx, m, s, NewRand(1)); !errors.Is(err, context.Canceled) || points != 1 {
		t.Errorf("cancelled at the first point: %d points, error %v", points, err)
	}
	s.Recorder = RecorderFunc(func(*Progress) error { return ErrStop })
	if _, err := LogZ(t.Context(), m, s, NewRand(1)); !errors.Is(err, ErrStop) {
		t.Errorf("stopped by its Recorder: error %v", err)
	}
}

// TestLogZConverges: with enough temperatures the value is right, and said to be.
func TestLogZConverges(t *testing.T) {
	m := randomRBM(14, 9, 0.7, 1)
	want := exactLog(t, m)
	for name, s := range map[string]LogZSettings{
		"data":           {Data: exactSamples(t, m, 300, 2)},
		"without data":   {},
		"exact samples":  {Start: exactSamples(t, m, 100, 3)},
		"linear ladder":  {Betas: LinearBetas(500)},
		"fewer, chains":  {Chains: 30},
		"wide tolerance": {Tolerance: 2},
	} {
		s.NoExact = true
		if s.Betas == nil {
			s.Temperatures = 500
		}
		r, err := LogZ(t.Context(), m, s, NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		if !r.Converged || r.Exact || !strings.HasPrefix(r.Verdict, "converged: width ") || r.Suggested != 0 {
			t.Errorf("%s: %v", name, r)
		}
		// Five standard errors: one seed in a million.
		if !(math.Abs(r.Value-want) <= 5*r.Err) || r.Err > 0.1 || math.Abs(r.Width) > 0.5 {
			t.Errorf("%s: %v, width %g, error %g, want %g", name, r, r.Width, r.Err, want)
		}
	}
}

// TestLogZTooFew: few temperatures must be caught, and the advice must help.
func TestLogZTooFew(t *testing.T) {
	m := randomRBM(40, 12, 1, 1)
	s := LogZSettings{Data: NewMatrix(1, 40), BurnIn: 2000, NoExact: true, Temperatures: 10}
	want := exactLog(t, m)
	for s.Temperatures = 4; ; {
		r, err := LogZ(t.Context(), m, s, NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		if !(r.Low <= want && want <= r.High) {
			t.Errorf("%d temperatures: %v, want %.3f", s.Temperatures, r, want)
		}
		if s.Temperatures == 4 && (r.Converged || !strings.HasPrefix(r.Verdict, "not converged: ")) {
			t.Errorf("4 temperatures: %v", r)
		}
		if r.Converged {
			break
		}
		if r.Suggested < 2*s.Temperatures || s.Temperatures > 10000 {
			t.Fatalf("%d temperatures: %v, suggested %d", s.Temperatures, r, r.Suggested)
		}
		s.Temperatures = r.Suggested
	}
}

// TestLogZKnowsNoMoreThanForward: reverse chains that start where the forward
// ones ended have their knowledge.
func TestLogZKnowsNoMoreThanForward(t *testing.T) {
	m := randomRBM(14, 9, 1, 1)
	for seed := range uint64(5) {
		r, err := LogZ(t.Context(), m, LogZSettings{NoExact: true, Chains: 20, Temperatures: 30, Tolerance: 3}, NewRand(seed))
		if err != nil {
			t.Fatal(err)
		}
		if !(r.Converged && r.Low <= r.Forward.Low && r.Forward.High <= r.High) {
			t.Errorf("seed %d: %v, converged %v, forward %v", seed, r, r.Converged, r.Forward)
		}
	}
}

// TestLogZSmallMissedMode: a quarter of the probability is where the data are
// not. That is less than the Tolerance, but the interval must tell.
func TestLogZSmallMissedMode(t *testing.T) {
	m := islands()
	data := NewMatrix(10, 20)
	for i := range data.Data {
		data.Data[i] = 1
	}
	for j := range m.Hidden.(*Bernoulli).Bias {
		m.Hidden.(*Bernoulli).Bias[j] = -20 + 0.25
	}
	want, found := exactLog(t, m), 0
	for seed := range uint64(10) {
		r, err := LogZ(t.Context(), m, LogZSettings{Data: data, Temperatures: 300, BurnIn: 100, NoExact: true}, NewRand(seed))
		if err != nil {
			t.Fatal(err)
		}
		if r.Converged && math.Abs(r.Value-want) > 0.5 {
			t.Errorf("seed %d: %v, want %.3f", seed, r, want)
		}
		if r.Low <= want && want <= r.High {
			found++
		}
	}
	// 0.31 nat are missing, which half as many chains see in most of the runs.
	if found < 7 {
		t.Errorf("%d of 10 intervals hold log Z", found)
	}
}

// TestLogZSuggestsNothingAbsurd: no ladder helps where weights are far too large.
func TestLogZSuggestsNothingAbsurd(t *testing.T) {
	m := randomRBM(20, 10, 1, 1)
	for i := range m.Weights.Data {
		m.Weights.Data[i] *= 1e18
	}
	r, err := LogZ(t.Context(), m, LogZSettings{NoExact: true, Chains: 5, Temperatures: 20, BurnIn: 1}, NewRand(1))
	if err != nil || r.Converged || r.Suggested != 0 || !strings.Contains(r.Verdict, "too large") {
		t.Errorf("%v, suggested %d, error %v", r, r.Suggested, err)
	}
}

// islands has two far modes, all units on and all off, of which on is the heavier
// by about exp(3).
func islands() *RBM {
	m := NewBernoulliRBM(20, 4, NewRand(1))
	for i := range m.Weights.Data {
		m.Weights.Data[i] = 2
	}
	visible, hidden := m.Visible.(*Bernoulli).Bias, m.Hidden.(*Bernoulli).Bias
	for i := range visible {
		visible[i] = -4
	}
	for j := range hidden {
		hidden[j] = -20 + 0.75
	}
	return m
}

// TestLogZMissedMode: the data are at the lighter of two modes, as after CD-1
// the model may have others, and burn-in does not lead to it.
func TestLogZMissedMode(t *testing.T) {
	m := islands()
	data := NewMatrix(10, 20) // all units off
	r, err := LogZ(t.Context(), m, LogZSettings{Data: data, Temperatures: 1000, NoExact: true}, NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	if r.Converged || !strings.HasPrefix(r.Verdict, "not converged: ") {
		t.Errorf("%v, want %.3f", r, exactLog(t, m))
	}
}

// other is a Model and nothing else.
type other struct{ Model }

func TestLogZBadInput(t *testing.T) {
	m, wide := randomRBM(40, 40, 1, 1), randomRBM(40, 40, 1, 1)
	wide.Visible.(*Bernoulli).Bias[7] = float32(math.NaN())
	twos := NewMatrix(2, 40)
	twos.Row(1)[5] = 2
	for name, c := range map[string]struct {
		model    Model
		settings LogZSettings
		want     error
	}{
		"no ability":          {other{m}, LogZSettings{}, ErrUnsupported},
		"NaN":                 {wide, LogZSettings{}, ErrDiverged},
		"negative chains":     {m, LogZSettings{Chains: -1}, ErrSettings},
		"one chain":           {m, LogZSettings{Chains: 1}, ErrSettings},
		"too many chains":     {m, LogZSettings{Chains: 1 << 40}, ErrSettings},
		"negative ladder":     {m, LogZSettings{Temperatures: -1}, ErrSettings},
		"two ladders":         {m, LogZSettings{Temperatures: 7, Betas: LinearBetas(9)}, ErrSettings},
		"empty ladder":        {m, LogZSettings{Betas: []float64{}}, ErrSettings},
		"falling ladder":      {m, LogZSettings{Betas: []float64{0, 1, 0.5}}, ErrSettings},
		"negative tolerance":  {m, LogZSettings{Tolerance: -1}, ErrSettings},
		"NaN tolerance":       {m, LogZSettings{Tolerance: math.NaN()}, ErrSettings},
		"negative burn-in":    {m, LogZSettings{BurnIn: -1}, ErrSettings},
		"data of other width": {m, LogZSettings{Data: NewMatrix(3, 4)}, ErrSettings},
		// 1000 chains, so that a run before the check takes its time.
		"start of other width":     {m, LogZSettings{Start: NewMatrix(3, 4), Chains: 1000}, ErrSettings},
		"start that no unit takes": {m, LogZSettings{Start: twos, Chains: 1000}, ErrValue},
		"data that no unit takes":  {m, LogZSettings{Data: twos, Chains: 1000}, ErrValue},
	} {
		start := time.Now()
		_, err := LogZ(t.Context(), c.model, c.settings, NewRand(1))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want one that wraps %v", name, err, c.want)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, m := range []Model{m, randomRBM(4, 4, 1, 1)} {
		if _, err := LogZ(ctx, m, LogZSettings{}, NewRand(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: error %v", err)
		}
	}
}

// TestResample: each chain counts as often as its weight says, give or take one.
func TestResample(t *testing.T) {
	share := []float64{0.05, 0.5, 0.0001, 0.25, 0.1999}
	r := AISResult{final: NewMatrix(5, 1)}
	for i, s := range share {
		r.final.Row(i)[0] = float32(i)
		r.LogWeights = append(r.LogWeights, 700+math.Log(s))
	}
	var counts [5]float64
	const runs = 2000
	rng := NewRand(1)
	for range runs {
		var n [5]float64
		for _, v := range resample(r, rng).Data {
			n[int(v)]++
		}
		for i, s := range share {
			if math.Abs(n[i]-5*s) >= 1 {
				t.Fatalf("chain %d of share %g counts %g times of 5", i, s, n[i])
			}
			counts[i] += n[i]
		}
	}
	for i, s := range share {
		// A count varies by at most a half, so its mean by 0.5/√runs: five of these.
		if got := counts[i] / runs; math.Abs(got-5*s) > 5*0.5/math.Sqrt(runs) {
			t.Errorf("chain %d counts %g times, want %g", i, got, 5*s)
		}
	}
}
