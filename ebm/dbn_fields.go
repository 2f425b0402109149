package ebm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// LinearFields returns what the units of a layer would see if all layers between
// were linear: W₁W₂…, D×Width(layer), a column for each unit, which
// plotting.Filters shows. It is the plainest picture of a deep unit, and leaves
// out all that the units between do: compare with [DBN.Exciting] and
// [DBN.Maximize]. Layer 1 gives a copy of the weights of the lowest RBM. Erhan,
// Bengio, Courville and Vincent (2009), "Visualizing higher-layer features of a
// deep network", University of Montreal, technical report 1341, compare the
// three. It panics if layer is not from 1 to Levels.
func (d *DBN) LinearFields(layer int) Matrix {
	d.mustUnits(layer, nil)
	fields := MatrixOf(d.RBMs[0].Weights)
	for _, m := range d.RBMs[1:layer] {
		next := NewMatrix(fields.Rows, m.NumHidden())
		kernel.Product(blas32.General(next), blas32.General(fields), blas32.General(m.Weights))
		fields = next
	}
	return fields
}

// mustUnits panics unless layer is a hidden one and units are some of its own.
func (d *DBN) mustUnits(layer int, units []int) {
	d.mustStack()
	if layer < 1 || layer > d.Levels() {
		panic(noUnits)
	}
	for _, u := range units {
		if u < 0 || u >= d.Width(layer) {
			panic(badUnit)
		}
	}
}

// unitsOf returns units, or all of layer if they are nil.
func (d *DBN) unitsOf(layer int, units []int) []int {
	d.mustUnits(layer, units)
	if units != nil {
		return append([]int(nil), units...)
	}
	all := make([]int, d.Width(layer))
	for u := range all {
		all[u] = u
	}
	return all
}

const (
	noUnits = "ebm: the stack has no hidden units in that layer"
	badUnit = "ebm: the layer has no such unit"
)
