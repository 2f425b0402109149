package course

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course/texmath"
)

// bar stands for | in formulas while markdown is read, because | would end a cell of a table. It is a character for
// private use.
const bar = "\uE000"

func unshield(text string) string { return strings.ReplaceAll(text, bar, "|") }

// shield replaces the vertical bars of the formulas that begin and end in one line.
func shield(source string) string {
	if !strings.Contains(source, "|") {
		return source
	}
	lines := strings.SplitAfter(source, "\n")
	for i, line := range lines {
		var out strings.Builder
		for rest := []byte(line); len(rest) > 0; {
			start, end := formula(rest)
			out.Write(rest[:start])
			out.Write(bytes.ReplaceAll(rest[start:end], []byte("|"), []byte(bar)))
			rest = rest[end:]
		}
		lines[i] = out.String()
	}
	return strings.Join(lines, "")
}

// formula returns where the first formula in text begins and ends, with its delimiters; both are len(text) if there
// is none.
func formula(text []byte) (start, end int) {
	for i := 0; i < len(text); i++ {
		if d, ok := opening(text[i:]); ok {
			if from, to := d.end(text[i+len(d.open):]); from >= 0 {
				return i, i + len(d.open) + to
			}
		}
		if text[i] == '\\' {
			i++
		}
	}
	return len(text), len(text)
}

// checkFormulaInHTML refuses a formula in a block of HTML, where markdown does not look for it.
func checkFormulaInHTML(n *ast.HTMLBlock, source []byte) error {
	if n.HTMLBlockType == ast.HTMLBlockType1 || n.HTMLBlockType == ast.HTMLBlockType2 {
		return nil // scripts, styles, comments
	}
	text := n.Lines().Value(source)
	start, end := formula(text)
	if start < len(text) {
		return fmt.Errorf("formula %q in HTML: put it on lines of its own with empty lines around them: %w",
			excerpt(unshield(string(text[start:end]))), ErrResource)
	}
	return nil
}

// checkDollars refuses a dollar sign in text that looks like the beginning of a formula, which then has no end, or has
// it in another paragraph.
func checkDollars(n *ast.Text, source []byte) error {
	if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
		return nil
	}
	text := n.Value(source)
	for i := 0; i+1 < len(text); i++ {
		switch next := text[i+1]; {
		case text[i] == '\\':
			i++
		case text[i] == '$' && (isLetter(next) || next == '\\' || next == '{'):
			return fmt.Errorf("formula %q: the $ that should end it is missing; for a dollar sign write \\$: %w",
				excerpt(unshield(string(text[i:]))), texmath.ErrSyntax)
		}
	}
	return nil
}
