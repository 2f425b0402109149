package kernel

import (
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestElementwiseStaysInside: assembly reads and writes nothing around its
// operands, or this test crashes.
func TestElementwiseStaysInside(t *testing.T) {
	m := NewBytes(tables()["grey"].table)
	above := NewBytes(tables()["above 7"].table)
	eachLevel(t, func(t *testing.T) {
		for n := 1; n < 150; n++ {
			for _, atEnd := range []bool{true, false} {
				numbers := func(k int) []float32 { return fenced(t, k, atEnd) }
				const rows = 2
				matrix := func() blas32.General {
					return blas32.General{Rows: rows, Cols: n, Stride: n + 1, Data: numbers(rows*(n+1) - 1)}
				}
				in, mean, sample, bias := matrix(), matrix(), matrix(), numbers(n)
				Sigmoid(mean, in, bias)
				SigmoidSample(mean, sample, in, bias, 1)
				SigmoidSample(blas32.General{}, sample, in, bias, 1)
				Uniforms(bias, 1, 2)
				Softplus(make([]float64, rows), in, bias)
				AddColumnSums(bias, 1, in.Data, rows, in.Stride)
				Scale(mean, in, 2)
				Dots(make([]float64, rows), in, bias)
				Drop(in, 1, 0.2, 1.25)
				SigmoidSlope(sample, in, mean)
				tight := blas32.General{Rows: 1, Cols: n, Stride: n, Data: bias}
				SigmoidSlope(tight, tight, tight)

				value, velocity := numbers(n), numbers(n)
				Largest(value)
				for _, d := range decays {
					Decay(velocity, value, d.l2, d.l1)
					Step(value, velocity, 0.5)
					Bounded(velocity, value, d.l2, d.l1)
					Move(value, velocity, d.l2, d.l1, 0.5)
				}
				memory := numbers((n + 3) / 4)
				pixels := unsafe.Slice((*byte)(unsafe.Pointer(&memory[0])), 4*len(memory))
				if atEnd {
					pixels = pixels[len(pixels)-n:]
				}
				m.Floats(value, pixels[:n])
				above.Floats(value, pixels[:n])
			}
		}
	})
}
