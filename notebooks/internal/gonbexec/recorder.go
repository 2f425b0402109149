package gonbexec

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// outputLimit is how many bytes the outputs of a cell may have, so that an endless loop that prints ends before the memory.
const outputLimit = 16 << 20

// recorder collects the outputs of one cell. Text and displays come through different pipes; before each display all
// text is read that the program can have written earlier, so that a program that waits for its displays to be
// acknowledged has its outputs in the order in which it made them.
type recorder struct {
	mu       sync.Mutex
	outputs  []*ipynb.Output
	raw      map[*ipynb.Output][]byte // the bytes of streams
	displays map[string][]*ipynb.Output
	sources  []source // stdout, stderr of the running command
	capture  io.Writer
	total    int                   // bytes in outputs
	sizes    map[*ipynb.Output]int // of displays
	cancel   context.CancelCauseFunc
	words    map[string][]byte // what the running command has written to each stream
	arrived  atomic.Int64      // bytes that have come through its pipes
}

type source struct {
	name string
	conn syscall.RawConn
}

func newRecorder(displays map[string][]*ipynb.Output) *recorder {
	return &recorder{displays: displays, raw: map[*ipynb.Output][]byte{}, sizes: map[*ipynb.Output]int{}, cancel: func(error) {}, words: map[string][]byte{}}
}

// begin prepares for a command that cancel ends.
func (r *recorder) begin(cancel context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sources, r.cancel, r.words = nil, cancel, map[string][]byte{}
}

// follow reads stdout and stderr until they end; done then gets a value for each.
func (r *recorder) follow(ends []*os.File, done chan<- struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, f := range ends {
		conn, err := f.SyscallConn()
		if err != nil {
			done <- struct{}{}
			continue
		}
		r.sources = append(r.sources, source{[]string{"stdout", "stderr"}[i], conn})
	}
	for i, s := range r.sources {
		go func() {
			s.conn.Read(func(fd uintptr) bool { return r.readAll(i, fd) })
			done <- struct{}{}
		}()
	}
}

// readAll reads one source until it is empty, and tells whether it has ended. What has been printed to stdout before
// is taken first, so that an error message comes after what led to it.
func (r *recorder) readAll(i int, fd uintptr) (ended bool) {
	for {
		r.mu.Lock()
		if i > 0 {
			r.pull(0)
		}
		n, open := r.read(r.sources[i].name, fd)
		r.mu.Unlock()
		if n == 0 {
			return !open
		}
	}
}

// pull reads what a source holds now; a pipe holds no more than one read gets. r.mu is held.
func (r *recorder) pull(i int) {
	r.sources[i].conn.Control(func(fd uintptr) { r.read(r.sources[i].name, fd) })
}

func (r *recorder) read(name string, fd uintptr) (n int, open bool) {
	buf := make([]byte, 64<<10)
	n, open = readNow(fd, buf)
	r.arrived.Add(int64(n))
	r.append(name, buf[:n])
	return n, open
}

// printf writes what the executor itself says in the place of GoNB.
func (r *recorder) printf(format string, args ...any) {
	r.write("stdout", fmt.Appendf(nil, format, args...))
}

func (r *recorder) write(name string, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.append(name, b)
}

func (r *recorder) append(name string, b []byte) {
	if len(b) == 0 || !r.count(len(b)) {
		return
	}
	if r.capture != nil {
		r.capture.Write(b)
	}
	r.words[name] = append(r.words[name], b...)
	if n := len(r.outputs); n == 0 || r.outputs[n-1].Type != ipynb.Stream || r.outputs[n-1].Name != name {
		r.outputs = append(r.outputs, &ipynb.Output{Type: ipynb.Stream, Name: name})
	}
	last := r.outputs[len(r.outputs)-1]
	r.raw[last] = append(r.raw[last], b...)
}

func (r *recorder) count(n int) bool {
	if r.total += n; r.total <= outputLimit {
		return true
	}
	r.cancel(failure(0, ErrOutput, "its outputs are larger than %d MB", outputLimit>>20))
	return false
}

// show adds a display, or replaces the outputs that have its id already, wherever they are.
func (r *recorder) show(m *displayMessage) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.sources {
		r.pull(i)
	}
	data, size, err := mimeBundle(m.Data)
	if err != nil {
		return err
	}
	if text, ok := data["text/plain"].(string); ok && r.capture != nil {
		io.WriteString(r.capture, text)
	}
	shown := r.displays[m.DisplayID]
	if m.DisplayID == "" || shown == nil {
		shown = []*ipynb.Output{{Type: ipynb.DisplayData}}
		r.outputs = append(r.outputs, shown[0])
		if m.DisplayID != "" {
			r.displays[m.DisplayID] = shown
		}
	}
	for _, o := range shown {
		if !r.count(size - r.sizes[o]) {
			return nil
		}
		o.Data, o.Metadata, r.sizes[o] = data, m.Metadata, size
	}
	return nil
}

// finish gives the outputs once nothing more comes.
func (r *recorder) finish() []*ipynb.Output {
	r.mu.Lock()
	defer r.mu.Unlock()
	for o, raw := range r.raw {
		o.Text = terminal(raw)
	}
	return r.outputs
}
