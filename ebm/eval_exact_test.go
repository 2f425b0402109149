package ebm_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// bernoulliRBM returns a Bernoulli RBM with normal weights and biases of these standard
// deviations.
func bernoulliRBM(visible, hidden int, weight, bias float64, seed uint64) *ebm.RBM {
	rng := ebm.NewRand(seed)
	m := ebm.NewBernoulliRBM(visible, hidden, rng)
	for i := range m.Weights.Data {
		m.Weights.Data[i] = float32(weight * rng.NormFloat64())
	}
	for _, l := range []ebm.Layer{m.Visible, m.Hidden} {
		for j := range l.(*ebm.Bernoulli).Bias {
			l.(*ebm.Bernoulli).Bias[j] = float32(bias * rng.NormFloat64())
		}
	}
	return m
}

// softplus is log(1+eˣ).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// plainLogPartition sums over hidden states, one by one, all in float64.
func plainLogPartition(m *ebm.RBM) float64 {
	a, b := m.Visible.(*ebm.Bernoulli).Bias, m.Hidden.(*ebm.Bernoulli).Bias
	logs, most := make([]float64, 1<<len(b)), math.Inf(-1)
	for h := range logs {
		for j := range b {
			logs[h] += float64(b[j]) * float64(h>>j&1)
		}
		for i := range a {
			in := float64(a[i])
			for j, w := range m.Weights.Row(i) {
				in += float64(w) * float64(h>>j&1)
			}
			logs[h] += softplus(in)
		}
		most = max(most, logs[h])
	}
	var sum float64
	for _, x := range logs {
		sum += math.Exp(x - most)
	}
	return most + math.Log(sum)
}

// TestLogPartitionIsExact: Bernoulli layers of either order, with few and many
// states, weak, strong and beyond what a product of factors in float64 can hold.
func TestLogPartitionIsExact(t *testing.T) {
	for i, c := range []struct {
		visible, hidden int
		weight, bias    float64
		tol             float64
	}{
		// float64: some thousand roundings of 2⁻⁵³, relative to terms of about
		// the size of log Z, or 1.
		{1, 1, 1, 1, 1e-12},
		{30, 1, 1, 1, 1e-12},
		{3, 8, 0.5, 1, 1e-12},
		{8, 12, 0.5, 2, 1e-12},
		{100, 13, 0.3, 1, 1e-12},
		{784, 7, 2, 3, 1e-12},
		{784, 10, 20, 10, 1e-12},
		// Inputs beyond ±700: float32 products of 9 terms.
		{50, 9, 200, 1, 1e-6},
	} {
		m := bernoulliRBM(c.visible, c.hidden, c.weight, c.bias, uint64(i))
		want := plainLogPartition(m)
		got, err := ebm.LogPartition(m)
		if err != nil || !(math.Abs(got-want) <= c.tol*max(1, math.Abs(want))) {
			t.Errorf("%+v: log Z is %.15g (error %v), want %.15g", c, got, err, want)
		}
	}
}

// ising is a layer of the states 0 and 1 whose unit 0 has another energy than
// the Bernoulli layer that it embeds, so that nothing of that may be taken for
// granted.
type ising struct{ *ebm.Bernoulli }

const raised = 0.75

func (l ising) Energy(dst []float64, x ebm.Matrix) {
	l.Bernoulli.Energy(dst, x)
	for i := range dst {
		dst[i] += raised
	}
}

func (l ising) CGF(dst []float64, in ebm.Matrix) {
	l.Bernoulli.CGF(dst, in)
	for i := range dst {
		dst[i] -= raised
	}
}

func TestLogPartitionOfEmbeddedLayer(t *testing.T) {
	m := bernoulliRBM(9, 6, 1, 1, 1)
	want := plainLogPartition(m) - raised
	for _, layers := range [][2]ebm.Layer{
		{ising{m.Visible.(*ebm.Bernoulli)}, m.Hidden}, {m.Visible, ising{m.Hidden.(*ebm.Bernoulli)}},
	} {
		got, err := ebm.LogPartition(&ebm.RBM{Visible: layers[0], Hidden: layers[1], Weights: m.Weights})
		if err != nil || !(math.Abs(got-want) <= 1e-5) { // some ten float32 roundings of numbers below 10
			t.Errorf("%T and %T: log Z is %.9g (error %v), want %.9g", layers[0], layers[1], got, err, want)
		}
	}
}

// ternary units have the states 0, 1 and 2 and the energies of Bernoulli ones.
type ternary struct{ *ebm.Bernoulli }

func (l ternary) LogStates() float64 { return float64(l.Len()) * math.Log(3) }

func (l ternary) States(dst ebm.Matrix, first int) {
	for i := range dst.Rows {
		n := first + i
		for j := range dst.Cols {
			dst.Row(i)[j] = float32(n % 3)
			n /= 3
		}
	}
}

// TestLogPartitionOfTernaryUnits: numbers of states that are no powers of 2, as
// many as fill several parts.
func TestLogPartitionOfTernaryUnits(t *testing.T) {
	m := bernoulliRBM(20, 8, 0.5, 1, 3)
	m.Hidden = ternary{m.Hidden.(*ebm.Bernoulli)}
	const count = 6561
	h, energy, cgf := ebm.NewMatrix(count, 8), make([]float64, count), 0.0
	m.Hidden.(ternary).States(h, 0)
	m.Hidden.Energy(energy, h)
	var sum float64
	for s := range count {
		cgf = 0
		for i, a := range m.Visible.(*ebm.Bernoulli).Bias {
			in := float64(a)
			for j, w := range m.Weights.Row(i) {
				in += float64(w) * float64(h.Row(s)[j])
			}
			cgf += softplus(in)
		}
		sum += math.Exp(cgf - energy[s])
	}
	got, err := ebm.LogPartition(m)
	if want := math.Log(sum); err != nil || !(math.Abs(got-want) <= 1e-12*want) {
		t.Errorf("log Z is %.15g (error %v), want %.15g", got, err, want)
	}
}

// grayCode lists the states of Bernoulli units in another order: within a block
// they do not differ from the first block's by the same.
type grayCode struct{ *ebm.Bernoulli }

func (l grayCode) States(dst ebm.Matrix, first int) {
	for i := range dst.Rows {
		n := first + i
		n ^= n >> 1
		for j := range dst.Cols {
			dst.Row(i)[j] = float32(n >> j & 1)
		}
	}
}

func TestLogPartitionInAnyOrder(t *testing.T) {
	m := bernoulliRBM(30, 11, 0.5, 1, 4)
	want := plainLogPartition(m)
	m.Hidden = grayCode{m.Hidden.(*ebm.Bernoulli)}
	got, err := ebm.LogPartition(m)
	if err != nil || !(math.Abs(got-want) <= 1e-6*want) { // float32 products of 11 terms
		t.Errorf("log Z is %.12g (error %v), want %.12g", got, err, want)
	}
}

// TestLogPartitionBits: the same bits on any number of processors.
func TestLogPartitionBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, m := range []*ebm.RBM{bernoulliRBM(40, 14, 0.5, 1, 1), rbm(newGaussian(3, ebm.NewRand(1)), bernoulli(14, 2), 0.5)} {
		var first float64
		for i, procs := range []int{1, 2, 7} {
			runtime.GOMAXPROCS(procs)
			z, err := ebm.LogPartition(m)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = z
			} else if z != first {
				t.Errorf("%v on %d processors: log Z is %.17g, on 1 %.17g", m, procs, z, first)
			}
		}
	}
}

// TestTooLargeAtOnce: nothing is allocated before the size is looked at.
func TestTooLargeAtOnce(t *testing.T) {
	m := ebm.NewBernoulliRBM(60, 60, ebm.NewRand(1))
	start := time.Now()
	allocated := testing.AllocsPerRun(1, func() {
		_, err := ebm.LogPartition(m)
		if !errors.Is(err, ebm.ErrTooLarge) {
			t.Fatalf("60 units: %v", err)
		}
		for _, word := range []string{"2^60", "2^25", "AIS"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("the error does not say %s: %v", word, err)
			}
		}
	})
	if took := time.Since(start); took > time.Second || allocated > 100 {
		t.Errorf("it took %v and %g allocations", took, allocated)
	}
}

// TestExactOfSeveralBlocks: the gradient of layers that take a state at a time.
func TestExactOfSeveralBlocks(t *testing.T) {
	m := rbm(newGaussian(2, ebm.NewRand(1)), bernoulli(9, 2), 0.5)
	ebmtest.TestObjective(t, func() ebm.Objective {
		e, err := ebm.NewExact(m)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}, batch(m, 5))
}

// TestDivergedAtOnce: what would be no number after many states is found before.
func TestDivergedAtOnce(t *testing.T) {
	for name, bad := range map[string]float32{"infinite": float32(math.Inf(1)), "huge": math.MaxFloat32, "NaN as": float32(math.NaN())} {
		m := ebm.NewBernoulliRBM(784, 25, ebm.NewRand(1))
		m.Weights.Row(3)[4], m.Weights.Row(3)[5] = bad, bad
		start := time.Now()
		if _, err := ebm.LogPartition(m); !errors.Is(err, ebm.ErrDiverged) || time.Since(start) > time.Second {
			t.Errorf("%s weights: %v after %v", name, err, time.Since(start))
		}
	}
}

func BenchmarkLogPartition(b *testing.B) {
	for _, hidden := range []int{16, 20} {
		m := bernoulliRBM(784, hidden, 0.3, 1, 1)
		b.Run(fmt.Sprintf("784x%d", hidden), func(b *testing.B) {
			for b.Loop() {
				if _, err := ebm.LogPartition(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
