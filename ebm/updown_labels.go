package ebm

import (
	"fmt"
)

// checkTraining returns an error that wraps ErrSettings unless data and labels,
// and those held out, suit u and each other.
func (u *UpDown) checkTraining(data Source, labels []int, heldOut Source, heldOutLabels []int) error {
	_, cols := data.Dims()
	if err := checkWidths(u.NumVisible(), cols, heldOut); err != nil {
		return err
	}
	if err := u.checkLabels(data, labels); err != nil {
		return err
	}
	if missing := missingClasses(labels, u.Classes); len(missing) > 0 {
		return fmt.Errorf("ebm: no row is labelled %v, but there are label units for %d classes: %w", missing, u.Classes, ErrSettings)
	}
	if heldOut == nil {
		if heldOutLabels != nil {
			return fmt.Errorf("ebm: %d HeldOutLabels, but no HeldOut: %w", len(heldOutLabels), ErrSettings)
		}
		return nil
	}
	if err := u.checkLabels(heldOut, heldOutLabels); err != nil {
		return fmt.Errorf("held-out data: %w", err)
	}
	return nil
}

// checkLabels returns an error that wraps ErrSettings unless there is a label in
// range for each row of data, or none where there are no label units.
func (u *UpDown) checkLabels(data Source, labels []int) error {
	if u.Classes == 0 {
		if labels != nil {
			return fmt.Errorf("ebm: %d labels, but %v has no label units: %w", len(labels), u, ErrSettings)
		}
		return nil
	}
	right, err := newOneHot(labels, u.Classes)
	if err != nil {
		return err
	}
	_, err = newBeside(data, right, "labels")
	return err
}

// beside puts one-hot labels, which are checked, beside data.
func (u *UpDown) beside(data Source, labels []int) Source {
	if u.Classes == 0 {
		return data
	}
	return beside{data, oneHot{labels, u.Classes}}
}
