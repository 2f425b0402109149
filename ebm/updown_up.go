package ebm

import "math/rand/v2"

// Up stores the penultimate units that the recognition weights make of v (B×D)
// in dst (B×penultimate units): draws, or without rng means, each stage being
// given the means of the one below.
func (u *UpDown) Up(dst, v Matrix, rng *rand.Rand) {
	u.mustHold()
	if v.Cols != u.NumVisible() || dst.Cols != u.penultimate() || dst.Rows != v.Rows {
		panic(badShape)
	}
	for from := 0; from < v.Rows; from += blockRows {
		to := min(from+blockRows, v.Rows)
		through(u.Recognition, dst.Slice(from, to), v.Slice(from, to), rng)
	}
}

// Down stores the data that the generative weights make of penultimate units h
// (B×penultimate units) in dst (B×D): means of v, with draws of the layers
// between, or without rng means of these, too.
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

// upSource is the penultimate units of data as a Source.
type upSource struct {
	model  *UpDown
	data   Source
	sample bool
}

func (s upSource) Dims() (rows, cols int) {
	rows, _ = s.data.Dims()
	return rows, s.model.penultimate()
}

func (s upSource) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	v, giveBack := borrow(len(rows), s.model.NumVisible())
	defer giveBack()
	s.data.Gather(v, rows, rng)
	if !s.sample {
		rng = nil
	}
	through(s.model.Recognition, dst, v, rng)
}

// State is that of the data.
func (s upSource) State() []Param {
	if s, ok := s.data.(Stateful); ok {
		return s.State()
	}
	return nil
}

var _ Stateful = upSource{}
