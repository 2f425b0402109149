package gonbexec

import (
	"cmp"
	"go/token"
	"slices"
	"strings"
)

// memory holds the declarations of the cells so far. It is not changed in place: a cell that does not compile leaves
// the earlier one behind.
type memory []*unit

// merge gives the declarations with those of a new cell in the place of the earlier ones of the same names. A
// function, type, variable, constant or import replaces its own kind only; the compiler reports the others. It fails
// where GoNB would lose one of two declarations that Go keeps apart.
func (m memory) merge(units []*unit) (memory, error) {
	merged := m
	for _, u := range units {
		if err := merged.collision(u); err != nil {
			return nil, err
		}
		merged = append(merged.without(u.kind, u.declares), u)
	}
	slices.SortStableFunc(merged, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(order[a.kind], order[b.kind]), strings.Compare(a.key, b.key))
	})
	return merged, nil
}

// order is that of kinds in the program.
var order = map[token.Token]int{token.IMPORT: 0, token.TYPE: 1, token.CONST: 2, token.VAR: 3, token.FUNC: 4}

func (u *unit) declares(what string) bool {
	return slices.ContainsFunc(u.names, func(n name) bool { return n.text == what })
}

// without removes names of a kind; ILLEGAL stands for all kinds.
func (m memory) without(kind token.Token, drop func(string) bool) memory {
	var kept memory
	for _, u := range m {
		hit := slices.ContainsFunc(u.names, func(n name) bool { return drop(n.text) })
		if !hit || kind != token.ILLEGAL && u.kind != kind {
			kept = append(kept, u)
		} else if rest, ok := u.without(drop); ok {
			kept = append(kept, rest)
		}
	}
	return kept
}

func (m memory) collision(u *unit) error {
	for _, other := range m {
		if other.kind != u.kind {
			continue
		}
		switch {
		case u.kind == token.IMPORT && u.key == other.key && u.path != other.path && other.at.cell == u.at.cell:
			return failure(u.at.line, ErrCompile, "GoNB keeps only one of the imports %q and %q, since both end in %q; give them names", other.path, u.path, u.key)
		case u.kind == token.IMPORT && u.key == other.key && u.path != other.path && u.alias == "" && isVersion(u.key):
			return failure(u.at.line, ErrCompile, "in GoNB the import %q displaces %q of cell [%d], since both end in %q; give them names", u.path, other.path, other.at.cell, u.key)
		case u.kind == token.FUNC && u.key != other.key && u.generic && other.generic && method(u) == method(other):
			return failure(u.at.line, ErrCompile, "GoNB keeps only one of the methods %s and %s of generic types; give them pointer receivers", dotted(other), dotted(u))
		}
	}
	return nil
}

func dotted(u *unit) string { return strings.ReplaceAll(u.key, "~", ".") }

func method(u *unit) string { return u.key[strings.IndexByte(u.key, '~')+1:] }

// list gives a line for each declaration.
func (m memory) list() string {
	var b strings.Builder
	for _, u := range m {
		what := make([]string, len(u.names))
		for i, n := range u.names {
			what[i] = n.text
		}
		line := u.kind.String() + " " + strings.Join(what, ", ")
		if u.kind == token.IMPORT {
			line += " " + u.path
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
