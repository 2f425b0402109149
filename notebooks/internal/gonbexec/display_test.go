package gonbexec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// newDisplayKernel makes a Kernel in which cells can call connect.
func newDisplayKernel(t *testing.T) *Kernel {
	t.Helper()
	client, err := os.ReadFile("testdata/client.txt")
	if err != nil {
		t.Fatal(err)
	}
	k := newKernel(t)
	execute(t, k, string(client))
	return k
}

func execute(t *testing.T, k *Kernel, source string) []*ipynb.Output {
	t.Helper()
	outputs, err := k.Execute(context.Background(), source)
	if err != nil {
		t.Fatal(err)
	}
	return outputs
}

func stream(name, text string) *ipynb.Output {
	return &ipynb.Output{Type: ipynb.Stream, Name: name, Text: text}
}

func display(data map[string]any) *ipynb.Output {
	return &ipynb.Output{Type: ipynb.DisplayData, Data: data}
}

func TestDisplay(t *testing.T) {
	t.Parallel()
	k := newDisplayKernel(t)
	t.Run("types", func(t *testing.T) {
		got := execute(t, k, `%%
c := connect()
c.show("", map[string]any{"image/png": []byte{1, 2, 3}, "text/plain": "picture"})
c.show("", map[string]any{"text/html": []byte("<b>é</b>"), "application/x+json": map[string]any{"a": []any{1, "b"}}})`)
		want := []*ipynb.Output{
			display(map[string]any{"image/png": "AQID", "text/plain": "picture"}),
			display(map[string]any{"text/html": "<b>é</b>", "application/x+json": map[string]any{"a": []any{1, "b"}}}),
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
	// With a handshake after each display the order is that of the program, and nothing is lost.
	t.Run("order", func(t *testing.T) {
		got := execute(t, k, `%%
c := connect()
for i := range 100 {
	fmt.Print("out", i)
	c.text("", fmt.Sprint("shown", i))
	c.sync()
}
fmt.Print("end")`)
		var want []*ipynb.Output
		for i := range 100 {
			want = append(want, stream("stdout", fmt.Sprint("out", i)), display(map[string]any{"text/plain": fmt.Sprint("shown", i)}))
		}
		if d := cmp.Diff(append(want, stream("stdout", "end")), got); d != "" {
			t.Error(d)
		}
	})
	t.Run("quick messages", func(t *testing.T) {
		got := execute(t, k, "%%\nc := connect()\nfor i := range 300 { c.text(\"\", fmt.Sprint(i)) }\nos.Exit(0)")
		if len(got) != 300 || got[299].Data["text/plain"] != "299" {
			t.Errorf("%d of 300 messages arrived", len(got))
		}
	})
	t.Run("updates", func(t *testing.T) {
		first := execute(t, k, "%%\nc := connect()\nfor i := range 300 { c.text(\"a\", fmt.Sprint(i)); if i == 0 { c.text(\"b\", \"other\") } }")
		want := []*ipynb.Output{display(map[string]any{"text/plain": "299"}), display(map[string]any{"text/plain": "other"})}
		if d := cmp.Diff(want, first); d != "" {
			t.Error(d)
		}
		second := execute(t, k, "%%\nc := connect()\nc.text(\"a\", \"later\")\nc.text(\"c\", \"new\")")
		want[0].Data["text/plain"] = "later"
		if d := cmp.Diff(want, first); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]*ipynb.Output{display(map[string]any{"text/plain": "new"})}, second); d != "" {
			t.Error(d)
		}
	})
	t.Run("capture", func(t *testing.T) {
		execute(t, k, "%capture shown.txt\n%%\nconnect().text(\"\", \"text\")")
		if got := streams(execute(t, k, "!cat shown.txt")); got != "text" {
			t.Errorf("captured %q", got)
		}
	})
	t.Run("nothing stays", func(t *testing.T) {
		if files, err := os.ReadDir(k.pipes); err != nil || len(files) > 0 {
			t.Errorf("%v %v", files, err)
		}
	})
}

// TestBadDisplay: what the executor does not understand ends the cell at once instead of leaving the program waiting.
func TestBadDisplay(t *testing.T) {
	t.Parallel()
	k := newDisplayKernel(t)
	for _, tc := range []struct {
		name, body string
		cause      error
		want       string
	}{
		{"widget", `c.show("", map[string]any{"gonb/comm_value": comm{Address: "/x", Value: 1}}); c.sync()`, ErrUnsupported, "widgets (/x)"},
		{"input", `c.show("", map[string]any{"gonb/jupyter_input": "name?"}); c.sync()`, ErrUnsupported, "asks the reader for input"},
		{"subscription", `c.show("", map[string]any{"gonb/comm_subscribe": ""}); c.sync()`, ErrUnsupported, "widgets"},
		{"noise", `c.forth.WriteString("\x03abc"); c.sync()`, ErrDisplay, "only one display library"},
		{"two libraries", `connect(); c.text("", "a"); e := gob.NewEncoder(c.forth); e.Encode(message{}); c.sync()`, ErrDisplay, "only one display library"},
		{"type", `c.show("", map[string]any{"image/png": 1}); c.sync()`, ErrDisplay, "image/png holds a int"},
		{"text", `c.show("", map[string]any{"text/plain": "\xff"}); c.sync()`, ErrDisplay, "text/plain is not valid UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := k.Execute(context.Background(), "%%\nc := connect()\n"+tc.body)
			if !errors.Is(err, tc.cause) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// TestNotebookPackage: the executor and this module's own display library understand each other, in the setup that
// the notebooks use.
func TestNotebookPackage(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	folder, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	execute(t, k, "%cd "+folder)
	execute(t, k, `!*rm -f go.work && go work init . "$GONB_DIR/.."`)
	execute(t, k, `import "github.com/gonb-ebm/gonb-ebm/plotting/notebook"`)
	got := execute(t, k, "%%\nfmt.Println(1)\nnotebook.Check(notebook.Show(notebook.Markdown(\"**two**\")))\nfmt.Println(3)")
	if len(got) != 3 || got[0].Text != "1\n" || got[1].Data["text/markdown"] != "**two**" || got[2].Text != "3\n" {
		t.Errorf("got %+v", got)
	}
}
