package dataset

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Convention says what the numbers of a [Set] are. Likelihoods under different
// conventions cannot be compared.
type Convention int

const (
	Grey        Convention = iota // the grey values, from 0 to 1
	Thresholded                   // 1 where the grey value is above a threshold, 0 elsewhere
	Binarized                     // 1 with the probability of the grey value, drawn once
	Sampled                       // likewise, drawn anew at every Gather
)

// String returns a word or two for printed results.
func (c Convention) String() string {
	names := [...]string{"grey", "thresholded", "binarized once", "sampled anew"}
	if c < 0 || int(c) >= len(names) {
		return fmt.Sprintf("Convention(%d)", int(c))
	}
	return names[c]
}

// Convention returns what the numbers of s are.
func (s *Set) Convention() Convention { return s.convention }

// grey returns a copy of s to change, without its pixels and labels. It panics
// unless s is grey.
func (s *Set) grey() *Set {
	if s.convention != Grey {
		panic(notGrey)
	}
	c := *s
	return &c
}

// Threshold returns the set with 1 where the grey value is above t and 0
// elsewhere; it shares storage. It panics if t is outside [0, 1) or s is not
// grey.
func (s *Set) Threshold(t float32) *Set {
	if !(t >= 0 && t < 1) {
		panic(badThreshold)
	}
	c := s.grey()
	c.convention, c.threshold = Thresholded, t
	for b, grey := range s.values {
		c.values[b] = bit(grey > t)
	}
	c.bytes = kernel.NewBytes(c.values)
	return c
}

// drawnRows is how many images Binarize draws at a time.
const drawnRows = 1000

// Binarize returns a set whose pixels are 1 with the probability of their grey
// value, drawn here once and for all, with one draw of rng. It panics if s is
// not grey or rng is nil.
func (s *Set) Binarize(rng *rand.Rand) *Set {
	mustRand(rng)
	c, size := s.grey(), s.Height*s.Width
	c.convention = Binarized
	c.rows = sequence(0, len(s.rows))
	c.pixels = make([]byte, 0, len(s.rows)*size)
	key, block := rng.Uint64(), ebm.NewMatrix(min(len(s.rows), drawnRows), size)
	for from := 0; from < len(s.rows); from += drawnRows {
		rows := sequence(from, min(from+drawnRows, len(s.rows)))
		drawn := block.Slice(0, len(rows))
		s.bytes.Draw(blas32.General(drawn), s.pixels, s.rows, rows, key, from)
		for i := range drawn.Rows {
			for _, x := range drawn.Row(i) {
				c.pixels = append(c.pixels, byte(x))
			}
		}
	}
	for b := range c.values {
		c.values[b] = bit(b > 0)
	}
	c.bytes = kernel.NewBytes(c.values)
	return c
}

// Sampled returns the set whose pixels are 1 with the probability of their grey
// value, drawn anew at every Gather with a generator; it shares storage. It
// panics if s is not grey.
func (s *Set) Sampled() *Set {
	c := s.grey()
	c.convention = Sampled
	return c
}

func bit(one bool) float32 {
	if one {
		return 1
	}
	return 0
}
