package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

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
		path, err := find(paths, name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(chosen, path) {
			chosen = append(chosen, path)
		}
	}
	return chosen, nil
}

// find gives the path of the notebook with a name, or with the only name that begins so.
func find(paths []string, name string) (string, error) {
	var begin, all []string
	want := stem(name)
	for _, p := range paths {
		if stem(p) == want {
			return p, nil
		}
		if want != "" && strings.HasPrefix(stem(p), want) {
			begin = append(begin, p)
		}
		all = append(all, stem(p))
	}
	switch len(begin) {
	case 0:
		return "", fmt.Errorf("there is no notebook %q; there are %s", name, strings.Join(all, ", "))
	case 1:
		return begin[0], nil
	}
	for i, p := range begin {
		begin[i] = stem(p)
	}
	return "", fmt.Errorf("more than one notebook begins with %q: %s", name, strings.Join(begin, ", "))
}

func stem(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }
