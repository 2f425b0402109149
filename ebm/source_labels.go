package ebm

import (
	"fmt"
	"math/rand/v2"
)

// oneHot is a Source of n×classes: row i is 1 at labels[i] and 0 elsewhere.
type oneHot struct {
	labels  []int
	classes int
}

// newOneHot returns an error that wraps ErrSettings for a label that is not
// from 0 to classes-1.
func newOneHot(labels []int, classes int) (Source, error) {
	for i, l := range labels {
		if l < 0 || l >= classes {
			return nil, fmt.Errorf("ebm: the label of row %d is %d, want 0 to %d: %w", i, l, classes-1, ErrSettings)
		}
	}
	return oneHot{labels, classes}, nil
}

// absentClasses returns a note that names the classes without a label, if there
// are some, or, unless that is meant, an error that wraps ErrSettings.
func absentClasses(labels []int, classes int, meant bool) (notes []string, err error) {
	missing := missingClasses(labels, classes)
	if len(missing) == 0 {
		return nil, nil
	}
	which := someOf("class", "classes", missing)
	if !meant {
		return nil, fmt.Errorf("ebm: no label names %s of %d: add rows, or set MissingClasses if that is meant: %w", which, classes, ErrSettings)
	}
	return []string{"no label named " + which}, nil
}

// missingClasses returns the classes that no label names.
func missingClasses(labels []int, classes int) []int {
	seen := make([]bool, classes)
	for _, l := range labels {
		seen[l] = true
	}
	var missing []int
	for c, s := range seen {
		if !s {
			missing = append(missing, c)
		}
	}
	return missing
}

func (o oneHot) Dims() (rows, cols int) { return len(o.labels), o.classes }

func (o oneHot) Gather(dst Matrix, rows []int, _ *rand.Rand) {
	if dst.Rows != len(rows) || dst.Cols != o.classes {
		panic(badShape)
	}
	for i, r := range rows {
		row := dst.Row(i)
		clear(row)
		row[o.labels[r]] = 1
	}
}
