package notebook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// programs run in a process of their own, because they end it or are interrupted.
var programs = map[string]func(){
	"check nil": func() {
		Check(nil)
		fmt.Println("after")
	},
	"check error": func() {
		Check(errors.New("no such digit"))
		fmt.Println("after")
	},
	"check canceled": func() {
		Check(fmt.Errorf("ebm: stopped: %w", context.Canceled))
		fmt.Println("after")
	},
	"check deadline": func() {
		Check(context.DeadlineExceeded)
		fmt.Println("after")
	},
	"must": func() {
		fmt.Println(Must(1, nil))
		fmt.Println(Must(2, errors.New("no two")))
	},
}

const programVariable = "NOTEBOOK_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if name := os.Getenv(programVariable); name != "" {
		programs[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program prepares one of programs, with no notebook around it.
func program(name string) (cmd *exec.Cmd, stdout, stderr *bytes.Buffer) {
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programVariable+"="+name, "GONB_PIPE=", "GONB_PIPE_BACK=")
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd, stdout, stderr
}
