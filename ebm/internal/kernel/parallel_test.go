package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// TestRangesCover: every index once, for any GOMAXPROCS and size.
func TestRangesCover(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		for _, n := range []int{0, 1, 2, 63, 64, 65, 1000} {
			for _, size := range []int{1, 7, 64, 5000} {
				count := make([]atomic.Int32, n)
				eachRange(n, size, func(from, to int) {
					if from >= to {
						t.Errorf("%d by %d: empty range at %d", n, size, from)
					}
					for i := from; i < to; i++ {
						count[i].Add(1)
					}
				})
				for i := range count {
					if c := count[i].Load(); c != 1 {
						t.Fatalf("%d by %d, GOMAXPROCS %d: index %d is visited %d times", n, size, procs, i, c)
					}
				}
			}
		}
	}
}
