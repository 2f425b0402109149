package gonbexec

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// dumpStack asks a Go program for the stacks of its goroutines. The runtime shows the stack of a goroutine that is
// running only if its own thread gets the signal, and goroutines wander between threads: so the program is stopped
// before the thread is chosen. All threads may be in a system call for a moment; then the next try finds one that works.
func dumpStack(pid int) {
	const tries = 5
	thread := 0
	for n := 1; thread == 0 && n <= tries; n++ {
		syscall.Kill(pid, syscall.SIGSTOP)
		thread = workingThread(pid)
		switch {
		case thread != 0:
			syscall.Tgkill(pid, thread, syscall.SIGQUIT)
		case n == tries: // nothing in it works
			syscall.Kill(pid, syscall.SIGQUIT)
		}
		syscall.Kill(pid, syscall.SIGCONT)
		if thread == 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

// workingThread gives the thread of a stopped program that is in no system call, or 0; of several, the one that has
// worked most.
func workingThread(pid int) (thread int) {
	most := -1
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*")
	for _, task := range tasks {
		user := stopped(task)
		call, err := os.ReadFile(task + "/syscall")
		if err != nil || !strings.HasPrefix(string(call), "-1 ") || user <= most {
			continue
		}
		if tid, err := strconv.Atoi(filepath.Base(task)); err == nil {
			thread, most = tid, user
		}
	}
	return thread
}

// stopped waits until a thread has stopped, and gives the time that it has worked.
func stopped(task string) (user int) {
	for range 1000 {
		b, err := os.ReadFile(task + "/stat")
		_, rest, _ := strings.Cut(string(b), ") ") // the name before may contain blanks
		fields := strings.Fields(rest)
		if err != nil || len(fields) < 12 {
			return 0 // the thread has ended
		}
		switch fields[0] {
		case "T":
			user, _ = strconv.Atoi(fields[11])
			return user
		case "Z", "X": // it has ended, and the others have not
			return 0
		}
		time.Sleep(time.Millisecond)
	}
	return 0
}
