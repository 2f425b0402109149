package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// columnOnes writes a routine that finds the ones of columns, one bit for each
// row. It shifts the bits of 8 columns by one for each row, from the last row up.
func columnOnes(c *build.Context) {
	c.Function("columnOnes")
	c.SignatureExpr("func(n, rows int, x *float32, stride int, words *uint32)")
	c.Pragma("noescape")
	c.Doc("columnOnes sets bit k of word j where number j of row k is 1, for n columns, a", "multiple of 8, and up to 32 rows.")
	c.Attributes(attr.NOSPLIT)
	n, x := c.Load(c.Param("n"), c.GP64()), c.Load(c.Param("x"), c.GP64())
	stride, words := distance(c, "stride"), c.Load(c.Param("words"), c.GP64())
	one, below := onesYMM(c), c.GP64()
	c.Load(c.Param("rows"), below)
	c.IMULQ(stride, below)
	c.ADDQ(x, below) // after the last row

	c.Label("columns")
	bits, row, left := c.YMM(), c.GP64(), c.GP64()
	c.VPXOR(bits, bits, bits)
	c.MOVQ(below, row)
	c.Load(c.Param("rows"), left)
	c.Label("rows")
	is1 := c.YMM()
	c.SUBQ(stride, row)
	c.VCMPPS(equal, operand.Mem{Base: row}, one, is1)
	c.VPADDD(bits, bits, bits)
	c.VPSUBD(is1, bits, bits) // a lane that is true is -1
	c.DECQ(left)
	c.JNE(operand.LabelRef("rows"))
	c.VMOVDQU(bits, operand.Mem{Base: words})
	c.ADDQ(operand.U8(32), below)
	c.ADDQ(operand.U8(32), words)
	c.SUBQ(operand.U8(8), n)
	c.JNE(operand.LabelRef("columns"))
	c.VZEROUPPER()
	c.RET()
}

// listWords writes a routine that lists, like listOnes, the places of the bits
// of columns, a byte at a time.
func listWords(c *build.Context) {
	c.Function("listWords")
	c.SignatureExpr("func(n, words int, bits, spans *uint32, list *uint16)")
	c.Pragma("noescape")
	c.Doc("listWords lists the places of the ones among the bits of n columns, each of which has", "some words, n apart, and where each list begins and ends. It may write 8 numbers more.")
	c.Attributes(attr.NOSPLIT)
	n, column, next := c.Load(c.Param("n"), c.GP64()), c.Load(c.Param("bits"), c.GP64()), distance(c, "n")
	spans, list := c.Load(c.Param("spans"), c.GP64()), c.Load(c.Param("list"), c.GP64())
	places, count, at, step := c.GP64(), c.GP64(), c.XMM(), c.XMM()
	c.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol("places"), 0), places)
	c.XORQ(count, count)
	eight := c.GP32()
	c.MOVL(operand.U32(8), eight)
	c.VMOVD(eight, step)
	c.VPBROADCASTW(step, step)

	c.Label("column")
	word, left := c.GP64(), c.GP64()
	c.MOVL(count.As32(), operand.Mem{Base: spans})
	c.VPXOR(at, at, at)
	c.MOVQ(column, word)
	c.Load(c.Param("words"), left)
	c.Label("word")
	bits := c.GP64()
	c.MOVLQZX(operand.Mem{Base: word}, bits)
	for range 4 {
		byte, ones, found := c.GP64(), c.GP64(), c.XMM()
		c.MOVBQZX(bits.As8(), byte)
		c.VPMOVZXBW(operand.Mem{Base: places, Index: byte, Scale: 8}, found)
		c.VPADDW(at, found, found)
		c.VMOVDQU(found, operand.Mem{Base: list, Index: count, Scale: 2})
		c.POPCNTQ(byte, ones)
		c.ADDQ(ones, count)
		c.VPADDW(step, at, at)
		c.SHRQ(operand.U8(8), bits)
	}
	c.ADDQ(next, word)
	c.DECQ(left)
	c.JNE(operand.LabelRef("word"))
	c.MOVL(count.As32(), operand.Mem{Base: spans, Disp: 4})
	c.ADDQ(operand.U8(8), spans)
	c.ADDQ(operand.U8(4), column)
	c.DECQ(n)
	c.JNE(operand.LabelRef("column"))
	c.VZEROUPPER()
	c.RET()
}
