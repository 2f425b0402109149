package gonbexec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	// With a handshake after each display the order is that of the program.
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
	t.Run("quick messages without a handshake, captured", func(t *testing.T) {
		got := execute(t, k, "%capture shown.txt\n%%\nc := connect()\nfor i := range 300 { c.text(\"\", fmt.Sprint(i%10)) }\nos.Exit(0)")
		if len(got) != 300 || got[299].Data["text/plain"] != "9" {
			t.Errorf("%d of 300 messages arrived", len(got))
		}
		if got := streams(execute(t, k, "!cat shown.txt")); got != strings.Repeat("0123456789", 30) {
			t.Errorf("captured %q", got)
		}
	})
	t.Run("updates", func(t *testing.T) {
		// 300 frames of 64 KB would be over the limit of a cell if those that are replaced counted.
		first := execute(t, k, "%%\nc := connect()\npad := strings.Repeat(\"x\", 1<<16)\nfor i := range 300 { c.text(\"a\", fmt.Sprint(i) + pad); if i == 0 { c.text(\"b\", \"other\") } }")
		want := []*ipynb.Output{display(map[string]any{"text/plain": "299" + strings.Repeat("x", 1<<16)}), display(map[string]any{"text/plain": "other"})}
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
	for body, want := range map[string]string{
		`c.show("", map[string]any{"gonb/comm_value": comm{Address: "/x", Value: 1}})`: "a program uses widgets (/x)",
		`e := gob.NewEncoder(c.forth); c.text("", "a"); e.Encode(message{})`:           "only one display library",
	} {
		begin := time.Now()
		_, err := k.Execute(context.Background(), "%%\nc := connect()\n"+body+"\nc.sync()")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q, after %v", err, want, time.Since(begin))
		}
	}
}

func TestMessage(t *testing.T) {
	for _, tc := range []struct {
		data  map[string]any
		cause error
		want  string
	}{
		{map[string]any{keyComm: commValue{Address: "/x"}}, ErrUnsupported, "widgets (/x)"},
		{map[string]any{keyComm: 1}, ErrDisplay, "holds a int"},
		{map[string]any{keyInput: inputRequest{}}, ErrUnsupported, "asks the reader for input"},
		{map[string]any{keySubscribe: commSubscription{}}, ErrUnsupported, "widgets"},
		{map[string]any{"image/png": 1}, ErrDisplay, "image/png holds a int"},
		{map[string]any{"text/plain": "\xff"}, ErrDisplay, "text/plain is not valid UTF-8"},
	} {
		m := &displayMessage{Data: tc.data}
		_, is, err := m.request()
		if !is {
			err = newRecorder(nil).show(m)
		}
		if !errors.Is(err, tc.cause) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v: got %v, want %q", tc.data, err, tc.want)
		}
	}
}

// TestNotebookPackage: the executor and this module's own display library understand each other, in the setup that
// the notebooks use.
func TestNotebookPackage(t *testing.T) {
	t.Parallel()
	// A workspace reads the go.mod files of all modules, also of those that are not built: they may have to be fetched.
	text, err := exec.Command("go", "env", "GOPROXY", "GOSUMDB").Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(string(text), "\n")
	k := newKernel(t, "GOPROXY="+values[0], "GOSUMDB="+values[1])
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
