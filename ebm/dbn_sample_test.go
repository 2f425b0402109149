package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// stateList lists all states of an enumerable layer.
func stateList(l ebm.Layer) ebm.Matrix {
	e := l.(ebm.Enumerator)
	x := ebm.NewMatrix(int(math.Round(math.Exp(e.LogStates()))), l.Len())
	e.States(x, 0)
	return x
}

// logGiven returns log p(v|h) of an RBM for each row of v and one h.
func logGiven(m *ebm.RBM, v ebm.Matrix, h []float32) []float64 {
	in, energy, cgf := ebm.NewMatrix(1, m.NumVisible()), make([]float64, v.Rows), make([]float64, 1)
	for i := range m.NumVisible() {
		for j, x := range h {
			in.Row(0)[i] += m.Weights.Row(i)[j] * x
		}
	}
	m.Visible.Energy(energy, v)
	m.Visible.CGF(cgf, in)
	for r := range energy {
		energy[r] = -energy[r] - cgf[0]
		for i, x := range v.Row(r) {
			energy[r] += float64(x) * float64(in.Row(0)[i])
		}
	}
	return energy
}

// exactLog returns log p(v) of a stack for each row of v: the sum over all h of
// p(v|h) p(h), where p(h) is that of the levels above.
func exactLog(t *testing.T, d *ebm.DBN, v ebm.Matrix) []float64 {
	t.Helper()
	m := d.RBMs[0]
	logp := make([]float64, v.Rows)
	if d.Levels() == 1 {
		logZ, err := ebm.LogPartition(m)
		if err != nil {
			t.Fatal(err)
		}
		ebm.LogLikelihood(logp, m, v, logZ)
		return logp
	}
	h := stateList(m.Hidden)
	above := exactLog(t, &ebm.DBN{RBMs: d.RBMs[1:]}, h)
	p := make([]float64, v.Rows)
	for s := range h.Rows {
		for r, given := range logGiven(m, v, h.Row(s)) {
			p[r] += math.Exp(above[s] + given)
		}
	}
	for r := range logp {
		logp[r] = math.Log(p[r])
	}
	return logp
}

// TestSampleDBN: frequencies of all states of v, from chains that are long for
// weights of deviation 1.
func TestSampleDBN(t *testing.T) {
	const rows, steps, z = 20000, 30, 5 // up to 32 comparisons each, false alarms 2·10⁻⁵
	for _, sizes := range [][]int{{4, 3}, {4, 3, 3}, {5, 3, 4, 3}} {
		d := randomStack(sizes...)
		v := stateList(d.RBMs[0].Visible)
		logp := exactLog(t, d, v)
		got := ebm.NewMatrix(rows, d.NumVisible())
		d.Sample(got, steps, ebm.NewRand(1))
		for s, n := range stateCounts(got) {
			p := math.Exp(logp[s])
			if math.Abs(n/rows-p) > z*math.Sqrt(p*(1-p)/rows) {
				t.Errorf("%v: state %d has the frequency %.4f, want %.4f", d, s, n/rows, p)
			}
		}
	}
}

// TestSampleSteps: after few steps the draws are those of a chain that started
// at independent units.
func TestSampleSteps(t *testing.T) {
	const rows, z = 30000, 5 // 32 comparisons, false alarms 2·10⁻⁵
	m := rbm(bernoulli(4, 1), bernoulli(3, 2), 4)
	d, v, h := &ebm.DBN{RBMs: []*ebm.RBM{m}}, stateList(m.Visible), stateList(m.Hidden)
	turned := upsideDown(m)
	p := make([]float64, v.Rows) // of the state before a step
	for s, logp := range logGiven(m, v, make([]float32, 3)) {
		p[s] = math.Exp(logp) // given no input
	}
	for steps := 1; steps <= 2; steps++ {
		next := make([]float64, v.Rows)
		for s := range v.Rows {
			for k, up := range logGiven(turned, h, v.Row(s)) {
				for r, down := range logGiven(m, v, h.Row(k)) {
					next[r] += p[s] * math.Exp(up+down)
				}
			}
		}
		p = next
		got := ebm.NewMatrix(rows, 4)
		d.Sample(got, steps, ebm.NewRand(1))
		for s, n := range stateCounts(got) {
			if math.Abs(n/rows-p[s]) > z*math.Sqrt(p[s]*(1-p[s])/rows) {
				t.Errorf("%d steps: state %d has the frequency %.4f, want %.4f", steps, s, n/rows, p[s])
			}
		}
	}
}

// stateCounts counts the states of binary rows, numbered as States does.
func stateCounts(x ebm.Matrix) []float64 {
	count := make([]float64, 1<<x.Cols)
	for i := range x.Rows {
		s := 0
		for j, v := range x.Row(i) {
			s += int(v) << j
		}
		count[s]++
	}
	return count
}

// TestSampleMeanDBN: the means are those given the layers that Sample drew.
func TestSampleMeanDBN(t *testing.T) {
	const rows, z = 20000, 5
	d := randomStack(5, 4, 3)
	draw, mean := ebm.NewMatrix(rows, 5), ebm.NewMatrix(rows, 5)
	d.Sample(draw, 5, ebm.NewRand(1))
	d.SampleMean(mean, 5, ebm.NewRand(1))
	for j := range 5 {
		var sum, variance float64
		for i := range rows {
			p := mean.At(i, j)
			if p <= 0 || p >= 1 {
				t.Fatalf("a mean is %g", p)
			}
			// A draw less its own mean; with other layers above it would vary more,
			// but have the same mean: so their product with p is looked at, too.
			sum += (draw.At(i, j) - p) * p
			variance += p * (1 - p) * p * p
		}
		if math.Abs(sum) > z*math.Sqrt(variance) {
			t.Errorf("unit %d: draws and means differ by %.1f, want less than %.1f", j, sum, z*math.Sqrt(variance))
		}
	}
}

// TestDown: means all the way without rng, and draws between with it.
func TestDown(t *testing.T) {
	const rows, z = 20000, 5
	d := randomStack(4, 3, 5)
	h := ebm.NewMatrix(rows, 5)
	for i := range rows {
		copy(h.Row(i), []float32{1, 0, 0, 1, 1})
	}
	below, got, want := ebm.NewMatrix(rows, 3), ebm.NewMatrix(rows, 4), ebm.NewMatrix(rows, 4)
	d.RBMs[1].VisibleMean(below, h)
	d.RBMs[0].VisibleMean(want, below)
	d.Down(got, h, 2, nil)
	sameMatrix(t, "without rng", got, want)
	d.Down(got, below, 1, ebm.NewRand(1))
	sameMatrix(t, "from layer 1", got, want)
	d.Down(got, want, 0, ebm.NewRand(1))
	sameMatrix(t, "from layer 0", got, want)

	d.Down(got, h, 2, ebm.NewRand(1))
	states := stateList(d.RBMs[0].Hidden)
	given := ebm.NewMatrix(states.Rows, 4)
	d.RBMs[0].VisibleMean(given, states)
	for j := range 4 {
		var mean, square, average float64 // exact, exact, of the rows
		for s, logq := range logGiven(d.RBMs[1], states, h.Row(0)) {
			mean += math.Exp(logq) * given.At(s, j)
			square += math.Exp(logq) * given.At(s, j) * given.At(s, j)
		}
		for i := range rows {
			average += got.At(i, j) / rows
		}
		if math.Abs(average-mean) > z*math.Sqrt((square-mean*mean)/rows) {
			t.Errorf("unit %d: mean %.4f, want %.4f", j, average, mean)
		}
	}
}
