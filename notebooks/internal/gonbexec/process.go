package gonbexec

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Times that ending processes takes at most.
const (
	graceDump  = 5 * time.Second // from SIGQUIT to SIGKILL
	graceDrain = 2 * time.Second // without anything new in the pipes, if a daemon holds them
	mostDrain  = 20 * time.Second
)

// process is a command to run.
type process struct {
	program  string   // to be looked for in the PATH of the cells
	args     []string // with the name that the program sees first
	dir      string
	env      []string
	stdin    io.Reader // nil: at its end from the start
	displays bool      // a program of a cell, with pipes for displays
}

// process runs a command with its output going to the cell. The error is that of exec.Cmd's Wait, or the cause of
// ctx.
func (r *run) process(ctx context.Context, p process) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.out.begin(cancel)
	path, err := r.kernel.lookPath(p.program)
	if err != nil {
		return err
	}
	cmd := &exec.Cmd{Path: path, Args: p.args, Dir: p.dir, Env: p.env, Stdin: p.stdin, WaitDelay: graceDrain}
	ownGroup(cmd)
	var d *displayPipes
	if p.displays {
		if d, err = r.openDisplay(cmd); err != nil {
			return err
		}
		defer d.remove()
	}
	drained, closeAll, err := r.connect(cmd)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := cmd.Start(); err != nil {
		return err
	}
	if d != nil {
		go d.serve(r.out, cancel)
	}
	drained.start(cmd)
	err = wait(ctx, cmd, p.displays, r.kernel.grace)
	drained.wait()
	if d != nil {
		d.drain(r.out)
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// wait returns when the command and all of its group have ended, which it sees to when ctx is done; interrupt is the
// time from SIGINT to SIGKILL, in which a program may save.
func wait(ctx context.Context, cmd *exec.Cmd, goProgram bool, interrupt time.Duration) error {
	pid := cmd.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer signalGroup(pid, syscall.SIGKILL) // what is left in the background
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace := time.Duration(0)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.Canceled), errors.Is(cause, context.DeadlineExceeded):
		signalGroup(pid, syscall.SIGINT)
		grace = interrupt
	case errors.Is(cause, ErrTimeout) && goProgram:
		dumpStack(pid)
		grace = graceDump
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(grace):
		signalGroup(pid, syscall.SIGKILL)
		return <-ended
	}
}

// pipes are the reading ends of a command's output, stdout first.
type pipes struct {
	out  *recorder
	ends []*os.File
	done chan struct{}
}

// connect gives the command pipes for its output.
func (r *run) connect(cmd *exec.Cmd) (*pipes, func(), error) {
	p := &pipes{out: r.out, done: make(chan struct{}, 2)}
	var all []*os.File
	closeAll := func() {
		for _, f := range all {
			f.Close()
		}
	}
	for range 2 {
		rd, wr, err := os.Pipe()
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		all, p.ends = append(all, rd, wr), append(p.ends, rd)
	}
	cmd.Stdout, cmd.Stderr = all[1], all[3]
	return p, closeAll, nil
}

// start closes the writing ends, which the command has now, and follows the reading ends.
func (p *pipes) start(cmd *exec.Cmd) {
	cmd.Stdout.(*os.File).Close()
	cmd.Stderr.(*os.File).Close()
	p.out.follow(p.ends, p.done)
}

func (p *pipes) wait() {
	drain(p.done, 2, &p.out.arrived)
}
