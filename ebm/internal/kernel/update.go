package kernel

import "sync"

// Sums are what [Decay] measured.
type Sums struct {
	Finite          bool    // whether every value + velocity is finite
	Value, Velocity float64 // sums of squares
}

// Decay adds the decay of value to velocity, velocity -= l2·value +
// l1·sign(value) with l1 ≥ 0, and looks at what [Step] would make of it. It leaves
// value alone, so a caller can stop at the last finite one.
func Decay(velocity, value []float32, l2, l1 float32) Sums {
	u := updates.Get().(*update)
	u.velocity, u.value, u.l2, u.l1 = velocity[:len(value)], value, l2, l1
	u.do((*update).decay)
	total := Sums{Finite: true}
	for _, s := range u.sums {
		total.Finite = total.Finite && s.Finite
		total.Value += s.Value
		total.Velocity += s.Velocity
	}
	u.free()
	return total
}

// Step moves: value += velocity, then velocity *= momentum.
func Step(value, velocity []float32, momentum float32) {
	u := updates.Get().(*update)
	u.velocity, u.value, u.momentum = velocity[:len(value)], value, momentum
	u.do((*update).step)
	u.free()
}

// Finite tells, like [Decay] but faster and changing nothing, whether every
// number is finite that [Move] would store in value.
func Finite(velocity, value []float32, l2, l1 float32) bool {
	u := updates.Get().(*update)
	u.velocity, u.value, u.l2, u.l1 = velocity[:len(value)], value, l2, l1
	u.do((*update).check)
	ok := true
	for _, s := range u.sums {
		ok = ok && s.Finite
	}
	u.free()
	return ok
}

// Move is [Decay] and [Step] in one pass, with the same bits, and without sums.
func Move(value, velocity []float32, l2, l1, momentum float32) {
	u := updates.Get().(*update)
	u.velocity, u.value, u.l2, u.l1, u.momentum = velocity[:len(value)], value, l2, l1, momentum
	u.do((*update).move)
	u.free()
}

// update is a call at work on pieces of grain numbers. They are used again, so
// that none is allocated.
type update struct {
	velocity, value  []float32
	l2, l1, momentum float32
	sums             []Sums // of each piece

	pass  func(u *update, p, from, to int)
	piece func(p int)
}

var updates = sync.Pool{New: func() any {
	u := new(update)
	u.piece = func(p int) { u.pass(u, p, p*grain, min((p+1)*grain, len(u.value))) }
	return u
}}

func (u *update) do(pass func(u *update, p, from, to int)) {
	n := (len(u.value) + grain - 1) / grain
	if cap(u.sums) < n {
		u.sums = make([]Sums, n)
	}
	u.sums, u.pass = u.sums[:n], pass
	each(n, u.piece)
}

func (u *update) free() {
	u.velocity, u.value = nil, nil
	updates.Put(u)
}

func (u *update) decay(p, from, to int) {
	velocity, value := u.velocity[from:to], u.value[from:to]
	s := &u.sums[p]
	s.Value, s.Velocity = decay(velocity, value, u.l2, u.l1)
	// If no number is above 1e38, no sum of two overflows.
	s.Finite = s.Value+s.Velocity < 1e76 || allFinite(velocity, value)
}

// allFinite tells whether every velocity + value is.
func allFinite(velocity, value []float32) bool {
	for i, w := range value {
		if after := w + velocity[i]; after-after != 0 {
			return false
		}
	}
	return true
}

func (u *update) check(p, from, to int) {
	u.sums[p].Finite = finite(u.velocity[from:to], u.value[from:to], u.l2, u.l1)
}

func (u *update) move(_, from, to int) {
	move(u.value[from:to], u.velocity[from:to], u.l2, u.l1, u.momentum)
}

func (u *update) step(_, from, to int) {
	step(u.value[from:to], u.velocity[from:to], u.momentum)
}
