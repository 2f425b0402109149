package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestUpDownPredict compares with the free energy of the top RBM of each row
// with each label, over more rows than a block has.
func TestUpDownPredict(t *testing.T) {
	const rows = 700
	for name, u := range upDownMachines() {
		if u.Classes == 0 {
			continue
		}
		v := upDownRows(u, rows, true).Columns(0, u.NumVisible())
		n := u.Top.NumVisible() - u.Classes
		joined, f := ebm.NewMatrix(rows, n+u.Classes), make([]float64, rows)
		u.Transform(joined.Columns(0, n), v)
		weights := make([][]float64, rows)
		for y := range u.Classes {
			for i := range rows {
				clear(joined.Row(i)[n:])
				joined.Row(i)[n+y] = 1
			}
			u.Top.FreeEnergy(f, joined)
			for i := range rows {
				weights[i] = append(weights[i], math.Exp(-f[i]))
			}
		}
		p, labels := ebm.NewMatrix(rows, u.Classes), make([]int, rows)
		u.PredictProba(p, v)
		u.Predict(labels, v)
		for i, w := range weights {
			sum, best := 0.0, 0
			for y, x := range w {
				sum += x
				if x > w[best] {
					best = y
				}
			}
			for y, x := range w {
				// Free energies of about 10, of some ten float32 roundings each.
				if got := p.At(i, y); math.Abs(got-x/sum) > 1e-5 {
					t.Fatalf("%s: p(%d | row %d) is %.7g, the free energies say %.7g", name, y, i, got, x/sum)
				}
			}
			if labels[i] != best {
				t.Fatalf("%s: row %d is taken for a %d, want %d: %v", name, i, labels[i], best, w)
			}
		}
		if a, err := u.Accuracy(v, labels); a.Value != 1 || err != nil {
			t.Errorf("%s: accuracy on its own answers %g, %v", name, a.Value, err)
		}
		for i := range rows / 4 {
			labels[i] = (labels[i] + 1) % u.Classes
		}
		if a, err := u.Accuracy(v, labels); a.Value != 0.75 || err != nil {
			t.Errorf("%s: accuracy with a quarter of wrong labels %g, %v", name, a.Value, err)
		}
	}
}

func TestUpDownAccuracyErrors(t *testing.T) {
	u := upDownOf(2, 4, 3, 3)
	for want, c := range map[string]struct {
		v      ebm.Matrix
		labels []int
	}{
		"2 rows of data and 3 labels":       {ebm.NewMatrix(2, 4), []int{0, 1, 0}},
		"the label of row 1 is 2":           {ebm.NewMatrix(2, 4), []int{0, 2}},
		"rows of 5 columns, want some of 4": {ebm.NewMatrix(2, 5), []int{0, 1}},
		"0 rows of":                         {ebm.NewMatrix(0, 4), nil},
	} {
		if _, err := u.Accuracy(c.v, c.labels); !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want ErrSettings that says %q", err, want)
		}
	}
	grey := ebm.NewMatrix(2, 4)
	grey.Row(1)[2] = -0.5
	if _, err := u.Accuracy(grey, []int{0, 1}); !errors.Is(err, ebm.ErrValue) || !strings.Contains(err.Error(), "row 1, column 2") {
		t.Errorf("a value of -0.5: %v", err)
	}
}
