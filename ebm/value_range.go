package ebm

import (
	"errors"
	"fmt"
	"math"
)

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// valueRange is what one has to know of data to say which units fit it.
type valueRange struct {
	any              bool
	lowest, highest  float64
	infinite, broken bool // NaN or infinite; not whole numbers
}

func (r *valueRange) add(x Matrix) {
	for i := range x.Rows {
		for _, v := range x.Row(i) {
			f := float64(v)
			if !finite(f) {
				r.infinite = true
				continue
			}
			if !r.any {
				r.any, r.lowest, r.highest = true, f, f
			}
			r.lowest, r.highest = min(r.lowest, f), max(r.highest, f)
			r.broken = r.broken || f != math.Trunc(f)
		}
	}
}

// remedy says which units take such values.
func (r *valueRange) remedy() string {
	switch {
	case r.infinite:
		return "no units take NaN or infinite values; clean the data first"
	case r.lowest >= 0 && r.highest <= 1:
		return "Bernoulli units (NewBernoulli) take values from 0 to 1"
	case r.lowest >= 0 && !r.broken:
		return fmt.Sprintf("the data are whole numbers from %g to %g; for Bernoulli units divide them by %g", r.lowest, r.highest, r.highest)
	default:
		return fmt.Sprintf("real values from %g to %g fit Gaussian units (NewGaussian), once each column is standardised; for Bernoulli units rescale to 0 to 1", float32(r.lowest), float32(r.highest))
	}
}

// fittingUnits looks at all of x to say what would suit it.
func fittingUnits(x Matrix) string {
	var r valueRange
	r.add(x)
	return r.remedy()
}

// columns returns the columns of x that the remedy depends on.
func (e *ValueError) columns(x Matrix) Matrix {
	if e.to == 0 {
		return x
	}
	return x.Columns(e.from, e.to)
}

// inSource makes a ValueError of a block, whose first row is given, one of all
// of data: its row, and a remedy that takes all values into account.
func inSource(err error, first int, data Source) error {
	e := new(ValueError)
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Row += first
	if !e.own {
		var r valueRange
		_ = eachBlock(data, func(_ int, x Matrix) error { r.add(e.columns(x)); return nil })
		moved.Remedy = r.remedy()
	}
	return &moved
}
