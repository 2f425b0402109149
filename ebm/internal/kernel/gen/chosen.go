package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// chosenCols is how many columns of sums a row has at once: 4 vectors or 8, as
// many as hide that an addition takes 3 or 4 cycles.
const chosenCols = 64

// chosen writes the routines for products with a matrix a of zeros and ones,
// which are sums of chosen rows of b:
//
//	c[i,j] = Σ b[k,j] over the k with a[i,k] = 1
func chosen(c *build.Context) {
	lanes(c)
	for _, v := range []vector{zmm, ymm} {
		sumsOfRows{Context: c, vector: v}.function()
		sumsOfRows{Context: c, vector: v, weighted: true}.function()
	}
	countOnes(c)
	placesOfBits(c)
	list(c, "listOnes", "ones", onesYMM, equal)
	list(c, "listNonzeros", "numbers other than 0", zerosYMM, unequal)
	columnOnes(c)
	listWords(c)
}

// sumsOfRows is the routine that adds up: a loop for each number of vectors.
type sumsOfRows struct {
	*build.Context
	vector
	weighted bool // c[i,j] = Σ a[i,k]·b[k,j]
}

func (r sumsOfRows) function() {
	if r.weighted {
		r.Function("sumWeighted" + r.suffix)
		r.SignatureExpr("func(rows, cols, mode int, alpha float32, spans *uint32, places *uint16, a *float32, sa int, b *float32, sb int, c *float32, sc int)")
		r.Doc("sumWeighted" + r.suffix + " is sumRows" + r.suffix + " with the rows of b times the numbers of the row of a that have their places.")
	} else {
		r.Function("sumRows" + r.suffix)
		r.SignatureExpr("func(rows, cols, mode int, alpha float32, spans *uint32, places *uint16, b *float32, sb int, c *float32, sc int)")
		r.Doc(
			fmt.Sprintf("sumRows%s stores in each row of c, of up to %d columns, the sum of the rows of b", r.suffix, chosenCols),
			"that the places from its first span number to its second name. The modes are those of tile"+r.suffix+".",
		)
	}
	r.Pragma("noescape")
	r.Attributes(attr.NOSPLIT)
	cols := r.Load(r.Param("cols"), reg.RCX)
	for n := 1; n <= chosenCols/r.lanes; n++ {
		r.CMPQ(cols, operand.U32(n*r.lanes))
		r.JEQ(operand.LabelRef(fmt.Sprint("full", n)))
		r.JLT(operand.LabelRef(fmt.Sprint("edge", n)))
	}
	for n := chosenCols / r.lanes; n > 0; n-- {
		edges := make([]mask, n)
		r.Label(fmt.Sprint("full", n))
		r.rows(fmt.Sprint("full", n), edges)
		r.Label(fmt.Sprint("edge", n))
		r.SUBQ(operand.U32((n-1)*r.lanes), cols)
		edges[n-1] = r.masks(r.Context, cols, 1)[0]
		r.rows(fmt.Sprint("edge", n), edges)
	}
}

// rows writes the loops over the rows of c and, inside, over the list of one.
func (r sumsOfRows) rows(name string, edges []mask) {
	label := func(s string) string { return name + s }
	rows := r.Load(r.Param("rows"), r.GP64())
	spans, places := r.Load(r.Param("spans"), r.GP64()), r.Load(r.Param("places"), r.GP64())
	b, sb := r.Load(r.Param("b"), r.GP64()), distance(r.Context, "sb")
	c, sc := r.Load(r.Param("c"), r.GP64()), distance(r.Context, "sc")
	mode := r.Load(r.Param("mode"), r.GP64())
	var a, sa reg.Register
	if r.weighted {
		a, sa = r.Load(r.Param("a"), r.GP64()), distance(r.Context, "sa")
	}
	alpha, sums := r.register(r.Context), r.registers(r.Context, len(edges))
	r.VBROADCASTSS(address(r.Context, "alpha"), alpha)
	part := func(v int) operand.Mem { return operand.Mem{Base: c, Disp: v * r.bytes} }

	r.Label(label("row"))
	for _, s := range sums {
		r.zero(r.Context, s)
	}
	// The next row of c comes while this one is summed.
	for v := range edges {
		r.PREFETCHT0(operand.Mem{Base: c, Index: sc, Scale: 1, Disp: v * r.bytes})
	}
	r.CMPQ(mode, operand.U8(1))
	r.JNE(operand.LabelRef(label("sum")))
	for v, s := range sums {
		r.load(r.Context, part(v), edges[v], s)
	}

	r.Label(label("sum"))
	place, end, k := r.GP64(), r.GP64(), r.GP64()
	r.MOVLQZX(operand.Mem{Base: spans}, place)
	r.MOVLQZX(operand.Mem{Base: spans, Disp: 4}, end)
	r.CMPQ(place, end)
	r.JGE(operand.LabelRef(label("end")))
	r.Label(label("next"))
	r.MOVWQZX(operand.Mem{Base: places, Index: place, Scale: 2}, k)
	plus := func(x operand.Op, s reg.VecVirtual) { r.VADDPS(x, s, s) }
	if r.weighted {
		weight := r.register(r.Context)
		r.VBROADCASTSS(operand.Mem{Base: a, Index: k, Scale: 4}, weight)
		plus = func(x operand.Op, s reg.VecVirtual) { r.VFMADD231PS(x, weight, s) }
	}
	r.IMULQ(sb, k)
	for v, s := range sums {
		chosen := operand.Mem{Base: b, Index: k, Scale: 1, Disp: v * r.bytes}
		if edges[v].partial {
			x := r.register(r.Context)
			r.load(r.Context, chosen, edges[v], x)
			plus(x, s)
		} else {
			plus(chosen, s)
		}
	}
	r.INCQ(place)
	r.CMPQ(place, end)
	r.JLT(operand.LabelRef(label("next")))

	r.Label(label("end"))
	r.CMPQ(mode, operand.U8(2))
	r.JNE(operand.LabelRef(label("store")))
	for v, s := range sums {
		old := r.register(r.Context)
		r.load(r.Context, part(v), edges[v], old)
		r.VFMADD213PS(old, alpha, s) // s = alpha·s + old
	}
	r.Label(label("store"))
	for v, s := range sums {
		r.store(r.Context, s, edges[v], part(v))
	}
	r.ADDQ(sc, c)
	if r.weighted {
		r.ADDQ(sa, a)
	}
	r.ADDQ(operand.U8(8), spans)
	r.DECQ(rows)
	r.JNE(operand.LabelRef(label("row")))
	r.VZEROUPPER()
	r.RET()
}

// countOnes writes a routine that tells whether a row holds but zeros and ones.
// Like listOnes it is written for AVX2 alone: both take a hundredth of a product.
func countOnes(c *build.Context) {
	c.Function("countOnes")
	c.SignatureExpr("func(n int, x *float32) int")
	c.Pragma("noescape")
	c.Doc("countOnes counts the ones among n numbers, a multiple of 8, and returns -1 if a", "number is neither 0 nor 1.")
	c.Attributes(attr.NOSPLIT)
	n, x := c.Load(c.Param("n"), c.GP64()), c.Load(c.Param("x"), c.GP64())
	zero, one := c.YMM(), onesYMM(c)
	ones, wrong := c.YMM(), c.YMM()
	for _, r := range []reg.VecVirtual{zero, ones, wrong} {
		c.VXORPS(r, r, r)
	}
	c.Label("loop")
	number, is1, not0 := c.YMM(), c.YMM(), c.YMM()
	c.VMOVUPS(operand.Mem{Base: x}, number)
	c.VCMPPS(equal, one, number, is1)
	c.VCMPPS(unequal, zero, number, not0)
	c.VPSUBD(is1, ones, ones) // a lane that is true is -1
	c.VANDNPS(not0, is1, not0)
	c.VORPS(not0, wrong, wrong)
	c.ADDQ(operand.U8(32), x)
	c.SUBQ(operand.U8(8), n)
	c.JNE(operand.LabelRef("loop"))

	result := c.GP64()
	c.MOVQ(operand.I32(-1), result)
	c.VTESTPS(wrong, wrong)
	c.JNE(operand.LabelRef("done"))
	half := c.XMM()
	c.VEXTRACTI128(operand.U8(1), ones, half)
	c.VPADDD(half, ones.AsX(), half)
	c.VPHADDD(half, half, half)
	c.VPHADDD(half, half, half)
	c.VMOVD(half, result.As32())
	c.Label("done")
	c.Store(result, c.ReturnIndex(0))
	c.VZEROUPPER()
	c.RET()
}

// Predicates of VCMPPS: equal is false and unequal true for NaN.
const (
	equal   = operand.U8(0)
	unequal = operand.U8(4)
)

func onesYMM(c *build.Context) reg.VecVirtual {
	one, bits := c.YMM(), c.GP32()
	c.MOVL(operand.U32(0x3f800000), bits)
	c.VMOVD(bits, one.AsX())
	c.VPBROADCASTD(one.AsX(), one)
	return one
}

func zerosYMM(c *build.Context) reg.VecVirtual {
	zero := c.YMM()
	c.VXORPS(zero, zero, zero)
	return zero
}

// list writes a routine that lists where the ones of a row are, or those of its
// numbers that compare to another one as predicate says. It does 8
// numbers at a time: the byte that says which they are finds, in a table, the
// places of its bits; all 8 are stored, and the next 8 over those that were not
// places.
func list(c *build.Context, name, what string, other func(c *build.Context) reg.VecVirtual, predicate operand.U8) {
	c.Function(name)
	c.SignatureExpr("func(n int, x *float32, list *uint16) int")
	c.Pragma("noescape")
	c.Doc(name+" stores the places of the "+what+" among n numbers, a multiple of 8,", "in list, and returns their count. It may write 8 numbers more.")
	c.Attributes(attr.NOSPLIT)
	n, x, list := c.Load(c.Param("n"), c.GP64()), c.Load(c.Param("x"), c.GP64()), c.Load(c.Param("list"), c.GP64())
	than, at, step := other(c), c.XMM(), c.XMM()
	c.VPXOR(at, at, at)
	eight := c.GP32()
	c.MOVL(operand.U32(8), eight)
	c.VMOVD(eight, step)
	c.VPBROADCASTW(step, step)
	places, count := c.GP64(), c.GP64()
	c.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol("places"), 0), places)
	c.XORQ(count, count)

	c.Label("loop")
	chosen, found := c.YMM(), c.XMM()
	byte := c.GP64()
	c.VCMPPS(predicate, operand.Mem{Base: x}, than, chosen)
	c.VMOVMSKPS(chosen, byte.As32())
	c.VPMOVZXBW(operand.Mem{Base: places, Index: byte, Scale: 8}, found)
	c.VPADDW(at, found, found)
	c.VMOVDQU(found, operand.Mem{Base: list, Index: count, Scale: 2})
	c.POPCNTQ(byte, byte)
	c.ADDQ(byte, count)
	c.VPADDW(step, at, at)
	c.ADDQ(operand.U8(32), x)
	c.SUBQ(operand.U8(8), n)
	c.JNE(operand.LabelRef("loop"))
	c.Store(count, c.ReturnIndex(0))
	c.VZEROUPPER()
	c.RET()
}

// placesOfBits writes a table of the places of the bits of a byte.
func placesOfBits(c *build.Context) {
	c.StaticGlobal("places")
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for byte := range 256 {
		places, n := uint64(0), 0
		for bit := range 8 {
			if byte>>bit&1 == 1 {
				places |= uint64(bit) << (8 * n)
				n++
			}
		}
		c.AddDatum(8*byte, operand.U64(places))
	}
}
