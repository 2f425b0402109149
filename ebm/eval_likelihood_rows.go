package ebm

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// eachRow checks data against m, gathers it a block at a time, drawing from rng
// what a source draws, and returns the value that f stores for each row and the
// name of the data.
func eachRow(m Model, data Source, rng *rand.Rand, f func(dst []float64, x Matrix) error) ([]float64, string, error) {
	switch {
	case m == nil:
		panic(nilModel)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	n, cols := data.Dims()
	if n == 0 || cols != m.NumVisible() {
		return nil, "", fmt.Errorf("ebm: data of %d rows and %d columns for a model of %d visible units: %w", n, cols, m.NumVisible(), ErrSettings)
	}
	values, seen := make([]float64, n), valueRange{}
	err := eachDrawn(data, rng, func(first int, x Matrix) error {
		seen.add(x)
		dst := values[first : first+x.Rows]
		if c, ok := m.(Checker); ok {
			if err := c.Check(x); err != nil {
				return inSource(err, first, data)
			}
		}
		if err := f(dst, x); err != nil {
			return below(err, first)
		}
		for i, v := range dst {
			if !finite(v) {
				return fmt.Errorf("ebm: the value of row %d is %g: %w", first+i, v, ErrDiverged)
			}
		}
		return nil
	})
	return values, dataName(data, seen), err
}

// below makes a ValueError of a block, whose first row is given, one of all data.
func below(err error, first int) error {
	e := new(ValueError)
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Row += first
	return &moved
}

// dataName is what a source says of itself, or what its values look like.
func dataName(data Source, seen valueRange) string {
	if s, ok := data.(fmt.Stringer); ok {
		return s.String()
	}
	kind := "real numbers"
	switch {
	case !seen.broken && seen.lowest >= 0 && seen.highest <= 1:
		kind = "zeros and ones"
	case !seen.broken:
		kind = "whole numbers"
	case seen.lowest >= 0 && seen.highest <= 1:
		kind = "numbers between 0 and 1"
	}
	return fmt.Sprintf("%T, %s", data, kind)
}
