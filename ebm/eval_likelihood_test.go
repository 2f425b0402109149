package ebm_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// named is a source that says what it is.
type named struct {
	ebm.Matrix
	name string
}

func (n named) String() string { return n.name }

// coins is a source that draws each of its values, or gives its means.
type coins struct{ rows, cols int }

func (c coins) Dims() (rows, cols int) { return c.rows, c.cols }

func (c coins) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	for i := range rows {
		for j := range c.cols {
			dst.Row(i)[j] = 0.5
			if rng != nil {
				dst.Row(i)[j] = float32(rng.IntN(2))
			}
		}
	}
}

// TestLikelihood compares with the mean and standard error by their definition.
func TestLikelihood(t *testing.T) {
	m, v := bernoulliRBM(6, 4, 1, 1, 1), binaryRows(700, 6, 1) // more rows than a block
	logZ := plainLogPartition(m)
	ll := make([]float64, v.Rows)
	ebm.LogLikelihood(ll, m, v, logZ)
	var mean, variance float64
	for _, x := range ll {
		mean += x / 700
	}
	for _, x := range ll {
		variance += (x - mean) * (x - mean) / 699
	}
	l, err := ebm.ExactLikelihood(m, named{v, "coins, thresholded"}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	// Roundings of a sum of 700 numbers of about 10.
	if !(math.Abs(l.Mean-mean) <= 1e-11 && math.Abs(l.StdErr-math.Sqrt(variance/700)) <= 1e-11) {
		t.Errorf("%.15g ± %.15g, want %.15g ± %.15g", l.Mean, l.StdErr, mean, math.Sqrt(variance/700))
	}
	if !l.Exact() || l.Rows != 700 || l.Low() != l.Mean || l.High() != l.Mean || l.Data != "coins, thresholded" {
		t.Errorf("%+v", l)
	}
	l, err = ebm.NewLikelihood(m, v, logZ, logZ-0.5, logZ+0.25, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	if l.Exact() || !(math.Abs(l.Low()-(mean-0.25)) <= 1e-11 && math.Abs(l.High()-(mean+0.5)) <= 1e-11) {
		t.Errorf("the interval of log Z is carried to [%g, %g], want %g -0.25 +0.5", l.Low(), l.High(), mean)
	}
	if !strings.Contains(l.String(), "zeros and ones") {
		t.Errorf("the data are not described: %v", l)
	}
}

// TestLikelihoodDraws: a source that draws is never asked for its means.
func TestLikelihoodDraws(t *testing.T) {
	m := bernoulliRBM(6, 4, 1, 1, 1)
	l, err := ebm.ExactLikelihood(m, coins{50, 6}, ebm.NewRand(1))
	if err != nil || l.StdErr == 0 || !strings.Contains(l.Data, "zeros and ones") {
		t.Errorf("%v, error %v", l, err)
	}
	p, err := ebm.EstimatePseudoLikelihood(m, coins{50, 6}, ebm.NewRand(1))
	if err != nil || !p.Stochastic || p.TotalErr == 0 {
		t.Errorf("%v, error %v", p, err)
	}
}

// TestLikelihoodOfGreyRows: grey rows have no likelihood under binary units, and
// training that would measure one does not begin.
func TestLikelihoodOfGreyRows(t *testing.T) {
	v := binaryRows(3, 6, 1)
	m := bernoulliRBM(6, 4, 1, 1, 1)
	if _, err := ebm.ExactLikelihood(m, v, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	v.Row(2)[4] = 0.25
	var e *ebm.ValueError
	_, err := ebm.ExactLikelihood(m, v, ebm.NewRand(1))
	if !errors.As(err, &e) || e.Row != 2 || e.Column != 4 || !strings.Contains(e.Error(), "threshold") {
		t.Errorf("error %v", err)
	}
	_, err = ebm.Train(t.Context(), ebm.NewCD(m, 1), v, ebm.Settings{Epochs: 1, LearningRate: 0.1,
		Measures: []ebm.Measure{&ebm.LikelihoodMeasure{Data: v}},
		Recorder: ebm.RecorderFunc(func(*ebm.Progress) error { t.Error("trained"); return nil })}, ebm.NewRand(1))
	if !errors.Is(err, ebm.ErrValue) {
		t.Errorf("in training: error %v", err)
	}
}

func TestPseudoLikelihood(t *testing.T) {
	m, v := bernoulliRBM(6, 4, 1, 1, 1), binaryRows(2, 6, 1)
	x := make([]float64, 2)
	if err := ebm.PseudoLogLikelihood(x, m, v); err != nil {
		t.Fatal(err)
	}
	p, err := ebm.NewPseudoLikelihood(m, v, ebm.NewRand(1))
	total, spread := (x[0]+x[1])/2, math.Abs(x[0]-x[1])/2
	if err != nil || math.Abs(p.Total-total) > 1e-12 || math.Abs(p.TotalErr-spread) > 1e-12 ||
		p.PerUnit != p.Total/6 || p.PerUnitErr != p.TotalErr/6 {
		t.Errorf("%+v, error %v, want %g ± %g", p, err, total, spread)
	}
}

func TestLikelihoodErrors(t *testing.T) {
	m, v, rng := bernoulliRBM(6, 4, 1, 1, 1), binaryRows(600, 6, 1), ebm.NewRand(1)
	bad := binaryRows(600, 6, 1)
	bad.Row(555)[3] = 7
	half := binaryRows(600, 6, 1)
	half.Row(580)[1] = 0.5
	is := func(name string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	_, err := ebm.ExactLikelihood(m, ebm.NewMatrix(0, 6), rng)
	is("no rows", err, ebm.ErrSettings)
	_, err = ebm.ExactLikelihood(m, ebm.NewMatrix(3, 5), rng)
	is("another width", err, ebm.ErrSettings)
	_, err = ebm.ExactLikelihood(ebm.NewBernoulliRBM(60, 60, rng), ebm.NewMatrix(1, 60), rng)
	is("too large", err, ebm.ErrTooLarge)
	_, err = ebm.NewLikelihood(m, v, 1, 2, 3, rng)
	is("outside the interval", err, ebm.ErrSettings)
	_, err = ebm.NewLikelihood(m, v, math.NaN(), 0, 1, rng)
	is("log Z is NaN", err, ebm.ErrDiverged)
	_, err = ebm.ExactLikelihood(m, bad, rng)
	is("a value of 7", err, ebm.ErrValue)
	if e := new(ebm.ValueError); !errors.As(err, &e) || e.Row != 555 || e.Column != 3 {
		t.Errorf("a value of 7: %v", err)
	}
	_, err = ebm.NewPseudoLikelihood(m, half, rng)
	if e := new(ebm.ValueError); !errors.As(err, &e) || e.Row != 580 || e.Column != 1 || !strings.Contains(e.Remedy, "threshold") {
		t.Errorf("half a unit: %v", err)
	}
}

// ExampleLikelihood prints a likelihood as it should be quoted.
func ExampleLikelihood() {
	l := ebm.Likelihood{Mean: -84.617, StdErr: 0.312, LogZ: 451.2, LogZLow: 451.1, LogZHigh: 451.32,
		Rows: 10000, Data: "MNIST test: 10000 images of 28×28, 10 classes, sampled anew"}
	fmt.Println(l)
	// Output: -84.62 ± 0.31 nats a row (log Z 451.20 -0.10 +0.12), 10000 rows of MNIST test: 10000 images of 28×28, 10 classes, sampled anew
}
