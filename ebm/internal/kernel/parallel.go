package kernel

import (
	"runtime"
	"sync/atomic"
)

// each calls f(0), …, f(n-1), some at the same time. It allocates nothing, but
// a function literal that captures variables does: a routine that is called
// for every batch keeps its arguments in a struct that it uses again, together
// with f.
func each(n int, f func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	c := crew.open(n, workers, f)
	defer crew.close(c) // even if f panics: helpers may be at work
	c.work(0)
}

// grain is the number of elements below which splitting costs more than it
// saves.
const grain = 8192

// call is one call of each: its pieces in as many shares as it may have
// workers. A worker begins with its own share, which is the same part of the
// work for every call of the same size and so finds the same numbers in its
// cache, and goes on with what the others have left.
type call struct {
	f      func(i int)
	shares []share
	joined int           // workers that came, the caller first; guarded by crew.mu
	active atomic.Int32  // those of them that have not left, and callerAsleep
	done   chan struct{} // wakes the caller
}

// share is a range of pieces, alone in its cache line.
type share struct {
	next atomic.Int64
	end  int64
	_    [48]byte
}

// callerAsleep is added to call.active when the caller waits for done.
const callerAsleep = 1 << 30

func (c *call) reset(n, workers int, f func(i int)) {
	if cap(c.shares) < workers {
		c.shares = make([]share, workers)
	}
	c.f, c.shares, c.joined = f, c.shares[:workers], 1
	c.active.Store(1)
	for s := range c.shares {
		c.shares[s].next.Store(int64(n * s / workers))
		c.shares[s].end = int64(n * (s + 1) / workers)
	}
}

// work takes pieces until none is left.
func (c *call) work(first int) {
	for s := range c.shares {
		own := &c.shares[(first+s)%len(c.shares)]
		for i := own.next.Add(1) - 1; i < own.end; i = own.next.Add(1) - 1 {
			c.f(int(i))
		}
	}
}

// leave ends the part of a helper. After it c may already serve another call.
func (c *call) leave() {
	if c.active.Add(-1) == callerAsleep {
		c.done <- struct{}{}
	}
}

// wait ends the part of the caller, when nobody can join any more.
func (c *call) wait() {
	if c.active.Add(-1) == 0 || spin(func() bool { return c.active.Load() == 0 }) {
		return
	}
	if c.active.Add(callerAsleep) != callerAsleep {
		<-c.done
	}
}
