package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course"
	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// sizeLimit is that of a stored notebook: what a browser and a reader of differences bear.
const sizeLimit = 300_000

// check looks at the stored notebooks, then, unless that is all, runs them and renders the result into a folder
// that does not stay.
// Numbers are not compared: the notebooks have cells that check theirs and fail if they are out of band.
func (t *tool) check(ctx context.Context, paths []string) error {
	for _, path := range paths {
		b, err := read(path)
		if err != nil {
			return err
		}
		if err := checkStored(b); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	if t.stored {
		return nil
	}
	done := map[string]*book{}
	for _, path := range paths {
		b, err := t.execute(ctx, path)
		if err != nil {
			return err
		}
		done[path] = b
	}
	return t.tryRender(done)
}

func (t *tool) tryRender(done map[string]*book) error {
	pages, err := t.collect(done)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "course_")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return course.Write(dir, pages)
}

// checkStored tells whether a notebook is stored as one clean run from top to bottom leaves it.
func checkStored(b *book) error {
	if len(b.stored) > sizeLimit {
		return fmt.Errorf("it has %d bytes, more than %d", len(b.stored), sizeLimit)
	}
	if neverRun(b) {
		return fmt.Errorf("it has not been run, or was stripped; run it with: go run ./notebooks run %s", b.name)
	}
	count := 0
	for i, c := range b.Cells {
		if c.Type != ipynb.Code || strings.TrimSpace(c.Source) == "" {
			continue
		}
		count++
		where := fmt.Sprintf("cell %d (id %q)", i+1, c.ID)
		if c.ExecutionCount != count {
			return fmt.Errorf("%s: its stored count is %d instead of %d; store a clean run with: go run ./notebooks run %s", where, c.ExecutionCount, count, b.name)
		}
		for _, o := range c.Outputs {
			if o.Type == ipynb.Error {
				return fmt.Errorf("%s: an error is stored: %s", where, o.EValue)
			}
		}
	}
	return nil
}

// neverRun tells whether a notebook with code has no trace of a run.
func neverRun(b *book) bool {
	code := false
	for _, c := range b.Cells {
		if c.ExecutionCount > 0 || len(c.Outputs) > 0 {
			return false
		}
		code = code || c.Type == ipynb.Code && strings.TrimSpace(c.Source) != ""
	}
	return code
}
