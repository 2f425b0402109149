package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

func metropolis(t testing.TB, m ebm.Model, p ebm.Proposal, k int) *ebm.Metropolis {
	t.Helper()
	s, err := ebm.NewMetropolis(m, p)
	if err != nil {
		t.Fatal(err)
	}
	s.K = k
	return s
}

func TestMetropolis(t *testing.T) {
	for _, c := range []struct {
		name     string
		machine  string
		proposal ebm.Proposal
		k        int
	}{
		{"the only unit", "1x7", ebm.Flips(1), 1},
		{"one flip", "6x4", ebm.Flips(1), 6},
		{"three flips", "6x4", ebm.Flips(3), 4},
		{"all flips", "6x4", ebm.Flips(6), 1},
		{"two flips, strong", "8x5 strong", ebm.Flips(2), 8},
		{"walk", "Gaussian visible", ebm.Walk(0.8), 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := machines()[c.machine]
			ebmtest.TestKernel(t, m, metropolis(t, m, c.proposal, c.k))
		})
	}
}

// half is the one side, v ≥ 0, of a normal distribution of each unit.
type half struct{ bowl }

func (h half) Check(v ebm.Matrix) error {
	for i := range v.Rows {
		for j, x := range v.Row(i) {
			if x < 0 {
				return &ebm.ValueError{Row: i, Column: j, Value: float64(x), Units: "positive units"}
			}
		}
	}
	return nil
}

// TestMetropolisRefuses: moves to values that Check refuses are rejected, and
// what is left is p: with mean √(2/π) and mean square 1.
func TestMetropolisRefuses(t *testing.T) {
	const chains, steps, z = 4000, 60, 5
	m := half{bowl{2}}
	k, x, rng := metropolis(t, m, ebm.Walk(1.5), 1), ebm.NewMatrix(chains, 2), ebm.NewRand(1)
	all := ebm.Stats{}
	for range steps { // from 0: some ten correlation times
		s := k.Step(x, rng)
		all.Proposed, all.Accepted = all.Proposed+s.Proposed, all.Accepted+s.Accepted
	}
	if err := m.Check(x); err != nil {
		t.Fatal(err)
	}
	if all.Proposed != chains*steps || all.Accepted > all.Proposed/2 || all.Accepted < all.Proposed/10 {
		// In half of all moves of one unit, and three quarters of both, some unit
		// that is near 0 turns negative.
		t.Errorf("%d of %d moves accepted", all.Accepted, all.Proposed)
	}
	var mean, square float64
	for _, v := range x.Data {
		mean += float64(v) / (2 * chains)
		square += float64(v) * float64(v) / (2 * chains)
	}
	// The variances are 1 - 2/π and 3 - 1.
	if want := math.Sqrt(2 / math.Pi); math.Abs(mean-want) > z*math.Sqrt((1-2/math.Pi)/(2*chains)) {
		t.Errorf("mean %.4f, want %.4f", mean, want)
	}
	if math.Abs(square-1) > z*math.Sqrt(2./(2*chains)) {
		t.Errorf("mean square %.4f, want 1", square)
	}
}

func TestProposalErrors(t *testing.T) {
	binary, gaussian := machines()["6x4"], machines()["Gaussian visible"]
	ising := rbm(spins{bernoulli(6, 1)}, bernoulli(4, 2), 0.5)
	for _, c := range []struct {
		model    ebm.Model
		proposal ebm.Proposal
		want     error
		text     string
	}{
		{binary, ebm.Flips(0), ebm.ErrSettings, "0 flips of 6"},
		{binary, ebm.Flips(7), ebm.ErrSettings, "7 flips of 6"},
		{gaussian, ebm.Flips(1), ebm.ErrUnsupported, "propose a Walk"},
		{ising, ebm.Flips(1), ebm.ErrUnsupported, "spins units cannot be flipped"},
		{covered{bowl{6}, ising.Visible}, ebm.Flips(1), ebm.ErrUnsupported, "spins units"},
		{covered{bowl{6}, ising.Visible}, ebm.Walk(1), ebm.ErrUnsupported, "spins units take certain values"},
		{binary, ebm.Walk(1), ebm.ErrUnsupported, "propose Flips"},
		{gaussian, ebm.Walk(0), ebm.ErrSettings, "deviation 0"},
		{gaussian, ebm.Walk(math.NaN()), ebm.ErrSettings, "deviation NaN"},
		{gaussian, ebm.Walk(math.Inf(1)), ebm.ErrSettings, "deviation +Inf"},
	} {
		k, err := ebm.NewMetropolis(c.model, c.proposal)
		if k != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%T(%v): error %v, want one that says %q", c.proposal, c.proposal, err, c.text)
		}
	}
}

// TestFlips: as many different units as asked for, every one equally often.
func TestFlips(t *testing.T) {
	const rows, d, flips = 20000, 70, 66 // more than one block of random numbers
	v, dst := ebm.NewMatrix(rows, d), ebm.NewMatrix(rows, d)
	ebm.NewBernoulli(d).Sample(v, v, ebm.NewRand(1))
	ebm.Flips(flips).Propose(dst, v, ebm.NewRand(2))
	count := make([]int, d)
	for i := range rows {
		n := 0
		for j, x := range dst.Row(i) {
			if x != v.Row(i)[j] {
				n++
				count[j]++
			}
		}
		if n != flips {
			t.Fatalf("row %d: %d flips, want %d", i, n, flips)
		}
	}
	const p, z = float64(flips) / d, 5.5 // 70 comparisons, false alarms 3·10⁻⁶
	for j, c := range count {
		if math.Abs(float64(c)-rows*p) > z*math.Sqrt(rows*p*(1-p)) {
			t.Errorf("unit %d is flipped in %d of %d rows, want %.0f", j, c, rows, rows*p)
		}
	}
}

// spins are units of the values -1 and 1.
type spins struct{ *ebm.Bernoulli }

func (s spins) States(dst ebm.Matrix, first int) {
	s.Bernoulli.States(dst, first)
	for i := range dst.Data {
		dst.Data[i] = 2*dst.Data[i] - 1
	}
}

// covered is a model that tells which units are visible.
type covered struct {
	bowl
	visible ebm.Layer
}

func (c covered) VisibleLayer() ebm.Layer { return c.visible }
