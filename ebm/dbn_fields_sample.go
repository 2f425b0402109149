package ebm

import (
	"fmt"
	"math/rand/v2"
)

// SampleUnit stores in each row of dst (B×D) a draw of v from the stack up to a
// layer, given that one of that layer's units is on: steps of Gibbs
// sampling between this layer, with the unit held, and the one below, in a chain
// of its own, and then one pass down. Erhan, Bengio, Courville and Vincent (2009)
// show a unit by such draws. On is 1 for a [Bernoulli] unit, and for a column of a
// [Potts] unit, whose other columns are then 0. A chain starts at the units that
// the layer below has on its own; see [DBN.Sample] for how far it is to be
// trusted.
//
// The error wraps [ErrUnsupported] if the layer's units have not finitely many
// states, so that there is no on. SampleUnit panics if dst has another width,
// layer is not from 1 to Levels, it has no such unit, steps < 1 or rng is nil.
func (d *DBN) SampleUnit(dst Matrix, layer, unit, steps int, rng *rand.Rand) error {
	return d.sampleUnit(dst, layer, unit, steps, rng, (*RBM).VisibleSample)
}

// SampleUnitMean is SampleUnit with the means of v given the layer above in the
// place of draws, which make the better pictures.
func (d *DBN) SampleUnitMean(dst Matrix, layer, unit, steps int, rng *rand.Rand) error {
	return d.sampleUnit(dst, layer, unit, steps, rng, visibleMean)
}

func (d *DBN) sampleUnit(dst Matrix, layer, unit, steps int, rng *rand.Rand, last visibles) error {
	d.mustUnits(layer, []int{unit})
	mustRand(rng)
	if steps < 1 {
		panic(badK)
	}
	if dst.Cols != d.NumVisible() {
		panic(badShape)
	}
	m := d.RBMs[layer-1]
	if _, ok := Ability[Enumerator](m.Hidden); !ok {
		return fmt.Errorf("ebm: %s units of layer %d cannot be held on, they have not finitely many states: %w", typeName(m.Hidden), layer, ErrUnsupported)
	}
	for from := 0; from < dst.Rows; from += blockRows {
		block := dst.Slice(from, min(from+blockRows, dst.Rows))
		top, giveBack := borrow(block.Rows, m.NumHidden())
		m.chain(top, unit, steps, rng)
		d.down(block, top, layer, rng, last)
		giveBack()
	}
	return nil
}
