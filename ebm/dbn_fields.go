package ebm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// LinearFields returns what the units of layer level would see if all layers
// between were linear: W₁W₂…, D×Width(level), a column for each unit, which
// plotting.Filters shows. It is the plainest picture of a deep unit, and leaves
// out all that the units between do: compare with [DBN.Exciting] and
// [DBN.Maximize]. Level 1 gives a copy of the weights of the lowest RBM. Erhan,
// Bengio, Courville and Vincent (2009), "Visualizing higher-layer features of a
// deep network", University of Montreal, technical report 1341, compare the
// three. It panics if level is not from 1 to Levels.
func (d *DBN) LinearFields(level int) Matrix {
	d.mustUnits(level, nil)
	fields := MatrixOf(d.RBMs[0].Weights)
	for _, m := range d.RBMs[1:level] {
		next := NewMatrix(fields.Rows, m.NumHidden())
		kernel.Product(blas32.General(next), blas32.General(fields), blas32.General(m.Weights))
		fields = next
	}
	return fields
}

// mustUnits panics unless level has RBMs below it and units are some of its own.
func (d *DBN) mustUnits(level int, units []int) {
	d.mustStack()
	if level < 1 || level > d.Levels() {
		panic(noUnits)
	}
	for _, u := range units {
		if u < 0 || u >= d.Width(level) {
			panic(badUnit)
		}
	}
}

// unitsOf returns units, or all of level if they are nil.
func (d *DBN) unitsOf(level int, units []int) []int {
	d.mustUnits(level, units)
	if units != nil {
		return append([]int(nil), units...)
	}
	all := make([]int, d.Width(level))
	for u := range all {
		all[u] = u
	}
	return all
}

const (
	noUnits = "ebm: the stack has no hidden units at that level"
	badUnit = "ebm: the level has no such unit"
)
