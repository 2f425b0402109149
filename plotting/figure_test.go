package plotting

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func line(t *testing.T) *Figure {
	t.Helper()
	f, err := Axes{Title: `a "quoted" <title>`}.Curves(Series{Points: Points(nil, []float64{1, 3, 2})})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSaveFormats(t *testing.T) {
	dir, f := t.TempDir(), line(t)
	for name, begin := range map[string]string{"a.png": "\x89PNG\r\n", "b.SVG": "<svg ", "c.html": "<!DOCTYPE html>\n"} {
		path := filepath.Join(dir, name)
		for range 2 { // the second time over the first
			if err := f.Save(path); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, []byte(begin)) {
			t.Errorf("%s begins with %.20q", name, data)
		}
	}
	if files := list(t, dir); len(files) != 3 {
		t.Errorf("left behind: %q", files)
	}
}

func TestSaveFails(t *testing.T) {
	dir, f := t.TempDir(), line(t)
	taken := filepath.Join(dir, "taken.png")
	if err := os.MkdirAll(filepath.Join(taken, "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(dir, "a.jpeg"):           ".png, .svg or .html",
		filepath.Join(dir, "noextension"):      ".png, .svg or .html",
		filepath.Join(dir, "absent", "a.png"):  "no such file",
		taken:                                  "taken.png",
		filepath.Join(dir, "png.png", "a.svg"): "no such file",
	} {
		err := f.Save(path)
		if err == nil || !strings.HasPrefix(err.Error(), "plotting: save ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want an error that says %q", path, err, says)
		}
	}
	if files := list(t, dir); len(files) != 1 {
		t.Errorf("left behind: %q", files)
	}
	if err := new(Figure).Save(filepath.Join(dir, "empty.png")); err == nil {
		t.Error("an empty figure was saved")
	}
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestManyGoroutinesDrawOneFigure(t *testing.T) {
	f := line(t)
	want, err := f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if got, err := f.PNG(); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture (%v)", err)
			}
		})
	}
	wait.Wait()
}

// Text that looks like the markup which SVG is repaired in stays as it is.
func TestTextIsNotRepaired(t *testing.T) {
	const text = "font-family:Liberation Sans; <image data:image/jpg>"
	f, err := Axes{Title: text}.Curves(Series{Points: Points(nil, []float64{1, 2})})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(svg, []byte(">font-family:Liberation Sans; &lt;image data:image/jpg&gt;</text>")) {
		t.Error("the title was changed")
	}
}

func TestStringStandsForThePicture(t *testing.T) {
	if got, want := line(t).String(), `[a "quoted" <title>: 1 curve, 760×400]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := (*Figure)(nil).String(); got != "no figure" {
		t.Errorf("nil is %q", got)
	}
}
