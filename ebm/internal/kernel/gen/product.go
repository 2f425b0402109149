package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// product writes the inner loops of the matrix products. Each computes a tile
// of the result that stays in registers while k runs:
//
//	rowTile:   c[i,j] = Σₖ a[i,k]·b[k,j], or goes on with the sum in c
//	outerTile: c[i,j] += alpha·Σₖ a[k,i]·b[k,j]
//
// A tile has up to maxRows rows and one or two vectors of columns. AVX-512 has
// 32 registers: 14 rows × 2 vectors of sums, 2 for the row of b, and 2 in turn
// for a number of a, spread to all lanes. AVX2 has 16: 6 × 2, 2 and 2. For each
// k that makes 2 loads and a broadcast per row, which feed twice as many FMAs as
// there are broadcasts, so the two FMA units never wait for the two load ports.
func product(c *build.Context) {
	lanes(c)
	for _, v := range []vector{zmm, ymm} {
		tiles{c, v, false}.function()
		tiles{c, v, true}.function()
		transpose(c, v)
	}
}

// tiles writes one routine: a loop per number of rows and vectors.
type tiles struct {
	*build.Context
	vector
	outer bool
}

func (t tiles) function() {
	if t.outer {
		t.Function("outerTile" + t.suffix)
		t.SignatureExpr("func(rows, cols, k int, alpha float32, a *float32, sa int, b *float32, sb int, c *float32, sc int)")
		t.Pragma("noescape")
		t.Doc(fmt.Sprintf("outerTile%s adds alpha·aᵀ·b to c, which has up to %d rows and %d columns.", t.suffix, t.maxRows, 2*t.lanes))
	} else {
		t.Function("rowTile" + t.suffix)
		t.SignatureExpr("func(rows, cols, k int, resume bool, a *float32, sa int, b *float32, sb int, c *float32, sc int)")
		t.Pragma("noescape")
		t.Doc(fmt.Sprintf("rowTile%s stores a·b in c, which has up to %d rows and %d columns, or adds it if resume.", t.suffix, t.maxRows, 2*t.lanes))
	}
	t.Attributes(attr.NOSPLIT)
	rows, cols := t.Load(t.Param("rows"), t.GP64()), t.Load(t.Param("cols"), t.GP64())
	t.CMPQ(cols, operand.U32(t.lanes))
	t.JLE(operand.LabelRef("narrow"))
	t.choose(rows, 2)
	t.Label("narrow")
	t.choose(rows, 1)
}

// choose jumps to the loop for the number of rows, and writes all of them.
func (t tiles) choose(rows reg.Register, vectors int) {
	name := func(m int) string { return fmt.Sprintf("tile%dx%d", m, vectors) }
	for m := t.maxRows; m > 1; m-- {
		t.CMPQ(rows, operand.U8(m))
		t.JEQ(operand.LabelRef(name(m)))
	}
	for m := 1; m <= t.maxRows; m++ {
		t.Label(name(m))
		t.tile(m, vectors)
	}
}

func (t tiles) tile(rows, vectors int) {
	name := func(s string) string { return fmt.Sprintf("%s%dx%d", s, rows, vectors) }
	edge := t.edge(t.Context, vectors)
	sums := make([][]reg.VecVirtual, rows)
	for i := range sums {
		sums[i] = t.registers(t.Context, vectors)
		for _, s := range sums[i] {
			t.zero(t.Context, s)
		}
	}
	if !t.outer {
		resume := t.Load(t.Param("resume"), t.GP8())
		t.TESTB(resume, resume)
		t.JEQ(operand.LabelRef(name("start")))
		t.eachRow(rows, func(i int, c operand.Mem) {
			for v, s := range sums[i] {
				t.load(t.Context, c.Offset(v*t.bytes), edge[v], s)
			}
		})
		t.Label(name("start"))
	}

	k := t.Load(t.Param("k"), t.GP64())
	t.TESTQ(k, k)
	t.JEQ(operand.LabelRef(name("done")))
	a := t.rowsOfA(rows)
	b, sb := t.Load(t.Param("b"), t.GP64()), t.stride("sb")
	full := operand.LabelRef(name("full"))
	cols := t.Load(t.Param("cols"), t.GP64())
	t.CMPQ(cols, operand.U32(vectors*t.lanes))
	t.JEQ(full)
	for _, masked := range []bool{true, false} {
		loop := name("edge")
		if !masked {
			loop = name("full")
		}
		t.Label(loop)
		row := t.registers(t.Context, vectors)
		for v := range row {
			m := operand.Mem{Base: b, Disp: v * t.bytes}
			if masked {
				t.load(t.Context, m, edge[v], row[v])
			} else {
				t.VMOVUPS(m, row[v])
			}
		}
		t.ADDQ(sb, b)
		x := t.registers(t.Context, 2)
		for i := range sums {
			t.VBROADCASTSS(a.mem(i), x[i%2])
			for v, s := range sums[i] {
				t.VFMADD231PS(x[i%2], row[v], s)
			}
		}
		a.next()
		t.DECQ(k)
		t.JNE(operand.LabelRef(loop))
		if masked {
			t.JMP(operand.LabelRef(name("done")))
		}
	}

	t.Label(name("done"))
	if t.outer {
		alpha := t.register(t.Context)
		t.VBROADCASTSS(t.address("alpha"), alpha)
		t.eachRow(rows, func(i int, c operand.Mem) {
			for v, s := range sums[i] {
				old := t.register(t.Context)
				t.load(t.Context, c.Offset(v*t.bytes), edge[v], old)
				t.VFMADD213PS(old, alpha, s) // s = alpha·s + old
			}
		})
	}
	t.eachRow(rows, func(i int, c operand.Mem) {
		for v, s := range sums[i] {
			t.store(t.Context, s, edge[v], c.Offset(v*t.bytes))
		}
	})
	t.VZEROUPPER()
	t.RET()
}

// eachRow calls f with the address of each row of c.
func (t tiles) eachRow(rows int, f func(i int, c operand.Mem)) {
	c, sc := t.Load(t.Param("c"), t.GP64()), t.stride("sc")
	for i := range rows {
		f(i, operand.Mem{Base: c})
		if i < rows-1 {
			t.ADDQ(sc, c)
		}
	}
}

// stride loads a distance between rows and turns it into bytes.
func (t tiles) stride(param string) reg.GPVirtual {
	s := t.GP64()
	t.Load(t.Param(param), s)
	t.SHLQ(operand.U8(2), s)
	return s
}

func (t tiles) address(param string) operand.Op {
	p, err := t.Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// numbersOfA gives a[i,k] for the rows i of a tile and the present k.
type numbersOfA struct {
	mem  func(i int) operand.Mem
	next func()
}

// rowsOfA: in an outer product the numbers lie side by side. In a row product
// they are a stride apart; x86 adds a register times 1, 2, 4 or 8 to an address,
// so with the odd multiples of the stride in registers every row is in reach
// of one pointer, which is all that has to move.
func (t tiles) rowsOfA(rows int) numbersOfA {
	a, sa := t.GP64(), t.stride("sa")
	t.Load(t.Param("a"), a)
	if t.outer {
		return numbersOfA{
			mem:  func(i int) operand.Mem { return operand.Mem{Base: a, Disp: 4 * i} },
			next: func() { t.ADDQ(sa, a) },
		}
	}
	odd := map[int]reg.Register{1: sa}
	for i := 3; i < rows; i += 2 {
		r := t.GP64()
		t.LEAQ(operand.Mem{Base: odd[i-2], Index: sa, Scale: 2}, r)
		odd[i] = r
	}
	return numbersOfA{
		mem: func(i int) operand.Mem {
			if i == 0 {
				return operand.Mem{Base: a}
			}
			scale := i & -i
			return operand.Mem{Base: a, Index: odd[i/scale], Scale: uint8(scale)}
		},
		next: func() { t.ADDQ(operand.U8(4), a) },
	}
}
