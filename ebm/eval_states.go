package ebm

import (
	"errors"
	"fmt"
)

// binaryModel is an optional ability of a [Model]: it knows whether each of its
// visible units is 0 or 1.
type binaryModel interface{ binaryVisible() bool }

func (m *RBM) binaryVisible() bool { return allBinary(m.Visible) }

// layeredModel is an optional ability of a [Model]: it knows its visible layer,
// also where a type embeds it.
type layeredModel interface{ visibleUnits() Layer }

func (m *RBM) visibleUnits() Layer { return m.Visible }

const drawRemedy = "threshold the data, or draw states with these probabilities"

// checkStates returns a *ValueError for rows that have no likelihood.
func checkStates(m Model, v Matrix) error {
	return needStates(m, v, "the likelihood of %s", drawRemedy)
}

// needStates returns a *ValueError for grey values under binary or one-hot
// visible units, which take probabilities as data but not as states. purpose is
// what needs states of the units %s.
func needStates(m Model, v Matrix, purpose, remedy string) error {
	if l, ok := m.(layeredModel); ok {
		return needLayerStates(l.visibleUnits(), v, purpose, remedy)
	}
	if b, ok := m.(binaryModel); ok && b.binaryVisible() {
		return checkBinary(v, fmt.Sprintf(purpose, binaryUnits), remedy)
	}
	return nil
}

const (
	binaryUnits = "binary units (0 or 1)"
	oneHotUnits = "one-hot units (0 or 1)"
)

// needLayerStates names the first grey value, row by row.
func needLayerStates(l Layer, v Matrix, purpose, remedy string) error {
	var first *ValueError
	for at, leaf := range leaves(l) {
		units := binaryUnits
		if _, ok := leaf.(*Potts); ok {
			units = oneHotUnits
		} else if !allBinary(leaf) {
			continue
		}
		e := new(ValueError)
		err := checkBinary(v.Columns(at, at+leaf.Len()), fmt.Sprintf(purpose, units), remedy)
		if errors.As(err, &e) && (first == nil || e.Row < first.Row) {
			first = e.inPart(at, leaf.Len())
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// checkBinary returns a *ValueError unless v is all 0 and 1.
func checkBinary(v Matrix, units, remedy string) error {
	for r := range v.Rows {
		for i, x := range v.Row(r) {
			if x != 0 && x != 1 {
				return &ValueError{Row: r, Column: i, Value: float64(x), Units: units, Remedy: remedy}
			}
		}
	}
	return nil
}
