package ebm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// onlyFile checks that path is all that its folder holds.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// TestWriteAtomicFails has the writing fail after n bytes.
func TestWriteAtomicFails(t *testing.T) {
	path, full := temp(t), errors.New("the disk is full")
	old := mustSave(t, path, scrambled(7, 3))
	for _, n := range []int{0, 1, 8, 100, 1 << 16, 1<<16 + 1, 1 << 20} {
		err := writeAtomic(path, func(w io.Writer) error {
			if _, err := w.Write(make([]byte, n)); err != nil {
				t.Error(err)
			}
			return full
		})
		wantError(t, err, full, path, "unchanged")
		if string(mustRead(t, path)) != string(old) {
			t.Fatalf("the earlier file changed when writing failed after %d bytes", n)
		}
		onlyFile(t, path)
	}
}

func TestSaveNowhere(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	m := scrambled(2, 2)
	missing := filepath.Join(dir, "missing", "model")
	wantError(t, Save(missing, m), fs.ErrNotExist, missing, "make the folder first")
	below := filepath.Join(file, "model")
	if err := Save(below, m); err == nil {
		t.Error("saved below a file")
	}
	wantError(t, Save(dir, m), errIrregular, dir)
	onlyFile(t, file)
}

func TestSaveKeepsProtection(t *testing.T) {
	path := temp(t)
	old := mustSave(t, path, scrambled(2, 2))
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	wantError(t, Save(path, scrambled(3, 3)), fs.ErrPermission, path, "write-protected")
	if string(mustRead(t, path)) != string(old) {
		t.Error("a write-protected file was replaced")
	}
	onlyFile(t, path)
}

func TestSaveKeepsMode(t *testing.T) {
	path := temp(t)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mustSave(t, path, scrambled(2, 2))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestSaveFollowsLink(t *testing.T) {
	path := temp(t)
	link := filepath.Join(t.TempDir(), "link")
	mustSave(t, path, scrambled(2, 2))
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	want := mustSave(t, link, scrambled(3, 3))
	if string(mustRead(t, path)) != string(want) {
		t.Error("the file behind the link was not replaced")
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	onlyFile(t, path)
}

func TestSaveTogether(t *testing.T) {
	path, m := temp(t), scrambled(20, 20)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				if err := Save(path, m); err != nil {
					t.Error(err)
				}
				if _, err := Load[*RBM](path); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	onlyFile(t, path)
}

const savePathEnv = "EBM_TEST_SAVE_PATH"

// child is a process that runs one test of this package, with path in
// savePathEnv.
func child(test, path string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	cmd.Env = append(append(os.Environ(), savePathEnv+"="+path), env...)
	return cmd
}

// TestSaveKilled kills a process that saves all the time, again and again: the
// file is always whole.
func TestSaveKilled(t *testing.T) {
	if path := os.Getenv(savePathEnv); path != "" {
		saveForever(path)
	}
	path := temp(t)
	mustSave(t, path, scrambled(200, 100))
	for i := range 6 {
		saver := child("TestSaveKilled", path)
		out, err := saver.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := saver.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
			t.Fatalf("the child did not save: %v", err)
		}
		time.Sleep(time.Duration(i) * 3 * time.Millisecond)
		if err := saver.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		saver.Wait()
		if _, err := Load[*RBM](path); err != nil {
			t.Error(err)
		}
	}
}

// saveForever prints a byte after each file.
func saveForever(path string) {
	for m := scrambled(200, 100); ; {
		if err := Save(path, m); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Stdout.WriteString(".")
	}
}
