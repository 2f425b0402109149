package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// TestEachCovers: every piece once, for any GOMAXPROCS.
func TestEachCovers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(procs)
		for _, n := range []int{0, 1, 2, 63, 64, 65, 1000} {
			count := make([]atomic.Int32, n)
			each(n, func(i int) { count[i].Add(1) })
			for i := range count {
				if c := count[i].Load(); c != 1 {
					t.Fatalf("%d pieces, GOMAXPROCS %d: piece %d is done %d times", n, procs, i, c)
				}
			}
		}
	}
}
