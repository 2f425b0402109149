package dataset

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func zipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadIDX(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, want := range []IDX{
		{[]int{1}, []byte{7}},
		{[]int{2, 3}, []byte{1, 2, 3, 4, 5, 6}},
		{[]int{300, 2, 2}, bytes.Repeat([]byte{0, 255, 1, 9}, 300)},
	} {
		for _, b := range [][]byte{idxFile(want.Shape, want.Data...), zipped(t, idxFile(want.Shape, want.Data...))} {
			writeFile(t, b, path)
			got, err := ReadIDX(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func TestReadIDXDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	good := idxFile([]int{2, 2}, 1, 2, 3, 4)
	check := func(b []byte, text string) {
		t.Helper()
		writeFile(t, b, path)
		_, err := ReadIDX(path)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), text) {
			t.Errorf("%.20q: error %v, want %q", b, err, text)
		}
	}
	z := zipped(t, good)
	for n := range good {
		check(good[:n], "")
		check(zipped(t, good[:n]), "")
	}
	for n := range z {
		check(z[:n], "")
	}
	for i := range 8 { // its sum, at the end
		bad := bytes.Clone(z)
		bad[len(z)-8+i] ^= 1
		check(bad, "checksum")
	}
	check(append(bytes.Clone(good), 0), "something follows")
	check(zipped(t, append(bytes.Clone(good), 0)), "something follows")
	check(append(bytes.Clone(z), 0), "")
	check([]byte("\x89PNG\r\n\x1a\n"), "begin")
	check([]byte{0, 0, 0x0d, 1, 0, 0, 0, 1}, "0x0d")
	check([]byte{0, 0, 8, 0}, "0 dimensions")
	check([]byte{0, 0, 8, 9}, "9 dimensions")
	check(idxFile([]int{0}), "size 0")
	check(idxFile([]int{1 << 20, 1 << 20, 1 << 20, 1 << 20}, 1), "size")
}

func TestReadIDXFileSystem(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadIDX(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := ReadIDX(dir); !errors.Is(err, ErrFormat) {
		t.Errorf("error %v", err)
	}
}

// TestReadIDXMemory: a short file that claims much costs little.
func TestReadIDXMemory(t *testing.T) {
	for _, b := range [][]byte{idxFile([]int{1 << 30}, 1), zipped(t, idxFile([]int{1 << 30}, 1))} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decodeIDX(b)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; err == nil || used > 1<<18 {
			t.Errorf("%d bytes allocated for a file of %d; error %v", used, len(b), err)
		}
	}
}

func TestLoadIDX(t *testing.T) {
	dir := t.TempDir()
	images, labels := filepath.Join(dir, "images"), filepath.Join(dir, "labels")
	writeFile(t, idxFile([]int{2, 1, 3}, 0, 0, 0, 255, 255, 0), images)
	s, err := LoadIDX("signs", images, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.String(), "signs: 2 images of 1×3, grey"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	writeFile(t, idxFile([]int{2, 1}, 0, 0), labels)
	if _, err := LoadIDX("signs", images, labels); !errors.Is(err, ErrFormat) {
		t.Errorf("two-dimensional labels: error %v", err)
	}
	if _, err := LoadIDX("signs", labels, images); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "2 dimensions") {
		t.Errorf("files swapped: error %v", err)
	}
	if _, err := LoadIDX("signs", images, filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no labels: error %v", err)
	}
}

func FuzzReadIDX(f *testing.F) {
	good := idxFile([]int{2, 2}, 1, 2, 3, 4)
	f.Add(good)
	f.Add(zipped(f, good))
	f.Add(idxFile([]int{1 << 20, 1 << 20, 1 << 20, 1 << 20}, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := decodeIDX(b)
		if err != nil {
			return
		}
		n := 1
		for _, size := range x.Shape {
			n *= size
		}
		if n != len(x.Data) || n > maxDeflate*len(b) {
			t.Fatalf("shape %v, %d values, from %d bytes", x.Shape, len(x.Data), len(b))
		}
		again, err := decodeIDX(idxFile(x.Shape, x.Data...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(x, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
