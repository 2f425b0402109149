package kernel

import "math"

// Sums are what [Decay] measured.
type Sums struct {
	Bounded         bool    // whether every |value + velocity| is below Limit
	Value, Velocity float64 // sums of squares
}

// Limit is 2²⁴: float32 numbers from there on do not resolve 1 any more.
const Limit = 1 << 24

// Decay adds the decay of value to velocity, velocity -= l2·value +
// l1·sign(value) with l1 ≥ 0, and looks at what [Step] would make of it. It leaves
// value alone, so a caller can stop at the last good one.
func Decay(velocity, value []float32, l2, l1 float32) Sums {
	u := updates.take()
	u.velocity, u.value, u.l2, u.l1 = sameLen(velocity, value), value, l2, l1
	u.do((*update).decay)
	total := Sums{Bounded: true}
	for _, s := range u.sums {
		total.Bounded = total.Bounded && s.Bounded
		total.Value += s.Value
		total.Velocity += s.Velocity
	}
	u.free()
	return total
}

// Step moves: value += velocity, then velocity *= momentum.
func Step(value, velocity []float32, momentum float32) {
	u := updates.take()
	u.velocity, u.value, u.momentum = sameLen(velocity, value), value, momentum
	u.do((*update).step)
	u.free()
}

// Bounded tells, like [Decay] but faster and changing nothing, whether every
// number is below Limit that [Move] would store in value.
func Bounded(velocity, value []float32, l2, l1 float32) bool {
	u := updates.take()
	u.velocity, u.value, u.l2, u.l1 = sameLen(velocity, value), value, l2, l1
	u.do((*update).check)
	ok := true
	for _, s := range u.sums {
		ok = ok && s.Bounded
	}
	u.free()
	return ok
}

// Move is [Decay] and [Step] in one pass, with the same bits. It returns the
// largest |value| that it stores, or NaN if there is one.
func Move(value, velocity []float32, l2, l1, momentum float32) float32 {
	u := updates.take()
	u.velocity, u.value, u.l2, u.l1, u.momentum = sameLen(velocity, value), value, l2, l1, momentum
	u.do((*update).move)
	return u.most()
}

// Largest returns the largest |x|, or NaN if there is one.
func Largest(x []float32) float32 {
	u := updates.take()
	u.value = x
	u.do((*update).look)
	return u.most()
}

const badUpdate = "ebm: an update has fewer numbers than values"

// sameLen returns as much of x as there are values. The bounds of a slice
// expression would not do: it reaches up to the capacity.
func sameLen(x, value []float32) []float32 {
	if len(x) < len(value) {
		panic(badUpdate)
	}
	return x[:len(value)]
}

// update is a call at work on pieces of grain numbers. They are used again, so
// that none is allocated.
type update struct {
	velocity, value  []float32
	l2, l1, momentum float32
	sums             []Sums   // of each piece
	largest          []uint32 // of each piece, the bits of |value|: in their order NaN is the largest

	pass  func(u *update, p, from, to int)
	piece func(p int)
}

var updates = stock[update]{make: func() *update {
	u := new(update)
	u.piece = func(p int) { u.pass(u, p, p*grain, min((p+1)*grain, len(u.value))) }
	return u
}}

func (u *update) do(pass func(u *update, p, from, to int)) {
	n := (len(u.value) + grain - 1) / grain
	if cap(u.sums) < n {
		u.sums, u.largest = make([]Sums, n), make([]uint32, n)
	}
	u.sums, u.largest, u.pass = u.sums[:n], u.largest[:n], pass
	each(n, u.piece)
}

func (u *update) free() {
	u.velocity, u.value = nil, nil
	updates.give(u)
}

func (u *update) decay(p, from, to int) {
	velocity, value := u.velocity[from:to], u.value[from:to]
	s := &u.sums[p]
	s.Value, s.Velocity = decay(velocity, value, u.l2, u.l1)
	// If every number is below half the limit, so is no sum of two beyond it.
	s.Bounded = s.Value+s.Velocity < Limit*Limit/4 || allBounded(velocity, value)
}

// allBounded tells whether every |velocity + value| is below Limit.
func allBounded(velocity, value []float32) bool {
	for i, w := range value {
		if !below(w + velocity[i]) {
			return false
		}
	}
	return true
}

// below tells whether |x| is below Limit; NaN is not.
func below(x float32) bool { return -Limit < x && x < Limit }

func (u *update) check(p, from, to int) {
	u.sums[p].Bounded = bounded(u.velocity[from:to], u.value[from:to], u.l2, u.l1)
}

func (u *update) move(p, from, to int) {
	u.largest[p] = move(u.value[from:to], u.velocity[from:to], u.l2, u.l1, u.momentum)
}

func (u *update) look(p, from, to int) { u.largest[p] = largestBits(u.value[from:to]) }

// most returns the largest number of all pieces and frees u.
func (u *update) most() float32 {
	var most uint32
	for _, n := range u.largest {
		most = max(most, n)
	}
	u.free()
	return math.Float32frombits(most)
}

func (u *update) step(_, from, to int) {
	step(u.value[from:to], u.velocity[from:to], u.momentum)
}
