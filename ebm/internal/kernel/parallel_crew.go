package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// crew is the workers that help callers of each. They live as long as the
// process: between the products of a training step they spin, since waking a
// goroutine takes as long as a small product; then they sleep.
var crew = newWorkers()

type workers struct {
	vacant atomic.Int32 // helpers that open calls still want; what idle workers watch

	mu     sync.Mutex
	wake   *sync.Cond
	count  int // of workers
	asleep int
	calls  []*call // that want helpers
	free   []*call
}

func newWorkers() *workers {
	w := new(workers)
	w.wake = sync.NewCond(&w.mu)
	return w
}

// open offers n pieces to workers-1 helpers. A caller does not wait for them to
// come: who comes too late finds nothing to do.
func (w *workers) open(n, workers int, f func(i int)) *call {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ; w.count < workers-1; w.count++ {
		go w.serve()
	}
	var c *call
	if last := len(w.free) - 1; last >= 0 {
		c, w.free = w.free[last], w.free[:last]
	} else {
		c = &call{done: make(chan struct{}, 1)}
	}
	c.reset(n, workers, f)
	w.calls = append(w.calls, c)
	w.vacant.Add(int32(workers - 1))
	for range min(w.asleep, workers-1) {
		w.wake.Signal()
	}
	return c
}

// close returns when the helpers of c, whose pieces are all taken, have left.
func (w *workers) close(c *call) {
	w.mu.Lock()
	if left := len(c.shares) - c.joined; left > 0 {
		w.vacant.Add(int32(-left))
		w.remove(c)
	}
	w.mu.Unlock()
	c.wait()
	w.mu.Lock()
	c.f = nil
	w.free = append(w.free, c)
	w.mu.Unlock()
}

func (w *workers) remove(c *call) {
	for i, other := range w.calls {
		if other == c {
			last := len(w.calls) - 1
			w.calls[i], w.calls[last] = w.calls[last], nil
			w.calls = w.calls[:last]
			return
		}
	}
}

// serve is the life of a worker.
func (w *workers) serve() {
	for {
		if c, first := w.join(); c != nil {
			c.work(first)
			c.leave()
		} else if !spin(func() bool { return w.vacant.Load() > 0 }) {
			w.sleep()
		}
	}
}

// join enters a call that wants a helper, and returns it with the helper's
// share, or nil.
func (w *workers) join() (c *call, first int) {
	if w.vacant.Load() == 0 {
		return nil, 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.calls) == 0 {
		return nil, 0
	}
	c = w.calls[0]
	first = c.joined
	c.joined++
	c.active.Add(1)
	w.vacant.Add(-1)
	if c.joined == len(c.shares) {
		w.remove(c)
	}
	return c, first
}

// sleep returns when work comes, which may be done before the worker is awake:
// then it spins for the next.
func (w *workers) sleep() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.calls) == 0 {
		w.asleep++
		w.wake.Wait()
		w.asleep--
	}
}

// patience is how long a worker spins for more to do: longer than what a
// training step computes between two products.
const patience = 200 * time.Microsecond

// spin waits until ready, and tells whether it was in time. It lets other
// goroutines run.
func spin(ready func() bool) bool {
	start := time.Now()
	for {
		for range 64 {
			if ready() {
				return true
			}
			relax()
		}
		if time.Since(start) > patience {
			return false
		}
		runtime.Gosched()
	}
}
