package notebook

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		program        string
		exit           int
		stdout, stderr string // stderr: parts, separated by |
	}{
		{"check nil", 0, "after\n", ""},
		{"check error", 1, "", "no such digit\n|\tat |main_test.go:"},
		{"check canceled", 0, "after\n", "interrupted: ebm: stopped: context canceled\n"},
		{"check deadline", 1, "", "context deadline exceeded\n"},
		{"must", 1, "1\n", "no two\n|main_test.go:"},
	} {
		cmd, stdout, stderr := program(test.program)
		err := cmd.Run()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != test.exit {
			t.Errorf("%s: exit status %d, want %d", test.program, got, test.exit)
		}
		if got := stdout.String(); got != test.stdout {
			t.Errorf("%s: standard output %q, want %q", test.program, got, test.stdout)
		}
		for _, part := range strings.Split(test.stderr, "|") {
			if got := stderr.String(); !strings.Contains(got, part) || test.stderr == "" && got != "" {
				t.Errorf("%s: standard error %q, want %q", test.program, got, part)
			}
		}
	}
}
