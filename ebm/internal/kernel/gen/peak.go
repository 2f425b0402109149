package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// probeSums is how many sums a probe adds to in turn: more than two units of a
// latency of 4 or 5 cycles need.
const probeSums = 12

// peak writes the probes of the rate of FMAs: nothing but FMAs on registers.
func peak(c *build.Context) {
	for _, v := range []vector{zmm, ymm} {
		c.Function("probe" + v.suffix)
		c.SignatureExpr("func(n int)")
		c.Doc(fmt.Sprintf("probe%s does %d·n multiplications and additions.", v.suffix, probeSums*v.lanes))
		c.Attributes(attr.NOSPLIT)
		n := c.Load(c.Param("n"), c.GP64())
		x, sums := v.register(c), v.registers(c, probeSums)
		v.zero(c, x)
		for _, s := range sums {
			v.zero(c, s)
		}
		c.Label("loop")
		for _, s := range sums {
			c.VFMADD231PS(x, x, s)
		}
		c.DECQ(n)
		c.JNE(operand.LabelRef("loop"))
		c.VZEROUPPER()
		c.RET()
	}
}
