package ebm

import "fmt"

// checkRows returns an error that wraps ErrSettings unless data and labels suit u
// and each other. Classes may be missing if that is meant.
func (u *UpDown) checkRows(data Source, labels []int, missing bool) error {
	rows, cols := data.Dims()
	if rows == 0 {
		return fmt.Errorf("ebm: no rows to train on: %w", ErrSettings)
	}
	if err := checkWidths(u.NumVisible(), cols, nil); err != nil {
		return err
	}
	if err := u.checkLabels(data, labels); err != nil {
		return err
	}
	if classes := missingClasses(labels, u.Classes); len(classes) > 0 && !missing {
		return fmt.Errorf("ebm: no label names %s of %d: add rows, or set MissingClasses if that is meant: %w",
			someOf("class", "classes", classes), u.Classes, ErrSettings)
	}
	return nil
}

// checkHeldOut does so with held-out data, if there are some.
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

// missingNotes says for which classes there is no label.
func (u *UpDown) missingNotes(labels []int) []string {
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
