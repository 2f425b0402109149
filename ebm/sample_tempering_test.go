package ebm_test

import (
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

var ladder = []float64{0, 0.2, 0.5, 0.8, 1}

func parallelTempering(t testing.TB, m *ebm.RBM, betas []float64, base ebm.Source) *ebm.ParallelTempering {
	t.Helper()
	p, err := ebm.NewParallelTempering(m, betas, base)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParallelTempering(t *testing.T) {
	for _, c := range []struct {
		name   string
		betas  []float64
		based  bool
		scheme ebm.SwapScheme
		k      int
	}{
		{"1x1", []float64{0, 1}, false, ebm.AlternateSwaps, 1},
		{"6x4", []float64{0, 0.3, 0.7, 1}, true, ebm.AlternateSwaps, 2},
		{"8x5 strong", []float64{0, 0.4, 1}, false, ebm.RandomSwaps, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := machines()[c.name]
			var base ebm.Source
			if c.based {
				base = batch(m, 20)
			}
			p := parallelTempering(t, m, c.betas, base)
			p.Scheme, p.K = c.scheme, c.k
			ebmtest.TestKernel(t, m, p)
		})
	}
}

// TestSwapCounts: the counts of all pairs add up to the Stats of the steps, each
// scheme proposes what it says, and walkers arrive.
func TestSwapCounts(t *testing.T) {
	const chains, steps = 30, 40
	m := machines()["6x4"]
	for _, scheme := range []ebm.SwapScheme{ebm.AlternateSwaps, ebm.RandomSwaps} {
		p, x, rng := parallelTempering(t, m, ladder, nil), ebm.NewMatrix(chains, 6), ebm.NewRand(1)
		p.Scheme = scheme
		var want, got ebm.Stats
		for range steps {
			n := p.Step(x, rng)
			want.Proposed, want.Accepted = want.Proposed+n.Proposed, want.Accepted+n.Accepted
		}
		for i, s := range p.Swaps() {
			got.Proposed, got.Accepted = got.Proposed+s.Proposed, got.Accepted+s.Accepted
			if i%2 == 0 && s != (ebm.Stats{Proposed: p.Swaps()[0].Proposed, Accepted: s.Accepted}) || s.Accepted > s.Proposed {
				t.Errorf("scheme %d: pair %d is %+v, pair 0 %+v", scheme, i, s, p.Swaps()[0])
			}
			if scheme == ebm.AlternateSwaps && s.Proposed != chains*steps/2 {
				t.Errorf("alternate swaps: pair %d has %d proposals in %d steps, want %d", i, s.Proposed, steps, chains*steps/2)
			}
		}
		if got != want || want.Proposed != 2*chains*steps {
			t.Errorf("scheme %d: pairs add up to %+v, steps to %+v, want %d proposals", scheme, got, want, 2*chains*steps)
		}
		// The top is in every second round, and all passages end there.
		if n := p.Passages(); n < chains || n > p.Swaps()[len(ladder)-2].Accepted {
			t.Errorf("scheme %d: %d passages of %d walkers in %d steps", scheme, n, len(ladder)*chains, steps)
		}
		p.Forget()
		if p.Passages() != 0 || p.Swaps()[1] != (ebm.Stats{}) {
			t.Errorf("Forget leaves %d passages and %+v", p.Passages(), p.Swaps())
		}
	}
}

// TestSwapRates compares the accepted shares with those that all pairs of states
// give, Σ p_i(v)·p_j(u)·min(1, exp(F_i(v) + F_j(u) - F_i(u) - F_j(v))).
func TestSwapRates(t *testing.T) {
	const chains, burnIn, steps, z = 2000, 30, 40, 5
	for _, name := range []string{"6x4", "1x7"} {
		m := machines()[name]
		p, x, rng := parallelTempering(t, m, ladder, batch(m, 20)), ebm.NewMatrix(chains, m.NumVisible()), ebm.NewRand(1)
		for step := range burnIn + steps {
			if step == burnIn {
				p.Forget()
			}
			p.Step(x, rng)
		}
		states := ebm.NewMatrix(1<<m.NumVisible(), m.NumVisible())
		m.Visible.(ebm.Enumerator).States(states, 0)
		f, prob := make([][]float64, len(ladder)), make([][]float64, len(ladder))
		for i := range ladder {
			rung := p.Rung(i)
			logZ, err := rung.LogPartition()
			if err != nil {
				t.Fatal(err)
			}
			f[i], prob[i] = make([]float64, states.Rows), make([]float64, states.Rows)
			rung.FreeEnergy(f[i], states)
			for s, e := range f[i] {
				prob[i][s] = math.Exp(-e - logZ)
			}
		}
		for i, n := range p.Swaps() {
			want := 0.0
			for v := range states.Rows {
				for u := range states.Rows {
					want += prob[i][v] * prob[i+1][u] * min(1, math.Exp(f[i][v]+f[i+1][u]-f[i][u]-f[i+1][v]))
				}
			}
			// Chains are independent, whatever the steps of one may be.
			tol := z * math.Sqrt(want*(1-want)/chains)
			if got := float64(n.Accepted) / float64(n.Proposed); math.Abs(got-want) > tol {
				t.Errorf("%s, pair %d: %.4f of the swaps are accepted, want %.4f ± %.4f", name, i, got, want, tol)
			}
		}
	}
}

// TestTemperingGoesOn: a step begins where the caller has put the chains, with
// the parameters that the model then has, and does K rounds.
func TestTemperingGoesOn(t *testing.T) {
	const chains = 200
	m := pairs()
	p, x, rng := parallelTempering(t, m, []float64{0, 1}, nil), ebm.NewMatrix(chains, 6), ebm.NewRand(1)
	on := func() (n int) {
		for i := range chains {
			n += int(x.At(i, 0))
		}
		return n
	}
	// A Gibbs step turns a unit around with probability 0.02, and a replica of
	// random bits is near a mode once in 32 times.
	if p.Step(x, rng); on() > chains/4 {
		t.Errorf("%d of %d chains that were off are on", on(), chains)
	}
	for i := range x.Data {
		x.Data[i] = 1
	}
	if p.Step(x, rng); on() < chains*3/4 {
		t.Errorf("%d of %d chains that the caller has put on are on", on(), chains)
	}
	sameMatrix(t, "replicas at β = 1", p.Replicas(1), x)
	p.K = 3
	if n := p.Step(x, rng); n.Proposed != 3*chains {
		t.Errorf("%d swaps proposed in 3 rounds of %d chains, want one each", n.Proposed, chains)
	}
	for i := range m.Visible.(*ebm.Bernoulli).Bias {
		m.Visible.(*ebm.Bernoulli).Bias[i] = -40
	}
	if p.Step(x, rng); on() != 0 {
		t.Errorf("%d chains are on after the biases have become -40", on())
	}
	small := ebm.NewMatrix(3, 6)
	p.Step(small, rng)
	if got := p.Replicas(0); got.Rows != 3 {
		t.Errorf("%d replicas of 3 chains", got.Rows)
	}
}

// TestRungs: the rungs are the family between base and model.
func TestRungs(t *testing.T) {
	m := machines()["6x4"]
	data := batch(m, 20)
	p := parallelTempering(t, m, ladder, data)
	base := bernoulli(6, 1)
	if err := base.Init(data); err != nil {
		t.Fatal(err)
	}
	states := ebm.NewMatrix(64, 6)
	base.States(states, 0)
	free := func(m ebm.Model) []float64 {
		f := make([]float64, 64)
		m.FreeEnergy(f, states)
		return f
	}
	independent := rbm(base, ebm.NewBernoulli(4), 0)
	for i, want := range map[int]*ebm.RBM{0: independent, 4: m} {
		f, g := free(p.Rung(i)), free(want)
		for s := range f {
			if math.Abs(f[s]-g[s]) > 1e-5 { // a dozen float32 roundings of numbers below 10
				t.Fatalf("rung %d: F of state %d is %g, want %g", i, s, f[s], g[s])
			}
		}
	}
	middle := p.Rung(2)
	if got, want := middle.Weights.At(1, 2), ladder[2]*m.Weights.At(1, 2); math.Abs(got-want) > 1e-7 {
		t.Errorf("a weight at β = %g is %g, want %g", ladder[2], got, want)
	}
	middle.Weights.Row(1)[2]++
	if p.Rung(2).Weights.At(1, 2) == middle.Weights.At(1, 2) {
		t.Error("Rung is no copy")
	}
}

func TestLadderErrors(t *testing.T) {
	m := machines()["6x4"]
	for want, betas := range map[string][]float64{
		"0 temperatures": nil, "1 temperatures": {1}, "[0] is 0.1": {0.1, 1}, "[2] is 0.5 after 0.5": {0, 0.5, 0.5, 1},
		"[1] is NaN": {0, math.NaN(), 1}, "[2], the last, is 0.9": {0, 0.5, 0.9}, "[1], the last, is 2": {0, 2},
	} {
		if p, err := ebm.NewParallelTempering(m, betas, nil); p != nil || !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one that says %q", betas, err, want)
		}
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: betas") {
					t.Errorf("NewTempering with %v: panic %q", betas, text)
				}
			}()
			ebm.NewTempering(m, betas, 3, ebm.NewRand(1))
		}()
	}
	if _, err := ebm.NewParallelTempering(m, ladder, ebm.NewMatrix(4, 5)); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("a base of another width: %v", err)
	}
	m.Weights.Data[0] = float32(math.NaN())
	if _, err := ebm.NewParallelTempering(m, ladder, nil); !errors.Is(err, ebm.ErrDiverged) {
		t.Errorf("a weight that is NaN: %v", err)
	}
}

// TestSamplersOfNoChains do nothing.
func TestSamplersOfNoChains(t *testing.T) {
	m, none := machines()["6x4"], ebm.NewMatrix(0, 6)
	clamped, err := ebm.NewClampedGibbs(m, ebm.NewMatrix(1, 6))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []ebm.Kernel{ebm.NewGibbs(m), clamped, metropolis(t, m, ebm.Flips(1), 1), parallelTempering(t, m, ladder, nil)} {
		if n := k.Step(none, ebm.NewRand(1)); n != (ebm.Stats{}) {
			t.Errorf("%T: %+v", k, n)
		}
	}
	if text := panicText(func() { parallelTempering(t, m, ladder, nil).Start(-1, ebm.NewRand(1)) }); !strings.HasPrefix(text, "ebm: ") {
		t.Errorf("Start of -1 chains: panic %q", text)
	}
}

// TestSamplersAllocateNothing: once their scratch is there.
func TestSamplersAllocateNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // a second thread may start another worker
	m := machines()["6x4"]
	data, rng, grad := batch(m, 20), ebm.NewRand(1), zeroGrad(m)
	clamped, err := ebm.NewClampedGibbs(m, ebm.NewMatrix(20, 6))
	if err != nil {
		t.Fatal(err)
	}
	pt, tempering := parallelTempering(t, m, ladder, nil), ebm.NewTempering(m, ladder, 20, ebm.NewRand(2))
	flips, walk := metropolis(t, bowl{6}, ebm.Flips(2), 3), metropolis(t, bowl{6}, ebm.Walk(0.5), 3)
	x := ebm.MatrixOf(data)
	for name, step := range map[string]func(){
		"clamped Gibbs":      func() { clamped.Step(x, rng) },
		"parallel tempering": func() { pt.Step(x, rng) },
		"flips":              func() { flips.Step(x, rng) },
		"walk":               func() { walk.Step(x, rng) },
		"tempering":          func() { tempering.AddGrad(grad, 1, data, rng) },
		"particles":          func() { tempering.Particles(data, rng) },
	} {
		if n := testing.AllocsPerRun(50, step); n > 0.5 { // a collection may empty the pools
			t.Errorf("%s: %g allocations a step", name, n)
		}
	}
}

// bowl is a model that allocates nothing: normal units.
type bowl struct{ units int }

func (b bowl) NumVisible() int { return b.units }

func (b bowl) FreeEnergy(dst []float64, v ebm.Matrix) {
	for i := range dst {
		dst[i] = 0
		for _, x := range v.Row(i) {
			dst[i] += float64(x) * float64(x) / 2
		}
	}
}

// eachTempered runs f for the machines whose layers can be tempered.
func eachTempered(t *testing.T, f func(t *testing.T, m *ebm.RBM)) {
	t.Helper()
	for name, m := range machines() {
		_, visible := m.Visible.(ebm.Blender)
		_, hidden := m.Hidden.(ebm.Blender)
		if visible && hidden {
			t.Run(name, func(t *testing.T) { f(t, m) })
		}
	}
}
