package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// product writes the inner loop of the matrix products. It computes a tile of
// the result that stays in registers while k runs:
//
//	c[i,j] = Σₖ a[i,k]·b[k,j]           mode 0
//	c[i,j] = c[i,j] + Σₖ a[i,k]·b[k,j]  mode 1: the sum goes on from c
//	c[i,j] = c[i,j] + alpha·(Σₖ …)      mode 2
//
// A tile has up to maxRows rows and one or two vectors of columns. AVX-512 has
// 32 registers: 14 rows × 2 vectors of sums, 2 for the row of b, and 2 for
// numbers of a, spread to all lanes. AVX2 has 16: 6 × 2, 2 and 2. Each k then
// takes 2 loads and one broadcast per row for two FMAs per row: the two FMA units
// never wait for the two load ports.
func product(c *build.Context) {
	lanes(c)
	for _, v := range []vector{zmm, ymm} {
		tiles{c, v}.function()
		copyPanel(c, v)
	}
	for _, v := range []vector{zmm, ymm, xmm} {
		transpose(c, v)
	}
}

// tiles is the routine: a loop for each shape of a tile.
type tiles struct {
	*build.Context
	vector
}

func (t tiles) function() {
	t.Function("tile" + t.suffix)
	t.SignatureExpr("func(rows, cols, k, mode int, alpha float32, a *float32, sa int, b *float32, sb int, c *float32, sc int)")
	t.Doc(fmt.Sprintf("tile%s computes up to %d rows and %d columns of a product over k > 0 numbers.", t.suffix, t.maxRows, 2*t.lanes))
	t.Pragma("noescape")
	t.Attributes(attr.NOSPLIT)

	// full tiles need no masks.
	rows, cols := t.Load(t.Param("rows"), t.GP64()), t.Load(t.Param("cols"), t.GP64())
	t.CMPQ(cols, operand.U32(2*t.lanes))
	t.JEQ(operand.LabelRef("full2"))
	t.CMPQ(cols, operand.U32(t.lanes))
	t.JEQ(operand.LabelRef("full1"))
	t.JGT(operand.LabelRef("edge2"))
	for _, vectors := range []int{1, 2} {
		t.Label(fmt.Sprint("edge", vectors))
		t.heights(fmt.Sprintf("edge%dx", vectors), rows, vectors, t.edge(t.Context, vectors))
		t.Label(fmt.Sprint("full", vectors))
		t.heights(fmt.Sprintf("full%dx", vectors), rows, vectors, make([]mask, vectors))
	}
}

// heights jumps to the loop for a number of rows. Every loop returns.
func (t tiles) heights(name string, rows reg.Register, vectors int, edge []mask) {
	for m := 1; m < t.maxRows; m++ {
		t.CMPQ(rows, operand.U8(m))
		t.JEQ(operand.LabelRef(fmt.Sprint(name, m)))
	}
	for m := t.maxRows; m > 0; m-- {
		x := tile{tiles: t, name: fmt.Sprint(name, m), edge: edge, sums: make([][]reg.VecVirtual, m)}
		for i := range x.sums {
			x.sums[i] = t.registers(t.Context, vectors)
		}
		t.Label(x.name)
		x.write()
	}
}

// tile is one loop: a sum for each row and vector, and the mask of each vector.
type tile struct {
	tiles
	name string
	sums [][]reg.VecVirtual
	edge []mask
}

func (t tile) write() {
	t.begin()
	k := t.Load(t.Param("k"), t.GP64())
	a := t.rowsOfA()
	b, sb := t.Load(t.Param("b"), t.GP64()), distance(t.Context, "sb")

	loop := t.name + "loop"
	t.Label(loop)
	row := t.registers(t.Context, len(t.edge))
	for v := range row {
		t.load(t.Context, operand.Mem{Base: b, Disp: v * t.bytes}, t.edge[v], row[v])
	}
	t.ADDQ(sb, b)
	x := t.registers(t.Context, 2)
	for i, sums := range t.sums {
		t.VBROADCASTSS(a.number(i), x[i%2])
		for v, s := range sums {
			t.VFMADD231PS(x[i%2], row[v], s)
		}
	}
	a.next()
	t.DECQ(k)
	t.JNE(operand.LabelRef(loop))

	t.end()
}

// begin sets the sums to 0, or in mode 1 to what c holds.
func (t tile) begin() {
	for _, sums := range t.sums {
		for _, s := range sums {
			t.zero(t.Context, s)
		}
	}
	start := operand.LabelRef(t.name + "start")
	t.CMPQ(address(t.Context, "mode"), operand.U8(1))
	t.JL(start)
	t.JG(operand.LabelRef(t.name + "fetch"))
	t.eachVector(func(i, v int, c operand.Mem) {
		t.load(t.Context, c, t.edge[v], t.sums[i][v])
	})
	t.JMP(start)

	// Mode 2 needs c only in the end; by then it has come from afar.
	t.Label(t.name + "fetch")
	t.eachVector(func(_, v int, c operand.Mem) {
		t.PREFETCHT0(c)
		if v == len(t.edge)-1 {
			t.PREFETCHT0(c.Offset(t.bytes - 4))
		}
	})
	t.Label(string(start))
}

// end stores the sums, or in mode 2 adds alpha times them.
func (t tile) end() {
	t.CMPQ(address(t.Context, "mode"), operand.U8(2))
	t.JNE(operand.LabelRef(t.name + "store"))
	alpha := t.register(t.Context)
	t.VBROADCASTSS(address(t.Context, "alpha"), alpha)
	t.eachVector(func(i, v int, c operand.Mem) {
		s := t.sums[i][v]
		if t.edge[v].partial {
			old := t.register(t.Context)
			t.load(t.Context, c, t.edge[v], old)
			t.VFMADD213PS(old, alpha, s) // s = alpha·s + old
		} else {
			t.VFMADD213PS(c, alpha, s)
		}
	})
	t.Label(t.name + "store")
	t.eachVector(func(i, v int, c operand.Mem) {
		t.store(t.Context, t.sums[i][v], t.edge[v], c)
	})
	t.VZEROUPPER()
	t.RET()
}

// eachVector calls f with the address of each vector of the tile in c.
func (t tile) eachVector(f func(i, v int, c operand.Mem)) {
	c, sc := t.Load(t.Param("c"), t.GP64()), distance(t.Context, "sc")
	for i := range t.sums {
		if i > 0 {
			t.ADDQ(sc, c)
		}
		for v := range t.edge {
			f(i, v, operand.Mem{Base: c, Disp: v * t.bytes})
		}
	}
}

// numbersOfA finds a[i,k] for the rows i of a tile and the present k.
type numbersOfA struct {
	number func(i int) operand.Mem
	next   func()
}

// rowsOfA: x86 adds a register times 1, 2, 4 or 8 to an address, so with the odd
// multiples of the stride in registers every row is in reach of one pointer,
// which is all that has to move.
func (t tile) rowsOfA() numbersOfA {
	a, sa := t.GP64(), distance(t.Context, "sa")
	t.Load(t.Param("a"), a)
	odd := map[int]reg.Register{1: sa}
	for i := 3; i < len(t.sums); i += 2 {
		r := t.GP64()
		t.LEAQ(operand.Mem{Base: odd[i-2], Index: sa, Scale: 2}, r)
		odd[i] = r
	}
	return numbersOfA{
		number: func(i int) operand.Mem {
			if i == 0 {
				return operand.Mem{Base: a}
			}
			scale := i & -i
			return operand.Mem{Base: a, Index: odd[i/scale], Scale: uint8(scale)}
		},
		next: func() { t.ADDQ(operand.U8(4), a) },
	}
}

// copyPanel writes a routine that copies columns to where they lie close together
// and on the borders of cache lines: loads that cross a border take twice as
// long.
func copyPanel(c *build.Context, v vector) {
	c.Function("copyPanel" + v.suffix)
	c.SignatureExpr("func(k, cols int, dst *float32, sd int, src *float32, ss int)")
	c.Pragma("noescape")
	c.Doc(fmt.Sprintf("copyPanel%s copies k > 0 rows of up to %d columns, and fills the last vector with zeros.", v.suffix, chosenCols))
	c.Attributes(attr.NOSPLIT)
	cols := c.Load(c.Param("cols"), reg.RCX)
	k := c.Load(c.Param("k"), c.GP64())
	dst, sd := c.Load(c.Param("dst"), c.GP64()), distance(c, "sd")
	src, ss := c.Load(c.Param("src"), c.GP64()), distance(c, "ss")
	most := chosenCols / v.lanes
	for n := 1; n < most; n++ {
		c.CMPQ(cols, operand.U32(n*v.lanes))
		c.JLE(operand.LabelRef(fmt.Sprint("copy", n)))
	}
	for n := most; n > 0; n-- {
		loop := fmt.Sprint("loop", n)
		c.Label(fmt.Sprint("copy", n))
		edges := make([]mask, n)
		c.SUBQ(operand.U32((n-1)*v.lanes), cols)
		edges[n-1] = v.masks(c, cols, 1)[0]
		c.Label(loop)
		for i, r := range v.registers(c, n) {
			v.load(c, operand.Mem{Base: src, Disp: i * v.bytes}, edges[i], r)
			c.VMOVUPS(r, operand.Mem{Base: dst, Disp: i * v.bytes})
		}
		c.ADDQ(ss, src)
		c.ADDQ(sd, dst)
		c.DECQ(k)
		c.JNE(operand.LabelRef(loop))
		c.VZEROUPPER()
		c.RET()
	}
}
