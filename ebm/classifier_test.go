package ebm_test

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestNewClassifier: it is a copy of the stack, and knows nothing of classes.
func TestNewClassifier(t *testing.T) {
	d := classifyStack()
	c := ebm.NewClassifier(d, 4)
	x, _ := classifyRows(5, 1)
	for l, m := range d.RBMs {
		sameMatrix(t, "weights", c.Stages[l].Weights, m.Weights)
		sameMatrix(t, "hidden bias", c.Stages[l].Layer.Params()[0].Value, m.Hidden.Params()[0].Value)
	}
	before := classifyBits(c)
	for _, p := range d.Params() {
		clear(p.Value.Data)
	}
	if !reflect.DeepEqual(before, classifyBits(c)) {
		t.Error("it shares storage with the stack")
	}
	proba := ebm.NewMatrix(5, 4)
	c.PredictProba(proba, x)
	for _, p := range proba.Data {
		if p != 0.25 {
			t.Fatalf("p is %v before training, want 1/4", proba.Data)
		}
	}
	if c.NumVisible() != 9 || c.Classes() != 4 || c.String() != "Classifier 9-6-5-4" || len(c.Params()) != 6 || c.Params()[0].Name != "stage0.weights" {
		t.Errorf("%v: %d columns, %d classes, %d groups of parameters", c, c.NumVisible(), c.Classes(), len(c.Params()))
	}
}

// TestClassifierByHand compares predictions with a program of its own, for more
// rows than a block has, and what counts them.
func TestClassifierByHand(t *testing.T) {
	c, _ := mustClassify(t, func(s *ebm.FineTuneSettings) { s.Epochs = 60 })
	x, labels := classifyRows(1300, 3)
	proba, predicted := ebm.NewMatrix(x.Rows, 3), make([]int, x.Rows)
	c.PredictProba(proba, x)
	c.Predict(predicted, x)
	want := [][]int{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}
	right := 0
	for i := range x.Rows {
		h := floats(x.Row(i))
		for _, s := range c.Stages {
			next := floats(s.Layer.Params()[0].Value.Row(0))
			for j := range next {
				for k, v := range h {
					next[j] += v * s.Weights.At(k, j)
				}
			}
			h = next
			for j, a := range h {
				h[j] = 1 / (1 + math.Exp(-a))
			}
		}
		// The last one was no sigmoid: p/(1-p) of it is exp(a).
		sum, best := 0.0, 0
		for j, p := range h {
			h[j] = p / (1 - p)
			sum += h[j]
			if h[j] > h[best] {
				best = j
			}
		}
		for j, e := range h {
			if got := proba.At(i, j); !(math.Abs(got-e/sum) <= 1e-5) { // some 30 roundings of numbers below 10
				t.Fatalf("row %d: p(%d) is %g, want %g", i, j, got, e/sum)
			}
		}
		if predicted[i] != best {
			t.Fatalf("row %d: predicted %d, want %d of %v", i, predicted[i], best, h)
		}
		want[labels[i]][best]++
		if labels[i] == best {
			right++
		}
	}
	counts, err := c.ConfusionMatrix(x, labels)
	if err != nil || !reflect.DeepEqual(counts, want) {
		t.Errorf("confusion matrix %v, want %v, error %v", counts, want, err)
	}
	share := float64(right) / float64(x.Rows)
	se := math.Sqrt(share * (1 - share) / float64(x.Rows-1))
	accuracy, err := c.Accuracy(x, labels)
	if err != nil || math.Abs(accuracy.Value-share) > 1e-12 || math.Abs(accuracy.Err-se) > 1e-12 {
		t.Errorf("accuracy %+v, want %g ± %g, error %v", accuracy, share, se, err)
	}
	if !(share > 0.9) || share == 1 {
		t.Errorf("%g of the rows are right: nothing to compare", share)
	}
}

// TestClassifierTies: the lowest of equally probable classes.
func TestClassifierTies(t *testing.T) {
	c := ebm.NewClassifier(classifyStack(), 3)
	predicted := []int{7, 7}
	c.Predict(predicted, ebm.NewMatrix(2, 9))
	if predicted[0] != 0 || predicted[1] != 0 {
		t.Errorf("predicted %v, want 0", predicted)
	}
	c.Predict(nil, ebm.NewMatrix(0, 9))
}

func TestClassifierErrors(t *testing.T) {
	c := ebm.NewClassifier(classifyStack(), 3)
	x, labels := classifyRows(6, 1)
	bad := ebm.MatrixOf(x)
	bad.Row(4)[2] = 7
	accuracy := func(data ebm.Source, labels []int) error {
		_, err := c.Accuracy(data, labels)
		if _, other := c.ConfusionMatrix(data, labels); other == nil || other.Error() != err.Error() {
			t.Errorf("Accuracy: %v, ConfusionMatrix: %v", err, other)
		}
		return err
	}
	wantError(t, accuracy(x, labels[1:]), ebm.ErrSettings, "6 rows of data and 5 labels")
	wantError(t, accuracy(x, []int{0, 1, 2, 3, 0, 1}), ebm.ErrSettings, "the label of row 3 is 3, want 0 to 2")
	wantError(t, accuracy(x, []int{0, -1, 2, 0, 0, 1}), ebm.ErrSettings, "the label of row 1 is -1")
	wantError(t, accuracy(ebm.NewMatrix(6, 8), labels), ebm.ErrSettings, "data has 8 columns, the classifier 9 inputs")
	wantError(t, accuracy(ebm.NewMatrix(0, 9), nil), ebm.ErrSettings, "no rows to classify")
	wantError(t, accuracy(bad, labels), ebm.ErrValue, "row 4, column 2 is 7")
}

func TestClassifierPanics(t *testing.T) {
	c := ebm.NewClassifier(classifyStack(), 3)
	x, labels := classifyRows(6, 1)
	var none context.Context
	other := &ebm.Classifier{Stages: []ebm.Stage{{Weights: ebm.NewMatrix(9, 4), Layer: ebm.NewPotts(2, 2)}}}
	for what, f := range map[string]struct {
		text string
		f    func()
	}{
		"one class":     {"at least two classes", func() { ebm.NewClassifier(classifyStack(), 1) }},
		"no stack":      {"a stack without RBMs", func() { ebm.NewClassifier(&ebm.DBN{}, 2) }},
		"no stages":     {"without stages", func() { new(ebm.Classifier).Predict(nil, x) }},
		"two groups":    {"other than NewPotts(1, classes)", func() { other.PredictProba(ebm.NewMatrix(6, 4), x) }},
		"wide rows":     {"shapes", func() { c.Predict(make([]int, 6), ebm.NewMatrix(6, 10)) }},
		"a short dst":   {"shapes", func() { c.Predict(make([]int, 5), x) }},
		"a wide dst":    {"shapes", func() { c.PredictProba(ebm.NewMatrix(6, 4), x) }},
		"few rows":      {"shapes", func() { c.PredictProba(ebm.NewMatrix(5, 3), x) }},
		"nil data":      {"nil data", func() { _, _ = c.Accuracy(nil, labels) }},
		"nil to learn":  {"nil data", func() { _, _ = c.FineTune(t.Context(), nil, labels, classifySettings(), ebm.NewRand(1)) }},
		"nil generator": {"nil *rand.Rand", func() { _, _ = c.FineTune(t.Context(), x, labels, classifySettings(), nil) }},
		"nil context":   {"nil context", func() { _, _ = c.FineTune(none, x, labels, classifySettings(), ebm.NewRand(1)) }},
	} {
		wantClassifyPanic(t, what, f.text, f.f)
	}
}
