package gonbexec

import (
	"errors"
	"fmt"
	"strings"
)

// The causes that a CellError wraps. An interrupted cell wraps context.Canceled instead.
var (
	ErrSyntax      = errors.New("syntax error")
	ErrCompile     = errors.New("does not compile")
	ErrFailed      = errors.New("failed")
	ErrTimeout     = errors.New("time limit exceeded")
	ErrOutput      = errors.New("output limit exceeded")
	ErrDisplay     = errors.New("display message not understood")
	ErrUnsupported = errors.New("not supported without Jupyter")
)

// CellError says where a notebook failed and why. It may point into an earlier cell than the one that ran, such as
// for a declaration there that no longer compiles.
type CellError struct {
	Notebook string // as in Settings; may be empty
	Cell     int    // counted over code cells from 1, as Jupyter's In[1]
	Line     int    // in the cell, from 1; 0: not known
	What     string // one line
	Detail   string // the words of compiler, command or program; may be empty
	Err      error  // what it wraps
}

// Error gives place and reason on the first line and the details, indented, on those that follow.
func (e *CellError) Error() string {
	var b strings.Builder
	if e.Notebook != "" {
		b.WriteString(e.Notebook + ": ")
	}
	fmt.Fprintf(&b, "cell [%d]", e.Cell)
	if e.Line > 0 {
		fmt.Fprintf(&b, ", line %d", e.Line)
	}
	b.WriteString(": " + e.What)
	if e.Detail != "" {
		b.WriteString("\n    " + strings.ReplaceAll(strings.TrimRight(e.Detail, "\n"), "\n", "\n    "))
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *CellError) Unwrap() error { return e.Err }

// failure is a CellError whose notebook and cell (where 0) are filled in later.
func failure(line int, cause error, format string, args ...any) *CellError {
	return &CellError{Line: line, Err: cause, What: fmt.Sprintf(format, args...)}
}
