// Package course makes a course of HTML pages from executed Jupyter notebooks.
//
// Each page is one file that needs nothing else: style sheet, pictures and formulas (as MathML) are in it, so that it
// opens from a disk, without a network and without a script. The same notebooks give the same bytes.
//
// What a page cannot show is an error that names notebook and cell: a formula that package texmath does not know, a
// picture that would have to be loaded, HTML that leaves an element open.
package course

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// A Page is one notebook of the course.
type Page struct {
	Name     string // of its files without the ending, such as "00_energy_first": digits that begin it are its number
	Notebook *ipynb.Notebook
}

// Write writes index.html and for each page, in the order of reading, NAME.html into dir, which it creates if need be.
// Nothing is written unless every page can be rendered, and each file appears whole or not at all.
//
// Errors name the notebook and the cell; they wrap ErrResource, ErrOutput, or those of package texmath.
// Write panics if a page has no notebook.
func Write(dir string, pages []Page) error {
	files, err := render(pages)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("course: %w", err)
	}
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.name), f.data); err != nil {
			return fmt.Errorf("course: %w", err)
		}
	}
	return nil
}

// Check returns the error with which Write would refuse a page.
func Check(p Page) error {
	_, err := render([]Page{p})
	return err
}

// A file is one that the course consists of.
type file struct {
	name string
	data []byte
}

func render(pages []Page) ([]file, error) {
	lessons := make([]*lesson, len(pages))
	names := map[string]bool{"index": true}
	for i, p := range pages {
		if p.Notebook == nil {
			panic("course: a page without a notebook")
		}
		if p.Name == "" || p.Name[0] == '.' || names[p.Name] || strings.ContainsAny(p.Name, `/\:?#%`) {
			return nil, fmt.Errorf("course: %q cannot name a page: empty, taken or not a file name", p.Name)
		}
		names[p.Name] = true
		l, err := newLesson(p)
		if err != nil {
			return nil, fmt.Errorf("course: %s: %w", p.Name, err)
		}
		lessons[i] = l
	}
	return compose(lessons)
}

// writeFile replaces path by data in one step, unless it holds them already.
func writeFile(path string, data []byte) (err error) {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".course-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(data); err != nil {
		temp.Close()
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if err = os.Chmod(temp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
