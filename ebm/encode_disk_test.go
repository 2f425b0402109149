//go:build linux || darwin

package ebm

import (
	"os/signal"
	"syscall"
	"testing"
)

// TestSaveFullDisk has the system refuse to write more than n bytes to a file.
func TestSaveFullDisk(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	path, m := temp(t), scrambled(200, 100)
	whole := mustSave(t, path, scrambled(7, 3))
	for _, n := range []uint64{0, 1, 100, 1 << 16, 200*100*4 + 1} {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: old.Max}); err != nil {
			t.Fatal(err)
		}
		saved := Save(path, m)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		wantError(t, saved, syscall.EFBIG, path, "unchanged", "free some space")
		if string(mustRead(t, path)) != string(whole) {
			t.Fatalf("the earlier file changed on a disk that was full after %d bytes", n)
		}
		onlyFile(t, path)
	}
	mustSave(t, path, m)
}
