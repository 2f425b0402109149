package kernel

import (
	"math"
	"testing"
)

func philox4(key uint64, c [4]uint32) (w [4]uint32) {
	w[0], w[1], w[2], w[3] = philox(key, c[0], c[1], c[2], c[3])
	return w
}

// TestPhiloxKnownAnswers: the vectors "philox4x32 10" of the file kat_vectors of
// Random123 (github.com/DEShawResearch/random123, tests).
func TestPhiloxKnownAnswers(t *testing.T) {
	const ones = 0xffffffff
	for _, c := range []struct {
		key           uint64
		counter, want [4]uint32
	}{
		{0, [4]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{0xffffffffffffffff, [4]uint32{ones, ones, ones, ones}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{0x299f31d0a4093822, [4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := philox4(c.key, c.counter); got != c.want {
			t.Errorf("counter %08x, key %016x: %08x, want %08x", c.counter, c.key, got, c.want)
		}
	}
}

// TestUniformsOfCounter: number j of a row is word j%4 of its counter, whatever
// the length, and rows and keys use all of their bits.
func TestUniformsOfCounter(t *testing.T) {
	const key = 0xfedcba9876543210
	eachLevel(t, func(t *testing.T) {
		for _, at := range []int64{0, 1, 5, 1<<31 - 1, 1 << 31, 1<<32 + 5, 1 << 40} {
			row := int(at) // which keeps the lower half where int has 32 bits
			for n := range 200 {
				u := make([]float32, n+1)
				u[n] = -1
				Uniforms(u[:n], key, row)
				for j, got := range u[:n] {
					w := philox4(key, [4]uint32{uint32(j / 4), uint32(row), uint32(int64(row) >> 32), 0})
					if want := float64(w[j%4]>>8) / (1 << 24); float64(got) != want {
						t.Fatalf("row %d, number %d of %d is %v, want %v", row, j, n, got, want)
					}
				}
				if u[n] != -1 {
					t.Fatalf("row %d: writes beyond %d numbers", row, n)
				}
			}
		}
	})
}

func TestUnitStaysBelowOne(t *testing.T) {
	if unit(0) != 0 || unit(math.MaxUint32) != 1-roundoff {
		t.Errorf("unit maps to [%v, %v]", unit(0), unit(math.MaxUint32))
	}
}
