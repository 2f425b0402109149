//go:build linux || darwin

package notebook

import (
	"encoding/gob"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// protocolMessage and protocolComm are the kernel's types, under the kernel's registered name, which no other type of
// the process can then have: that the package under test is linked too shows that both can be.
type protocolMessage struct {
	Data, Metadata map[string]any
	DisplayID      string
}

type protocolComm struct {
	Address string
	Request bool
	Value   any
}

func init() { gob.RegisterName(wireName, protocolComm{}) }

// fakeKernel reads displays from a named pipe and confirms syncs over another one, as GoNB does.
type fakeKernel struct {
	link *link
	mute bool // never confirms the last sync

	mu       sync.Mutex
	received []protocolMessage
	err      error // that ended the reading
}

// newFakeKernel makes Show and Monitor of this process talk to a new fake kernel for the length of a test.
func newFakeKernel(t *testing.T) *fakeKernel {
	t.Helper()
	k := startFakeKernel(t)
	old := kernel
	kernel = k.link
	t.Cleanup(func() { kernel = old })
	return k
}

func startFakeKernel(t *testing.T) *fakeKernel {
	t.Helper()
	to, back := pipePair(t)
	k := &fakeKernel{link: newLink(to, back)}
	t.Cleanup(k.link.close)
	go k.run(to, back)
	return k
}

func pipePair(t *testing.T) (to, back string) {
	t.Helper()
	dir := t.TempDir()
	to, back = filepath.Join(dir, "to"), filepath.Join(dir, "back")
	for _, path := range []string{to, back} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to, back
}

func (k *fakeKernel) run(to, back string) {
	in, err := os.Open(to)
	if err != nil {
		k.stop(err)
		return
	}
	defer in.Close()
	out, err := os.OpenFile(back, os.O_WRONLY, 0)
	if err != nil {
		k.stop(err)
		return
	}
	defer out.Close()
	dec, enc := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var m protocolMessage
		if err := dec.Decode(&m); err != nil {
			k.stop(err)
			return
		}
		if err := k.take(m, enc); err != nil {
			k.stop(err)
			return
		}
	}
}

func (k *fakeKernel) take(m protocolMessage, enc *gob.Encoder) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := m.Data[mimeComm].(protocolComm)
	if !ok {
		k.received = append(k.received, m)
		return nil
	}
	n, _ := c.Value.(int)
	// What is not the answer: a widget's value, and an earlier one.
	for _, other := range []protocolComm{{Address: "/some/widget", Value: n}, {Address: "#gonbui/sync_ack", Value: n - 1}} {
		if err := enc.Encode(other); err != nil {
			return err
		}
	}
	if k.mute {
		return nil
	}
	return enc.Encode(protocolComm{Address: "#gonbui/sync_ack", Value: n})
}

func (k *fakeKernel) stop(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.err = err
}

// messages are the displays so far.
func (k *fakeKernel) messages() []protocolMessage {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]protocolMessage(nil), k.received...)
}

// close ends what a test began; a program's pipes close when it ends.
func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil && l.out != nil {
		_, _ = l.out.Close(), l.in.Close()
	}
}
