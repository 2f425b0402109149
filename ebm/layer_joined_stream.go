package ebm

import (
	"math/rand/v2"
	"sync"
)

// stream hands a generator to one part of a Joined layer after another. All
// follow from one number.
type stream struct {
	source rand.PCG
	rng    *rand.Rand
	key    uint64
	part   uint64
}

var streams = sync.Pool{New: func() any {
	s := new(stream)
	s.rng = rand.New(&s.source)
	return s
}}

// borrowStream takes a stream from streams and one number from rng.
func borrowStream(rng *rand.Rand) *stream {
	s := streams.Get().(*stream)
	s.key, s.part = rng.Uint64(), 0
	return s
}

// next returns the generator of the next part, which is good until the next call.
func (s *stream) next() *rand.Rand {
	s.source.Seed(s.key, s.part)
	s.part++
	return s.rng
}
