package ebm

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls f(w, 0), …, f(w, n-1), some at the same time, each with the
// worker w of its goroutine.
func inParallel[W any](n int, worker func() W, f func(w W, i int)) {
	var next atomic.Int64
	work := func() {
		w := worker()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(w, i)
		}
	}
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
}
