package ebm

import (
	"fmt"
	"math"
	"slices"
)

// PredictProba stores p(y | h) in dst (B×Classes), h being the means that the
// recognition weights make of v (B×D) in the penultimate units. With F the free
// energy of the top RBM it is exact:
//
//	p(y | h) = exp(-F(h, y)) / Σ_y' exp(-F(h, y'))
//
// The input of the top units is that of h, computed once, and for each class a
// row of the label weights. It panics if there are no label units.
func (u *UpDown) PredictProba(dst Matrix, v Matrix) {
	if dst.Rows != v.Rows || dst.Cols != u.Classes {
		panic(badShape)
	}
	u.eachLabelEnergy(v, func(from int, energy []float64) {
		for i := range len(energy) / u.Classes {
			softmin(dst.Row(from+i), energy[i*u.Classes:(i+1)*u.Classes])
		}
	})
}

// softmin stores exp(-f_y)/Σ exp(-f).
func softmin(dst []float32, f []float64) {
	least, sum := slices.Min(f), 0.0
	for _, x := range f {
		sum += math.Exp(least - x)
	}
	for y, x := range f {
		dst[y] = float32(math.Exp(least-x) / sum)
	}
}

// Predict stores the label of the least free energy, which is the most probable
// one of [UpDown.PredictProba], for each row of v (B×D) in dst (length B). It
// panics if there are no label units.
func (u *UpDown) Predict(dst []int, v Matrix) {
	if len(dst) != v.Rows {
		panic(badShape)
	}
	u.eachLabelEnergy(v, func(from int, energy []float64) {
		for i := range len(energy) / u.Classes {
			f := energy[i*u.Classes : (i+1)*u.Classes]
			dst[from+i] = slices.Index(f, slices.Min(f))
		}
	})
}

// Accuracy returns the share of the rows of data (n×D) whose label
// [UpDown.Predict] finds, with its standard error over rows. A source that draws
// gives its means. Errors wrap [ErrSettings]: data without rows or of another
// width, labels out of range or of another number; or [ErrValue] for data that
// the visible units cannot take. It panics if data is nil or there are no label
// units.
func (u *UpDown) Accuracy(data Source, labels []int) (Metric, error) {
	u.mustHold()
	u.mustLabels()
	if data == nil {
		panic(nilData)
	}
	if n, cols := data.Dims(); n == 0 || cols != u.NumVisible() {
		return Metric{}, fmt.Errorf("ebm: %d rows of %d columns, want some of %d columns: %w", n, cols, u.NumVisible(), ErrSettings)
	}
	if err := u.checkLabels(data, labels); err != nil {
		return Metric{}, err
	}
	err := eachBlock(data, func(first int, x Matrix) error { return inSource(u.Check(x), first, data) })
	if err != nil {
		return Metric{}, err
	}
	right := u.mistakes(u.beside(data, labels))
	for i, w := range right {
		right[i] = 1 - w
	}
	return mean("accuracy", right), nil
}

// mistakes returns 1 for each row [v, one-hot label] whose label is not
// predicted, 0 for the others.
func (u *UpDown) mistakes(rows Source) []float64 {
	n, _ := rows.Dims()
	predicted, wrong := make([]int, blockRows), make([]float64, n)
	_ = eachBlock(rows, func(first int, x Matrix) error {
		u.Predict(predicted[:x.Rows], x.Columns(0, u.NumVisible()))
		for i := range x.Rows {
			wrong[first+i] = 1 - float64(x.Row(i)[u.NumVisible()+predicted[i]])
		}
		return nil
	})
	return wrong
}

// eachLabelEnergy hands the free energies of the top RBM for the penultimate
// means of a block of rows and each class, a row after the other, to f.
func (u *UpDown) eachLabelEnergy(v Matrix, f func(from int, energy []float64)) {
	u.mustHold()
	u.mustLabels()
	if v.Cols != u.NumVisible() {
		panic(badShape)
	}
	n := min(v.Rows, blockRows)
	energy, scratch := make([]float64, n*u.Classes), newLabelScratch(u, n)
	for from := 0; from < v.Rows; from += blockRows {
		x := v.Slice(from, min(from+blockRows, v.Rows))
		e := energy[:x.Rows*u.Classes]
		h := scratch.joined.Slice(0, x.Rows).Columns(0, u.penultimate())
		through(u.Recognition, h, x, nil)
		u.labelEnergies(e, scratch, x.Rows)
		f(from, e)
	}
}

type labelScratch struct {
	joined         Matrix // n×(penultimate units + Classes)
	common, in     Matrix // n×top units: the inputs without a label, and with one
	visible, below []float64
}

func newLabelScratch(u *UpDown, n int) labelScratch {
	return labelScratch{joined: NewMatrix(n, u.Top.NumVisible()), common: NewMatrix(n, u.Top.NumHidden()), in: NewMatrix(n, u.Top.NumHidden()),
		visible: make([]float64, n), below: make([]float64, n)}
}

// labelEnergies stores F(h, y) = e(h, y) - CGF(hW + W_y) of the top RBM for the
// penultimate units in s.joined.
func (u *UpDown) labelEnergies(dst []float64, s labelScratch, rows int) {
	joined, common, in := s.joined.Slice(0, rows), s.common.Slice(0, rows), s.in.Slice(0, rows)
	first := u.penultimate()
	labels := joined.Columns(first, joined.Cols)
	for i := range rows {
		clear(labels.Row(i))
	}
	u.Top.hiddenInput(common, joined)
	for y := range u.Classes {
		weights := u.Top.Weights.Row(first + y)
		for i := range rows {
			row := labels.Row(i)
			clear(row)
			row[y] = 1
			addRows(in.Row(i), common.Row(i), weights)
		}
		u.Top.Visible.Energy(s.visible[:rows], joined)
		u.Top.Hidden.CGF(s.below[:rows], in)
		for i := range rows {
			dst[i*u.Classes+y] = s.visible[i] - s.below[i]
		}
	}
}

func addRows(dst, a, b []float32) {
	for j, x := range a {
		dst[j] = x + b[j]
	}
}

func (u *UpDown) mustLabels() {
	if u.Classes == 0 {
		panic(noLabels)
	}
}

const noLabels = "ebm: an UpDown without label units has no labels"
