package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestOtherNotebook: a notebook that cannot be read or rendered keeps neither another one from being run nor the rest
// of the course from being written.
func TestOtherNotebook(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]struct{ text, want string }{
		"invalid JSON": {"{", "02_b.ipynb: line 1, column 2: not valid JSON"},
		"formula":      {strings.Replace(notebook(), "x^2", `\\nosuchcommand`, 1), `02_b: cell 1 (markdown, id "title"): formula`},
	} {
		t.Run(name, func(t *testing.T) {
			root, ctx := folder(t, map[string][]string{"01_a": {"!echo ran"}, "03_c": nil}), context.Background()
			write(t, filepath.Join(root, "notebooks", "02_b.ipynb"), other.text)
			pages := filepath.Join(root, "notebooks", "html")
			got := try(ctx, root, "run", "01_a")
			begin := "the course is without a page of 02_b, since it cannot be rendered: "
			if got.status != 1 || !strings.HasPrefix(got.errors, begin) || !strings.Contains(got.errors, other.want) ||
				!strings.Contains(got.out, "01_a: 1 cells in ") || !strings.HasSuffix(got.out, "The course: "+filepath.Join(pages, "index.html")+"\n") {
				t.Errorf("run: %+v", got)
			}
			if !strings.Contains(readFile(t, filepath.Join(root, "notebooks", "01_a.ipynb")), `"ran\n"`) {
				t.Error("the outputs are not stored")
			}
			if page := readFile(t, filepath.Join(pages, "01_a.html")); !strings.Contains(page, "ran") || !strings.Contains(page, `href="03_c.html"`) {
				t.Error("the page of 01_a is not whole")
			}
			if files, err := os.ReadDir(pages); err != nil || len(files) != 3 {
				t.Errorf("pages: %v, %v", files, err)
			}
			if got := try(ctx, root, "render"); got.status != 1 || !strings.HasPrefix(got.errors, begin) {
				t.Errorf("render: %+v", got)
			}
			if got := try(ctx, root, "check", "01_a"); got.status != 1 || !strings.Contains(got.errors, other.want) {
				t.Errorf("check: %+v", got)
			}
		})
	}
}

// TestOnePipe: where progress and message go to the same place, the message begins on a line of its own.
func TestOnePipe(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"a": {"!exit 5"}})
	var both bytes.Buffer
	command(context.Background(), root, []string{"run", "a"}, &both, &both)
	if lines := strings.Split(both.String(), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[1], "a: stopped in cell 1 of 1 after ") ||
		lines[2] != "a.ipynb: cell [1], line 1: !exit 5: exit status 5" {
		t.Errorf("got %q", lines)
	}
}

// TestUnchanged: a run whose results are the stored ones leaves all files as they are, however they are written, and
// in whatever order text of stdout and stderr has been read.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	root, ctx := folder(t, map[string][]string{"a": {
		"!echo 1; sleep 0.05; echo 2 >&2; sleep 0.05; echo 3", "%%\nfmt.Println(1 < 2)\nfmt.Fprint(os.Stderr, \"\\r1\\r2\\u2028\")",
	}}), context.Background()
	path, page := filepath.Join(root, "notebooks", "a.ipynb"), filepath.Join(root, "notebooks", "html", "a.html")
	if got := try(ctx, root); got.status != 0 {
		t.Fatal(got)
	}
	stored := readFile(t, path)
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(stored), "", "\t"); err != nil {
		t.Fatal(err)
	}
	streams := regexp.MustCompile(`(?s)"outputs": \[.*?\],\n   "source"`)
	order := `"outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n3\n"}, {"output_type": "stream", "name": "stderr", "text": "2\n"}],` + "\n   \"source\""
	replaced := streams.FindString(stored)
	for _, text := range []string{stored, indented.String(), strings.Replace(stored, replaced, order, 1)} {
		write(t, path, text)
		if got := try(ctx, root, "render"); got.status != 0 {
			t.Fatal(got)
		}
		before, beforePage := modified(t, path), modified(t, page)
		if got := try(ctx, root); got.status != 0 {
			t.Fatal(got)
		}
		if readFile(t, path) != text || modified(t, path) != before || modified(t, page) != beforePage {
			t.Errorf("a file has been written again:\n%s\nwas\n%s", readFile(t, path), text)
		}
	}
	// Another text is another result.
	write(t, path, strings.Replace(stored, replaced, strings.Replace(order, "3", "4", 1), 1))
	if got := try(ctx, root); got.status != 0 || readFile(t, path) != stored {
		t.Errorf("%+v: %s, want %s", got, readFile(t, path), stored)
	}
}

func modified(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}
