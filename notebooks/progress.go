package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress reports how far a notebook is: in a terminal on one line that is redrawn, elsewhere on a line when it
// starts and one when it ends.
type progress struct {
	out      io.Writer
	name     string
	start    time.Time
	terminal bool
	stop     chan struct{}

	mu          sync.Mutex
	done, cells int // of the running cell, and all
}

func startProgress(out io.Writer, name string) *progress {
	p := &progress{out: out, name: name, start: time.Now(), stop: make(chan struct{})}
	if f, ok := out.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	if !p.terminal {
		fmt.Fprintf(out, "%s: running\n", name)
		return p
	}
	go p.redraw()
	return p
}

func (p *progress) redraw() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.draw()
		}
	}
}

// cell notes the number of the cell that begins.
func (p *progress) cell(number, cells int) {
	p.mu.Lock()
	p.done, p.cells = number, cells
	p.mu.Unlock()
	if p.terminal {
		p.draw()
	}
}

func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.stop:
	default:
		fmt.Fprintf(p.out, "\r%s: cell %d of %d, %.0f s\x1b[K", p.name, p.done, p.cells, time.Since(p.start).Seconds())
	}
}

// end gives the last line.
func (p *progress) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.stop)
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	seconds := time.Since(p.start).Seconds()
	if err != nil {
		fmt.Fprintf(p.out, "%s: stopped in cell %d of %d after %.1f s\n", p.name, p.done, p.cells, seconds)
		return
	}
	fmt.Fprintf(p.out, "%s: %d cells in %.1f s\n", p.name, p.cells, seconds)
}
