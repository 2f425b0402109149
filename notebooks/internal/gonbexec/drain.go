package gonbexec

import (
	"io"
	"sync/atomic"
	"time"
)

// drain waits until done has given n values. A daemon may hold a pipe open, so it gives up once nothing has arrived for
// as long as graceDrain, and after mostDrain if the daemon goes on and on.
func drain(done <-chan struct{}, n int, arrived *atomic.Int64) {
	limit := time.After(mostDrain)
	for before := arrived.Load(); n > 0; {
		select {
		case <-done:
			n--
		case <-limit:
			return
		case <-time.After(graceDrain):
			if arrived.Load() == before {
				return
			}
			before = arrived.Load()
		}
	}
}

// arrivals counts the bytes that are read.
type arrivals struct {
	io.Reader
	count *atomic.Int64
}

func (a arrivals) Read(b []byte) (int, error) {
	n, err := a.Reader.Read(b)
	a.count.Add(int64(n))
	return n, err
}
