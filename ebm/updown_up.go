package ebm

import "math/rand/v2"

// Up returns the penultimate units that the recognition weights make of data as
// a Source of its own, computed batch by batch with the parameters that u then
// has: what the top RBM sees beside the labels. With sample each layer is drawn
// given the one below, and where Gather gets no rng has means; without, each has
// the means given those below. It panics if data is nil or has another width.
func (u *UpDown) Up(data Source, sample bool) Source {
	u.mustHold()
	if data == nil {
		panic(nilData)
	}
	if _, cols := data.Dims(); cols != u.NumVisible() {
		panic(badShape)
	}
	return risen{u, data, sample}
}

// Transform stores the means of the penultimate units for v (B×D), each layer
// being given the means of the one below, in dst (B×penultimate units).
func (u *UpDown) Transform(dst, v Matrix) {
	u.mustHold()
	u.rise(dst, v, nil)
}

// rise stores the penultimate units for v: draws, or without rng means.
func (u *UpDown) rise(dst, v Matrix, rng *rand.Rand) {
	if v.Cols != u.NumVisible() || dst.Cols != u.penultimate() || dst.Rows != v.Rows {
		panic(badShape)
	}
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		through(u.Recognition, dst.Slice(from, to), v.Slice(from, to), rng)
	}
}

// Down stores what penultimate units h (B×penultimate units) give the data in dst
// (B×D): the means of v given the layer above it, with draws of the layers
// between or, if rng is nil, means of these, too.
func (u *UpDown) Down(dst, h Matrix, rng *rand.Rand) {
	u.mustHold()
	if dst.Cols != u.NumVisible() || h.Cols != u.penultimate() || dst.Rows != h.Rows {
		panic(badShape)
	}
	for from := 0; from < h.Rows; from += blockRows {
		to := min(from+blockRows, h.Rows)
		u.down(dst.Slice(from, to), h.Slice(from, to), rng)
	}
}

func (u *UpDown) down(dst, h Matrix, rng *rand.Rand) {
	if len(u.Generative) == 0 {
		copyRows(dst, h)
		return
	}
	below, giveBack := borrow(h.Rows, u.Generative[0].Weights.Rows)
	defer giveBack()
	through(reversed(u.Generative[1:]), below, h, rng)
	u.Generative[0].input(dst, below)
	u.Generative[0].Layer.Mean(dst, dst)
}

// Reconstruct stores in dst (B×D) what v (B×D) comes back as from the penultimate
// units, by means all the way: Transform, then Down. dst may be v.
func (u *UpDown) Reconstruct(dst, v Matrix) {
	u.mustHold()
	mustMatch(dst, v)
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		h, giveBack := borrow(to-from, u.penultimate())
		u.rise(h, v.Slice(from, to), nil)
		u.down(dst.Slice(from, to), h, nil)
		giveBack()
	}
}

// reversed lists stages in the order in which they follow each other downwards.
func reversed(stages []Stage) []Stage {
	r := make([]Stage, len(stages))
	for l, s := range stages {
		r[len(r)-1-l] = s
	}
	return r
}

// through stores what stages make of x in dst: draws, or without rng means.
func through(stages []Stage, dst, x Matrix, rng *rand.Rand) {
	for l, s := range stages {
		y, giveBack := dst, func() {}
		if l < len(stages)-1 {
			y, giveBack = borrow(x.Rows, s.Weights.Cols)
		}
		defer giveBack()
		s.input(y, x)
		if rng != nil {
			s.Layer.Sample(y, y, rng)
		} else {
			s.Layer.Mean(y, y)
		}
		x = y
	}
	if len(stages) == 0 {
		copyRows(dst, x)
	}
}

// risen is the Source that Up returns.
type risen struct {
	model  *UpDown
	data   Source
	sample bool
}

func (s risen) Dims() (rows, cols int) {
	rows, _ = s.data.Dims()
	return rows, s.model.penultimate()
}

func (s risen) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	v, giveBack := borrow(len(rows), s.model.NumVisible())
	defer giveBack()
	s.data.Gather(v, rows, rng)
	if !s.sample {
		rng = nil
	}
	through(s.model.Recognition, dst, v, rng)
}

// State is that of the data.
func (s risen) State() []Param {
	if s, ok := s.data.(Stateful); ok {
		return s.State()
	}
	return nil
}

var (
	_ Stateful      = risen{}
	_ Reconstructor = (*UpDown)(nil)
)
