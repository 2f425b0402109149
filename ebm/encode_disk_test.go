//go:build linux || darwin

package ebm

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const saveLimitEnv = "EBM_TEST_SAVE_LIMIT"

// TestSaveFullDisk has a process save to whom the system refuses to write more
// than some number of bytes to a file.
func TestSaveFullDisk(t *testing.T) {
	if path := os.Getenv(savePathEnv); path != "" {
		saveLimited(path)
	}
	path := temp(t)
	whole := mustSave(t, path, scrambled(7, 3))
	for _, n := range []int{0, 1, 100, 1 << 16, 200*100*4 + 1} {
		out, err := child("TestSaveFullDisk", path, saveLimitEnv+"="+strconv.Itoa(n)).CombinedOutput()
		if err != nil {
			t.Fatalf("limit %d: %v: %s", n, err, out)
		}
		for _, text := range []string{path, "unchanged", "free some space"} {
			if !strings.Contains(string(out), text) {
				t.Errorf("limit %d: the error %q does not say %q", n, out, text)
			}
		}
		if string(mustRead(t, path)) != string(whole) {
			t.Fatalf("the earlier file changed on a disk that was full after %d bytes", n)
		}
		onlyFile(t, path)
	}
}

// saveLimited prints the error of Save, and exits with 0 if it is the right one.
func saveLimited(path string) {
	signal.Ignore(syscall.SIGXFSZ)
	m := scrambled(200, 100)
	limit, err := strconv.ParseUint(os.Getenv(saveLimitEnv), 10, 64)
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit})
	}
	if err == nil {
		err = Save(path, m)
	}
	fmt.Fprintln(os.Stderr, err)
	if !errors.Is(err, syscall.EFBIG) {
		os.Exit(1)
	}
	os.Exit(0)
}
