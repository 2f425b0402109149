package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// transpose writes a routine that turns as many rows as a vector has lanes, 4
// columns at a time:
//
//	dst[k,i] = src[i,k]
//
// A vector is quarters of 4 lanes, and most shuffles stay within a quarter. So
// register t takes the 4 columns of row 4q+t in quarter q, straight from memory,
// and what is left is to turn the same 4×4 block in every quarter, which takes
// 8 shuffles.
func transpose(c *build.Context, v vector) {
	c.Function("transpose" + v.suffix)
	c.SignatureExpr("func(k int, dst *float32, sd int, src *float32, ss int)")
	c.Pragma("noescape")
	c.Doc(fmt.Sprintf("transpose%s stores k columns, a multiple of 4, of %d rows of src in the rows of dst.", v.suffix, v.lanes))
	c.Attributes(attr.NOSPLIT)

	k := c.Load(c.Param("k"), c.GP64())
	dst, sd := c.Load(c.Param("dst"), c.GP64()), c.Load(c.Param("sd"), c.GP64())
	ss := c.Load(c.Param("ss"), c.GP64())
	c.SHLQ(operand.U8(2), sd)
	c.SHLQ(operand.U8(2), ss)
	quarters := make([]operand.Mem, v.lanes/4)
	for q := range quarters {
		p := c.GP64()
		if q == 0 {
			c.Load(c.Param("src"), p)
		} else {
			c.LEAQ(quarters[q-1].Idx(ss, 4), p)
		}
		quarters[q].Base = p
	}
	ss3 := c.GP64()
	c.LEAQ(operand.Mem{Base: ss, Index: ss, Scale: 2}, ss3)

	c.SHRQ(operand.U8(2), k)
	c.JEQ(operand.LabelRef("done"))
	c.Label("loop")
	r := v.registers(c, 4)
	for t := range r {
		row := func(q int) operand.Mem {
			switch t {
			case 0:
				return quarters[q]
			case 1:
				return quarters[q].Idx(ss, 1)
			case 2:
				return quarters[q].Idx(ss, 2)
			default:
				return quarters[q].Idx(ss3, 1)
			}
		}
		c.VMOVUPS(row(0), r[t].AsX())
		for q := 1; q < len(quarters); q++ {
			if v.lanes == 16 {
				c.VINSERTF32X4(operand.U8(q), row(q), r[t], r[t])
			} else {
				c.VINSERTF128(operand.U8(q), row(q), r[t], r[t])
			}
		}
	}
	for _, p := range quarters {
		c.ADDQ(operand.U8(16), p.Base)
	}
	u, out := v.registers(c, 4), v.registers(c, 4)
	for i := range 2 {
		c.VUNPCKLPS(r[2*i+1], r[2*i], u[2*i])
		c.VUNPCKHPS(r[2*i+1], r[2*i], u[2*i+1])
	}
	for i := range 2 {
		c.VUNPCKLPD(u[2+i], u[i], out[2*i])
		c.VUNPCKHPD(u[2+i], u[i], out[2*i+1])
	}
	for _, o := range out {
		c.VMOVUPS(o, operand.Mem{Base: dst})
		c.ADDQ(sd, dst)
	}
	c.DECQ(k)
	c.JNE(operand.LabelRef("loop"))
	c.Label("done")
	c.VZEROUPPER()
	c.RET()
}
