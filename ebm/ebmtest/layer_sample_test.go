package ebmtest_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

func TestWrongSamples(t *testing.T) {
	testMutants(t, []mutant{
		{"swapped units", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) { good.Sample(dst, in, rng); swap(dst) }
		}), "Sample: the mean of unit"},
		{"too often 1", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				hot := ebm.MatrixOf(in)
				for i := range hot.Data {
					hot.Data[i] += 0.1
				}
				good.Sample(dst, hot, rng)
			}
		}), "Sample: the mean of unit"},
		{"one uniform number for all units", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				must(rng != nil && in.Cols == 2 && dst.Rows == in.Rows)
				k, u, p := rng.Uint64(), make([]float32, 1), ebm.NewMatrix(in.Rows, in.Cols)
				good.Mean(p, in)
				for i := range in.Rows {
					kernel.Uniforms(u, k, i)
					for j, q := range p.Row(i) {
						dst.Row(i)[j] = 0
						if u[0] < q {
							dst.Row(i)[j] = 1
						}
					}
				}
			}
		}), "covariance of units 1 and 0"},
		{"three units that know of each other", func(t testing.TB) { ebmtest.TestLayer(t, parity{binary(3)}) },
			"frequencies of states"},
		{"rows repeated", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				good.Sample(dst, in, rng)
				for i := 0; i+4 < dst.Rows && dst.Rows > 100; i += 4 {
					copy(dst.Row(i+1), dst.Row(i))
				}
			}
		}), "correlate with the next row"},
		{"rng drawn from and ignored", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) { rng.Uint64(); good.Sample(dst, in, ebm.NewRand(1)) }
		}), "with the next call"},
		{"rng not drawn from", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) { good.Sample(dst, in, ebm.NewRand(1)) }
		}), "exactly once"},
		{"rng drawn from twice", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) { good.Sample(dst, in, rng); rng.Uint64() }
		}), "exactly once"},
		{"the global generator", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				must(rng != nil)
				rng.Uint64()
				good.Sample(dst, in, rand.New(rand.NewPCG(rand.Uint64(), 0)))
			}
		}), "two results for one seed"},
		{"nil rng accepted", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				if rng == nil {
					rng = ebm.NewRand(1)
				}
				good.Sample(dst, in, rng)
			}
		}), "Sample with a nil rng: no panic"},
		{"states that do not exist", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) { good.Sample(dst, in, rng); multiply(dst, 0.5) }
		}), "which States does not list"},
		{"normal units of variance 1.1", func(t testing.TB) {
			k := normal
			k.draw = func(u, r, s float64) float64 { return u + math.Sqrt(1.1)*(normal.draw(u, r, s)-u) }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "covariance of units"},
		{"uniform in place of normal", func(t testing.TB) {
			k := normal
			k.draw = func(u, r, _ float64) float64 { return u + math.Sqrt(12)*(r-0.5) }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "the mean of exp("},
		{"MeanSample with draws of its own", func(t testing.TB) { ebmtest.TestLayer(t, otherDraws{binary(2)}) },
			"other draws than Sample"},
		{"MeanSample with means of its own", func(t testing.TB) { ebmtest.TestLayer(t, otherMeans{binary(2)}) },
			"other means than Mean"},
	})
}

// parity draws from p(x) + c·Π_j(-1)^x_j, which has the pairs of p, but not its
// triples.
type parity struct{ *ebm.Bernoulli }

func (l parity) MeanSample(mean, sample, in ebm.Matrix, rng *rand.Rand) {
	l.Bernoulli.Mean(mean, in)
	l.Sample(sample, in, rng)
}

func (l parity) Sample(dst, in ebm.Matrix, rng *rand.Rand) {
	must(rng != nil && dst.Rows == in.Rows)
	k, u, mean := rng.Uint64(), make([]float32, 1), ebm.NewMatrix(in.Rows, in.Cols)
	l.Mean(mean, in)
	for i := range in.Rows {
		kernel.Uniforms(u, k, i)
		least, rest, state := 1.0, float64(u[0]), 0
		for s := range 8 {
			p, _ := tripleOf(mean.Row(i), s)
			least = min(least, p)
		}
		for ; state < 7; state++ {
			p, sign := tripleOf(mean.Row(i), state)
			if rest -= p + 0.9*sign*least; rest < 0 {
				break
			}
		}
		for j := range 3 {
			dst.Row(i)[j] = float32(state >> j & 1)
		}
	}
}

// tripleOf returns p and the parity of state s of three units.
func tripleOf(mean []float32, s int) (p, sign float64) {
	p, sign = 1, 1
	for j, m := range mean {
		if s>>j&1 == 1 {
			p, sign = p*float64(m), -sign
		} else {
			p *= 1 - float64(m)
		}
	}
	return p, sign
}

type otherDraws struct{ *ebm.Bernoulli }

func (l otherDraws) MeanSample(mean, sample, in ebm.Matrix, rng *rand.Rand) {
	l.Bernoulli.MeanSample(mean, sample, in, rand.New(rand.NewPCG(rng.Uint64(), 1)))
}

type otherMeans struct{ *ebm.Bernoulli }

func (l otherMeans) MeanSample(mean, sample, in ebm.Matrix, rng *rand.Rand) {
	l.Bernoulli.MeanSample(mean, sample, in, rng)
	multiply(mean, 1.001)
}
