package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// routine writes one routine for one vector width. Most instructions have the
// same name for both; where they differ, the methods here choose.
type routine struct {
	*build.Context
	vector
	held map[constant]operand.Op
	data map[constant]operand.Mem // of all routines of a family

	labels int
}

// bothWidths writes routines for either width.
func bothWidths(c *build.Context, write ...func(r *routine)) {
	lanes(c)
	data := map[constant]operand.Mem{}
	for _, w := range write {
		for _, v := range []vector{zmm, ymm} {
			w(&routine{Context: c, vector: v, held: map[constant]operand.Op{}, data: data})
		}
	}
}

// begin begins a routine: its name goes before the suffix of the width and doc.
func (r *routine) begin(name, signature, doc string) {
	name += r.suffix
	r.Function(name)
	r.Attributes(attr.NOSPLIT)
	r.SignatureExpr(signature)
	r.Pragma("noescape")
	r.Doc(name + " " + doc)
}

// end ends it.
func (r *routine) end() {
	r.VZEROUPPER()
	r.RET()
}

// wide tells AVX-512, which has 32 registers and masks, from AVX2.
func (r *routine) wide() bool { return r.lanes == 16 }

func (r *routine) reg() reg.VecVirtual { return r.register(r.Context) }

// argument loads an argument into a register.
func (r *routine) argument(name string) reg.GPVirtual {
	p := r.GP64()
	r.Load(r.Param(name), p)
	return p
}

// address is where an argument is.
func (r *routine) address(name string) operand.Mem {
	b, err := r.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// inBytes turns a number of float32 into bytes.
func (r *routine) inBytes(n reg.GPVirtual) reg.GPVirtual {
	r.SHLQ(operand.U8(2), n)
	return n
}

// constant is what every lane of 4 (or 8) bytes holds.
type constant struct {
	bits uint64
	size int
}

func float(x float64) constant  { return constant{uint64(math.Float32bits(float32(x))), 4} }
func double(x float64) constant { return constant{math.Float64bits(x), 8} }
func word(x uint32) constant    { return constant{uint64(x), 4} }
func quad(x uint64) constant    { return constant{x, 8} }

// hold keeps constants in registers from here on.
func (r *routine) hold(constants ...constant) {
	for _, c := range constants {
		kept := r.reg()
		r.VMOVUPS(r.memory(c), kept)
		r.held[c] = kept
	}
}

// of returns a constant as an operand: the register that holds it, or else 64
// bytes of memory. Linkers align these to 32 bytes, so no instruction that wants
// more, such as VMOVAPS, may read them.
func (r *routine) of(c constant) operand.Op {
	if kept, ok := r.held[c]; ok {
		return kept
	}
	return r.memory(c)
}

func (r *routine) memory(c constant) operand.Mem {
	m, ok := r.data[c]
	if !ok {
		m = r.StaticGlobal(fmt.Sprintf("every%d_%x", c.size, c.bits))
		r.DataAttributes(attr.RODATA | attr.NOPTR)
		for i := 0; i < 64; i += c.size {
			if c.size == 4 {
				r.AddDatum(i, operand.U32(c.bits))
			} else {
				r.AddDatum(i, operand.U64(c.bits))
			}
		}
		r.data[c] = m
	}
	return m
}

// stream is a piece of a routine that waits to be written. Its instructions
// mostly depend on those before them, so processors do well when those of
// other streams stand between them.
type stream []func()

func (s *stream) add(steps ...func()) { *s = append(*s, steps...) }

// interleave writes streams so that each advances evenly.
func interleave(streams ...stream) {
	longest := 0
	for _, s := range streams {
		longest = max(longest, len(s))
	}
	done := make([]int, len(streams))
	for i := range longest {
		for j, s := range streams {
			for ; done[j] < len(s)*(i+1)/longest; done[j]++ {
				s[done[j]]()
			}
		}
	}
}

// loop repeats body as often as count says, and leaves count 0.
func (r *routine) loop(count reg.GPVirtual, body func()) {
	again, done := r.label("again"), r.label("done")
	r.TESTQ(count, count)
	r.JZ(operand.LabelRef(done))
	r.Label(again)
	body()
	r.DECQ(count)
	r.JNZ(operand.LabelRef(again))
	r.Label(done)
}

// label returns a name that is new in the routine.
func (r *routine) label(name string) string {
	r.labels++
	return fmt.Sprintf("%s%d", name, r.labels)
}

// at is the address of register i of columns from column j of a row.
func (r *routine) at(row, j reg.GPVirtual, i int) operand.Mem {
	return operand.Mem{Base: row, Index: j, Scale: 4, Disp: r.bytes * i}
}

// columns goes through the columns of a row, n registers at a time, and through
// those at the end at most two at a time. body is written for both; it gets the
// first column and the masks of its registers.
func (r *routine) columns(cols reg.GPVirtual, n int, body func(j reg.GPVirtual, masks []mask)) {
	whole, end, edge, done := r.label("whole"), r.label("end"), r.label("edge"), r.label("done")
	few := min(n, 2)
	j, left := r.GP64(), r.GP64()
	r.XORQ(j, j)
	r.MOVQ(cols, left)
	r.SUBQ(operand.U32(n*r.lanes), left)
	r.JLT(operand.LabelRef(end))
	r.Label(whole)
	body(j, make([]mask, n)) // all lanes
	r.ADDQ(operand.U32(n*r.lanes), j)
	r.SUBQ(operand.U32(n*r.lanes), left)
	r.JGE(operand.LabelRef(whole))
	r.Label(end)
	r.ADDQ(operand.U32(n*r.lanes), left)
	r.JZ(operand.LabelRef(done))
	r.Label(edge)
	body(j, r.masks(few, left))
	if n > few {
		r.ADDQ(operand.U32(few*r.lanes), j)
		r.SUBQ(operand.U32(few*r.lanes), left)
		r.JG(operand.LabelRef(edge))
	}
	r.Label(done)
}

// masks returns the masks of one or two registers of which left columns, 1 to
// 63, are to be done.
func (r *routine) masks(n int, left reg.GPVirtual) []mask {
	masks := make([]mask, n)
	if r.wide() {
		bits := r.GP64()
		r.MOVQ(left, reg.RCX)
		r.MOVQ(operand.I32(-1), bits)
		r.SHLQ(reg.CL, bits)
		r.NOTQ(bits)
		for i := range masks {
			masks[i] = mask{partial: true, bits: r.K()}
			r.KMOVW(bits.As32(), masks[i].bits)
			r.SHRQ(operand.U8(16), bits)
		}
		return masks
	}
	end, back := r.GP64(), r.GP64()
	r.LEAQ(operand.NewDataAddr(operand.NewStaticSymbol("lanes"), 64), end)
	r.MOVQ(operand.U32(16), back)
	r.CMPQ(left, back)
	r.CMOVQLT(left, back)
	r.NEGQ(back)
	r.LEAQ(operand.Mem{Base: end, Index: back, Scale: 4}, end)
	for i := range masks {
		masks[i] = mask{partial: true, mem: operand.Mem{Base: end, Disp: i * r.bytes}}
	}
	return masks
}

func (r *routine) read(from operand.Mem, m mask, to reg.VecVirtual) {
	r.load(r.Context, from, m, to)
}

func (r *routine) write(from reg.VecVirtual, m mask, to operand.Mem) {
	r.store(r.Context, from, m, to)
}
