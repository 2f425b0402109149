package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// updates writes the passes over parameters. Their formulas multiply and add in
// two steps, as Go does, so their bits are those of the portable loops. So are
// those of their float64 sums, where a square of a float32 is exact and number i
// is added to lane i%16.
func updates(c *build.Context) {
	bothWidths(c, decay, step, bounded, move, largest, columnSums)
}

func decay(r *routine) {
	r.begin("decay", "func(velocity, value *float32, n int, l2, l1 float32) (value2, velocity2 float64)",
		"subtracts l2·value + l1·sign(value) from velocity, where l1 ≥ 0, and returns the sums of squares of both.")
	velocity, value, n := r.argument("velocity"), r.argument("value"), r.argument("n")
	l2, l1 := r.every("l2"), r.every("l1")
	lanes := r.lanes / 2 // of float64
	values, velocities := r.registers(r.Context, 16/lanes), r.registers(r.Context, 16/lanes)
	for i := range values {
		r.zero(r.Context, values[i])
		r.zero(r.Context, velocities[i])
	}
	r.withOrWithout("l1", func(subtract bool) {
		r.columns(n, 16/r.lanes, func(j reg.GPVirtual, masks []mask) {
			for i, m := range masks {
				w, v := r.reg(), r.reg()
				r.read(r.at(value, j, i), m, w)
				r.read(r.at(velocity, j, i), m, v)
				r.decayed(v, w, l2, l1, subtract)
				r.write(v, m, r.at(velocity, j, i))
				r.addSquares(w, values[2*i:])
				r.addSquares(v, velocities[2*i:])
			}
		})
	})
	r.Store(r.join(values, r.VADDPD, r.VADDSD), r.Return("value2"))
	r.Store(r.join(velocities, r.VADDPD, r.VADDSD), r.Return("velocity2"))
	r.end()
}

// every copies an argument of 4 bytes to every lane.
func (r *routine) every(name string) reg.VecVirtual {
	x := r.reg()
	r.VBROADCASTSS(r.address(name), x)
	return x
}

// withOrWithout writes body for an argument that is 0 and for one that is not.
func (r *routine) withOrWithout(name string, body func(with bool)) {
	with, done := r.label(name), r.label("done")
	bits := r.GP32()
	r.MOVL(r.address(name), bits)
	r.TESTL(bits, bits)
	r.JNZ(operand.LabelRef(with))
	body(false)
	r.JMP(operand.LabelRef(done))
	r.Label(with)
	body(true)
	r.Label(done)
}

// decayed is v -= l2·w, and v -= l1·sign(w) if subtract.
func (r *routine) decayed(v, w, l2, l1 reg.VecVirtual, subtract bool) {
	x := r.reg()
	r.VMULPS(w, l2, x)
	r.VSUBPS(x, v, v)
	if subtract {
		r.subtractSigned(l1, w, v)
	}
}

// subtractSigned is v -= size·sign(w), where the sign of 0 is 0.
func (r *routine) subtractSigned(size, w, v reg.VecVirtual) {
	const notEqual = 4 // or NaN
	x, zero := r.reg(), r.reg()
	r.VANDPS(r.of(word(1<<31)), w, x)
	r.VORPS(size, x, x)
	r.zero(r.Context, zero)
	if r.wide() {
		k := r.K()
		r.VCMPPS(operand.U8(notEqual), zero, w, k)
		r.VSUBPS(x, v, k, v)
		return
	}
	r.VCMPPS(operand.U8(notEqual), zero, w, zero)
	r.VANDPS(zero, x, x)
	r.VSUBPS(x, v, v)
}

// addSquares adds those of a register of float32 to two of float64.
func (r *routine) addSquares(x reg.VecVirtual, sums []reg.VecVirtual) {
	for i, d := range r.doubles(x) {
		r.VFMADD231PD(d, d, sums[i])
	}
}

// doubles widens a register of float32 into two.
func (r *routine) doubles(x reg.VecVirtual) [2]reg.VecVirtual {
	low, high := r.reg(), r.reg()
	if r.wide() {
		r.VCVTPS2PD(x.AsY(), low)
		r.VEXTRACTF64X4(operand.U8(1), x, high.AsY())
		r.VCVTPS2PD(high.AsY(), high)
	} else {
		r.VCVTPS2PD(x.AsX(), low)
		r.VEXTRACTF128(operand.U8(1), x, high.AsX())
		r.VCVTPS2PD(high.AsX(), high)
	}
	return [2]reg.VecVirtual{low, high}
}

func step(r *routine) {
	r.begin("step", "func(value, velocity *float32, n int, momentum float32)",
		"adds velocity to value and multiplies it by momentum.")
	value, velocity, n := r.argument("value"), r.argument("velocity"), r.argument("n")
	momentum := r.every("momentum")
	r.columns(n, 4, func(j reg.GPVirtual, masks []mask) {
		for i, m := range masks {
			w, v := r.reg(), r.reg()
			r.read(r.at(velocity, j, i), m, v)
			r.read(r.at(value, j, i), m, w)
			r.VADDPS(v, w, w)
			r.VMULPS(momentum, v, v)
			r.write(w, m, r.at(value, j, i))
			r.write(v, m, r.at(velocity, j, i))
		}
	})
	r.end()
}

// bounded looks at what each value would become. It has several sums, so that an
// addition need not wait for the one before.
func bounded(r *routine) {
	r.begin("bounded", "func(velocity, value *float32, n int, l2, l1 float32) bool",
		"tells whether all that move would store in value is below 2²⁴.")
	velocity, value, n := r.argument("velocity"), r.argument("value"), r.argument("n")
	l2, l1 := r.every("l2"), r.every("l1")
	bounds := r.bounds(4)
	r.withOrWithout("l1", func(subtract bool) {
		r.columns(n, len(bounds), func(j reg.GPVirtual, masks []mask) {
			for i, m := range masks {
				w, v := r.reg(), r.reg()
				r.read(r.at(value, j, i), m, w)
				r.read(r.at(velocity, j, i), m, v)
				r.decayed(v, w, l2, l1, subtract)
				r.VADDPS(v, w, w)
				r.lookBelow(bounds[i], w)
			}
		})
	})
	for _, b := range bounds[1:] {
		r.VADDPS(b.sum, bounds[0].sum, bounds[0].sum)
	}
	r.returnBound(bounds[0])
	r.end()
}

func move(r *routine) {
	r.begin("move", "func(value, velocity *float32, n int, l2, l1, momentum float32) uint32",
		"is decay without sums, then step. It returns the largest bits of a |value|.")
	value, velocity, n := r.argument("value"), r.argument("velocity"), r.argument("n")
	l2, l1, momentum := r.every("l2"), r.every("l1"), r.every("momentum")
	most := r.sizes(2)
	r.withOrWithout("l1", func(subtract bool) {
		r.columns(n, len(most), func(j reg.GPVirtual, masks []mask) {
			for i, m := range masks {
				w, v := r.reg(), r.reg()
				r.read(r.at(value, j, i), m, w)
				r.read(r.at(velocity, j, i), m, v)
				r.decayed(v, w, l2, l1, subtract)
				r.VADDPS(v, w, w)
				r.VMULPS(momentum, v, v)
				r.write(w, m, r.at(value, j, i))
				r.write(v, m, r.at(velocity, j, i))
				r.addSize(w, most[i])
			}
		})
	})
	r.returnLargest(most)
}

func largest(r *routine) {
	r.begin("largest", "func(x *float32, n int) uint32", "returns the largest bits of an |x|.")
	x, n := r.argument("x"), r.argument("n")
	most := r.sizes(4)
	r.columns(n, len(most), func(j reg.GPVirtual, masks []mask) {
		for i, m := range masks {
			v := r.reg()
			r.read(r.at(x, j, i), m, v)
			r.addSize(v, most[i])
		}
	})
	r.returnLargest(most)
}

// sizes returns registers for addSize, and keeps its constant in another one.
func (r *routine) sizes(n int) []reg.VecVirtual {
	r.hold(sizeBits)
	most := r.registers(r.Context, n)
	for _, s := range most {
		r.zero(r.Context, s)
	}
	return most
}

var sizeBits = word(1<<31 - 1) // all but the sign

// addSize raises each lane of most to the bits of |x|, whose order is that of the
// numbers, with NaN above them all. It overwrites x.
func (r *routine) addSize(x, most reg.VecVirtual) {
	r.VANDPS(r.of(sizeBits), x, x)
	r.VPMAXUD(x, most, most)
}

// returnLargest ends a routine.
func (r *routine) returnLargest(most []reg.VecVirtual) {
	for _, s := range most[1:] {
		r.VPMAXUD(s, most[0], most[0])
	}
	low, high := most[0], r.reg()
	if r.wide() {
		r.VEXTRACTF64X4(operand.U8(1), low, high.AsY())
		r.VPMAXUD(high.AsY(), low.AsY(), low.AsY())
	}
	r.VEXTRACTF128(operand.U8(1), low.AsY(), high.AsX())
	for _, order := range []int{0, 0x4E, 0xB1} { // swap halves, then neighbours
		if order > 0 {
			r.VPSHUFD(operand.U8(order), low.AsX(), high.AsX())
		}
		r.VPMAXUD(high.AsX(), low.AsX(), low.AsX())
	}
	bits := r.GP32()
	r.VMOVD(low.AsX(), bits)
	r.Store(bits, r.ReturnIndex(0))
	r.end()
}

// columnSums goes down some columns at a time, each in its own lane.
func columnSums(r *routine) {
	r.begin("columnSums", "func(dst, x *float32, rows, cols, stride int, alpha float64)",
		"adds alpha times the column sums of x to dst.")
	dst, x, rows, cols := r.argument("dst"), r.argument("x"), r.argument("rows"), r.argument("cols")
	stride := r.inBytes(r.argument("stride"))
	alpha := r.reg()
	r.VBROADCASTSD(r.address("alpha"), alpha)
	r.columns(cols, 4, func(j reg.GPVirtual, masks []mask) {
		sums := r.registers(r.Context, 2*len(masks))
		for _, s := range sums {
			r.zero(r.Context, s)
		}
		p, left := r.GP64(), r.GP64()
		r.LEAQ(r.at(x, j, 0), p)
		r.MOVQ(rows, left)
		r.loop(left, func() {
			for i, m := range masks {
				v := r.reg()
				r.read(operand.Mem{Base: p, Disp: i * r.bytes}, m, v)
				for k, d := range r.doubles(v) {
					r.VADDPD(d, sums[2*i+k], sums[2*i+k])
				}
			}
			r.ADDQ(stride, p)
		})
		for i, m := range masks {
			d := r.reg()
			s := r.floats(alpha, sums[2*i:])
			r.read(r.at(dst, j, i), m, d)
			r.VADDPS(s, d, d)
			r.write(d, m, r.at(dst, j, i))
		}
	})
	r.end()
}

// floats rounds alpha times two registers of float64 into one.
func (r *routine) floats(alpha reg.VecVirtual, x []reg.VecVirtual) reg.VecVirtual {
	r.VMULPD(alpha, x[0], x[0])
	r.VMULPD(alpha, x[1], x[1])
	if r.wide() {
		r.VCVTPD2PS(x[0], x[0].AsY())
		r.VCVTPD2PS(x[1], x[1].AsY())
		r.VINSERTF64X4(operand.U8(1), x[1].AsY(), x[0], x[0])
	} else {
		r.VCVTPD2PSY(x[0], x[0].AsX())
		r.VCVTPD2PSY(x[1], x[1].AsX())
		r.VINSERTF128(operand.U8(1), x[1].AsX(), x[0], x[0])
	}
	return x[0]
}
