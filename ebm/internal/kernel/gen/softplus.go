package main

import (
	"math"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// softplus writes softplusTerms, in float64. Column j belongs to lane j%16 for
// both widths: two registers of AVX-512, four of AVX2, whose chains run beside
// each other. The lanes are joined in the same order.
func softplus(c *build.Context) {
	bothWidths(c, func(r *routine) {
		r.begin("softplusTerms", "func(in, bias *float32, n int) (sum, product float64)",
			"returns Σ max(x, 0) and Π (1+e^-|x|) of the n numbers x = in + bias; n is a multiple of 16.")
		in, bias, n := r.argument("in"), r.argument("bias"), r.argument("n")
		lanes := r.lanes / 2 // of float64
		sums, products := r.registers(r.Context, 16/lanes), r.registers(r.Context, 16/lanes)
		for i := range sums {
			r.zero(r.Context, sums[i])
			r.VMOVUPS(r.memory(double(1)), products[i])
		}
		if r.wide() {
			r.hold(float64Sign, float64Limit, float64MinusLog, float64Magic, float64Ln2)
			for _, c := range float64ExpMinus {
				r.hold(double(c))
			}
		}
		r.SHRQ(operand.U8(4), n)
		r.loop(n, func() {
			var streams []stream
			for i := range sums {
				streams = append(streams, r.softplusTerm(in, bias, 4*lanes*i, sums[i], products[i]))
			}
			if r.wide() {
				interleave(streams...)
			} else { // too few registers for four at the same time
				for _, s := range streams {
					interleave(s)
				}
			}
			r.ADDQ(operand.U32(64), in)
			r.ADDQ(operand.U32(64), bias)
		})
		r.Store(r.join(sums, r.VADDPD, r.VADDSD), r.Return("sum"))
		r.Store(r.join(products, r.VMULPD, r.VMULSD), r.Return("product"))
		r.end()
	})
}

// The constants of sigmoid for float64, without those for results that are not
// normal: e^-|x| is added to 1. One constant does for log(2), as its error counts
// with n·2⁻ⁿ.
var (
	float64Sign     = quad(1<<63 - 1)
	float64Limit    = double(64)
	float64MinusLog = double(-1 / math.Ln2)
	float64Magic    = double(3<<51 + 1023)
	float64Ln2      = double(math.Ln2)
)

// float64ExpMinus is the polynomial for e^-r, |r| ≤ log(2)/2, that begins with
// 1-r and has the least largest relative error of its degree, 2.9e-16.
var float64ExpMinus = []float64{1, -1, 0.49999999999998324519, -0.16666666666611520968, 0.04166666666813584300,
	-0.0083333333708890900811, 0.0013888888516551401231, -0.00019841185206271102781, 2.4801931232419090877e-05,
	-2.7635004904489507398e-06, 2.7477015752027878842e-07}

// softplusTerm is one register of float64 numbers x.
func (r *routine) softplusTerm(in, bias reg.GPVirtual, at int, sum, product reg.VecVirtual) stream {
	x, b, a, m, n, y := r.reg(), r.reg(), r.reg(), r.reg(), r.reg(), r.reg()
	s := stream{
		func() { r.VCVTPS2PD(operand.Mem{Base: in, Disp: at}, x) },
		func() { r.VCVTPS2PD(operand.Mem{Base: bias, Disp: at}, b) },
		func() { r.VADDPD(b, x, x) },
		func() { r.VANDPD(r.of(float64Sign), x, a) },
		func() { r.zero(r.Context, b) },
		func() { r.VMAXPD(x, b, x) },
		func() { r.VADDPD(x, sum, sum) },
		func() { r.VMOVUPS(r.of(float64Limit), b) },
		func() { r.VMINPD(a, b, a) }, // a where it is NaN
		func() { r.VMOVUPS(r.of(float64Magic), m) },
		func() { r.VFMADD231PD(r.of(float64MinusLog), a, m) },
		func() { r.VSUBPD(r.of(float64Magic), m, n) },
		func() { r.VFMADD231PD(r.of(float64Ln2), n, a) },
	}
	last := len(float64ExpMinus) - 1
	s.add(func() { r.VMOVUPS(r.of(double(float64ExpMinus[last])), y) })
	for k := last - 1; k >= 0; k-- {
		s.add(func() { r.VFMADD213PD(r.of(double(float64ExpMinus[k])), a, y) })
	}
	s.add(
		func() { r.VPSLLQ(operand.U8(52), m, m) },
		func() { r.VFMADD213PD(r.of(double(1)), m, y) },
		func() { r.VMULPD(y, product, product) },
	)
	return s
}

// join combines 16 lanes of float64, those that are 8 apart, then 4, 2, 1.
func (r *routine) join(registers []reg.VecVirtual, vector func(...operand.Op), scalar func(...operand.Op)) reg.Register {
	half := len(registers) / 2
	for i := range half {
		vector(registers[half+i], registers[i], registers[i])
	}
	low, high := registers[0], r.reg()
	if r.wide() {
		r.VEXTRACTF64X4(operand.U8(1), low, high.AsY())
		vector(high.AsY(), low.AsY(), low.AsY())
		r.VEXTRACTF64X2(operand.U8(1), low.AsY(), high.AsX())
	} else {
		vector(registers[1], low, low)
		r.VEXTRACTF128(operand.U8(1), low.AsY(), high.AsX())
	}
	vector(high.AsX(), low.AsX(), low.AsX())
	r.VPERMILPD(operand.U8(1), low.AsX(), high.AsX())
	scalar(high.AsX(), low.AsX(), low.AsX())
	return low.AsX()
}
