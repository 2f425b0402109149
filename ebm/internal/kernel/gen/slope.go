package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// slopes writes slope, with the roundings of the portable loop.
func slopes(c *build.Context) {
	bothWidths(c, slope)
}

func slope(r *routine) {
	r.begin("slope", "func(dst, d, mean *float32, n int)", "stores d·(mean·(1-mean)) in dst, which may be d or mean.")
	dst, d, mean, n := r.argument("dst"), r.argument("d"), r.argument("mean"), r.argument("n")
	r.hold(float(1))
	r.columns(n, 4, func(j reg.GPVirtual, masks []mask) {
		for i, e := range masks {
			m, x, y := r.reg(), r.reg(), r.reg()
			r.read(r.at(mean, j, i), e, m)
			r.read(r.at(d, j, i), e, x)
			r.VSUBPS(m, r.of(float(1)).(reg.VecVirtual), y)
			r.VMULPS(y, m, y)
			r.VMULPS(y, x, y)
			r.write(y, e, r.at(dst, j, i))
		}
	})
	r.end()
}
