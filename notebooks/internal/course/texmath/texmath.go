// Package texmath turns the part of TeX that tutorials use into MathML Core, which browsers draw by themselves:
// no script, no web font, no network.
//
// A formula is read in three steps: lex cuts it into tokens, the parser builds a tree of MathML elements in which every
// element knows its class in TeX's sense (ordinary, operator, binary, relation, ...), and the tree is written as text.
// The classes decide what MathML alone gets wrong: a minus after a relation is a sign and not a difference, operators
// in subscripts stand close, a name such as log keeps its distance from its argument.
//
// What the package does not know is an error, never a guess.
package texmath

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrUnknown is wrapped by the error for a command, environment or character that the package does not know.
	ErrUnknown = errors.New("not known")
	// ErrSyntax is wrapped by the error for a formula that TeX would not accept either.
	ErrSyntax = errors.New("not well formed")
)

// MathML returns one math element for the TeX formula tex, which comes without its dollar signs. With display it is set
// as a formula of its own, limits above and below sums; otherwise as a part of the running text. The result is
// well-formed XML, and valid in HTML.
//
// An error names the offending command and its position, which counts characters from 1, and wraps ErrUnknown or ErrSyntax.
func MathML(tex string, display bool) (string, error) {
	tokens, err := lex(tex)
	if err != nil {
		return "", err
	}
	p := &parser{tokens: tokens}
	list, err := p.list(classNone)
	if err != nil {
		return "", err
	}
	if t := p.peek(); t.kind != tokenEnd {
		return "", stray(t)
	}
	math := element("math", list...)
	if display {
		math.set("display", "block")
	}
	var b strings.Builder
	math.write(&b)
	return b.String(), nil
}

// unknown and malformed make the package's two kinds of errors.
func unknown(t token) error {
	return fmt.Errorf("texmath: %s at %d: %w", t.text, t.pos, ErrUnknown)
}

func malformed(t token, why string) error {
	if t.kind == tokenEnd {
		return fmt.Errorf("texmath: end of the formula: %s: %w", why, ErrSyntax)
	}
	return fmt.Errorf("texmath: %s at %d: %s: %w", t.text, t.pos, why, ErrSyntax)
}

// stray is the error for a token that ends a list which nobody is waiting to end.
func stray(t token) error {
	switch t.text {
	case "}":
		return malformed(t, "no { before it")
	case `&`, `\\`:
		return malformed(t, "only in an environment such as aligned")
	case `\right`, `\middle`:
		return malformed(t, `no \left before it`)
	case `\end`:
		return malformed(t, `no \begin before it`)
	}
	return malformed(t, "not expected here")
}
