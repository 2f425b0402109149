package ebm

import "math/rand/v2"

// Up returns the hidden activations of data as a Source of its own, n×M: what
// trains the next RBM of a stack. They are computed batch by batch, with the
// parameters that m then has, and nothing is kept. With sample they are draws
// from p(h|v), and means where Gather gets no rng; without, means. It panics if
// data is nil or has another width than m.
func (m *RBM) Up(data Source, sample bool) Source {
	if data == nil {
		panic(nilData)
	}
	if _, cols := data.Dims(); cols != m.NumVisible() {
		panic(badShape)
	}
	return up{m, data, sample}
}

type up struct {
	model  *RBM
	data   Source
	sample bool
}

func (u up) Dims() (rows, cols int) {
	rows, _ = u.data.Dims()
	return rows, u.model.NumHidden()
}

func (u up) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	v, giveBack := borrow(len(rows), u.model.NumVisible())
	defer giveBack()
	u.data.Gather(v, rows, rng)
	if u.sample && rng != nil {
		u.model.HiddenSample(dst, v, rng)
	} else {
		u.model.HiddenMean(dst, v)
	}
}

// State is that of the data.
func (u up) State() []Param {
	if s, ok := u.data.(Stateful); ok {
		return s.State()
	}
	return nil
}

var _ Stateful = up{}
