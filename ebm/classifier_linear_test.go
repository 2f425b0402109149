package ebm_test

import (
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestSoftmaxClassifierStep holds one step on all rows to the formula: from
// parameters 0 all classes have 1/3, and W moves by ε times the mean of v(y - 1/3).
func TestSoftmaxClassifierStep(t *testing.T) {
	x, labels := classifyRows(40, 1)
	c := ebm.NewSoftmaxClassifier(9, 3)
	s := ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: 1, BatchSize: 40, LearningRate: 0.5}}
	if _, err := c.FineTune(t.Context(), x, labels, s, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		for k := range 3 {
			var want float64
			for row, label := range labels {
				y := 0.0
				if label == k {
					y = 1
				}
				want += 0.5 / 40 * float64(x.Row(row)[i]) * (y - 1.0/3)
			}
			// Forty terms below 1, each rounded to 2⁻²⁴.
			if got := float64(c.Params()[0].Value.Row(i)[k]); math.Abs(got-want) > 40*math.Pow(2, -24) {
				t.Errorf("weight %d of class %d is %g, want %g", i, k, got, want)
			}
		}
	}
}

// TestSoftmaxClassifierLowest: with decay there is one lowest point, where the
// gradient is 0, so each weight is λ⁻¹ times the mean of v(y - p).
func TestSoftmaxClassifierLowest(t *testing.T) {
	const decay = 0.1
	x, labels := classifyRows(40, 1)
	c := ebm.NewSoftmaxClassifier(9, 3)
	s := ebm.FineTuneSettings{Settings: ebm.Settings{Epochs: 400, BatchSize: 40, LearningRate: 0.5, WeightDecay: decay}}
	if _, err := c.FineTune(t.Context(), x, labels, s, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	p := ebm.NewMatrix(40, 3)
	c.PredictProba(p, x)
	for i := range 9 {
		for k := range 3 {
			var mean float64
			for row, label := range labels {
				y := 0.0
				if label == k {
					y = 1
				}
				mean += float64(x.Row(row)[i]) * (y - float64(p.Row(row)[k])) / 40
			}
			// Weights decay by 1 - ε·λ = 0.95 a step, and 0.95⁴⁰⁰ is 1e-9: what is left
			// are the roundings of p, some 2⁻²² where exponentials are taken in
			// float32, divided by λ, and twice that for those of the weights.
			if got, want := float64(c.Params()[0].Value.Row(i)[k]), mean/decay; math.Abs(got-want) > 3*math.Pow(2, -22)/decay {
				t.Errorf("weight %d of class %d is %g, want %g", i, k, got, want)
			}
		}
	}
}

func TestSoftmaxClassifierFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "softmax")
	x, labels := classifyRows(40, 1)
	c := ebm.NewSoftmaxClassifier(9, 3)
	if c.NumVisible() != 9 || c.Classes() != 3 || c.String() != "Classifier 9-3" {
		t.Errorf("%v with %d inputs and %d classes", c, c.NumVisible(), c.Classes())
	}
	r, err := c.FineTune(t.Context(), x, labels, classifySettings(), ebm.NewRand(1))
	if err != nil || len(r.Notes) > 0 {
		t.Fatalf("notes %q, error %v", r.Notes, err)
	}
	if err := ebm.Save(file, c); err != nil {
		t.Fatal(err)
	}
	got, err := ebm.Load[*ebm.Classifier](file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Params(), c.Params()) || got.String() != c.String() {
		t.Errorf("loaded as %v, want %v", got, c)
	}
	x.Row(3)[2] = float32(math.NaN())
	if bad := new(ebm.ValueError); !errors.As(got.Check(x), &bad) || bad.Row != 3 || bad.Column != 2 {
		t.Errorf("Check of NaN says %v", got.Check(x))
	}
}

// TestSoftmaxClassifierValues: values beyond 0 to 1 are welcome, those that are no
// numbers are not.
func TestSoftmaxClassifierValues(t *testing.T) {
	x, labels := classifyRows(40, 1)
	x.Row(0)[0] = -7
	c := ebm.NewSoftmaxClassifier(9, 3)
	if _, err := c.FineTune(t.Context(), x, labels, classifySettings(), ebm.NewRand(1)); err != nil {
		t.Error(err)
	}
	x.Row(0)[0] = float32(math.Inf(1))
	_, err := c.FineTune(t.Context(), x, labels, classifySettings(), ebm.NewRand(1))
	wantError(t, err, ebm.ErrValue, "finite")
}

func TestSoftmaxClassifierPanics(t *testing.T) {
	wantClassifyPanic(t, "no inputs", "ebm: ", func() { ebm.NewSoftmaxClassifier(0, 2) })
	wantClassifyPanic(t, "one class", "two classes", func() { ebm.NewSoftmaxClassifier(4, 1) })
}
