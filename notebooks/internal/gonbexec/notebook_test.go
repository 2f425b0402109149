package gonbexec

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

var regen = flag.Bool("regen", false, "write the golden files anew")

func TestRun(t *testing.T) {
	t.Parallel()
	n, err := ipynb.Read("testdata/before_run.json")
	if err != nil {
		t.Fatal(err)
	}
	var cells string
	s := Settings{Dir: t.TempDir(), Progress: func(cell, of int) { cells += fmt.Sprintf("%d/%d ", cell, of) }}
	if err := Run(context.Background(), n, s); err != nil {
		t.Fatal(err)
	}
	if cells != "1/3 2/3 3/3 " {
		t.Errorf("progress %s", cells)
	}
	got, err := n.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/after_run.json"
	if *regen {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestRunFails: outputs up to the cell that fails are there, none after it.
func TestRunFails(t *testing.T) {
	t.Parallel()
	n := &ipynb.Notebook{Cells: []ipynb.Cell{
		{ID: "a", Type: ipynb.Code, Source: "!echo 1"},
		{ID: "b", Type: ipynb.Code, Source: "!echo 2; false"},
		{ID: "c", Type: ipynb.Code, Source: "!echo 3", ExecutionCount: 9, Outputs: []ipynb.Output{{Type: ipynb.Stream, Name: "stdout", Text: "old"}}},
	}}
	err := Run(context.Background(), n, Settings{Notebook: "n", Dir: t.TempDir()})
	var f *CellError
	if !errors.As(err, &f) || f.Notebook != "n" || f.Cell != 2 || f.Line != 1 {
		t.Errorf("got %v", err)
	}
	want := []ipynb.Output{
		{Type: ipynb.Stream, Name: "stdout", Text: "2\n"},
		{Type: ipynb.Error, EName: "ERROR", EValue: "n: cell [2], line 1: !echo 2; false: exit status 1",
			Traceback: []string{"n: cell [2], line 1: !echo 2; false: exit status 1", "    2"}},
	}
	if d := cmp.Diff(want, n.Cells[1].Outputs); d != "" {
		t.Error(d)
	}
	if c := n.Cells[2]; c.ExecutionCount != 0 || c.Outputs != nil || n.Cells[0].ExecutionCount != 1 || n.Cells[0].Outputs == nil {
		t.Errorf("cells: %+v", n.Cells)
	}
}

// TestNewFails: an environment without Go is an error that leaves nothing behind.
func TestNewFails(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("PATH", tmp)
	if _, err := New(context.Background(), Settings{}); err == nil {
		t.Error("no error without a go command")
	}
	if files, err := os.ReadDir(tmp); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v %v", files, err)
	}
}
