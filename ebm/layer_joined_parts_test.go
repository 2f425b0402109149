package ebm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// inParts returns an RBM of Bernoulli layers, and the same one with layers that
// are joined of parts.
func inParts() (whole, parts *ebm.RBM) {
	visible, hidden := bernoulli(12, 1), bernoulli(8, 2)
	whole = rbm(visible, hidden, 1)
	part := func(l *ebm.Bernoulli, from, to int) *ebm.Bernoulli {
		p := ebm.NewBernoulli(to - from)
		copy(p.Bias, l.Bias[from:to])
		return p
	}
	parts = &ebm.RBM{
		Visible: ebm.NewJoined(part(visible, 0, 5), part(visible, 5, 12)),
		Hidden:  ebm.NewJoined(part(hidden, 0, 1), ebm.NewJoined(part(hidden, 1, 4), part(hidden, 4, 8))),
		Weights: whole.Weights,
	}
	return whole, parts
}

// TestJoinedIsWhole: gradients of a machine in parts are those of the whole one.
func TestJoinedIsWhole(t *testing.T) {
	whole, parts := inParts()
	cd := func(m *ebm.RBM) ebm.Objective { // which draws nothing
		cd := ebm.NewCD(m, 2)
		cd.ChainStates = ebm.ChainStates{VisibleMeans: true, HiddenMeans: true}
		return cd
	}
	x := patterns(40, 1)
	for name, objective := range map[string]func(m *ebm.RBM) ebm.Objective{
		"plain":              cd,
		"centred":            func(m *ebm.RBM) ebm.Objective { return mustCenter(t, cd(m), ebm.MeanOffsets) },
		"centred, not fused": func(m *ebm.RBM) ebm.Objective { return mustCenter(t, bare{cd(m)}, ebm.MeanOffsets) },
		"sparse":             func(m *ebm.RBM) ebm.Objective { return mustSparse(t, cd(m), 0.1, 0.3) },
	} {
		a, b := objective(whole), objective(parts)
		for step := range 2 {
			want, got := flat(gradientOf(a, -0.5, x, uint64(step))), flat(gradientOf(b, -0.5, x, uint64(step)))
			for i, w := range want {
				if !(math.Abs(got[i]-w) <= 1e-6) { // a few float32 roundings of numbers below 1
					t.Errorf("%s, step %d: element %d of the gradient is %g, want %g", name, step, i, got[i], w)
					break
				}
			}
		}
	}
	z, err := ebm.LogPartition(whole)
	again, errAgain := ebm.LogPartition(parts)
	if err != nil || errAgain != nil || !(math.Abs(z-again) <= 1e-5) { // some ten float32 roundings of numbers below 10
		t.Errorf("log Z is %.8g (%v), in parts %.8g (%v)", z, err, again, errAgain)
	}
}

// onlyLayer hides all abilities.
type onlyLayer struct{ ebm.Layer }

// TestAbility: a joined layer can what all parts can.
func TestAbility(t *testing.T) {
	able := func(l ebm.Layer) string {
		var s []string
		add := func(name string, ok bool) {
			if ok {
				s = append(s, name)
			}
		}
		_, ok := ebm.Ability[ebm.Enumerator](l)
		add("lists", ok)
		_, ok = ebm.Ability[ebm.Initializer](l)
		add("starts", ok)
		_, ok = ebm.Ability[ebm.Blender](l)
		add("blends", ok)
		_, ok = ebm.Ability[ebm.Biased](l)
		add("biased", ok)
		_, ok = ebm.Ability[ebm.Backpropagator](l)
		add("backprop", ok)
		return strings.Join(s, " ")
	}
	const all = "lists starts blends biased backprop"
	for _, c := range []struct {
		layer ebm.Layer
		want  string
	}{
		{ebm.NewBernoulli(1), all},
		{ebm.NewPotts(1, 2), all},
		{ebm.NewGaussian(1), "starts blends biased backprop"},
		{onlyLayer{ebm.NewBernoulli(1)}, ""},
		{ebm.NewJoined(ebm.NewBernoulli(1), ebm.NewPotts(1, 2)), all},
		{ebm.NewJoined(ebm.NewPotts(1, 2), ebm.NewGaussian(1)), "starts blends biased backprop"},
		{ebm.NewJoined(ebm.NewPotts(1, 2), onlyLayer{ebm.NewBernoulli(1)}), ""},
		{ebm.NewJoined(ebm.NewPotts(1, 2), ebm.NewJoined(ebm.NewBernoulli(1), ebm.NewGaussian(1))), "starts blends biased backprop"},
		{struct{ *ebm.Joined }{ebm.NewJoined(ebm.NewPotts(1, 2), ebm.NewGaussian(1))}, "starts blends biased backprop"},
	} {
		if got := able(c.layer); got != c.want {
			t.Errorf("%v can: %s; want %s", c.layer, got, c.want)
		}
	}
}

// TestAbilitiesMissing: what needs an ability that one part lacks says so.
func TestAbilitiesMissing(t *testing.T) {
	mixed := ebm.NewJoined(ebm.NewPotts(1, 2), onlyLayer{ebm.NewBernoulli(2)})
	m := ebm.NewRBM(mixed, ebm.NewGaussian(2), ebm.NewRand(1))
	if _, err := ebm.LogPartition(m); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("LogPartition: %v", err)
	}
	if _, err := m.Anneal(nil); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("Anneal: %v", err)
	}
	if _, err := ebm.NewCentered(ebm.NewCD(m, 1), ebm.DataOffsets); !errors.Is(err, ebm.ErrUnsupported) {
		t.Errorf("NewCentered: %v", err)
	}
	data := ebm.NewMatrix(2, 4)
	for _, err := range []error{m.InitVisible(data), mixed.Init(data)} {
		if !errors.Is(err, ebm.ErrUnsupported) || !strings.Contains(err.Error(), "onlyLayer") {
			t.Errorf("Init: %v", err)
		}
	}
	for name, f := range map[string]func(){
		"LogStates": func() { mixed.LogStates() },
		"Neutral":   func() { mixed.Neutral() },
		"Blend":     func() { ebm.NewJoined(ebm.NewPotts(1, 2)).Blend(mixed, mixed, 0) },
		"no parts":  func() { ebm.NewJoined() },
		"nil part":  func() { ebm.NewJoined(ebm.NewPotts(1, 2), nil) },
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("%s: panic %q", name, text)
				}
			}()
			f()
			t.Errorf("%s: no panic", name)
		}()
	}
}

// TestJoinedErrors: errors name columns of the whole layer, and remedies look at
// the part's columns alone.
func TestJoinedErrors(t *testing.T) {
	l := ebm.NewJoined(ebm.NewGaussian(1), ebm.NewJoined(ebm.NewBernoulli(2), ebm.NewPotts(1, 2)))
	good := []float32{-7, 0, 1, 0, 1}
	data := ebm.NewMatrix(600, 5)
	for i := range data.Rows {
		copy(data.Row(i), good)
	}
	for _, c := range []struct {
		col    int
		value  float32
		at     int // the column that the error names
		remedy string
	}{
		{2, 255, 2, "whole numbers from 0 to 255"},
		{3, 0.5, 3, "sums to 1.5"},
		{4, 2, 4, "from 0 to 2"},
	} {
		x := ebm.MatrixOf(data)
		x.Row(550)[c.col] = c.value
		for name, err := range map[string]error{"Check": l.Check(x), "Init": l.Init(x)} {
			var v *ebm.ValueError
			if !errors.As(err, &v) || v.Row != 550 || v.Column != c.at || !strings.Contains(v.Remedy, c.remedy) {
				t.Errorf("%s of %g in column %d: %v", name, c.value, c.col, err)
			}
		}
	}
	// The first row counts, in whichever part, and in a row the first column.
	for _, c := range [][4]int{{3, 1, 2, 4}, {3, 4, 2, 1}, {2, 4, 2, 1}} {
		x := ebm.MatrixOf(data)
		x.Row(c[0])[c[1]], x.Row(c[2])[c[3]] = 2, 2
		var v *ebm.ValueError
		if err := l.Check(x); !errors.As(err, &v) || v.Row != c[2] || v.Column != c[3] {
			t.Errorf("Check of 2 in %v: %v", c, err)
		}
	}
}

// TestJoinedParamsFollow: parameters are views of the parts' even if a part got
// other ones.
func TestJoinedParamsFollow(t *testing.T) {
	b := ebm.NewBernoulli(2)
	l := ebm.NewJoined(ebm.NewGaussian(1), b)
	b.Bias = []float32{3, 4}
	p := l.Params()
	if p[1].Name != "1.bias" || p[1].Value.Data[1] != 4 {
		t.Errorf("parameters %v", p)
	}
	p[1].Value.Data[0] = 5
	if b.Bias[0] != 5 {
		t.Error("parameters are copies")
	}
}

// TestJoinedSamplesDiffer: parts of the same kind do not draw the same.
func TestJoinedSamplesDiffer(t *testing.T) {
	l := ebm.NewJoined(ebm.NewGaussian(3), ebm.NewGaussian(3), ebm.NewGaussian(3))
	x := ebm.NewMatrix(4, 9)
	l.Sample(x, x, ebm.NewRand(1))
	seen := map[float32]bool{}
	for _, v := range x.Data {
		if seen[v] {
			t.Errorf("%g is drawn twice", v)
		}
		seen[v] = true
	}
}

// TestLayersAllocateNothing: the draws of a step need no memory.
func TestLayersAllocateNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for name, l := range map[string]ebm.Layer{
		"Gaussian": ebm.NewGaussian(20), "Potts": ebm.NewPotts(4, 5),
		"joined": ebm.NewJoined(ebm.NewBernoulli(10), ebm.NewPotts(1, 10)),
	} {
		in, mean, x, grad := ebm.NewMatrix(8, 20), ebm.NewMatrix(8, 20), ebm.NewMatrix(8, 20), []ebm.Param(nil)
		for _, p := range l.Params() {
			grad = append(grad, ebm.Param{Name: p.Name, Value: ebm.NewMatrix(1, p.Value.Cols)})
		}
		back, _ := ebm.Ability[ebm.Backpropagator](l)
		blend, _ := ebm.Ability[ebm.Blender](l)
		neutral, sums := blend.Neutral(), make([]float64, 8)
		step := func() {
			l.(ebm.MeanSampler).MeanSample(mean, x, in, rng)
			l.Sample(x, in, rng)
			l.Mean(mean, in)
			l.AddGrad(grad, 1, x)
			l.AddMeanGrad(grad, 1, in, mean)
			back.Backprop(grad, 1, x, mean, in, mean)
			l.Energy(sums, x)
			l.CGF(sums, in)
			blend.Blend(neutral, l, 0.5)
		}
		if n := testing.AllocsPerRun(50, step); n > 0.5 { // a collection may empty the pools
			t.Errorf("%s: %g allocations a step", name, n)
		}
	}
}
