package ebmtest_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// TestGoodLayers: what is right passes, of every kind of support.
func TestGoodLayers(t *testing.T) {
	for name, l := range map[string]ebm.Layer{
		"binary": binary(3), "normal": newUnits(2, normal), "interval": newUnits(2, interval),
		"counts": newUnits(2, counts), "one-hot": newPotts(3), "one-hot, one state": newPotts(1),
	} {
		t.Run(name, func(t *testing.T) { ebmtest.TestLayer(t, l) })
	}
}

// binary returns units with biases that are all different.
func binary(n int) *ebm.Bernoulli {
	l := ebm.NewBernoulli(n)
	copy(l.Bias, newUnits(n, normal).bias)
	return l
}

// wrong is a layer of two binary units some methods of which are replaced. It is
// no MeanSampler and no Initializer.
type wrong struct {
	ebm.Layer
	ebm.Enumerator
	cgf         func(dst []float64, in ebm.Matrix)
	energy      func(dst []float64, x ebm.Matrix)
	mean        func(dst, in ebm.Matrix)
	sample      func(dst, in ebm.Matrix, rng *rand.Rand)
	addGrad     func(grad []ebm.Param, scale float64, x ebm.Matrix)
	addMeanGrad func(grad []ebm.Param, scale float64, in, mean ebm.Matrix)
	check       func(x ebm.Matrix) error
	params      func() []ebm.Param
}

// wrongLayer lets f replace methods of good.
func wrongLayer(f func(w *wrong, good *ebm.Bernoulli)) func(t testing.TB) {
	return func(t testing.TB) {
		good := binary(2)
		w := &wrong{Layer: good, Enumerator: good, cgf: good.CGF, energy: good.Energy, mean: good.Mean, sample: good.Sample,
			addGrad: good.AddGrad, addMeanGrad: good.AddMeanGrad, check: good.Check, params: good.Params}
		f(w, good)
		ebmtest.TestLayer(t, w)
	}
}

func (w *wrong) CGF(dst []float64, in ebm.Matrix)               { w.cgf(dst, in) }
func (w *wrong) Energy(dst []float64, x ebm.Matrix)             { w.energy(dst, x) }
func (w *wrong) Mean(dst, in ebm.Matrix)                        { w.mean(dst, in) }
func (w *wrong) Sample(dst, in ebm.Matrix, rng *rand.Rand)      { w.sample(dst, in, rng) }
func (w *wrong) AddGrad(g []ebm.Param, s float64, x ebm.Matrix) { w.addGrad(g, s, x) }
func (w *wrong) Check(x ebm.Matrix) error                       { return w.check(x) }
func (w *wrong) Params() []ebm.Param                            { return w.params() }
func (w *wrong) AddMeanGrad(g []ebm.Param, s float64, in, mean ebm.Matrix) {
	w.addMeanGrad(g, s, in, mean)
}

// multiply changes all elements of x.
func multiply(x ebm.Matrix, by float32) {
	for i := range x.Rows {
		for j := range x.Row(i) {
			x.Row(i)[j] *= by
		}
	}
}

// swap exchanges the two columns of x.
func swap(x ebm.Matrix) {
	for i := range x.Rows {
		r := x.Row(i)
		r[0], r[1] = r[1], r[0]
	}
}

func TestWrongValues(t *testing.T) {
	testMutants(t, []mutant{
		{"nothing", func(t testing.TB) { wrongLayer(func(*wrong, *ebm.Bernoulli) {})(t); t.Errorf("end") }, "end"},
		{"CGF 0.1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] *= 1.001
				}
			}
		}), "CGF of input"},
		{"CGF with another constant", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] += 0.001
				}
			}
		}), "CGF of input"},
		{"CGF added to dst", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				c := make([]float64, len(dst))
				good.CGF(c, in)
				for i := range dst {
					dst[i] += c[i]
				}
			}
		}), "CGF of row"},
		{"Energy of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.energy = func(dst []float64, x ebm.Matrix) {
				good.Energy(dst, x)
				for i := range dst {
					dst[i] = -dst[i]
				}
			}
		}), "CGF of input"},
		{"Mean 1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) { good.Mean(dst, in); multiply(dst, 1.01) }
		}), "dCGF/din"},
		{"CGF and Mean of other biases", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			other := binary(2)
			other.Bias[1] += 0.01
			w.cgf, w.mean = other.CGF, other.Mean
		}), "Σ x p(x)"},
		{"Mean of swapped units", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) { good.Mean(dst, in); swap(dst) }
		}), "Mean of unit"},
		{"Mean depends on the row", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				good.Mean(dst, in)
				for i := range dst.Rows {
					dst.Row(i)[0] += float32(i) * 1e-3
				}
			}
		}), "alone"},
		{"CGF depends on GOMAXPROCS", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) {
				good.CGF(dst, in)
				for i := range dst {
					dst[i] += 1e-15 * float64(runtime.GOMAXPROCS(0))
				}
			}
		}), "GOMAXPROCS"},
		{"normal units without log 2π", func(t testing.TB) {
			k := normal
			k.cgf = func(u float64) float64 { return u * u / 2 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"interval units without 1/u", func(t testing.TB) {
			k := interval
			k.cgf = func(u float64) float64 { return interval.cgf(u) + 1e-3 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"counts without log x!", func(t testing.TB) {
			k := counts
			k.energy = func(x float64) float64 { return counts.energy(x) * 1.001 }
			ebmtest.TestLayer(t, newUnits(2, k))
		}, "CGF of input"},
		{"too many units", func(t testing.TB) { ebmtest.TestLayer(t, binary(13)) }, "test fewer units"},
	})
}

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

func TestWrongGradients(t *testing.T) {
	testMutants(t, []mutant{
		{"AddGrad of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, -s, x) }
		}), "AddGrad at samples"},
		{"AddGrad 1 % too large", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, 1.01*s, x) }
		}), "AddGrad at samples"},
		{"AddGrad without scale", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, 1, x) }
		}), "AddGrad at samples"},
		{"AddGrad that sums over rows", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) { good.AddGrad(g, s*float64(x.Rows), x) }
		}), "AddGrad at samples"},
		{"AddGrad that stores", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				must(len(g) > 0)
				clear(g[0].Value.Row(0))
				good.AddGrad(g, s, x)
			}
		}), "AddGrad at samples"},
		{"AddGrad right for samples only", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				y := ebm.MatrixOf(x)
				for i := range y.Data {
					y.Data[i] = float32(math.Round(float64(y.Data[i])))
				}
				good.AddGrad(g, s, y)
			}
		}), "AddGrad at means"},
		{"AddGrad that forgets the last block", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				n := min(x.Rows, 512)
				good.AddGrad(g, s*float64(n)/float64(max(1, x.Rows)), x.Slice(0, n))
			}
		}), "for 700 rows"},
		{"NaN from a batch without rows", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				good.AddGrad(g, s, x)
				if x.Rows == 0 {
					g[0].Value.Row(0)[0] = float32(math.NaN())
				}
			}
		}), "without rows"},
		{"AddMeanGrad of the other sign", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addMeanGrad = func(g []ebm.Param, s float64, in, mean ebm.Matrix) { good.AddMeanGrad(g, -s, in, mean) }
		}), "AddMeanGrad"},
		{"AddMeanGrad that moves a parameter", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addMeanGrad = func(g []ebm.Param, s float64, in, mean ebm.Matrix) {
				good.AddMeanGrad(g, s, in, mean)
				good.Bias[0] += 1e-3
			}
		}), "changes the parameter bias"},
		{"Params that copy", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.params = func() []ebm.Param {
				p := good.Params()[0]
				return []ebm.Param{{Name: p.Name, Value: ebm.MatrixOf(p.Value)}}
			}
		}), "want a view"},
		{"two parameters of one name", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.params = func() []ebm.Param { return append(good.Params(), good.Params()...) }
		}), "is empty or taken"},
	})
}

func TestWrongArguments(t *testing.T) {
	testMutants(t, []mutant{
		{"Stride of in ignored", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				tight := in
				tight.Stride = max(1, in.Cols)
				good.Mean(dst, tight)
			}
		}), "Mean depends on the Stride"},
		{"written outside", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				good.Mean(dst, in)
				if dst.Stride > dst.Cols {
					dst.Data[:dst.Cols+1][dst.Cols] = 0
				}
			}
		}), "Mean writes outside"},
		{"in overwritten before it is read", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.mean = func(dst, in ebm.Matrix) {
				must(dst.Cols == in.Cols && dst.Rows == in.Rows)
				multiply(dst, 0)
				good.Mean(dst, in)
			}
		}), "Mean where dst is in"},
		{"in changed", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.sample = func(dst, in ebm.Matrix, rng *rand.Rand) {
				good.Sample(dst, in, rng)
				if in.Stride > in.Cols && &in.Data[0] != &dst.Data[0] {
					multiply(in, 2)
				}
			}
		}), "Sample changes in"},
		{"gradient written outside", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.addGrad = func(g []ebm.Param, s float64, x ebm.Matrix) {
				good.AddGrad(g, s, x)
				v := g[0].Value
				v.Data[:cap(v.Data)][v.Cols] = 0
			}
		}), "writes outside a gradient"},
		{"NaN accepted", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error { must(x.Cols == 2); return nil }
		}), "Check of NaN"},
		{"no ValueError", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error {
				if good.Check(x) != nil {
					return errors.New("bad")
				}
				return nil
			}
		}), "want a *ebm.ValueError"},
		{"the last wrong value named", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) (err error) {
				for i := x.Rows - 1; i > 0 && err == nil; i-- {
					if err = good.Check(x.Slice(i, i+1)); err != nil {
						err.(*ebm.ValueError).Row = i
					}
				}
				return err
			}
		}), "Check of NaN in row"},
		{"samples rejected", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.check = func(x ebm.Matrix) error {
				multiply(x, 2)
				defer multiply(x, 0.5)
				return good.Check(x)
			}
		}), "Check rejects"},
		{"wide in accepted", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.cgf = func(dst []float64, in ebm.Matrix) { good.CGF(dst, in.Columns(0, 2)) }
		}), "CGF of a wide in: no panic"},
		{"index out of range", wrongLayer(func(w *wrong, good *ebm.Bernoulli) {
			w.energy = func(dst []float64, x ebm.Matrix) {
				if len(dst) < x.Rows {
					dst[x.Rows-1] = 0
				}
				good.Energy(dst, x)
			}
		}), "Energy with a short dst: panics with runtime error"},
		{"states listed twice", func(t testing.TB) { ebmtest.TestLayer(t, twice{binary(2)}) }, "distinct states"},
	})
}

type twice struct{ *ebm.Bernoulli }

func (l twice) States(dst ebm.Matrix, first int) {
	l.Bernoulli.States(dst, first)
	for i := range dst.Rows {
		dst.Row(i)[0] = 0
	}
}

// wrongInit replaces Init.
type wrongInit struct {
	*ebm.Bernoulli
	init func(data ebm.Source) error
}

func (w wrongInit) Init(data ebm.Source) error { return w.init(data) }

func TestWrongInit(t *testing.T) {
	layer := func(f func(l *ebm.Bernoulli, data ebm.Source) error) func(t testing.TB) {
		return func(t testing.TB) {
			l := binary(2)
			ebmtest.TestLayer(t, wrongInit{l, func(data ebm.Source) error { return f(l, data) }})
		}
	}
	testMutants(t, []mutant{
		{"other biases", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			l.Bias[1] += 0.03
			return err
		}), "after Init"},
		{"added to what was there", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			old := l.Bias[0]
			err := l.Init(data)
			l.Bias[0] += old
			return err
		}), "after Init"},
		{"an error for good data", layer(func(*ebm.Bernoulli, ebm.Source) error { return ebm.ErrSettings }), "Init: "},
		{"empty data accepted", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			if rows, _ := data.Dims(); rows == 0 {
				return nil
			}
			return l.Init(data)
		}), "empty data"},
		{"changed by bad data", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			if err != nil {
				l.Bias[0] = 0
			}
			return err
		}), "although it returns an error"},
		{"row within the block", layer(func(l *ebm.Bernoulli, data ebm.Source) error {
			err := l.Init(data)
			if v := new(ebm.ValueError); errors.As(err, &v) {
				v.Row %= 512
				return v
			}
			return err
		}), "Init of data with NaN"},
	})
}
