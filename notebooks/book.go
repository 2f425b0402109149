package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// book is a notebook and what it was read from.
type book struct {
	name   string // without folder and ending
	path   string
	stored []byte
	before *ipynb.Notebook // as it was stored
	*ipynb.Notebook
}

// read reads a notebook and checks it against the format.
func read(path string) (*book, error) {
	stored, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b := &book{name: stem(path), path: path, stored: stored}
	for _, n := range []**ipynb.Notebook{&b.before, &b.Notebook} {
		if *n, err = ipynb.Decode(stored); err == nil {
			err = (*n).Validate()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	return b, nil
}

// store writes a notebook, unless the file says the same already, in whatever layout, or somebody else has changed it
// since.
func (b *book) store() error {
	now, err := os.ReadFile(b.path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, b.stored) {
		return fmt.Errorf("%s has been changed while it ran: it is left as it is now, so run it again", filepath.Base(b.path))
	}
	same, err := equal(b.before, b.Notebook)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(b.path), err)
	}
	if same {
		return nil
	}
	return b.Write(b.path)
}

func equal(a, b *ipynb.Notebook) (bool, error) {
	first, err := a.Encode()
	if err != nil {
		return false, err
	}
	second, err := b.Encode()
	return bytes.Equal(first, second), err
}

// keepOrder gives cells their earlier outputs back where only the order differs in which text of stdout and stderr was
// read, which is by chance, as these come through two pipes.
func (b *book) keepOrder() {
	before := map[string][]ipynb.Output{}
	for _, c := range b.before.Cells {
		before[c.ID] = c.Outputs
	}
	for i := range b.Cells {
		c := &b.Cells[i]
		alike, err := equal(inOrder(*c, before[c.ID]), inOrder(*c, c.Outputs))
		if err == nil && alike {
			c.Outputs = before[c.ID]
		}
	}
}

// inOrder gives a notebook of one cell with outputs in which text of stdout comes before that of stderr, as far as no
// display is between them.
func inOrder(c ipynb.Cell, outputs []ipynb.Output) *ipynb.Notebook {
	c.Outputs = nil
	text := map[string]string{}
	flush := func() {
		for _, name := range []string{"stdout", "stderr"} {
			if text[name] != "" {
				c.Outputs = append(c.Outputs, ipynb.Output{Type: ipynb.Stream, Name: name, Text: text[name]})
			}
		}
		clear(text)
	}
	for _, o := range outputs {
		if o.Type == ipynb.Stream {
			text[o.Name] += o.Text
			continue
		}
		flush()
		c.Outputs = append(c.Outputs, o)
	}
	flush()
	return &ipynb.Notebook{Cells: []ipynb.Cell{c}}
}
