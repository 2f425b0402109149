package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// book is a notebook and the bytes that it was read from.
type book struct {
	name   string // without folder and ending
	path   string
	stored []byte
	*ipynb.Notebook
}

// all gives the paths of the notebooks, in the order of the course.
func (t *tool) all() ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(t.folder, "*.ipynb")) // sorted
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") })
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("there are no notebooks in %s", t.folder)
	}
	return paths, err
}

// choose gives the paths of some notebooks, or of all if no name is given.
func (t *tool) choose(names []string) ([]string, error) {
	paths, err := t.all()
	if err != nil || len(names) == 0 {
		return paths, err
	}
	var chosen []string
	for _, name := range names {
		i := slices.IndexFunc(paths, func(p string) bool { return stem(p) == stem(name) })
		if i < 0 {
			exist := make([]string, len(paths))
			for j, p := range paths {
				exist[j] = stem(p)
			}
			return nil, fmt.Errorf("there is no notebook %q; there are %s", name, strings.Join(exist, ", "))
		}
		if !slices.Contains(chosen, paths[i]) {
			chosen = append(chosen, paths[i])
		}
	}
	return chosen, nil
}

func stem(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }

// read reads a notebook and checks it against the format.
func read(path string) (*book, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := ipynb.Decode(b)
	if err == nil {
		err = n.Validate()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return &book{name: stem(path), path: path, stored: b, Notebook: n}, nil
}

// store writes a notebook, unless it is stored like that already or somebody else has changed the file since.
func (b *book) store() error {
	now, err := os.ReadFile(b.path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, b.stored) {
		return fmt.Errorf("%s has been changed while it ran: it is left as it is now, so run it again", filepath.Base(b.path))
	}
	text, err := b.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(b.path), err)
	}
	if bytes.Equal(text, b.stored) {
		return nil
	}
	return b.Write(b.path)
}
