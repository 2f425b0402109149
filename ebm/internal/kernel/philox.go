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

// roundKey is both halves of the key of each of the ten rounds.
type roundKey [20]uint32

func roundKeys(key uint64) (keys roundKey) {
	k0, k1 := uint32(key), uint32(key>>32)
	for i := 0; i < len(keys); i += 2 {
		keys[i], keys[i+1] = k0, k1
		k0 += philoxW0
		k1 += philoxW1
	}
	return keys
}

// philox returns the four words of the counter c.
func (keys *roundKey) philox(c [4]uint32) [4]uint32 {
	for i := 0; i < len(keys); i += 2 {
		hi0, lo0 := bits.Mul32(philoxM0, c[0])
		hi1, lo1 := bits.Mul32(philoxM1, c[2])
		c[0], c[1], c[2], c[3] = hi1^c[1]^keys[i], lo1, hi0^c[3]^keys[i+1], lo0
	}
	return c
}

// words returns those of the columns 4·block to 4·block+3 of a row.
func (keys *roundKey) words(block, row int) [4]uint32 {
	return keys.philox([4]uint32{uint32(block), uint32(row), uint32(uint64(row) >> 32), 0})
}

// Uniforms stores numbers of [0, 1), multiples of 2⁻²⁴, in dst: those that
// belong to the columns 0, 1, … of a row under a key. Column j has word j%4 of
// the counter (j/4, row), so a number does not depend on how work is split.
func Uniforms(dst []float32, key uint64, row int) {
	keys := roundKeys(key)
	uniforms(dst, &keys, row)
}

func uniformsPortable(dst []float32, keys *roundKey, row int) {
	var w [4]uint32
	for j := range dst {
		if j%4 == 0 {
			w = keys.words(j/4, row)
		}
		dst[j] = unit(w[j%4])
	}
}

// unit maps a word to [0, 1); its 24 upper bits fit a float32 exactly.
func unit(word uint32) float32 { return float32(word>>8) * (1.0 / (1 << 24)) }
