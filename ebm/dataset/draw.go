package dataset

import (
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// drawer draws images of zeros and ones whose means are the values of a set.
// Most pixels of a digit are certain, black or white, so only the others take a
// random number.
type drawer struct {
	set      *Set
	key      uint64
	unsure   [256]int  // 1 for a byte whose value is neither 0 nor 1
	places   []int     // scratch: the unsure pixels of an image
	uniforms []float32 // scratch: their random numbers
}

// newDrawer draws once from rng.
func newDrawer(s *Set, rng *rand.Rand) *drawer {
	size := s.Height * s.Width
	d := &drawer{set: s, key: rng.Uint64(), places: make([]int, size+1), uniforms: make([]float32, size)}
	for b, v := range s.values {
		if v > 0 && v < 1 {
			d.unsure[b] = 1
		}
	}
	return d
}

// draw stores row r of the set as row place of the result. It depends on the
// key, on r and on place, and not on what else is drawn.
func (d *drawer) draw(dst []float32, r, place int) {
	n := 0
	for j, b := range d.set.image(r) {
		dst[j] = d.set.values[b]
		d.places[n] = j // overwritten unless it counts: no branch to mispredict
		n += d.unsure[b]
	}
	uniforms := d.uniforms[:n]
	kernel.Uniforms(uniforms, d.key, place)
	for i, j := range d.places[:n] {
		dst[j] = bit(uniforms[i] < dst[j])
	}
}
