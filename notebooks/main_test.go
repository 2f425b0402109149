package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// folder makes a module with notebooks, each given as its code cells, and gives its root.
func folder(t *testing.T, books map[string][]string) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module example.com/course\n\ngo 1.26\n")
	write(t, filepath.Join(root, "lib", "lib.go"), "package lib\n\nconst Answer = 42\n")
	write(t, filepath.Join(root, "notebooks", "sub", "keep"), "")
	for name, cells := range books {
		write(t, filepath.Join(root, "notebooks", name+".ipynb"), notebook(cells...))
	}
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func notebook(cells ...string) string {
	list := []any{map[string]any{"id": "title", "cell_type": "markdown", "metadata": map[string]any{}, "source": "# A title\n\n$x^2$"}}
	for i, source := range cells {
		list = append(list, map[string]any{
			"id": fmt.Sprint("code", i), "cell_type": "code", "metadata": map[string]any{}, "source": source, "outputs": []any{}, "execution_count": nil,
		})
	}
	b, err := json.Marshal(map[string]any{"cells": list, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// tried is what a command has answered.
type tried struct {
	status      int
	out, errors string
}

func try(ctx context.Context, dir string, args ...string) tried {
	var out, errors bytes.Buffer
	status := command(ctx, dir, args, &out, &errors)
	return tried{status, out.String(), errors.String()}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// setup is the first cell of the tutorials.
const setup = `!*rm -f go.work && go work init . "$GONB_DIR/.."`

// TestAll runs a course from a folder below its root: outputs stored, pages written, then check, strip and render.
func TestAll(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{
		"02_b": {"!echo second"},
		"01_a": {setup, "import \"example.com/course/lib\"", "%%\nfmt.Println(\"the answer is\", lib.Answer)"},
	})
	dir, ctx := filepath.Join(root, "notebooks", "sub"), context.Background()
	first, second := filepath.Join(root, "notebooks", "01_a.ipynb"), filepath.Join(root, "notebooks", "02_b.ipynb")

	got := try(ctx, dir, "check")
	if got.status != 1 || !strings.Contains(got.errors, "01_a.ipynb: it has not been run, or was stripped; run it with: go run ./notebooks run 01_a\n") {
		t.Errorf("check before the first run: %+v", got)
	}
	got = try(ctx, dir)
	index := filepath.Join(root, "notebooks", "html", "index.html")
	lines := strings.Split(got.out, "\n")
	if got.status != 0 || len(lines) != 6 || lines[0] != "01_a: running" || !strings.HasPrefix(lines[1], "01_a: 3 cells in ") ||
		lines[2] != "02_b: running" || lines[4] != "The course: "+index {
		t.Errorf("run: %+v", got)
	}
	for path, want := range map[string]string{
		first: `"the answer is 42\n"`, second: `"second\n"`, index: "01_a.html",
		filepath.Join(root, "notebooks", "html", "01_a.html"): "the answer is 42",
	} {
		if !strings.Contains(readFile(t, path), want) {
			t.Errorf("%s is not in %s", want, path)
		}
	}
	stored := readFile(t, first)
	if got := try(ctx, dir, "check"); got.status != 0 || readFile(t, first) != stored {
		t.Errorf("check: %+v", got)
	}
	if got := try(ctx, dir, "check", "-stored"); got.status != 0 || strings.Contains(got.out, "running") {
		t.Errorf("check -stored: %+v", got)
	}
	if got := try(ctx, dir, "strip", "01_a"); got.status != 0 || strings.Contains(readFile(t, first), "answer is 42") {
		t.Errorf("strip: %+v", got)
	}
	out := filepath.Join(root, "pages")
	if got := try(ctx, root, "render", "-out", "pages"); got.status != 0 || strings.Contains(readFile(t, filepath.Join(out, "01_a.html")), "answer is 42") {
		t.Errorf("render: %+v", got)
	}
	if got := try(ctx, root, "-out", out, "run", "notebooks/01_a.ipynb"); got.status != 0 || readFile(t, first) != stored || strings.Contains(got.out, "02_b: running") {
		t.Errorf("run of one: %+v", got)
	}
	if files, err := os.ReadDir(filepath.Join(root, "notebooks")); err != nil || len(files) != 4 {
		t.Errorf("left behind: %v", files)
	}
}

// TestBadNotebooks: a message with notebook, cell and line, exit status 1, and the file as it was.
func TestBadNotebooks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{ // want: regular expression for the start of the message
		{"compile error", notebook("!echo 1", "%%\nfmt.Println(1)\nfmt.Println(y)"), `bad\.ipynb: cell \[2\], line 3: undefined: y\n$`},
		{"panic", notebook("func f(a []int) int {\n\treturn a[1]\n}", "%%\nf(nil)"), `bad\.ipynb: cell \[1\], line 2: exit status 2\n    panic: runtime error: index out of range \[1\] with length 0`},
		{"endless loop", notebook("%%\nn := 0\nfor n >= 0 {\n\tn ^= 1\n}"), `bad\.ipynb: cell \[1\], line [345]: stopped after 1s, the time limit of a cell\n    main\.main`},
		{"invalid JSON", "{\n \"cells\": [,]\n}", `bad\.ipynb: line 2, column 12: not valid JSON`},
		{"two programs", notebook("!echo 1", "%%\n\n%%"), `bad\.ipynb: cell \[2\], line 3: a second %%: line 1 has begun func main already`},
		{"failing command", notebook("!echo wrong >&2; exit 3"), `bad\.ipynb: cell \[1\], line 1: !echo wrong >&2; exit 3: exit status 3\n    wrong`},
		{"no format", "{}", `bad\.ipynb: notebook: "metadata" is missing`},
		{"same ids", strings.Replace(notebook("", ""), "code1", "code0", 1), `bad\.ipynb: cell 3 \(id "code0"\): cell 2 has the same id`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := folder(t, nil)
			path := filepath.Join(root, "notebooks", "bad.ipynb")
			write(t, path, tc.text)
			got := try(context.Background(), root, "-timeout", "1s", "run", "bad")
			if !regexp.MustCompile("^" + tc.want).MatchString(got.errors) {
				t.Errorf("got %q, want %q", got.errors, tc.want)
			}
			if got.status != 1 || readFile(t, path) != tc.text {
				t.Errorf("status %d, or the notebook has changed", got.status)
			}
			if _, err := os.Stat(filepath.Join(root, "notebooks", "html")); err == nil {
				t.Error("pages were written")
			}
		})
	}
}

// TestCheckStored: what a stored notebook must not hold.
func TestCheckStored(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"a": {"!echo 1", "!echo 2"}})
	path, ctx := filepath.Join(root, "notebooks", "a.ipynb"), context.Background()
	if got := try(ctx, root); got.status != 0 {
		t.Fatal(got)
	}
	stored := readFile(t, path)
	for _, tc := range []struct{ old, new, want string }{
		{`"execution_count": 2`, `"execution_count": 3`, "cell 3 (id \"code1\"): its stored count is 3 instead of 2; store a clean run with: go run ./notebooks run a"},
		{`"execution_count": 1`, `"execution_count": null`, "cell 2 (id \"code0\"): its stored count is 0 instead of 1"},
		{`"outputs": [`, `"outputs": [{"output_type": "error", "ename": "ERROR", "evalue": "wrong", "traceback": []},`, "cell 2 (id \"code0\"): an error is stored: wrong"},
		{`"2\n"`, `"` + strings.Repeat("x", 300_000) + `"`, "more than 300000"},
		{`"id": "code0"`, `"id": "a b"`, "not a valid notebook of format 4.5"},
		{`!echo 2`, `!exit 5`, "cell [2], line 1: !exit 5: exit status 5"},
		{`$x^2$`, `$\\nosuchcommand$`, "nosuchcommand"},
	} {
		text := strings.Replace(stored, tc.old, tc.new, 1)
		write(t, path, text)
		got := try(ctx, root, "check")
		if text == stored || got.status != 1 || !strings.Contains(got.errors, tc.want) {
			t.Errorf("%s: got %+v, want %q", tc.new[:min(len(tc.new), 60)], got, tc.want)
		}
	}
}

// TestChangedMeanwhile: a notebook that is saved while it runs stays as it was saved.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"a": {"!printf ' ' >> a.ipynb"}})
	path := filepath.Join(root, "notebooks", "a.ipynb")
	want := readFile(t, path) + " "
	got := try(context.Background(), root)
	if after := readFile(t, path); got.status != 1 || !strings.Contains(got.errors, "a.ipynb has been changed while it ran") || after != want {
		t.Errorf("got %+v\n%s", got, after)
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"a": {"!touch started; sleep 60"}})
	path := filepath.Join(root, "notebooks", "a.ipynb")
	before := readFile(t, path)
	ctx, cancel := context.WithCancel(context.Background())
	var begin time.Time
	go func() {
		for range 2000 {
			if _, err := os.Stat(filepath.Join(root, "notebooks", "started")); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		begin = time.Now()
		cancel()
	}()
	got := try(ctx, root)
	if took := time.Since(begin); got.status != 1 || !strings.Contains(got.errors, "a.ipynb: cell [1]") || !strings.Contains(got.errors, "interrupted") || took > 3*time.Second || readFile(t, path) != before {
		t.Errorf("after %v: %+v", took, got)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	root, ctx := folder(t, map[string][]string{"01_a": nil, "02_b": nil}), context.Background()
	if got := try(ctx, root, "-h"); got.status != 0 || !strings.Contains(got.out, "strip NAME..") || !strings.Contains(got.out, "-timeout") || got.errors != "" {
		t.Errorf("-h: %+v", got)
	}
	for _, tc := range []struct {
		args   string
		status int
		want   string
	}{
		{"run", 2, "run needs the name of a notebook"},
		{"strip", 2, "strip needs the name"},
		{"render 01_a", 2, "render takes no names"},
		{"01_a", 2, `there is no command "01_a"`},
		{"-nope", 2, "-nope"},
		{"run -timeout soon 01_a", 2, "soon"},
		{"run 01_a 03_c.ipynb", 1, `there is no notebook "03_c.ipynb"; there are 01_a, 02_b`},
		{"check 1", 1, "there are 01_a, 02_b"},
		{"check 0", 1, `more than one notebook begins with "0": 01_a, 02_b`},
		{"strip .ipynb", 1, `there is no notebook ".ipynb"`},
		{"serve -addr localhost:none", 1, "none"},
	} {
		if got := try(ctx, root, strings.Fields(tc.args)...); got.status != tc.status || !strings.Contains(got.errors, tc.want) {
			t.Errorf("%s: %+v", tc.args, got)
		}
	}
	if got := try(ctx, t.TempDir()); got.status != 1 || !strings.Contains(got.errors, "is not in a module with a folder of notebooks") {
		t.Errorf("elsewhere: %+v", got)
	}
	if got := try(ctx, folder(t, nil)); got.status != 1 || !strings.Contains(got.errors, "there are no notebooks in") {
		t.Errorf("none: %+v", got)
	}
}

// TestUsageNames: a notebook that the usage names exists.
func TestUsageNames(t *testing.T) {
	names := regexp.MustCompile(`\b\d\d_\w+`).FindAllString(usage, -1)
	for _, name := range names {
		if _, err := os.Stat(name + ".ipynb"); err != nil {
			t.Error(err)
		}
	}
	if len(names) == 0 {
		t.Error("the usage names no notebook")
	}
}
