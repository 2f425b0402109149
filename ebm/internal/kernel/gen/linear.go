package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// linear writes scale and dot. A product of two float32 numbers is exact in
// float64, so a fused multiply-add of them is that of Go in two steps; number j
// is added to lane j%16, and the lanes are joined in the same order for either
// width.
func linear(c *build.Context) {
	bothWidths(c, scale, dot)
}

func scale(r *routine) {
	r.begin("scale", "func(dst, src *float32, n int, a float32)", "stores a·src in dst, which may be src.")
	dst, src, n := r.argument("dst"), r.argument("src"), r.argument("n")
	a := r.every("a")
	r.columns(n, 4, func(j reg.GPVirtual, masks []mask) {
		for i, m := range masks {
			x := r.reg()
			r.read(r.at(src, j, i), m, x)
			r.VMULPS(a, x, x)
			r.write(x, m, r.at(dst, j, i))
		}
	})
	r.end()
}

func dot(r *routine) {
	r.begin("dot", "func(x, w *float32, n int) float64", "returns Σ x·w, summed in float64.")
	x, w, n := r.argument("x"), r.argument("w"), r.argument("n")
	sums := r.registers(r.Context, 32/r.lanes)
	for _, s := range sums {
		r.zero(r.Context, s)
	}
	r.columns(n, 16/r.lanes, func(j reg.GPVirtual, masks []mask) {
		for i, m := range masks {
			a, b := r.reg(), r.reg()
			r.read(r.at(x, j, i), m, a)
			r.read(r.at(w, j, i), m, b)
			as, bs := r.doubles(a), r.doubles(b)
			for k := range as {
				r.VFMADD231PD(bs[k], as[k], sums[2*i+k])
			}
		}
	})
	r.Store(r.join(sums, r.VADDPD, r.VADDSD), r.ReturnIndex(0))
	r.end()
}
