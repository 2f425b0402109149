package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// drops writes drop, which keeps no uniform numbers: like sigmoidSample it
// compares the 24 upper bits of a word, as a number, with 2²⁴·p.
func drops(c *build.Context) {
	bothWidths(c, drop)
}

func drop(r *routine) {
	r.begin("drop", "func(x *float32, rows, cols, stride int, keys *[20]uint32, row int, cut, factor float32)",
		"makes x 0 where 2²⁴ times the uniform number is below cut and multiplies it by factor elsewhere. The numbers are those of the rows from row on.")
	x, rows, cols, stride := r.argument("x"), r.argument("rows"), r.argument("cols"), r.inBytes(r.argument("stride"))
	g := r.newPhilox(r.argument("keys"), r.argument("row"))
	cut, factor := r.every("cut"), r.every("factor")

	r.loop(rows, func() {
		g.startRow()
		r.columns(cols, 2*g.batches(), func(j reg.GPVirtual, masks []mask) {
			words, streams := g.words(len(masks) / 2)
			interleave(streams...)
			for i, m := range masks {
				y := r.reg()
				r.read(r.at(x, j, i), m, y)
				r.upperBits(words[i])
				r.keep(words[i], cut, factor, y)
				r.write(y, m, r.at(x, j, i))
			}
		})
		r.ADDQ(stride, x)
		r.INCQ(g.row)
	})
	r.end()
}

// keep is y *= factor, but y = 0 where u < cut.
func (r *routine) keep(u, cut, factor, y reg.VecVirtual) {
	const notLess = 0x15
	if r.wide() {
		k := r.K()
		r.VCMPPS(operand.U8(notLess), cut, u, k)
		r.VMULPS_Z(factor, y, k, y)
		return
	}
	r.VCMPPS(operand.U8(notLess), cut, u, u)
	r.VMULPS(factor, y, y)
	r.VANDPS(u, y, y)
}
