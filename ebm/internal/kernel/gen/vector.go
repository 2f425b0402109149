package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vector is a width of registers.
type vector struct {
	suffix  string // of routines
	lanes   int    // float32 numbers
	bytes   int
	maxRows int // of a tile of a product
}

var (
	xmm = vector{suffix: "AVX", lanes: 4, bytes: 16}
	ymm = vector{suffix: "AVX2", lanes: 8, bytes: 32, maxRows: 6}
	zmm = vector{suffix: "AVX512", lanes: 16, bytes: 64, maxRows: 14}
)

func (v vector) register(c *build.Context) reg.VecVirtual {
	switch v.lanes {
	case 16:
		return c.ZMM()
	case 8:
		return c.YMM()
	}
	return c.XMM()
}

func (v vector) registers(c *build.Context, n int) []reg.VecVirtual {
	rs := make([]reg.VecVirtual, n)
	for i := range rs {
		rs[i] = v.register(c)
	}
	return rs
}

func (v vector) zero(c *build.Context, r reg.VecVirtual) {
	if v.lanes == 16 {
		c.VPXORD(r, r, r)
	} else {
		c.VXORPS(r, r, r)
	}
}

// mask tells which lanes of a vector are columns of a matrix. The zero value
// means all. Otherwise it is bits in a mask register, or for AVX2 the address of
// a vector of which all or no bits of a lane are set.
type mask struct {
	partial bool
	bits    reg.OpmaskVirtual
	mem     operand.Mem
}

// edge returns the masks of vectors that lie side by side and have as many
// columns as the parameter cols says.
func (v vector) edge(c *build.Context, vectors int) []mask {
	return v.masks(c, c.Load(c.Param("cols"), reg.RCX), vectors)
}

// masks is edge with the number of columns in RCX, which it changes.
func (v vector) masks(c *build.Context, cols reg.Register, vectors int) []mask {
	masks := make([]mask, vectors)
	if v.lanes == 16 {
		bits := c.GP64()
		c.MOVQ(operand.I32(-1), bits)
		c.SHLQ(reg.CL, bits)
		c.NOTQ(bits)
		for i := range masks {
			masks[i] = mask{partial: true, bits: c.K()}
			if i > 0 {
				c.SHRQ(operand.U8(16), bits)
			}
			c.KMOVW(bits.As32(), masks[i].bits)
		}
		return masks
	}
	// The table has 16 lanes that are on and 16 that are off.
	end := c.GP64()
	c.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol("lanes"), 64), end)
	c.SHLQ(operand.U8(2), cols)
	c.SUBQ(cols, end)
	for i := range masks {
		masks[i] = mask{partial: true, mem: operand.Mem{Base: end, Disp: i * v.bytes}}
	}
	return masks
}

// lanes writes the table of masks for AVX2.
func lanes(c *build.Context) {
	c.StaticGlobal("lanes")
	c.DataAttributes(attr.RODATA | attr.NOPTR)
	for i := range 16 {
		c.AddDatum(8*i, operand.U64(map[bool]uint64{true: 1<<64 - 1}[i < 8]))
	}
}

// load reads what the mask covers, and 0 elsewhere.
func (v vector) load(c *build.Context, from operand.Mem, m mask, to reg.VecVirtual) {
	switch {
	case !m.partial:
		c.VMOVUPS(from, to)
	case v.lanes == 16:
		c.VMOVUPS_Z(from, m.bits, to)
	default:
		c.VMOVUPS(m.mem, to)
		c.VMASKMOVPS(from, to, to)
	}
}

// store writes what the mask covers.
func (v vector) store(c *build.Context, from reg.VecVirtual, m mask, to operand.Mem) {
	switch {
	case !m.partial:
		c.VMOVUPS(from, to)
	case v.lanes == 16:
		c.VMOVUPS(from, m.bits, to)
	default:
		r := c.YMM()
		c.VMOVUPS(m.mem, r)
		c.VMASKMOVPS(from, r, to)
	}
}

// address is where a parameter lies.
func address(c *build.Context, param string) operand.Mem {
	p, err := c.Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// distance loads a number of elements of 4 bytes and turns it into bytes.
func distance(c *build.Context, param string) reg.GPVirtual {
	d := c.GP64()
	c.Load(c.Param(param), d)
	c.SHLQ(operand.U8(2), d)
	return d
}
