package ebm

import "math/rand/v2"

// Sample stores a draw of v in each row of dst (B×D), each from a chain of its
// own: steps of Gibbs sampling between the two layers of the top RBM, and then
// one pass down, each layer being drawn given the one above. A chain starts at
// the units that the lower of these layers has on its own, without input. The
// draws are of p(v) only when the chain has forgotten that, which takes
// thousands of steps where the classes of the data are far apart: an estimate
// of unknown quality for any number of steps. To start from data instead, move
// what [DBN.Up] gives for layer Levels-1 by [NewGibbs] of the top RBM, and take it
// [DBN.Down].
//
// It draws from rng once, and panics if dst has another width, steps < 1 or rng
// is nil.
func (d *DBN) Sample(dst Matrix, steps int, rng *rand.Rand) {
	d.dream(dst, steps, rng, (*RBM).VisibleSample)
}

// SampleMean is Sample with the means of v given the layer above in the place
// of draws, which make the better pictures: the layers above have the same
// draws.
func (d *DBN) SampleMean(dst Matrix, steps int, rng *rand.Rand) {
	d.dream(dst, steps, rng, visibleMean)
}

func (d *DBN) dream(dst Matrix, steps int, rng *rand.Rand, last visibles) {
	d.mustStack()
	mustRand(rng)
	if steps < 1 {
		panic(badK)
	}
	if dst.Cols != d.NumVisible() {
		panic(badShape)
	}
	key := rng.Uint64()
	for from := 0; from < dst.Rows; from += blockRows {
		block := dst.Slice(from, min(from+blockRows, dst.Rows))
		own := rand.New(rand.NewPCG(key, uint64(from)))
		top, giveBack := borrow(block.Rows, d.NumHidden())
		d.RBMs[len(d.RBMs)-1].chain(top, noUnit, steps, own)
		d.down(block, top, d.Levels(), own, last)
		giveBack()
	}
}

const (
	// noUnit is for a chain that holds none.
	noUnit = -1
	// surely is an input that leaves a unit no choice: float32 rounds the odds of
	// anything else to 0.
	surely = 1e6
)

// chain stores the hidden units after so many steps, with one of them held on.
// The last step is a half: the way down is the other half.
func (m *RBM) chain(top Matrix, on, steps int, rng *rand.Rand) {
	below, giveBack := borrow(top.Rows, m.NumVisible())
	defer giveBack()
	for i := range below.Rows {
		clear(below.Row(i))
	}
	m.Visible.Sample(below, below, rng)
	for step := range steps {
		if step > 0 {
			m.VisibleSample(below, top, rng)
		}
		m.hiddenInput(top, below)
		if on != noUnit {
			for i := range top.Rows {
				top.Row(i)[on] = surely
			}
		}
		m.Hidden.Sample(top, top, rng)
	}
}

// Down stores what states h (B×Width(layer)) of a layer give the data in dst
// (B×D): the means of v given the layer above it, with draws of the layers
// between or, if rng is nil, means of these, too. Layer 0 copies h. It panics if
// the shapes do not match or layer is not from 0 to Levels.
func (d *DBN) Down(dst, h Matrix, layer int, rng *rand.Rand) {
	d.mustStack()
	d.mustLayer(layer)
	if dst.Cols != d.NumVisible() || h.Cols != d.Width(layer) || dst.Rows != h.Rows {
		panic(badShape)
	}
	for from := 0; from < h.Rows; from += blockRows {
		to := min(from+blockRows, h.Rows)
		d.down(dst.Slice(from, to), h.Slice(from, to), layer, rng, visibleMean)
	}
}

// visibles stores visible units given hidden ones.
type visibles func(m *RBM, dst, h Matrix, rng *rand.Rand)

func visibleMean(m *RBM, dst, h Matrix, _ *rand.Rand) { m.VisibleMean(dst, h) }

// down is Down of a block of rows, with the units of the data as last says.
func (d *DBN) down(dst, h Matrix, layer int, rng *rand.Rand, last visibles) {
	switch layer {
	case 0:
		copyRows(dst, h)
		return
	case 1:
		last(d.RBMs[0], dst, h, rng)
		return
	}
	below, giveBack := borrow(h.Rows, d.Width(layer-1))
	defer giveBack()
	between := (*RBM).VisibleSample
	if rng == nil {
		between = visibleMean
	}
	between(d.RBMs[layer-1], below, h, rng)
	d.down(dst, below, layer-1, rng, last)
}
