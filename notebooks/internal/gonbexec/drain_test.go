package gonbexec

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestDrain: what arrives slowly is waited for, but neither silence nor a daemon that never ends.
func TestDrain(t *testing.T) {
	const second = time.Second
	for name, tc := range map[string]struct {
		every, until time.Duration // something arrives, and then both pipes end
		want         time.Duration
	}{
		"at once":          {second, 0, 0},
		"slow":             {second, 10 * second, 10 * second},
		"silence":          {3 * second, 60 * second, graceDrain},
		"a daemon's words": {second, 60 * second, mostDrain},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var arrived atomic.Int64
				done, ended := make(chan struct{}, 2), make(chan struct{})
				go func() {
					for begin := time.Now(); time.Since(begin) < tc.until; time.Sleep(tc.every) {
						arrived.Add(1)
					}
					done <- struct{}{}
					done <- struct{}{}
					close(ended)
				}()
				synctest.Wait()
				begin := time.Now()
				drain(done, 2, &arrived)
				if took := time.Since(begin); took != tc.want {
					t.Errorf("took %v, want %v", took, tc.want)
				}
				<-ended
			})
		})
	}
}
