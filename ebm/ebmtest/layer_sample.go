package ebmtest

import (
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testDraws checks how Sample uses rng, and MeanSample against both of its
// parts.
func (l *layerTest) testDraws() {
	l.Helper()
	n := l.layer.Len()
	used, once := ebm.NewRand(8), ebm.NewRand(8)
	first, second := ebm.NewMatrix(inputs, n), ebm.NewMatrix(inputs, n)
	l.layer.Sample(first, l.in, used)
	l.layer.Sample(second, l.in, ebm.NewRand(8))
	once.Uint64()
	if used.Uint64() != once.Uint64() {
		l.Errorf("Sample does not draw from rng exactly once")
	}
	if !same(first, second) {
		l.Errorf("Sample gives two results for one seed")
	}
	s, ok := ebm.Ability[ebm.MeanSampler](l.layer)
	if !ok {
		return
	}
	used, once = ebm.NewRand(8), ebm.NewRand(8)
	once.Uint64()
	in, mean, sample := guard(l.in), newGuarded(inputs, n), newGuarded(inputs, n)
	s.MeanSample(mean.Matrix, sample.Matrix, in.Matrix, used)
	switch {
	case used.Uint64() != once.Uint64():
		l.Errorf("MeanSample does not draw from rng exactly once")
	case !same(sample.Matrix, first):
		l.Errorf("MeanSample gives other draws than Sample")
	case !same(mean.Matrix, l.mean):
		l.Errorf("MeanSample gives other means than Mean")
	case in.broken() || mean.broken() || sample.broken() || !same(in.Matrix, l.in):
		l.Errorf("MeanSample writes to in or outside its arguments")
	}
	s.MeanSample(in.Matrix, sample.Matrix, in.Matrix, ebm.NewRand(8))
	if !same(in.Matrix, l.mean) || !same(sample.Matrix, first) {
		l.Errorf("MeanSample where mean is in gives something else")
	}
	testPanic(l, "MeanSample with a nil rng", func() { s.MeanSample(mean.Matrix, sample.Matrix, l.in, nil) })
}

// testProcs wants the same bits for any GOMAXPROCS from a batch that is large
// enough to be split.
func (l *layerTest) testProcs() {
	l.Helper()
	n := l.layer.Len()
	rows := 1<<15/n + 7
	in, x, m := ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, n)
	fillNormal(in, 1, ebm.NewRand(9))
	l.layer.Sample(x, in, ebm.NewRand(10))
	l.layer.Mean(m, in)
	dst := ebm.NewMatrix(rows, n)
	testBits(l, "Energy", func() []float64 { return l.energy(x) })
	testBits(l, "CGF", func() []float64 { return l.cgf(in) })
	testBits(l, "Mean", func() []float64 { return l.meanOf(in) })
	testBits(l, "Sample", func() []float64 { l.layer.Sample(dst, in, ebm.NewRand(10)); return values(dst) })
	testBits(l, "AddGrad", func() []float64 {
		g := newGradient(l.layer.Params(), nil)
		l.layer.AddGrad(g.params, 1, x)
		return g.all()
	})
	testBits(l, "AddMeanGrad", func() []float64 {
		g := newGradient(l.layer.Params(), nil)
		l.layer.AddMeanGrad(g.params, 1, in, m)
		return g.all()
	})
}

// testDistribution draws many times from each of some inputs and compares
// moments.
func (l *layerTest) testDistribution() {
	l.Helper()
	for i := range 3 {
		d := l.draw(l.in.Slice(i, i+1))
		if !(d.testMean() && d.testCovariance() && d.testGenerating() && d.testIndependence()) {
			return
		}
	}
}

// draws are samples of one input, with what they should look like.
type draws struct {
	*layerTest
	in, x, again ebm.Matrix
	mean         []float64
	cov          [][]float64
}

func (l *layerTest) draw(in ebm.Matrix) *draws {
	n := in.Cols
	const rows = 1 << 15
	all := ebm.NewMatrix(rows, n)
	for i := range rows {
		copy(all.Row(i), in.Row(0))
	}
	d := &draws{layerTest: l, in: in, x: ebm.NewMatrix(rows, n), again: ebm.NewMatrix(rows, n),
		mean: l.meanOf(in), cov: l.covariance(in)}
	rng := ebm.NewRand(11)
	l.layer.Sample(d.x, all, rng)
	l.layer.Sample(d.again, all, rng)
	return d
}

// off is x_j - Mean_j of a draw.
func (d *draws) off(i, j int) float64 { return float64(d.x.Data[i*d.x.Stride+j]) - d.mean[j] }

func (d *draws) testMean() bool {
	d.Helper()
	rows, n := d.x.Dims()
	for j := range n {
		m, _, reach := average(rows, func(i int) float64 { return d.off(i, j) })
		if tol := deviation(d.cov[j][j], reach, rows, n); differs(m, 0, tol) {
			d.Errorf("Sample: the mean of unit %d over %d draws is off Mean = %.5g by %.3g, more than %.2g",
				j, rows, d.mean[j], m, tol)
			return false
		}
	}
	return true
}

func (d *draws) testCovariance() bool {
	d.Helper()
	rows, n := d.x.Dims()
	for j := range n {
		for k := range j + 1 {
			c, variance, reach := average(rows, func(i int) float64 { return d.off(i, j) * d.off(i, k) })
			reach = d.rare(j, 1, reach)
			if tol := deviation(variance, reach, rows, n*(n+1)/2); differs(c, d.cov[j][k], tol) {
				d.Errorf("Sample: the covariance of units %d and %d over %d draws is %.5g, want dMean/din = %.5g ± %.2g",
					j, k, rows, c, d.cov[j][k], tol)
				return false
			}
		}
	}
	return true
}

// rare is the reach of a statistic of unit j, at least the given one for whole
// numbers: a value so improbable that no draw has it is one away from others.
func (d *draws) rare(j int, least, reach float64) float64 {
	if lattice(d.x.Slice(0, 64), j) {
		return max(least, reach)
	}
	return reach
}

// testGenerating compares E exp(s(x_j - Mean_j)) with CGF(in + s) - CGF(in) -
// s·Mean_j, which sees more than two moments.
func (d *draws) testGenerating() bool {
	d.Helper()
	rows, n := d.x.Dims()
	for j := range n {
		for _, sign := range []float64{-1.5, 1.5} {
			moved := ebm.MatrixOf(d.in)
			moved.Row(0)[j] += grid(sign * min(2, 1/math.Sqrt(d.cov[j][j])))
			s := float64(moved.Row(0)[j] - d.in.Row(0)[j])
			want := math.Exp(d.cgf(moved)[0] - d.cgf(d.in)[0] - s*d.mean[j])
			got, variance, reach := average(rows, func(i int) float64 { return math.Exp(s * d.off(i, j)) })
			reach = d.rare(j, math.Exp(math.Abs(s)), reach)
			if tol := deviation(variance, reach, rows, 2*n); differs(got, want, tol) {
				d.Errorf("Sample: the mean of exp(%.3g(x - Mean)) of unit %d over %d draws is %.5g, CGF says %.5g ± %.2g",
					s, j, rows, got, want, tol)
				return false
			}
		}
	}
	return true
}

// testIndependence wants no correlation between rows, nor between calls.
// Products of independent numbers have the product of their variances.
func (d *draws) testIndependence() bool {
	d.Helper()
	rows, n := d.x.Dims()
	reach := make([]float64, n)
	for j := range n {
		_, _, r := average(rows, func(i int) float64 { return d.off(i, j) })
		reach[j] = d.rare(j, 1, r)
	}
	for j := range n {
		for k := range n {
			lag, _, _ := average(rows-1, func(i int) float64 { return d.off(i, j) * d.off(i+1, k) })
			call, _, _ := average(rows, func(i int) float64 {
				return d.off(i, j) * (float64(d.again.Data[i*n+k]) - d.mean[k])
			})
			tol := deviation(d.cov[j][j]*d.cov[k][k], reach[j]*reach[k], rows-1, 2*n*n)
			if differs(lag, 0, tol) || differs(call, 0, tol) {
				d.Errorf("Sample: units %d and %d correlate with the next row by %.3g, with the next call by %.3g, want 0 of %.3g",
					j, k, lag, call, math.Sqrt(d.cov[j][j]*d.cov[k][k]))
				return false
			}
		}
	}
	return true
}

// testLaw compares frequencies of states with exp(x·in - e(x) - CGF).
func (l *layerTest) testLaw() {
	l.Helper()
	if l.states == nil {
		return
	}
	in := l.in.Slice(1, 2)
	testFrequencies(l, "Sample", l.draw(in).x, l.states, normalize(l.logWeights(in.Row(0))))
}
