//go:build !unix

package gonbexec

import (
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
)

// GoNB itself does not run where there are no named pipes. New reports it through mkfifo.
func mkfifo(string) error {
	return fmt.Errorf("notebooks cannot run on %s, as GoNB cannot: %w", runtime.GOOS, ErrUnsupported)
}

func ownGroup(*exec.Cmd) {}

func signalGroup(int, syscall.Signal) {}

func readNow(uintptr, []byte) (int, bool) { return 0, false }
