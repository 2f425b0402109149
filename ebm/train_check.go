package ebm

import "fmt"

// checkWidths compares the widths of training and held-out data with D.
func checkWidths(visible, cols int, heldOut Source) error {
	if cols != visible {
		return fmt.Errorf("ebm: data has %d columns, the model %d visible units: %w", cols, visible, ErrSettings)
	}
	if heldOut == nil {
		return nil
	}
	rows, cols := heldOut.Dims()
	switch {
	case rows == 0:
		return fmt.Errorf("ebm: held-out data has no rows: leave HeldOut nil if there are none: %w", ErrSettings)
	case cols != visible:
		return fmt.Errorf("ebm: held-out data is %d×%d, the model has %d visible units: %w", rows, cols, visible, ErrSettings)
	}
	return nil
}

// checkValues asks the model, if it can tell, whether its units take the data.
func checkValues(model Trainable, data, heldOut Source) error {
	c, ok := model.(Checker)
	if !ok {
		return nil
	}
	check := func(data Source) error {
		return eachBlock(data, func(first int, x Matrix) error { return inSource(c.Check(x), first, data) })
	}
	if err := check(data); err != nil {
		return err
	}
	if heldOut == nil {
		return nil
	}
	if err := check(heldOut); err != nil {
		return fmt.Errorf("held-out data: %w", err)
	}
	return nil
}

// checkFinite returns an error that wraps ErrDiverged if p holds NaN or Inf.
func checkFinite(p Param) error {
	for i := range p.Value.Rows {
		for j, x := range p.Value.Row(i) {
			if !finite(float64(x)) {
				return fmt.Errorf("ebm: %s[%d,%d] is %g: %w", p.Name, i, j, x, ErrDiverged)
			}
		}
	}
	return nil
}
