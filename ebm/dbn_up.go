package ebm

// Width returns the number of units of a layer: the visible units of the lowest
// RBM for 0, and the hidden units of level layer-1 for others. It panics if layer
// is not from 0 to Levels.
func (d *DBN) Width(layer int) int {
	d.mustLayer(layer)
	if layer == 0 {
		return d.RBMs[0].NumVisible()
	}
	return d.RBMs[layer-1].NumHidden()
}

// Up returns the activations of a layer for data as a Source of its own,
// n×Width(layer), which are the data of level layer; layer 0 is data itself. They
// are computed batch by batch, with the parameters that the RBMs below then have.
// With sample each layer is drawn given the one below, and where Gather gets no
// rng has means; without, each has the means given those below. It panics if
// data is nil or has another width than d, or layer is not from 0 to Levels.
func (d *DBN) Up(data Source, layer int, sample bool) Source {
	d.mustStack()
	d.mustLayer(layer)
	if data == nil {
		panic(nilData)
	}
	if _, cols := data.Dims(); cols != d.NumVisible() {
		panic(badShape)
	}
	for _, m := range d.RBMs[:layer] {
		data = m.Up(data, sample)
	}
	return data
}

// Transform stores the features that a layer has for each row of v (B×D) in dst
// (B×Width(layer)): the means of each layer given the means below. Layer 0 copies
// v. It panics if the shapes do not match or layer is not from 0 to Levels.
func (d *DBN) Transform(dst, v Matrix, layer int) {
	d.mustStack()
	d.mustLayer(layer)
	if v.Cols != d.NumVisible() || dst.Rows != v.Rows || dst.Cols != d.Width(layer) {
		panic(badShape)
	}
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		d.means(dst.Slice(from, to), v.Slice(from, to), layer)
	}
}

// means is Transform of a block of rows.
func (d *DBN) means(dst, v Matrix, layer int) {
	if layer == 0 {
		copyRows(dst, v)
		return
	}
	if layer > 1 {
		below, giveBack := borrow(v.Rows, d.Width(layer-1))
		defer giveBack()
		d.means(below, v, layer-1)
		v = below
	}
	d.RBMs[layer-1].HiddenMean(dst, v)
}

// Clone returns a copy of d that shares no storage with it. It panics if
// [RBM.Clone] of a level does.
func (d *DBN) Clone() *DBN {
	d.mustStack()
	c := &DBN{}
	for _, m := range d.RBMs {
		c.RBMs = append(c.RBMs, m.Clone())
	}
	return c
}

func (d *DBN) mustLayer(layer int) {
	if d == nil || len(d.RBMs) == 0 {
		panic(noLevels)
	}
	if layer < 0 || layer > len(d.RBMs) {
		panic(badLayer)
	}
}

const badLayer = "ebm: the stack has no such layer"
