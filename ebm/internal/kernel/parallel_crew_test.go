package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestEachFromEverywhere: callers at the same time, calls inside of calls, and
// GOMAXPROCS that changes meanwhile; every piece is done once, before the call
// returns.
func TestEachFromEverywhere(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	stop := make(chan struct{})
	var change, callers sync.WaitGroup
	change.Go(func() {
		for procs := 1; ; procs = procs%6 + 1 {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Microsecond):
				runtime.GOMAXPROCS(procs)
			}
		}
	})
	for caller := range 5 {
		callers.Go(func() {
			for n := range 300 {
				count := make([]atomic.Int32, n%17)
				each(len(count), func(i int) {
					each(caller, func(int) { count[i].Add(1) })
					count[i].Add(1)
				})
				for i := range count {
					if c := int(count[i].Load()); c != caller+1 {
						t.Errorf("piece %d of %d is done %d times, want %d", i, len(count), c, caller+1)
					}
				}
			}
		})
	}
	callers.Wait()
	close(stop)
	change.Wait()
}

// TestWorkersShare: two pieces that wait for each other end.
func TestWorkersShare(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for range 50 {
		var met sync.WaitGroup
		met.Add(2)
		each(2, func(int) {
			met.Done()
			met.Wait()
		})
	}
}

// TestCallerWaits for a helper that takes longer than it spins.
func TestCallerWaits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for range 3 {
		var done atomic.Bool
		started := make(chan struct{})
		each(2, func(i int) {
			if i == 0 { // the caller's, and the helper has the other
				<-started
				return
			}
			close(started)
			time.Sleep(5 * patience)
			done.Store(true)
		})
		if !done.Load() {
			t.Fatal("each returns before its last piece is done")
		}
	}
}

// TestWorkersSleep soon after the last call, and wake for the next.
func TestWorkersSleep(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for range 3 {
		each(3, func(int) {})
		deadline := time.Now().Add(10 * time.Second)
		for !allAsleep() {
			if time.Now().After(deadline) {
				t.Fatal("a worker without work stays awake")
			}
			time.Sleep(patience)
		}
	}
}

func allAsleep() bool {
	crew.mu.Lock()
	defer crew.mu.Unlock()
	return crew.count >= 2 && crew.asleep == crew.count
}

// TestCrewSurvivesPanic of a caller, which others may recover from: but not before
// the helpers have left what may be used again then.
func TestCrewSurvivesPanic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	started, helped := make(chan struct{}), make(chan struct{})
	var done atomic.Bool
	if got := panicOf(func() {
		each(2, func(i int) {
			if i == 0 { // the caller's, and the helper has the other
				close(started)
				<-helped
				panic("ouch")
			}
			<-started
			close(helped)
			time.Sleep(5 * patience)
			done.Store(true)
		})
	}); got != "ouch" || !done.Load() {
		t.Fatalf("the caller's panic is %v, the helper is done: %v", got, done.Load())
	}
	TestEachCovers(t)
	crew.mu.Lock()
	defer crew.mu.Unlock()
	if len(crew.calls) != 0 || crew.vacant.Load() != 0 {
		t.Errorf("%d calls stay open, for %d helpers", len(crew.calls), crew.vacant.Load())
	}
}

func TestEachAllocatesNothing(t *testing.T) {
	f := func(int) {}
	if n := allocations(func() { each(7, f) }); n != 0 {
		t.Errorf("each allocates %d times", n)
	}
}

// allocations is how often f allocates when it has helpers, which
// testing.AllocsPerRun takes away. The first calls may fill the stocks.
func allocations(f func()) uint64 {
	const warm, runs = 10, 100
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for range warm {
		f()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / runs
}

// BenchmarkEach is the cost of sharing: two pieces of nothing.
func BenchmarkEach(b *testing.B) {
	f := func(int) {}
	b.ReportAllocs()
	for b.Loop() {
		each(2, f)
	}
}
