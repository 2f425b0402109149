package kernel

import "math/bits"

// Philox4x32-10 of Salmon, Moraes, Dror and Shaw (2011), "Parallel random
// numbers: as easy as 1, 2, 3", SC'11: a keyed bijection of a 128-bit counter.
const (
	philoxM0 = 0xD2511F53
	philoxM1 = 0xCD9E8D57
	philoxW0 = 0x9E3779B9
	philoxW1 = 0xBB67AE85
)

// philox returns the four words of the counter (c0, c1, c2, c3) under key.
func philox(key uint64, c0, c1, c2, c3 uint32) (x0, x1, x2, x3 uint32) {
	k0, k1 := uint32(key), uint32(key>>32)
	for range 10 {
		hi0, lo0 := bits.Mul32(philoxM0, c0)
		hi1, lo1 := bits.Mul32(philoxM1, c2)
		c0, c1, c2, c3 = hi1^c1^k0, lo1, hi0^c3^k1, lo0
		k0 += philoxW0
		k1 += philoxW1
	}
	return c0, c1, c2, c3
}

// roundKeys returns both halves of the key of each round.
func roundKeys(key uint64) (keys [20]uint32) {
	k0, k1 := uint32(key), uint32(key>>32)
	for i := 0; i < len(keys); i += 2 {
		keys[i], keys[i+1] = k0, k1
		k0 += philoxW0
		k1 += philoxW1
	}
	return keys
}

// Uniforms stores numbers of [0, 1), multiples of 2⁻²⁴, in dst: those that
// belong to the columns 0, 1, … of a row under a key. Column j has word j%4 of
// the counter (j/4, row), so a number does not depend on how work is split.
func Uniforms(dst []float32, key uint64, row int) { uniforms(dst, key, row) }

func uniformsPortable(dst []float32, key uint64, row int) {
	for block := 0; 4*block < len(dst); block++ {
		u := uniforms4(key, block, row)
		copy(dst[4*block:], u[:])
	}
}

// uniforms4 returns the numbers of the columns from 4·block on.
func uniforms4(key uint64, block, row int) [4]float32 {
	w0, w1, w2, w3 := philox(key, uint32(block), uint32(row), uint32(uint64(row)>>32), 0)
	return [4]float32{unit(w0), unit(w1), unit(w2), unit(w3)}
}

// unit maps a word to [0, 1); its 24 upper bits fit a float32 exactly.
func unit(word uint32) float32 { return float32(word>>8) * (1.0 / (1 << 24)) }
