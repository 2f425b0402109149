//go:build linux || darwin

package notebook

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func init() {
	programs["interrupted training"] = interruptedTraining
	programs["interrupted twice"] = interruptedTwice
}

// interruptedTraining would train for ever.
func interruptedTraining() {
	rng := ebm.NewRand(1)
	rbm := ebm.NewBernoulliRBM(6, 4, rng)
	data := ebm.NewMatrix(20, 6)
	for i := range data.Data {
		data.Data[i] = float32(rng.IntN(2))
	}
	started := false
	result, err := ebm.Train(Context(), ebm.NewCD(rbm, 1), data, ebm.Settings{
		Epochs: 1 << 40, BatchSize: 10, LearningRate: 0.01,
		Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
			if !started && p.Epoch > 0 {
				fmt.Println("started")
				started = true
			}
			return nil
		}),
	}, rng)
	Check(err)
	fmt.Println("saved:", result.Epochs > 0 && result.Stopped && Context().Err() != nil)
}

func interruptedTwice() {
	ctx := Context()
	fmt.Println("started")
	<-ctx.Done()
	time.Sleep(10 * time.Millisecond) // the default comes back just after
	fmt.Println("first")
	time.Sleep(time.Minute)
}

// startProgram starts a program and returns a function that awaits its next line, or "" at its end.
func startProgram(t *testing.T, name string) (*exec.Cmd, func() string) {
	t.Helper()
	cmd, _, _ := program(name)
	cmd.Stdout = nil
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() { timer.Stop() })
	scanner := bufio.NewScanner(out)
	return cmd, func() string {
		scanner.Scan()
		return scanner.Text()
	}
}

func TestInterruptedTrainingIsSaved(t *testing.T) {
	cmd, next := startProgram(t, "interrupted training")
	if got := next(); got != "started" {
		t.Fatalf("first line %q", got)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got := next(); got != "saved: true" {
		t.Errorf("after the interrupt: %q", got)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("exit: %v", err)
	}
}

func TestSecondInterruptEnds(t *testing.T) {
	cmd, next := startProgram(t, "interrupted twice")
	for _, want := range []string{"started", "first"} {
		if got := next(); got != want {
			t.Fatalf("line %q, want %q", got, want)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
	}
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
		t.Errorf("ended with %v, want the interrupt", cmd.ProcessState)
	}
}

func TestContextIsOne(t *testing.T) {
	if Context() != Context() || Context().Err() != nil {
		t.Error("Context is not the same each time, or done without an interrupt")
	}
}
