//go:build unix

package gonbexec

import (
	"errors"
	"os/exec"
	"syscall"
)

func mkfifo(path string) error { return syscall.Mkfifo(path, 0o600) }

// ownGroup lets a command and its children be signalled together, and keeps the terminal's Ctrl-C from them.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func signalGroup(pid int, s syscall.Signal) { syscall.Kill(-pid, s) }

// readNow reads what a pipe holds without waiting. It reports 0 bytes and open when there is nothing to read yet.
func readNow(fd uintptr, buf []byte) (n int, open bool) {
	for {
		n, err := syscall.Read(int(fd), buf)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return 0, true
		case err != nil || n <= 0:
			return 0, false
		default:
			return n, true
		}
	}
}
