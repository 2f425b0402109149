package gonbexec

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoSh: where there is no sh, bash takes its part, under its name and with its exit status.
func TestNoSh(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	k, bin := newKernel(t), t.TempDir()
	if err := os.Symlink(bash, filepath.Join(bin, "bash")); err != nil {
		t.Fatal(err)
	}
	k.env.set("PATH", bin)
	if got := streams(execute(t, k, "%%sh\necho $0 $((1 + 1))")); got != "sh 2\n" {
		t.Errorf("got %q", got)
	}
	if _, err := k.Execute(context.Background(), "%%sh\nexit 4"); err == nil || !strings.Contains(err.Error(), "line 1: sh: exit status 4") {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(bin, "bash")); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Execute(context.Background(), "%%sh\n"); err == nil || !strings.Contains(err.Error(), `"sh"`) {
		t.Error(err)
	}
}
