package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// walk moves the first column of each chain: x ← r·x + normal.
type walk struct{ r float64 }

func (w walk) Step(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
	for i := range chains.Rows {
		x := chains.Row(i)
		x[0] = float32(w.r*float64(x[0]) + rng.NormFloat64())
	}
	return ebm.Stats{Proposed: chains.Rows, Accepted: 1}
}

func firstColumn(dst []float64, v ebm.Matrix) {
	for i := range dst {
		dst[i] = float64(v.Row(i)[0])
	}
}

func TestTrace(t *testing.T) {
	chains, by := ebm.NewMatrix(3, 2), ebm.NewMatrix(3, 2)
	s := ebm.TraceSettings{Burn: 4, Steps: 11, Every: 3}
	got, err := ebm.Trace(t.Context(), walk{0.9}, chains, firstColumn, s, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	rng, want, at := ebm.NewRand(1), make([][]float64, 3), make([]float64, 3)
	for step := 1; step <= 15; step++ {
		walk{0.9}.Step(by, rng)
		firstColumn(at, by)
		for c := range want {
			if step == 7 || step == 10 || step == 13 {
				want[c] = append(want[c], at[c])
			}
		}
	}
	if fmt.Sprint(got.Values) != fmt.Sprint(want) || got.Every != 3 || got.Stats != (ebm.Stats{Proposed: 45, Accepted: 15}) || got.Elapsed <= 0 {
		t.Errorf("got %+v, want %v", got, want)
	}
	if fmt.Sprint(chains) != fmt.Sprint(by) {
		t.Error("chains did not move in place as the kernel moves them")
	}
}

// A walk seen every 3 steps has ρ = r³ between values, and its time in steps is
// three times that of the values.
func TestTracesMixingCountsSteps(t *testing.T) {
	const r = 0.9
	x, err := ebm.Trace(t.Context(), walk{r}, ebm.NewMatrix(8, 1), firstColumn,
		ebm.TraceSettings{Burn: 100, Steps: 12000, Every: 3}, ebm.NewRand(2))
	if err != nil {
		t.Fatal(err)
	}
	m, err := x.Mixing()
	r3 := math.Pow(r, 3)
	want := 3 * (1 + r3) / (1 - r3)
	if err != nil || math.Abs(m.Time-want) > 4*m.TimeErr || m.Short || m.RHat > 1.02 || m.PerSecond <= 0 {
		t.Errorf("%+v (%v), want a time of %.2f", m, err, want)
	}
	if sd := 1 / math.Sqrt(1-r*r); math.Abs(m.SD-sd) > 0.05*sd || m.Chains != 8 || m.Values != 4000 {
		t.Errorf("%+v, want a standard deviation of %.3f", m, sd)
	}
	if text := m.String(); !strings.HasPrefix(text, "8 chains of 4000 values") {
		t.Errorf("text %q", text)
	}
}

// The free energy of a small RBM from Gibbs chains has the mean of all states.
func TestTraceOfAnRBM(t *testing.T) {
	m := rbm(bernoulli(6, 1), bernoulli(4, 2), 0.5)
	states, f, sum, z := ebm.NewMatrix(64, 6), make([]float64, 64), 0.0, 0.0
	m.Visible.(ebm.Enumerator).States(states, 0)
	m.FreeEnergy(f, states)
	for _, x := range f {
		sum, z = sum+x*math.Exp(-x), z+math.Exp(-x)
	}
	x, err := ebm.Trace(t.Context(), ebm.NewGibbs(m), ebm.NewMatrix(20, 6), m.FreeEnergy, ebm.TraceSettings{Burn: 50, Steps: 500}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	mean, err := ebm.ChainMean("free energy", x.Values)
	if err != nil || math.Abs(mean.Value-sum/z) > 4*mean.Err || mean.Err > 0.1 {
		t.Errorf("mean free energy %.4f ± %.4f (%v), want %.4f", mean.Value, mean.Err, err, sum/z)
	}
}

func TestTraceErrors(t *testing.T) {
	trace := func(ctx context.Context, chains int, observe func([]float64, ebm.Matrix), s ebm.TraceSettings) (ebm.Traces, error) {
		return ebm.Trace(ctx, walk{0.5}, ebm.NewMatrix(chains, 1), observe, s, ebm.NewRand(1))
	}
	for _, s := range []ebm.TraceSettings{{}, {Steps: -1}, {Steps: 5, Burn: -1}, {Steps: 5, Every: -1}, {Steps: 5, Every: 6}} {
		if _, err := trace(t.Context(), 1, firstColumn, s); !errors.Is(err, ebm.ErrSettings) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if _, err := trace(t.Context(), 0, firstColumn, ebm.TraceSettings{Steps: 5}); !errors.Is(err, ebm.ErrSettings) {
		t.Errorf("no chains: %v", err)
	}
	calls := 0
	bad := func(dst []float64, v ebm.Matrix) {
		calls++
		clear(dst)
		if calls == 3 {
			dst[1] = math.NaN()
		}
	}
	got, err := trace(t.Context(), 2, bad, ebm.TraceSettings{Steps: 5})
	if !errors.Is(err, ebm.ErrValue) || !strings.Contains(err.Error(), "chain 1 gives NaN at step 3") || len(got.Values[0]) != 2 || len(got.Values[1]) != 2 {
		t.Errorf("NaN: %v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopping := func(dst []float64, v ebm.Matrix) { cancel() }
	if got, err := trace(ctx, 1, stopping, ebm.TraceSettings{Steps: 5}); !errors.Is(err, context.Canceled) || len(got.Values[0]) != 1 {
		t.Errorf("cancelled: %v, %v", got, err)
	}
}

func TestTraceRecorder(t *testing.T) {
	var last ebm.Progress
	run := func(answer error) (ebm.Traces, error) {
		return ebm.Trace(t.Context(), walk{0.5}, ebm.NewMatrix(1, 1), firstColumn, ebm.TraceSettings{Burn: 5, Steps: 10,
			Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error { last = *p; return answer })}, ebm.NewRand(1))
	}
	if _, err := run(nil); err != nil || last.Epoch != 1 || last.Epochs != 1 || last.Step != 0 || last.Steps != 15 {
		t.Errorf("last progress %+v (%v)", last, err)
	}
	if x, err := run(ebm.ErrStop); err != nil || len(x.Values[0]) != 0 {
		t.Errorf("stopped: %v, %v", x, err)
	}
	if _, err := run(errors.ErrUnsupported); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a recorder's error: %v", err)
	}
}

func TestAdvice(t *testing.T) {
	a := ebm.Mixing{Time: 7.3, TimeErr: 0.4, RHat: 1.01}.Advise(100)
	if a.K != 7 || a.Chains != 100 || a.PersistentChains != 730 || a.Burn != 22 || len(a.Lines) != 2 {
		t.Errorf("%+v", a)
	}
	for _, number := range []string{"7.3 ± 0.4", "k = 7", "22 steps", "100 chains", "730"} {
		if !strings.Contains(a.String(), number) {
			t.Errorf("%q lacks %q", a, number)
		}
	}
	fast := ebm.Mixing{Time: 0.5, RHat: 1}.Advise(10)
	if fast.K != 1 || fast.PersistentChains != 10 || fast.Burn != 2 {
		t.Errorf("anticorrelated: %+v", fast)
	}
	slow := ebm.Mixing{Time: 40, Short: true, RHat: 1.4}.Advise(10)
	for _, words := range []string{"at least 40 steps", "record at least 2000 steps", "40 times as expensive", "R-hat is 1.40"} {
		if !strings.Contains(slow.String(), words) {
			t.Errorf("%q lacks %q", slow, words)
		}
	}
}
