package kernel

import (
	"sync"
	"sync/atomic"
	"time"
)

// PeakGFLOPS measures how many float32 operations, in thousand millions a
// second, that many threads do with the instructions in use when they do
// nothing but multiply and add in registers. A matrix product can come close.
// It takes some milliseconds, and the best of several tries counts. The portable
// figure is that of a plain loop, which is no bound.
func PeakGFLOPS(threads int) float64 {
	const rounds, tries = 500_000, 10
	best := 0.0
	for range tries {
		var wg sync.WaitGroup
		start := time.Now()
		for range threads - 1 {
			wg.Go(func() { probe(rounds) })
		}
		operations := threads * probe(rounds)
		wg.Wait()
		best = max(best, float64(operations)/float64(time.Since(start).Nanoseconds()))
	}
	return best
}

// probePortable does 8·n multiplications and additions in Go, and returns their
// number.
func probePortable(n int) int {
	var s [4]float32
	a, b, c, d := s[0], s[1], s[2], s[3]
	x := float32(n)
	for range n {
		a, b, c, d = a*x+x, b*x+x, c*x+x, d*x+x
	}
	sink.Store(a+b+c+d == 0)
	return 8 * n
}

// sink keeps the compiler from leaving the sums out.
var sink atomic.Bool
