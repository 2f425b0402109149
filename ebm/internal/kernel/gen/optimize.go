package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// optimizers writes the steps of optimisers that have a gradient of their own,
// and averages. Like updates they multiply and add in two steps, and divisions
// and roots are correctly rounded, so their bits are those of the portable loops.
func optimizers(c *build.Context) {
	bothWidths(c, adam, nesterov, average)
}

// bound is how a routine tells whether all is well: what is multiplied by a
// scale that makes it infinite if it is too large, and then by 0, is 0 or NaN,
// and so is the sum.
type bound struct{ zero, sum reg.VecVirtual }

func (r *routine) bound() bound { return r.bounds(1)[0] }

// bounds are some with the same zero.
func (r *routine) bounds(n int) []bound {
	zero, all := r.reg(), make([]bound, n)
	r.zero(r.Context, zero)
	for i := range all {
		all[i] = bound{zero, r.reg()}
		r.zero(r.Context, all[i].sum)
	}
	return all
}

func (r *routine) look(b bound, at reg.VecVirtual) { r.VFMADD231PS(b.zero, at, b.sum) }

// lookBelow looks whether |at| is below 2²⁴; at is then scaled.
func (r *routine) lookBelow(b bound, at reg.VecVirtual) {
	r.VMULPS(r.of(word(0x73800000)), at, at) // 2¹⁰⁴
	r.look(b, at)
}

// returnBound returns whether no lane is NaN.
func (r *routine) returnBound(b bound) {
	const unordered = 3
	bits, ok := r.GP32(), r.GP8()
	if r.wide() {
		k := r.K()
		r.VCMPPS(operand.U8(unordered), b.sum, b.sum, k)
		r.KMOVW(k, bits)
	} else {
		r.VCMPPS(operand.U8(unordered), b.sum, b.sum, b.sum)
		r.VMOVMSKPS(b.sum, bits)
	}
	r.TESTL(bits, bits)
	r.SETEQ(ok)
	r.Store(ok, r.ReturnIndex(0))
}

// approach moves x by share of the way to target, which is lost.
func (r *routine) approach(x, target, share reg.VecVirtual) {
	r.VSUBPS(x, target, target)
	r.VMULPS(share, target, target)
	r.VADDPS(target, x, x)
}

func adam(r *routine) {
	r.begin("adam", "func(value, grad, mean, square *float32, n int, rate, epsilon, meanShare, squareShare, l2, l1 float32) bool",
		"takes grad into mean and square, moves value and leaves what it was in grad. It tells whether all values are below 2²⁴ and all squares finite.")
	value, grad, n := r.argument("value"), r.argument("grad"), r.argument("n")
	mean, square := r.argument("mean"), r.argument("square")
	rate, epsilon := r.every("rate"), r.every("epsilon")
	meanShare, squareShare := r.every("meanShare"), r.every("squareShare")
	l2, l1 := r.every("l2"), r.every("l1")
	b := r.bound()
	r.withOrWithout("l1", func(subtract bool) {
		r.columns(n, 1, func(j reg.GPVirtual, masks []mask) {
			m := masks[0]
			g, x, first := r.reg(), r.reg(), r.reg()
			r.read(r.at(grad, j, 0), m, g)
			r.VMULPS(g, g, x)
			r.read(r.at(mean, j, 0), m, first)
			r.approach(first, g, meanShare)
			r.write(first, m, r.at(mean, j, 0))
			second := r.reg()
			r.read(r.at(square, j, 0), m, second)
			r.approach(second, x, squareShare)
			r.write(second, m, r.at(square, j, 0))
			r.look(b, second)
			r.VSQRTPS(second, second)
			r.VADDPS(epsilon, second, second)
			r.VMULPS(rate, first, first)
			r.VDIVPS(second, first, first)
			w, moved := r.reg(), r.reg()
			r.read(r.at(value, j, 0), m, w)
			r.write(w, m, r.at(grad, j, 0))
			r.VMOVAPS(w, moved)
			r.decayed(moved, w, l2, l1, subtract)
			r.VSUBPS(first, moved, moved)
			r.write(moved, m, r.at(value, j, 0))
			r.lookBelow(b, moved)
		})
	})
	r.returnBound(b)
	r.end()
}

func nesterov(r *routine) {
	r.begin("nesterov", "func(value, grad, velocity *float32, n int, momentum, l2, l1 float32) bool",
		"takes grad, less the decay, into velocity, moves value and leaves what it was in grad. It tells whether all values are below 2²⁴.")
	value, grad, velocity, n := r.argument("value"), r.argument("grad"), r.argument("velocity"), r.argument("n")
	momentum, l2, l1 := r.every("momentum"), r.every("l2"), r.every("l1")
	b := r.bound()
	r.withOrWithout("l1", func(subtract bool) {
		r.columns(n, 2, func(j reg.GPVirtual, masks []mask) {
			for i, m := range masks {
				w, d, v := r.reg(), r.reg(), r.reg()
				r.read(r.at(value, j, i), m, w)
				r.read(r.at(grad, j, i), m, d)
				r.decayed(d, w, l2, l1, subtract)
				r.write(w, m, r.at(grad, j, i))
				r.read(r.at(velocity, j, i), m, v)
				r.VMULPS(momentum, v, v)
				r.VADDPS(d, v, v)
				r.write(v, m, r.at(velocity, j, i))
				r.VMULPS(momentum, v, v)
				r.VADDPS(d, v, v)
				r.VADDPS(v, w, w)
				r.write(w, m, r.at(value, j, i))
				r.lookBelow(b, w)
			}
		})
	})
	r.returnBound(b)
	r.end()
}

func average(r *routine) {
	r.begin("average", "func(mean, value *float32, n int, share float32)", "moves mean by share of the way to value.")
	mean, value, n := r.argument("mean"), r.argument("value"), r.argument("n")
	share := r.every("share")
	r.columns(n, 4, func(j reg.GPVirtual, masks []mask) {
		for i, m := range masks {
			x, w := r.reg(), r.reg()
			r.read(r.at(mean, j, i), m, x)
			r.read(r.at(value, j, i), m, w)
			r.approach(x, w, share)
			r.write(x, m, r.at(mean, j, i))
		}
	})
	r.end()
}
