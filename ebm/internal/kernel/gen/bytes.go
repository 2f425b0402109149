package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// bytesToFloats writes the two maps of bytes to numbers that images have. n is a
// multiple of 16. Meanwhile the n bytes from next on are brought into the cache:
// rows of a mini-batch lie anywhere in memory, so the processor cannot guess.
func bytesToFloats(c *build.Context) {
	bothWidths(c, bytesAbove, bytesOver)
}

func bytesAbove(r *routine) {
	r.begin("bytesAbove", "func(dst *float32, src, next *byte, n int, cut float32)",
		"stores 1 where a byte is above cut, else 0.")
	cut, one := r.every("cut"), r.reg()
	r.VMOVUPS(r.memory(float(1)), one)
	r.eachByte(func(x reg.VecVirtual) {
		const greater = 0x1E
		if r.wide() {
			k := r.K()
			r.VCMPPS(operand.U8(greater), cut, x, k)
			r.VMOVUPS_Z(one, k, x)
			return
		}
		r.VCMPPS(operand.U8(greater), cut, x, x)
		r.VANDPS(one, x, x)
	})
}

func bytesOver(r *routine) {
	r.begin("bytesOver", "func(dst *float32, src, next *byte, n int, divisor float32)",
		"stores bytes over the divisor.")
	divisor := r.every("divisor")
	r.eachByte(func(x reg.VecVirtual) {
		r.VDIVPS(divisor, x, x)
	})
}

// eachByte writes the loop and the end of a routine; f maps bytes that are
// float32 already.
func (r *routine) eachByte(f func(x reg.VecVirtual)) {
	dst, src, next, n := r.argument("dst"), r.argument("src"), r.argument("next"), r.argument("n")
	r.SHRQ(operand.U8(4), n)
	r.loop(n, func() {
		r.PREFETCHT0(operand.Mem{Base: next})
		for i := range 16 / r.lanes {
			x := r.reg()
			r.VPMOVZXBD(operand.Mem{Base: src, Disp: i * r.lanes}, x)
			r.VCVTDQ2PS(x, x)
			f(x)
			r.VMOVUPS(x, operand.Mem{Base: dst, Disp: i * r.bytes})
		}
		r.ADDQ(operand.U32(16), src)
		r.ADDQ(operand.U32(16), next)
		r.ADDQ(operand.U32(64), dst)
	})
	r.end()
}
