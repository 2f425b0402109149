package gonbexec

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// displayPipes are the two named pipes through which a program shows things and learns that they have been shown.
type displayPipes struct {
	forth, back string // paths
	hold        *os.File
	in, out     *os.File
	done        chan struct{}
}

// openDisplay makes fresh pipes and tells the program's environment about them.
func (r *run) openDisplay(cmd *exec.Cmd) (*displayPipes, error) {
	r.pipeCount++
	stem := filepath.Join(r.kernel.pipes, fmt.Sprintf("%d_%d_", r.number, r.pipeCount))
	d := &displayPipes{forth: stem + "forth", back: stem + "back", done: make(chan struct{})}
	if err := d.open(); err != nil {
		d.remove()
		return nil, err
	}
	cmd.Env = append(cmd.Env, "GONB_PIPE="+d.forth, "GONB_PIPE_BACK="+d.back)
	return d, nil
}

// open opens this side. A named pipe that is open for reading and writing makes neither side wait for the other, and
// gives no end of file before drain closes it.
func (d *displayPipes) open() error {
	for _, path := range []string{d.forth, d.back} {
		if err := mkfifo(path); err != nil {
			return err
		}
	}
	var err error
	if d.hold, err = os.OpenFile(d.forth, os.O_RDWR, 0); err != nil {
		return err
	}
	if d.in, err = os.Open(d.forth); err != nil {
		return err
	}
	d.out, err = os.OpenFile(d.back, os.O_RDWR, 0)
	return err
}

// serve shows what comes until the end, and ends the program where it cannot: a program that waits for an answer
// would otherwise wait in vain.
func (d *displayPipes) serve(out *recorder, cancel context.CancelCauseFunc) {
	defer close(d.done)
	decoder, encoder := gob.NewDecoder(arrivals{d.in, &out.arrived}), gob.NewEncoder(d.out)
	for {
		var m displayMessage
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
			return
		}
		if err != nil {
			err = fmt.Errorf("%w: %w (a program can use only one display library)", ErrDisplay, err)
		} else {
			err = d.handle(&m, out, encoder)
		}
		if err != nil {
			cancel(failure(0, err, "%v", err))
			io.Copy(io.Discard, d.in)
			return
		}
	}
}

func (d *displayPipes) handle(m *displayMessage, out *recorder, encoder *gob.Encoder) error {
	answer, isRequest, err := m.request()
	switch {
	case err != nil:
		return err
	case answer != nil:
		d.out.SetWriteDeadline(time.Now().Add(10 * time.Second)) // where the system has it; else it may wait
		if err := encoder.Encode(answer); err != nil {
			return fmt.Errorf("%w: the program does not read the answers: %w", ErrDisplay, err)
		}
		return nil
	case isRequest:
		return nil
	}
	return out.show(m)
}

// drain waits for what is left in the pipe after the program has ended.
func (d *displayPipes) drain(out *recorder) {
	d.hold.Close()
	drain(d.done, 1, &out.arrived)
}

func (d *displayPipes) remove() {
	for _, f := range []*os.File{d.hold, d.in, d.out} {
		if f != nil {
			f.Close()
		}
	}
	os.Remove(d.forth)
	os.Remove(d.back)
}
