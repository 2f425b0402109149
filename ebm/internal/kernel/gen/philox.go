package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// uniforms writes uniforms, one row of numbers.
func uniforms(c *build.Context) {
	bothWidths(c, func(r *routine) {
		r.begin("uniforms", "func(dst *float32, n int, keys *[20]uint32, row int)",
			"stores the n numbers that belong to a row under the keys of the rounds.")
		dst, n := r.argument("dst"), r.argument("n")
		g := r.newPhilox(r.argument("keys"), r.argument("row"))
		g.startRow()
		r.columns(n, 2*g.batches(), func(j reg.GPVirtual, masks []mask) {
			words, streams := g.words(len(masks) / 2)
			interleave(streams...)
			for i, w := range words {
				r.upperBits(w)
				r.VMULPS(r.of(unit), w, w)
				r.write(w, masks[i], r.at(dst, j, i))
			}
		})
		r.end()
	})
}

// upperBits turns words into the float32 of their 24 upper bits.
func (r *routine) upperBits(w reg.VecVirtual) {
	r.VPSRLD(operand.U8(8), w, w)
	r.VCVTDQ2PS(w, w)
}

var (
	philoxM0 = quad(0xD2511F53)
	philoxM1 = quad(0xCD9E8D57)
	unit     = float(1.0 / (1 << 24))
)

// philox computes Philox4x32-10 for as many counters as a register has lanes
// of 64 bits. A word of the state, c0 to c3, is the lower half of each lane of a
// register; the upper half is whatever the arithmetic leaves there, as VPMULUDQ
// ignores it. So a product's lower half is c1 or c3 without an instruction, and
// its upper half takes one shift.
type philox struct {
	*routine
	keys, row reg.GPVirtual
	block     reg.VecVirtual    // word 0 of the next counters: column/4
	lower     reg.OpmaskVirtual // AVX-512: the lower halves of lanes
	ofRow     struct{ c0, c2, c3 reg.VecVirtual }
}

func (r *routine) newPhilox(keys, row reg.GPVirtual) *philox {
	g := &philox{routine: r, keys: keys, row: row, block: r.reg()}
	g.ofRow.c0, g.ofRow.c2, g.ofRow.c3 = r.reg(), r.reg(), r.reg()
	if r.wide() {
		r.hold(philoxM0, philoxM1)
		bits, k := r.GP32(), r.K()
		r.MOVL(operand.U32(0x5555), bits)
		r.KMOVW(bits, k)
		g.lower = k
	}
	return g
}

// startRow begins with column 0 of the row. A counter is (column/4, lower half
// of the row, its upper half, 0), so after round 0 the words c0 and c1 depend on
// the row only, and after round 1 c3 and a term of c0 and of c2 do. They are
// computed here.
func (g *philox) startRow() {
	g.VMOVUPS(g.blocks(), g.block)
	row, p := g.reg(), g.reg()
	g.everyLane(g.row, row)
	g.high(row, p)
	g.VPMULUDQ(g.of(philoxM1), p, p) // c1 after round 0
	c0 := g.reg()
	g.high(p, c0)
	g.xor(row, c0)
	g.xorKey(0, 0, c0)
	g.VMOVAPS(p, g.ofRow.c0)
	g.xorKey(1, 0, g.ofRow.c0)
	g.VPMULUDQ(g.of(philoxM0), c0, g.ofRow.c3)
	g.high(g.ofRow.c3, g.ofRow.c2)
	g.xorKey(1, 1, g.ofRow.c2)
}

// state is the words of as many counters as a register has lanes.
type state struct{ c0, c1, c2, c3 reg.VecVirtual }

// batches is how many batches of words to compute at once: two keep the units of
// AVX-512 busier than one, AVX2 lacks the registers.
func (g *philox) batches() int {
	if g.wide() {
		return 2
	}
	return 1
}

// words returns registers for the words of the next columns, two for each batch,
// and the instructions that compute them.
func (g *philox) words(batches int) (words []reg.VecVirtual, streams []stream) {
	for range batches {
		block := g.reg()
		g.VMOVUPS(g.block, block)
		g.VPADDQ(g.of(quad(uint64(g.lanes/2))), g.block, g.block)
		out, s := g.batch(block)
		words, streams = append(words, out...), append(streams, s)
	}
	return words, streams
}

// batch computes the words of as many blocks as a register has lanes.
func (g *philox) batch(block reg.VecVirtual) ([]reg.VecVirtual, stream) {
	w, s := g.firstRounds(block)
	for round := 2; round < 9; round++ {
		var more stream
		w, more = g.round(round, w)
		s.add(more...)
	}
	out, more := g.lastRound(w)
	return out, append(s, more...)
}

// firstRounds are rounds 0 and 1, less what startRow has computed.
func (g *philox) firstRounds(block reg.VecVirtual) (state, stream) {
	p0, p1, c0, c2 := g.reg(), g.reg(), g.reg(), g.reg()
	return state{c0, p1, p0, g.ofRow.c3}, stream{
		func() { g.VPMULUDQ(g.of(philoxM0), block, p0) },
		func() { g.high(p0, c2) },
		func() { g.xorKey(0, 1, c2) },
		func() { g.VPMULUDQ(g.of(philoxM1), c2, p1) },
		func() { g.high(p1, c0) },
		func() { g.xor(g.ofRow.c0, c0) },
		func() { g.xor(g.ofRow.c2, p0) },
	}
}

// round is c0, c1, c2, c3 = hi(M1·c2)^c1^key, lo(M1·c2), hi(M0·c0)^c3^key, lo(M0·c0).
func (g *philox) round(round int, w state) (state, stream) {
	p0, p1, c0, c2 := g.reg(), g.reg(), g.reg(), g.reg()
	return state{c0, p1, c2, p0}, stream{
		func() { g.VPMULUDQ(g.of(philoxM0), w.c0, p0) },
		func() { g.VPMULUDQ(g.of(philoxM1), w.c2, p1) },
		func() { g.high(p0, c2) },
		func() { g.high(p1, c0) },
		func() { g.xorBoth(round, 1, w.c3, c2) },
		func() { g.xorBoth(round, 0, w.c1, c0) },
	}
}

// lastRound swaps the halves of the products where the others shift: so lanes
// hold (c0, c1) and (c2, c3), and two shuffles give whole counters.
func (g *philox) lastRound(w state) ([]reg.VecVirtual, stream) {
	p0, p1, c01, c23, a, b := g.reg(), g.reg(), g.reg(), g.reg(), g.reg(), g.reg()
	const swap = 0xB1
	return []reg.VecVirtual{a, b}, stream{
		func() { g.VPMULUDQ(g.of(philoxM0), w.c0, p0) },
		func() { g.VPMULUDQ(g.of(philoxM1), w.c2, p1) },
		func() { g.VPSHUFD(operand.U8(swap), p0, c23) },
		func() { g.VPSHUFD(operand.U8(swap), p1, c01) },
		func() { g.xorLower(9, 1, w.c3, c23) },
		func() { g.xorLower(9, 0, w.c1, c01) },
		func() { g.VPUNPCKLQDQ(c23, c01, a) },
		func() { g.VPUNPCKHQDQ(c23, c01, b) },
	}
}

// blocks are the first blocks. The shuffles of lastRound take the even lanes for
// the first register of columns and the odd ones for the second.
func (g *philox) blocks() operand.Mem {
	table := g.StaticGlobal("blocks" + g.suffix)
	g.DataAttributes(attr.RODATA | attr.NOPTR)
	n := g.lanes / 2
	for i := range n {
		g.AddDatum(8*i, operand.U64(i/2+i%2*n/2))
	}
	return table
}

// key is half i (0 or 1) of the key of a round.
func (g *philox) key(round, i int) operand.Mem {
	return operand.Mem{Base: g.keys, Disp: 4 * (2*round + i)}
}

func (g *philox) high(x, dst reg.VecVirtual) { g.VPSRLQ(operand.U8(32), x, dst) }

const xor3 = 0x96 // the truth table of a^b^c

// xorBoth is dst ^= c ^ key.
func (g *philox) xorBoth(round, i int, c, dst reg.VecVirtual) {
	if g.wide() {
		g.VPTERNLOGD_BCST(operand.U8(xor3), g.key(round, i), c, dst)
		return
	}
	g.xor(c, dst)
	g.xorKey(round, i, dst)
}

// xorLower is xorBoth in the lower halves of lanes.
func (g *philox) xorLower(round, i int, c, dst reg.VecVirtual) {
	if g.wide() {
		g.VPTERNLOGD_BCST(operand.U8(xor3), g.key(round, i), c, g.lower, dst)
		return
	}
	x := g.reg()
	g.VMOVAPS(dst, x)
	g.xorBoth(round, i, c, x)
	const odd = 0xAA
	g.VPBLENDD(operand.U8(odd), dst, x, dst)
}

// xorKey is dst ^= key.
func (g *philox) xorKey(round, i int, dst reg.VecVirtual) {
	if g.wide() {
		g.VPXORD_BCST(g.key(round, i), dst, dst)
		return
	}
	k := g.reg()
	g.VPBROADCASTD(g.key(round, i), k)
	g.xor(k, dst)
}

func (g *philox) xor(x, dst reg.VecVirtual) {
	if g.wide() {
		g.VPXORD(x, dst, dst)
		return
	}
	g.VPXOR(x, dst, dst)
}

// everyLane copies a word of 64 bits.
func (g *philox) everyLane(x reg.GPVirtual, dst reg.VecVirtual) {
	if g.wide() {
		g.VPBROADCASTQ(x, dst)
		return
	}
	low := g.XMM()
	g.VMOVQ(x, low)
	g.VPBROADCASTQ(low, dst)
}
