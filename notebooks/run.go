package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course"
	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/gonbexec"
)

// run runs notebooks, stores the outputs of each that succeeds, and renders the course.
func (t *tool) run(ctx context.Context, paths []string) error {
	done := map[string]*book{}
	for _, path := range paths {
		b, err := t.execute(ctx, path)
		if err != nil {
			return err
		}
		b.keepOrder()
		if err := b.store(); err != nil {
			return err
		}
		done[path] = b
	}
	return t.render(done)
}

// execute runs a notebook in memory.
func (t *tool) execute(ctx context.Context, path string) (*book, error) {
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	p := startProgress(t.out, b.name)
	err = gonbexec.Run(ctx, b.Notebook, gonbexec.Settings{
		Notebook: filepath.Base(path), Dir: t.folder, Timeout: t.timeout, Progress: p.cell,
	})
	p.end(err)
	return b, err
}

// render writes the pages of all notebooks; those that are not in done come as they are stored. A notebook that cannot
// be rendered does not keep the others from it.
func (t *tool) render(done map[string]*book) error {
	paths, err := t.all()
	if err != nil {
		return err
	}
	var pages []course.Page
	var lacking error
	for _, path := range paths {
		page, err := pageOf(path, done)
		if err == nil {
			err = course.Check(page)
		}
		if err != nil {
			err = fmt.Errorf("the course is without a page of %s, since it cannot be rendered: %w", stem(path), err)
			lacking = errors.Join(lacking, err)
			continue
		}
		pages = append(pages, page)
	}
	if len(pages) == 0 {
		return lacking
	}
	if err := course.Write(t.pages, pages); err != nil {
		return errors.Join(lacking, err)
	}
	_, err = fmt.Fprintf(t.out, "The course: %s\n", filepath.Join(t.pages, "index.html"))
	return errors.Join(lacking, err)
}

// pageOf gives the page of a notebook, as it is in done or else as it is stored.
func pageOf(path string, done map[string]*book) (course.Page, error) {
	b := done[path]
	if b == nil {
		var err error
		if b, err = read(path); err != nil {
			return course.Page{}, err
		}
	}
	return course.Page{Name: b.name, Notebook: b.Notebook}, nil
}

// collect gives the pages of all notebooks, each of which must be readable.
func (t *tool) collect(done map[string]*book) ([]course.Page, error) {
	paths, err := t.all()
	if err != nil {
		return nil, err
	}
	var pages []course.Page
	for _, path := range paths {
		page, err := pageOf(path, done)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// strip removes the outputs of notebooks.
func (t *tool) strip(paths []string) error {
	for _, path := range paths {
		b, err := read(path)
		if err != nil {
			return err
		}
		b.Strip()
		if err := b.store(); err != nil {
			return err
		}
	}
	return nil
}
