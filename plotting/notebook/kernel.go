package notebook

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

var (
	// ErrKernel: the program was started by a GoNB kernel that does not take what it shows. Nothing more can be
	// shown by this process; run the cell again, or restart the kernel.
	ErrKernel = errors.New("the GoNB kernel does not answer")
	// ErrOtherLibrary: this process also displays with another library, such as gonbui. The kernel reads one stream
	// per process and goes deaf at the start of a second one, so use one library per cell.
	ErrOtherLibrary = errors.New("another display library is at work in this process")
)

// kernel is the connection of this process.
var kernel = newLink(os.Getenv("GONB_PIPE"), os.Getenv("GONB_PIPE_BACK"))

// patience bounds one exchange with the kernel. An answer takes well under a millisecond when the kernel is well;
// the rest is for a machine that is busy or swaps.
const patience = 30 * time.Second

// link is a connection to a GoNB kernel over its two named pipes. It opens them at the first display. Its methods may
// be called concurrently.
type link struct {
	to, back string
	patience time.Duration

	mu     sync.Mutex
	broken error // the first failure; no display works after it
	pipes
}

type pipes struct {
	out, in *os.File
	enc     *encoder
	dec     *gob.Decoder
	syncs   int
}

func newLink(to, back string) *link { return &link{to: to, back: back, patience: patience} }

// present reports whether a GoNB kernel started this program.
func (l *link) present() bool { return l.to != "" && l.back != "" }

// display shows messages and returns when the kernel has read them all, so that nothing is lost if the program then
// exits. It never takes longer than l.patience.
func (l *link) display(messages ...message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	// Opening a named pipe, writing and reading all wait for the kernel, and not every system has deadlines for
	// them. When time is up the goroutine is left behind with the pipes, which nobody uses again.
	done := make(chan error, 1)
	go func() { done <- l.exchange(messages) }()
	timer := time.NewTimer(l.patience)
	defer timer.Stop()
	select {
	case l.broken = <-done:
	case <-timer.C:
		l.broken = fmt.Errorf("notebook: no answer within %v: %w; if the program displays with gonbui too, use one of them per cell", l.patience, ErrKernel)
	}
	return l.broken
}

func (l *link) exchange(messages []message) error {
	if err := l.onlyUser(); err != nil {
		return err
	}
	if l.out == nil {
		if err := l.open(); err != nil {
			return l.failed("open the pipes", err)
		}
	}
	for _, m := range messages {
		if err := l.enc.display(l.out, m); err != nil {
			return l.failed("send", err)
		}
	}
	l.syncs++
	if err := l.enc.sync(l.out, l.syncs); err != nil {
		return l.failed("send", err)
	}
	return l.await(l.syncs)
}

func (l *link) open() error {
	out, err := os.OpenFile(l.to, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	in, err := os.Open(l.back)
	if err != nil {
		return errors.Join(err, out.Close())
	}
	l.pipes = pipes{out: out, in: in, enc: newEncoder(), dec: gob.NewDecoder(in)}
	return nil
}

// await reads until the kernel has answered sync n. Other messages are for widgets, which this package has not.
func (l *link) await(n int) error {
	for {
		var c comm
		if err := l.dec.Decode(&c); err != nil {
			return l.failed("await its answer", err)
		}
		if got, ok := c.Value.(int); ok && c.Address == addressAck && got == n {
			return nil
		}
	}
}

// onlyUser returns an error if the pipe to the kernel is open other than by l.
func (l *link) onlyUser() error {
	ours := 0
	if l.out != nil {
		ours = 1
	}
	if timesOpen(l.to) > ours {
		return fmt.Errorf("notebook: the pipe to the kernel is open already: %w; display with one library per cell", ErrOtherLibrary)
	}
	return nil
}

func (l *link) failed(what string, err error) error {
	return fmt.Errorf("notebook: %s: %w: %w", what, ErrKernel, err)
}
