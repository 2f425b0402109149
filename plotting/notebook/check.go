package notebook

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Check ends the program if err is not nil: it prints err and the line of the call on standard error and exits with
// status 1. An error that wraps context.Canceled, which is what an interrupted training returns, is printed only, so
// that the lines which save what was learned still run.
func Check(err error) { check(err) }

// Must returns v, after Check of err.
func Must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err == nil {
		return
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "interrupted: %v\n", err)
		return
	}
	fmt.Fprintf(os.Stderr, "%v\n%s", err, callSite(2))
	os.Exit(1)
}

// callSite is the line of a caller, in the form in which the kernel finds it and adds the cell's number and line.
func callSite(skip int) string {
	if _, file, line, ok := runtime.Caller(skip + 1); ok {
		return fmt.Sprintf("\tat %s:%d\n", file, line)
	}
	return ""
}
