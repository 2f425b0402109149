package texmath

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd     tokenKind = iota
	tokenChar              // one character
	tokenCommand           // a backslash and letters, or a backslash and one other character
	tokenSpace             // blanks and comments; TeX ignores them except in text
)

// A token is a piece of a formula: text is its source, pos its first character, counted from 1.
type token struct {
	kind tokenKind
	text string
	pos  int
}

func (t token) is(text string) bool { return t.kind != tokenEnd && t.text == text }

// lex cuts a formula into tokens; the last one is always a tokenEnd.
func lex(tex string) ([]token, error) {
	if !utf8.ValidString(tex) {
		return nil, fmt.Errorf("texmath: the formula is not UTF-8: %w", ErrSyntax)
	}
	source := []rune(tex)
	var tokens []token
	for i := 0; i < len(source); {
		start, kind := i, tokenChar
		switch c := source[i]; {
		case c == '\\':
			kind, i = tokenCommand, commandEnd(source, i+1)
		case unicode.IsSpace(c):
			kind, i = tokenSpace, i+1
		case c == '%':
			kind, i = tokenSpace, lineEnd(source, i)
		case unicode.IsControl(c), c == 0xFFFE, c == 0xFFFF:
			return nil, unknown(token{text: strconv.QuoteRune(c), pos: i + 1}) // not even XML has a place for it
		default:
			i++
		}
		t := token{kind, string(source[start:i]), start + 1}
		if t.text == `\` {
			return nil, malformed(t, "nothing follows")
		}
		if kind == tokenCommand && unicode.IsSpace(source[i-1]) {
			t.text = `\ `
		}
		tokens = append(tokens, t)
	}
	return append(tokens, token{kind: tokenEnd, pos: len(source) + 1}), nil
}

// commandEnd returns the index after the command whose name starts at i.
func commandEnd(source []rune, i int) int {
	start := i
	for i < len(source) && isASCIILetter(source[i]) {
		i++
	}
	if i == start && i < len(source) {
		i++
	}
	return i
}

func lineEnd(source []rune, i int) int {
	for i < len(source) && source[i] != '\n' {
		i++
	}
	return i
}

func isASCIILetter(c rune) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c rune) bool { return '0' <= c && c <= '9' }
