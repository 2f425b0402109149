//go:build linux || darwin

package notebook

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// shapeless is a Stringer and an error, as a nil pointer too.
type shapeless struct{ name string }

func (s *shapeless) String() string { return s.name }
func (s *shapeless) Error() string  { return s.name }

func line() (*plotting.Figure, error) {
	return plotting.Axes{Title: "a <line>", Width: 200, Height: 150}.Curves(plotting.Series{Points: plotter.XYs{{X: 0, Y: 1}, {X: 1, Y: 2}}})
}

func TestShowInCell(t *testing.T) {
	p := plot.New()
	p.Title.Text = "points"
	fig, err := line()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		item         any
		mime         string
		content, txt string // parts of
	}{
		{fig, mimePNG, "\x89PNG", "a <line>"},
		{p, mimePNG, "\x89PNG", "[figure: points, 760×460]"},
		{image.NewGray(image.Rect(0, 0, 3, 2)), mimePNG, "\x89PNG", "[image: 3×2]"},
		{Markdown("# $e^{-F}$"), mimeMarkdown, "# $e^{-F}$", "# $e^{-F}$"},
		{HTML("<p>a<br>b &lt; c</p>"), mimeHTML, "<p>a<br>b &lt; c</p>", "a\nb < c"},
		{Table{Rows: [][]any{{1}}}, mimeHTML, "<table>", "1"},
		{&Table{Rows: [][]any{{1}}}, mimeHTML, "<table>", "1"},
		{"plain <b>", mimeText, "plain <b>", "plain <b>"},
		{image.Pt(3, 4), mimeText, "(3,4)", "(3,4)"},
		{3.5, mimeText, "3.5", "3.5"},
	}
	k := newFakeKernel(t)
	for i, test := range tests {
		if err := Show(test.item); err != nil {
			t.Errorf("%T: %v", test.item, err)
			continue
		}
		got := k.messages()
		if len(got) != i+1 {
			t.Fatalf("%T: %d messages, want %d", test.item, len(got), i+1)
		}
		data := got[i].Data
		if !strings.Contains(content(data[test.mime]), test.content) {
			t.Errorf("%T: %s is %.40q", test.item, test.mime, content(data[test.mime]))
		}
		if !strings.Contains(content(data[mimeText]), test.txt) {
			t.Errorf("%T: text is %q, want %q in it", test.item, data[mimeText], test.txt)
		}
		if _, blank := data["image/svg+xml"]; blank || got[i].DisplayID != "" {
			t.Errorf("%T: an SVG, which nbconvert leaves blank, or an id", test.item)
		}
	}
}

func content(x any) string {
	if b, ok := x.([]byte); ok {
		return string(b)
	}
	s, _ := x.(string)
	return s
}

func TestShowPictureIsWhole(t *testing.T) {
	k := newFakeKernel(t)
	if err := Show(line()); err != nil {
		t.Fatal(err)
	}
	m := k.messages()[0]
	img, err := png.Decode(bytes.NewReader(m.Data[mimePNG].([]byte)))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(200, 150) {
		t.Errorf("size %v", size)
	}
	if alt, _ := m.Metadata[mimePNG].(map[string]any)["alt"].(string); !strings.HasPrefix(alt, "a <line>") {
		t.Errorf("alternative text %q", alt)
	}
}

func TestShowSkipsNil(t *testing.T) {
	k := newFakeKernel(t)
	var (
		fig  *plotting.Figure
		text *shapeless
		err  error
	)
	if err := Show(nil, fig, text, err, []int(nil)); err != nil {
		t.Errorf("nil items: %v", err)
	}
	if err := Show(); err != nil {
		t.Errorf("no items: %v", err)
	}
	if n := len(k.messages()); n != 0 {
		t.Errorf("%d messages of nil items", n)
	}
	if err := Show(nil, "a", fig, "b"); err != nil || len(k.messages()) != 2 {
		t.Errorf("error %v, %d messages, want 2", err, len(k.messages()))
	}
}

func TestShowReturnsErrors(t *testing.T) {
	k := newFakeKernel(t)
	want := errors.New("bad")
	if err := Show("before", want); err != want {
		t.Errorf("an error item: %v", err)
	}
	if err := Show(plotting.Curves()); err == nil {
		t.Error("the error of a figure was lost")
	}
	if err := Show("before", &plotting.Figure{}); err == nil {
		t.Error("an empty figure was shown")
	}
	if n := len(k.messages()); n != 0 {
		t.Errorf("%d messages in spite of errors", n)
	}
}

func TestShowTellsOfABrokenKernel(t *testing.T) {
	k := newFakeKernel(t)
	k.link.to += ".gone"
	for range 2 {
		if err := Show("x"); !errors.Is(err, ErrKernel) {
			t.Errorf("error %v, want ErrKernel", err)
		}
	}
}
