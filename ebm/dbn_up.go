package ebm

// Width returns the number of units of layer level: the visible units at 0, and
// the hidden units of RBM level-1 above. It panics if level is not from 0 to
// Levels.
func (d *DBN) Width(level int) int {
	d.mustLayer(level)
	if level == 0 {
		return d.NumVisible()
	}
	return d.RBMs[level-1].NumHidden()
}

// Up returns the activations of layer level for data as a Source of its own,
// n×Width(level): the data of RBM number level; level 0 is data itself. They are
// computed batch by batch, with the parameters that the RBMs below then have.
// With sample each layer is drawn given the one below, and where Gather gets no
// rng has means; without, each has the means given those below. It panics if
// data is nil or has another width than d, or level is not from 0 to Levels.
func (d *DBN) Up(data Source, level int, sample bool) Source {
	d.mustStack()
	d.mustLayer(level)
	if data == nil {
		panic(nilData)
	}
	if _, cols := data.Dims(); cols != d.NumVisible() {
		panic(badShape)
	}
	for _, m := range d.RBMs[:level] {
		data = m.Up(data, sample)
	}
	return data
}

// Transform stores the features that layer level has for each row of v (B×D) in
// dst (B×Width(level)): the means of each layer given the means below. Level 0
// copies v. It panics if the shapes do not match or level is not from 0 to
// Levels.
func (d *DBN) Transform(dst, v Matrix, level int) {
	d.mustStack()
	d.mustLayer(level)
	if v.Cols != d.NumVisible() || dst.Rows != v.Rows || dst.Cols != d.Width(level) {
		panic(badShape)
	}
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		d.means(dst.Slice(from, to), v.Slice(from, to), level)
	}
}

// means is Transform of a block of rows.
func (d *DBN) means(dst, v Matrix, level int) {
	if level == 0 {
		copyRows(dst, v)
		return
	}
	if level > 1 {
		below, giveBack := borrow(v.Rows, d.Width(level-1))
		defer giveBack()
		d.means(below, v, level-1)
		v = below
	}
	d.RBMs[level-1].HiddenMean(dst, v)
}

// untrained returns the levels that were never trained, as far as one can tell:
// those whose hidden units have parameters, all of them exactly 0.
func (d *DBN) untrained() []int {
	var levels []int
	for l, m := range d.RBMs {
		if params := m.Hidden.Params(); len(params) > 0 && allZero(params) {
			levels = append(levels, l)
		}
	}
	return levels
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

func (d *DBN) mustLayer(level int) {
	if level < 0 || level > len(d.RBMs) {
		panic(badLayer)
	}
}

const badLayer = "ebm: the stack has no such level"
