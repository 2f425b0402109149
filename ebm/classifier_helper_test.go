package ebm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// classifyRows are rows of nine bits in three classes: in a class a third of the
// bits is mostly 1 and the others mostly 0.
func classifyRows(rows int, seed uint64) (x ebm.Matrix, labels []int) {
	rng := ebm.NewRand(seed)
	x = ebm.NewMatrix(rows, 9)
	for i := range rows {
		labels = append(labels, i%3)
		for j, row := 0, x.Row(i); j < len(row); j++ {
			if (j/3 == i%3) != (rng.IntN(8) == 0) {
				row[j] = 1
			}
		}
	}
	return x, labels
}

// classifyStack is a stack 9-6-5 with normal parameters.
func classifyStack() *ebm.DBN {
	rng := ebm.NewRand(2)
	d := ebm.NewDBN([]int{9, 6, 5}, rng)
	for _, p := range d.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(0.5 * rng.NormFloat64())
		}
	}
	return d
}

// classifySettings are short, with all that has a state.
func classifySettings() ebm.FineTuneSettings {
	s := ebm.DefaultFineTune(4)
	s.BatchSize, s.Average, s.WeightDecay = 7, ebm.NewAverage(1), 1e-3
	return s
}

// classifyRun fine-tunes a new classifier on 40 rows, with 30 held out.
func classifyRun(t *testing.T, change func(s *ebm.FineTuneSettings)) (*ebm.Classifier, ebm.Result, error) {
	t.Helper()
	c, s := ebm.NewClassifier(classifyStack(), 3), classifySettings()
	x, labels := classifyRows(40, 1)
	s.HeldOut, s.HeldOutLabels = classifyRows(30, 2)
	if change != nil {
		change(&s)
	}
	r, err := c.FineTune(t.Context(), x, labels, s, ebm.NewRand(5))
	return c, r, err
}

func mustClassify(t *testing.T, change func(s *ebm.FineTuneSettings)) (*ebm.Classifier, ebm.Result) {
	t.Helper()
	c, r, err := classifyRun(t, change)
	if err != nil {
		t.Fatal(err)
	}
	return c, r
}

// classifyBits are all parameters.
func classifyBits(c *ebm.Classifier) []float64 { return flat(c.Params()) }

func wantClassifyBits(t *testing.T, what string, got, want *ebm.Classifier) {
	t.Helper()
	if !slices.Equal(classifyBits(got), classifyBits(want)) {
		t.Errorf("%s: other bits", what)
	}
}

func wantClassifyPanic(t *testing.T, what, text string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if r, _ := recover().(string); !strings.Contains(r, text) {
			t.Errorf("%s: panics with %q, want %q", what, r, text)
		}
	}()
	f()
}
