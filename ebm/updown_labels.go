package ebm

import (
	"fmt"
	"math/rand/v2"
)

// mustStart panics where Train would, and checks that data and labels suit u and
// each other, those held out, too. Its notes name classes without a label, which
// only if missing is true may be.
func (u *UpDown) mustStart(data Source, labels []int, heldOut Source, heldOutLabels []int, missing bool, rng *rand.Rand) (notes []string, err error) {
	u.mustHold()
	mustRand(rng)
	if data == nil {
		panic(nilData)
	}
	rows, cols := data.Dims()
	if rows == 0 {
		return nil, fmt.Errorf("ebm: no rows to train on: %w", ErrSettings)
	}
	if err := checkWidths(u.NumVisible(), cols, nil); err != nil {
		return nil, err
	}
	if err := u.checkLabels(data, labels); err != nil {
		return nil, err
	}
	if notes, err = absentClasses(labels, u.Classes, missing); err != nil {
		return nil, err
	}
	return notes, u.checkHeldOut(heldOut, heldOutLabels)
}

// checkHeldOut checks held-out data and their labels, if there are some.
func (u *UpDown) checkHeldOut(data Source, labels []int) error {
	if data == nil {
		if labels != nil {
			return fmt.Errorf("ebm: %d HeldOutLabels, but no HeldOut: %w", len(labels), ErrSettings)
		}
		return nil
	}
	if err := checkWidths(u.NumVisible(), u.NumVisible(), data); err != nil {
		return err
	}
	if err := u.checkLabels(data, labels); err != nil {
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
