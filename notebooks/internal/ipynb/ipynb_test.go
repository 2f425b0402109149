package ipynb

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stored is a notebook as JupyterLab 4 stores it, with one of each kind of cell and output.
const stored = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "iVBORw0="
    }
   },
   "cell_type": "markdown",
   "id": "title",
   "metadata": {
    "tags": [
     "intro",
     "first"
    ]
   },
   "source": [
    "# Title\n",
    "a < b & c"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "sum-1_a",
   "metadata": {
    "mine": {
     "deep": [
      1.50,
      null
     ]
    }
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\n",
      "two\n"
     ]
    },
    {
     "data": {
      "application/vnd.x+json": {
       "b": 1,
       "k": [
        "v\n",
        "w"
       ]
      },
      "image/png": "iVBORw0KGgo=\n",
      "text/html": [
       "<b>\n",
       "</b>"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    },
    {
     "data": {
      "text/plain": [
       "3"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "ERROR",
     "evalue": "exit status 1",
     "output_type": "error",
     "traceback": []
    }
   ],
   "source": [
    "%%\n",
    "fmt.Println(1+2)"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "never-run",
   "metadata": {},
   "outputs": [],
   "source": []
  },
  {
   "cell_type": "raw",
   "id": "raw",
   "metadata": {},
   "source": [
    "raw\n"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (gonb)",
   "language": "go",
   "name": "gonb"
  },
  "theirs": 12345678901234567890
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func decode(t *testing.T, text string) *Notebook {
	t.Helper()
	n, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRoundTrip(t *testing.T) {
	n := decode(t, stored)
	got, err := n.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(stored, string(got)); d != "" {
		t.Errorf("a stored notebook changes when it is written again (-want +got):\n%s", d)
	}
	c := n.Cells[1]
	if c.Source != "%%\nfmt.Println(1+2)" || c.ExecutionCount != 1 || c.Outputs[0].Text != "one\ntwo\n" ||
		c.Outputs[1].Data["text/html"] != "<b>\n</b>" || n.Cells[2].ExecutionCount != 0 {
		t.Errorf("decoded cell: %+v", c)
	}
}

func TestStrip(t *testing.T) {
	n := decode(t, stored)
	n.Cells[1].Metadata["execution"] = map[string]any{"shell.execute_reply": "2024"}
	n.Strip()
	b, err := n.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"output_type", "shell.execute_reply", `"execution_count": 1`} {
		if strings.Contains(string(b), gone) {
			t.Errorf("%s is left", gone)
		}
	}
	if !strings.Contains(string(b), `"mine"`) || !strings.Contains(string(b), `"sum-1_a"`) {
		t.Error("Strip removed metadata of the author's or an id")
	}
}

// TestViolations replaces one piece of the stored notebook by a wrong one.
func TestViolations(t *testing.T) {
	for _, tc := range []struct {
		name, old, new string
		cause          error
		want           string
	}{
		{"comma", `"id": "title",`, `"id": "title"`, ErrSyntax, "line 11, column 4"},
		{"cut", stored[len(stored)/2:], ``, ErrSyntax, "the file ends early"},
		{"empty", stored, ``, ErrSyntax, "the file ends early"},
		{"tail", "5\n}\n", "5\n}\n}", ErrSyntax, "line 111, column 1"},
		{"utf8", "# Title", "# \xff", ErrSyntax, "line 18, column 8: not valid JSON: invalid UTF-8"},
		{"list", stored, `[]`, ErrFormat, "array instead of an object"},
		{"null", stored, `null`, ErrFormat, "null instead of an object"},
		{"old format", `"nbformat_minor": 5`, `"nbformat_minor": 4`, ErrFormat, "format 4.4: open it in JupyterLab"},
		{"version text", `"nbformat": 4`, `"nbformat": "4"`, ErrFormat, `"nbformat" is not a count`},
		{"top key", `"nbformat": 4`, `"worksheets": [], "nbformat": 4`, ErrFormat, `"worksheets" is not a key`},
		{"cell key", `"id": "raw",`, `"id": "raw", "outputs": [],`, ErrFormat, `cell 4: "outputs" is not a key`},
		{"cell type", `"cell_type": "raw"`, `"cell_type": "heading"`, ErrFormat, `cell 4: cell_type is "heading"`},
		{"cell list", `"cells": [`, `"cells": [[], `, ErrFormat, "cell 1: it is not a JSON object"},
		{"no id", `"id": "raw",`, ``, ErrFormat, `cell 4: "id" is missing`},
		{"no outputs", `"outputs": [],`, ``, ErrFormat, `cell 3: "outputs" is missing`},
		{"no count", `"execution_count": null,`, ``, ErrFormat, `cell 3: "execution_count" is missing`},
		{"source", `"raw\n"`, `1`, ErrFormat, `cell 4: "source" is neither`},
		{"attachment", `"image/png": "iVBORw0="`, `"image/png": 3`, ErrFormat, `cell 1: attachment "a.png": "image/png" is neither`},
		{"code attachment", `"outputs": [],`, `"outputs": [], "attachments": {},`, ErrFormat, `cell 3: "attachments" is not a key`},
		{"transient", `"ename"`, `"transient": {}, "ename"`, ErrFormat, `cell 2: output 4: "transient" is not a key`},
		{"output type", `"output_type": "error"`, `"output_type": "pyerr"`, ErrFormat, `cell 2: output 4: output_type is "pyerr"`},
		{"bundle", `"iVBORw0KGgo=\n"`, `{}`, ErrFormat, `cell 2: output 2: "data": "image/png" is neither`},
		{"traceback", `"traceback": []`, `"traceback": [1]`, ErrFormat, `cell 2: output 4: "traceback" is not a list of strings`},
		{"bad id", `"id": "raw"`, `"id": "r w"`, ErrFormat, `cell 4 (id "r w"): an id is`},
		{"long id", `"id": "raw"`, `"id": "` + strings.Repeat("x", 65) + `"`, ErrFormat, `an id is`},
		{"same id", `"id": "raw"`, `"id": "title"`, ErrFormat, `cell 4 (id "title"): cell 1 has the same id`},
		{"tags", `"first"`, `"intro"`, ErrFormat, `cell 1 (id "title"): metadata.tags`},
		{"tag comma", `"first"`, `"a,b"`, ErrFormat, `cell 1 (id "title"): metadata.tags`},
		{"names", `"tags": [`, `"name": "", "tags": [`, ErrFormat, `cell 1 (id "title"): metadata.name`},
		{"kernelspec", `"display_name"`, `"shown"`, ErrFormat, "metadata: kernelspec.display_name"},
		{"language", `"theirs"`, `"language_info": {"pygments_lexer": 1, "name": "go"}, "theirs"`, ErrFormat, "metadata: language_info.pygments_lexer"},
		{"title", `"theirs"`, `"title": 1, "theirs"`, ErrFormat, "metadata: title"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(stored, tc.old, tc.new, 1)
			if text == stored {
				t.Fatal("the row changes nothing")
			}
			n, err := Decode([]byte(text))
			if err == nil {
				err = n.Validate()
			}
			if !errors.Is(err, tc.cause) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, cell := range map[string]Cell{
		`cell 1 (id "a"): ` + ErrFormat.Error() + ": json: unsupported value: NaN": {ID: "a", Type: Code, Outputs: []Output{
			{Type: DisplayData, Data: map[string]any{"application/json": math.NaN()}}}},
		`cell 1 (id "a"): output 1: text/html has to be`: {ID: "a", Type: Code, Outputs: []Output{
			{Type: DisplayData, Data: map[string]any{"text/html": []byte("x")}}}},
		`cell 1 (id "a"): output 1: the text is not valid UTF-8`: {ID: "a", Type: Code, Outputs: []Output{
			{Type: Stream, Name: "stdout", Text: "\xff"}}},
		`cell 1 (id "a"): only code cells`: {ID: "a", Type: Markdown, ExecutionCount: 1},
		`cell 1 (id "a"): cell type ""`:    {ID: "a"},
	} {
		n := Notebook{Cells: []Cell{cell}}
		if _, err := n.Encode(); !errors.Is(err, ErrFormat) || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ipynb")
	if err := os.WriteFile(path, []byte(stored), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, filepath.Join(dir, "link.ipynb")); err != nil {
		t.Fatal(err)
	}
	n, err := Read(filepath.Join(dir, "link.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	n.Strip()
	if err := n.Write(filepath.Join(dir, "link.ipynb")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	again, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(n, again); d != "" {
		t.Errorf("read back (-written +read):\n%s", d)
	}
	n.Cells[0].ID = ""
	if err := n.Write(path); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("an invalid notebook was written: %v", err)
	}
	if err := again.Write(filepath.Join(dir, "none", "a.ipynb")); err == nil {
		t.Error("no error for a folder that does not exist")
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := again.Write(filepath.Join(dir, "folder")); err == nil {
		t.Error("a folder was replaced")
	}
	if files, _ := os.ReadDir(dir); len(files) != 3 {
		t.Errorf("left behind: %v", files)
	}
}

// FuzzDecode: whatever the bytes are, Decode returns; and what it and Validate accept survives a round trip.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(stored))
	f.Add([]byte(`{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}`))
	f.Add([]byte(`{"cells":[{"id":"a","cell_type":"raw","metadata":{},"source":"x"}],"metadata":{"authors":[]},"nbformat":4,"nbformat_minor":5}`))
	f.Add([]byte(`{"cells":[null]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Decode(b)
		if err != nil || n.Validate() != nil {
			return
		}
		first, err := n.Encode()
		if err != nil {
			t.Fatal(err)
		}
		second, err := decode(t, string(first)).Encode()
		if err != nil || string(first) != string(second) {
			t.Fatalf("%v\n%s\n%s", err, first, second)
		}
	})
}
