package main

import (
	"math"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// sigmoids writes sigmoid and sigmoidSample. Both go through a matrix row by
// row, two or four registers of columns at a time.
func sigmoids(c *build.Context) {
	bothWidths(c, sigmoid, sigmoidSample)
}

func sigmoid(r *routine) {
	r.begin("sigmoid", "func(dst, in, bias *float32, rows, cols, dstStride, inStride int)",
		"stores σ(in + bias) in dst.")
	dst, in, bias := r.argument("dst"), r.argument("in"), r.argument("bias")
	rows, cols := r.argument("rows"), r.argument("cols")
	dstStride, inStride := r.inBytes(r.argument("dstStride")), r.inBytes(r.argument("inStride"))
	r.holdSigmoid()

	r.loop(rows, func() {
		r.columns(cols, 2, func(j reg.GPVirtual, masks []mask) {
			var streams []stream
			for i, e := range masks {
				p := r.reg()
				s := r.sigmoid(r.at(in, j, i), r.at(bias, j, i), e, 1, p)
				s.add(func() { r.write(p, e, r.at(dst, j, i)) })
				streams = append(streams, s)
			}
			interleave(streams...)
		})
		r.ADDQ(dstStride, dst)
		r.ADDQ(inStride, in)
	})
	r.end()
}

// sigmoidSample compares the 24 upper bits of a word, as a number, with 2²⁴·p:
// that is to compare the uniform number with p, as powers of 2 round nothing.
func sigmoidSample(r *routine) {
	r.begin("sigmoidSample", "func(mean, sample, in, bias *float32, rows, cols, meanStride, sampleStride, inStride int, keys *[20]uint32, row int)",
		"stores p = σ(in + bias) in mean, unless that is nil, and draws of p in sample. The numbers are those of the rows from row on.")
	mean, sample, in, bias := r.argument("mean"), r.argument("sample"), r.argument("in"), r.argument("bias")
	rows, cols := r.argument("rows"), r.argument("cols")
	meanStride, sampleStride, inStride := r.inBytes(r.argument("meanStride")), r.inBytes(r.argument("sampleStride")), r.inBytes(r.argument("inStride"))
	g := r.newPhilox(r.argument("keys"), r.argument("row"))
	if r.wide() {
		r.hold(magic, four, expMinus[1], expMinus[2], expMinus[3])
	}

	r.loop(rows, func() {
		g.startRow()
		r.columns(cols, 2*g.batches(), func(j reg.GPVirtual, masks []mask) {
			words, streams := g.words(len(masks) / 2)
			p := make([]reg.VecVirtual, len(masks))
			for i := range words {
				p[i] = r.reg()
				s := r.sigmoid(r.at(in, j, i), r.at(bias, j, i), masks[i], 1<<24, p[i])
				if i%2 == 0 {
					streams = append(streams, s)
				} else { // four at the same time would take too many registers
					streams[len(streams)-1].add(s...)
				}
			}
			interleave(streams...)
			for i, w := range words {
				r.upperBits(w)
				r.below(w, p[i])
			}
			skip := r.label("sample")
			r.TESTQ(mean, mean)
			r.JZ(operand.LabelRef(skip))
			for i, m := range masks {
				r.VMULPS(r.of(unit), p[i], p[i])
				r.write(p[i], m, r.at(mean, j, i))
			}
			r.Label(skip)
			for i, m := range masks {
				r.write(words[i], m, r.at(sample, j, i))
			}
		})
		r.ADDQ(meanStride, mean)
		r.ADDQ(inStride, in)
		r.ADDQ(sampleStride, sample)
		r.INCQ(g.row)
	})
	r.end()
}

// below is u = 1 where u < p, else 0.
func (r *routine) below(u, p reg.VecVirtual) {
	const less = 0x11
	if r.wide() {
		k := r.K()
		r.VCMPPS(operand.U8(less), p, u, k)
		r.VMOVUPS_Z(r.of(float(1)), k, u)
		return
	}
	r.VCMPPS(operand.U8(less), p, u, u)
	r.VANDPS(r.of(float(1)), u, u)
}

// biased loads z = in + bias.
func (r *routine) biased(in, bias operand.Mem, m mask, z reg.VecVirtual) {
	x := r.reg()
	r.read(in, m, x)
	r.read(bias, m, z)
	r.VADDPS(x, z, z)
}

// The constants of sigmoid_generic.go, where they are explained.
var (
	low      = float(-87.2)
	high     = float(30)
	minusLog = float(-1 / math.Ln2)
	magic    = float(3<<22 + 129)
	ln2Hi    = float(0.693359375)
	ln2Lo    = float(math.Ln2 - 0.693359375)
	four     = float(4)
	expMinus = []constant{float(1), float(-1), float(0.49999993444), float(-0.16666520629), float(0.041668388093),
		float(-0.0083687170908), float(0.0013814596382)}
)

// holdSigmoid keeps what sigmoid needs in registers if there are enough.
func (r *routine) holdSigmoid() {
	if r.wide() {
		r.hold(low, high, minusLog, magic, ln2Hi, ln2Lo, four)
		r.hold(expMinus...)
	}
}

// sigmoid returns the instructions of p = scale·σ(in + bias), in the notation of
// the portable function of that name: z is x and then r.
func (r *routine) sigmoid(in, bias operand.Mem, e mask, scale float64, p reg.VecVirtual) stream {
	z, x, m, n, y := r.reg(), r.reg(), r.reg(), r.reg(), r.reg()
	s := stream{
		func() { r.biased(in, bias, e, z) },
		// In this order MIN and MAX give z if z is NaN.
		func() { r.VMOVUPS(r.of(low), x) },
		func() { r.VMAXPS(z, x, z) },
		func() { r.VMOVUPS(r.of(high), x) },
		func() { r.VMINPS(z, x, z) },
		func() { r.VMOVUPS(r.of(magic), m) },
		func() { r.VFMADD231PS(r.of(minusLog), z, m) },
		func() { r.VSUBPS(r.of(magic), m, n) },
		// r = x + n·ln 2
		func() { r.VFMADD231PS(r.of(ln2Hi), n, z) },
		func() { r.VFMADD231PS(r.of(ln2Lo), n, z) },
	}
	last := len(expMinus) - 1 // y = e^-r
	s.add(func() { r.VMOVUPS(r.of(expMinus[last]), y) })
	for k := last - 1; k >= 0; k-- {
		s.add(func() { r.VFMADD213PS(r.of(expMinus[k]), z, y) })
	}
	s.add(
		func() { r.VPSLLD(operand.U8(23), m, m) },  // 2ⁿ⁺²
		func() { r.VFMADD213PS(r.of(four), m, y) }, // 4 + 4·e^-x
		func() { r.VMOVUPS(r.of(float(4*scale)), p) },
		func() { r.VDIVPS(y, p, p) },
	)
	return s
}
