package gonbexec

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// build writes the program and compiles it. Without link, it only finds out whether it compiles.
func (r *run) build(ctx context.Context, src string, link bool) error {
	k := r.kernel
	for _, name := range []string{mainFile, testFile} {
		os.Remove(filepath.Join(k.tmp, name))
	}
	if err := os.WriteFile(filepath.Join(k.tmp, r.file()), []byte(src), 0o644); err != nil {
		return err
	}
	text, err := k.goTool(ctx, r.buildArgs(link)...)
	if err != nil && k.autoGet && moduleMissing(text) {
		get := []string{"get"}
		if r.test {
			get = append(get, "-t")
		}
		if more, e := k.goTool(ctx, get...); e != nil {
			return r.getFailure(text, more, e)
		}
		text, err = k.goTool(ctx, r.buildArgs(link)...)
	}
	return r.buildFailure(text, err)
}

// Names in the folder of the program.
const (
	mainFile = "main.go"
	testFile = "main_test.go"
)

func (r *run) file() string {
	if r.test {
		return testFile
	}
	return mainFile
}

// buildArgs leaves the tables for debuggers out, which makes linking quicker and keeps the lines of stack traces.
func (r *run) buildArgs(link bool) []string {
	flags := append([]string{"-ldflags=-s -w", "-buildvcs=false"}, r.kernel.goFlags...)
	switch {
	case !link:
		return append(append([]string{"list", "-export", "-f", `{{""}}`}, flags...), ".")
	case r.test:
		return append([]string{"test", "-c", "-o", r.kernel.binary()}, flags...)
	}
	return append([]string{"build", "-o", r.kernel.binary()}, flags...)
}

// goTool runs the go command in the folder of the program, and gives what it says.
func (k *Kernel) goTool(ctx context.Context, args ...string) (string, error) {
	path, err := k.lookPath("go")
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	cmd := exec.Cmd{Path: path, Args: append([]string{"go"}, args...), Dir: k.tmp, Stdout: &out, Stderr: &out, WaitDelay: graceDrain}
	cmd.Env = k.env.list("GOWORK=" + k.workspace())
	ownGroup(&cmd)
	if err := cmd.Start(); err != nil {
		return "", err
	}
	err = wait(ctx, &cmd, false, k.grace)
	if cause := context.Cause(ctx); cause != nil {
		return out.String(), cause
	}
	return out.String(), err
}

// workspace is the go.work that a setup cell has made beside the program, but none in a folder above.
func (k *Kernel) workspace() string {
	file := filepath.Join(k.tmp, "go.work")
	if _, err := os.Stat(file); err != nil {
		return "off"
	}
	return file
}

func moduleMissing(text string) bool {
	return slices.ContainsFunc([]string{
		"no required module provides package", "cannot find module providing package", "missing go.sum entry", "updates to go.mod needed",
	}, func(s string) bool { return strings.Contains(text, s) })
}

// compilerLine is what the go command says about a place in a cell.
var compilerLine = regexp.MustCompile(`(?m)^(?:\S*/)?In\[(\d+)\]:(\d+)(?::\d+)?: (.*)$`)

// buildFailure puts the first complaint about a cell on the first line, and all of them below.
func (r *run) buildFailure(text string, err error) error {
	var exit *exec.ExitError
	if err == nil || !errors.As(err, &exit) {
		return err
	}
	f := failure(0, ErrCompile, "it does not compile")
	if m := compilerLine.FindStringSubmatch(text); m != nil {
		f.Cell, _ = strconv.Atoi(m[1])
		f.Line, _ = strconv.Atoi(m[2])
		f.What = m[3]
	}
	text = r.kernel.shorten(text)
	if f.Line == 0 || strings.Contains(strings.TrimSpace(text), "\n") {
		f.Detail = text
	}
	return f
}

// getFailure is about a missing module that could not be fetched either.
func (r *run) getFailure(text, more string, err error) error {
	err = r.buildFailure(text, err)
	if f, ok := err.(*CellError); ok {
		f.What = strings.TrimSuffix(f.What, ": import lookup disabled by -mod=readonly")
		f.Detail = "go get: " + r.kernel.shorten(more)
	}
	return err
}

// shorten leaves out what only names the temporary module.
func (k *Kernel) shorten(text string) string {
	text = strings.ReplaceAll(text, "# "+k.module+"\n", "")
	text = strings.ReplaceAll(text, k.tmp+string(filepath.Separator), "")
	return strings.ReplaceAll(text, "./In[", "In[")
}
