package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestNames: the beginning of a name will do, and a whole name is never taken for the beginning of another.
func TestNames(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"01_a": nil, "01_ab": nil, "02_b": nil})
	c := &tool{folder: filepath.Join(root, "notebooks")}
	for names, want := range map[string]string{
		"02": "02_b", "01_a": "01_a", "01_ab": "01_ab", "notebooks/02.ipynb 02_b 01_a": "02_b 01_a",
	} {
		got, err := c.choose(strings.Fields(names))
		for i := range got {
			got[i] = stem(got[i])
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", names, got, err)
		}
	}
}
