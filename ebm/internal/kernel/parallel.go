package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each calls f(0), …, f(n-1), some at the same time.
func each(n int, f func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var (
		next atomic.Int64
		wg   sync.WaitGroup
	)
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// grain is the number of elements below which splitting costs more than it
// saves.
const grain = 8192

// eachRange splits [0, n) into ranges of about size elements each and calls f
// for all of them, some at the same time.
func eachRange(n, size int, f func(from, to int)) {
	if n == 0 {
		return
	}
	pieces := (n + size - 1) / size
	each(pieces, func(i int) { f(n*i/pieces, n*(i+1)/pieces) })
}

// eachRows splits the rows of a rows×cols matrix.
func eachRows(rows, cols int, f func(from, to int)) {
	eachRange(rows, max(1, grain/max(cols, 1)), f)
}
