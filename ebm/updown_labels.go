package ebm

import "fmt"

// UpDownLabels says what the training of an [UpDown] has to know of labels.
type UpDownLabels struct {
	HeldOutLabels []int // of HeldOut; nil only without HeldOut or without label units

	// MissingClasses says that labels need not name every class; Notes of the
	// Result says which are missing. false: that is an error.
	MissingClasses bool
}

// checkData returns an error that wraps ErrSettings unless data and labels, and those
// held out, suit u and each other.
func (s UpDownLabels) checkData(u *UpDown, data Source, labels []int, heldOut Source) error {
	_, cols := data.Dims()
	if err := checkWidths(u.NumVisible(), cols, heldOut); err != nil {
		return err
	}
	if err := u.checkLabels(data, labels); err != nil {
		return err
	}
	if missing := missingClasses(labels, u.Classes); len(missing) > 0 && !s.MissingClasses {
		return fmt.Errorf("ebm: no label names %s of %d: add rows, or set MissingClasses if that is meant: %w",
			someOf("class", "classes", missing), u.Classes, ErrSettings)
	}
	if heldOut == nil {
		if s.HeldOutLabels != nil {
			return fmt.Errorf("ebm: %d HeldOutLabels, but no HeldOut: %w", len(s.HeldOutLabels), ErrSettings)
		}
		return nil
	}
	if err := u.checkLabels(heldOut, s.HeldOutLabels); err != nil {
		return fmt.Errorf("held-out data: %w", err)
	}
	return nil
}

// heldOut puts the labels beside data; nil stays nil.
func (s UpDownLabels) heldOut(u *UpDown, data Source) Source {
	if data == nil {
		return nil
	}
	return u.beside(data, s.HeldOutLabels)
}

// notes says what is worth knowing of labels.
func (s UpDownLabels) notes(u *UpDown, labels []int) []string {
	missing := missingClasses(labels, u.Classes)
	if len(missing) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("no label named %s", someOf("class", "classes", missing))}
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
