//go:build unix

package gonbexec

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupted runs a cell and cancels it as soon as it has made the file "started". It gives the text that the cell
// has printed, and the time that it took to end.
func interrupted(t *testing.T, k *Kernel, cell string) (text string, took time.Duration, err error) {
	t.Helper()
	started := filepath.Join(k.dir, "started")
	os.Remove(started)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var begin time.Time
	go func() {
		for range 2000 {
			if _, err := os.Stat(started); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		begin = time.Now()
		cancel()
	}()
	outputs, err := k.Execute(ctx, cell)
	return streams(outputs), time.Since(begin), err
}

const start = "os.WriteFile(\"started\", nil, 0o644)\n"

func TestInterrupt(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	t.Run("a program may save", func(t *testing.T) {
		text, took, err := interrupted(t, k, "%%\nc := make(chan os.Signal, 1)\nsignal.Notify(c, os.Interrupt)\n"+start+"<-c\nfmt.Print(\"saved\")")
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "interrupted") || text != "saved" || took > 3*time.Second {
			t.Errorf("%v after %v: %q", err, took, text)
		}
	})
	t.Run("a program that does not listen", func(t *testing.T) {
		_, took, err := interrupted(t, k, "%%\n"+start+"select {\ncase <-time.After(time.Minute):\n}")
		if !errors.Is(err, context.Canceled) || took > 3*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
	t.Run("a program that ignores it", func(t *testing.T) {
		k.grace = 200 * time.Millisecond
		_, took, err := interrupted(t, k, "%%\nsignal.Ignore(os.Interrupt)\n"+start+"time.Sleep(time.Minute)")
		if !errors.Is(err, context.Canceled) || took < k.grace || took > k.grace+3*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
	t.Run("children of a command", func(t *testing.T) {
		_, took, err := interrupted(t, k, "!sleep 60 & echo $! > pid; touch started; sleep 60")
		if !errors.Is(err, context.Canceled) || took > 3*time.Second {
			t.Errorf("%v after %v", err, took)
		}
		mustBeGone(t, filepath.Join(k.dir, "pid"))
	})
	t.Run("before it starts", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := k.Execute(ctx, "%%\nfmt.Print(1)"); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// mustBeGone waits for the end of the process whose number a file holds.
func mustBeGone(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		// A process that nobody waits for stays in the table as a zombie where no init collects it.
		stat, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if syscall.Kill(pid, 0) != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}

// TestBackground: what a command leaves running in the background does not keep the cell, and ends with it.
func TestBackground(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	begin := time.Now()
	if got := streams(execute(t, k, "!sleep 60 & echo $! > pid; echo done")); got != "done\n" || time.Since(begin) > 10*time.Second {
		t.Errorf("%q after %v", got, time.Since(begin))
	}
	mustBeGone(t, filepath.Join(k.dir, "pid"))
}

func TestTimeLimit(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	for name, tc := range map[string]struct {
		cell string
		line int
	}{
		"endless loop":    {"func f(n int) int { return n ^ 1 }\n%%\nfmt.Print(1)\nfor n := 0; ; {\n\tn = f(n)\n\tif n < 0 { break }\n}", 4},
		"endless waiting": {"%%\nfmt.Print(1)\n\n<-time.After(time.Hour)", 4},
		"endless command": {"\n!sleep 60", 2},
	} {
		t.Run(name, func(t *testing.T) {
			k.settings.Timeout = time.Second
			_, err := k.Execute(context.Background(), tc.cell)
			var f *CellError
			if !errors.As(err, &f) || !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "stopped after 1s") {
				t.Fatal(err)
			}
			// The loop is two or three lines long, and the program may be in any of them.
			if f.Line < tc.line || f.Line > tc.line+2 {
				t.Errorf("line %d, want %d: %v", f.Line, tc.line, err)
			}
		})
	}
}

// TestTimeLimitOfAnotherThread: the loop that is endless is found, and not the thread that has worked most.
func TestTimeLimitOfAnotherThread(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	k.settings.Timeout = 2 * time.Second
	_, err := k.Execute(context.Background(), `func spin() {
	for {
	}
}
%%
runtime.LockOSThread()
for begin := time.Now(); time.Since(begin) < 1200*time.Millisecond; {
}
go spin()
select {}`)
	var f *CellError
	if !errors.As(err, &f) || !errors.Is(err, ErrTimeout) || f.Line != 2 {
		t.Errorf("want line 2: %v", err)
	}
}

func TestOutputLimit(t *testing.T) {
	t.Parallel()
	k := newKernel(t)
	_, err := k.Execute(context.Background(), "%%\ns := strings.Repeat(\"x\", 1<<16)\nfor { fmt.Print(s) }")
	if !errors.Is(err, ErrOutput) || !strings.Contains(err.Error(), "larger than 16 MB") {
		t.Error(err)
	}
}

func TestTerminal(t *testing.T) {
	for raw, want := range map[string]string{
		"a\nb\n":                "a\nb\n",
		"a\r\nb":                "a\nb",
		"1 %\r10 %\r100 %\n":    "100 %\n",
		"long text\rshort":      "shorttext",
		"long text\r\x1b[Kdone": "done",
		"long text\x1b[2K\rab":  "ab",
		"x\ry\r":                "y",
		"äöü\rx\nz":             "xöü\nz",
		"\xff\xfea":             "\uFFFDa",
	} {
		if got := terminal([]byte(raw)); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
