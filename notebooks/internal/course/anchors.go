package course

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// anchors names the headings of a page. The names are Jupyter's, the text with hyphens for blanks, so that a link to a
// section works in both; a repeated one gets a number.
type anchors map[string]bool

// Generate implements goldmark's parser.IDs.
func (a anchors) Generate(value []byte, _ ast.NodeKind) []byte {
	name := strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return '-'
		case strings.ContainsRune("*`$\\{}<>\"&#%[]|"+bar, c), unicode.IsControl(c):
			return -1
		}
		return c
	}, strings.TrimSpace(string(value)))
	if name == "" {
		name = "section"
	}
	unique := name
	for i := 1; a[unique]; i++ {
		unique = fmt.Sprintf("%s-%d", name, i)
	}
	a[unique] = true
	return []byte(unique)
}

// Put implements goldmark's parser.IDs.
func (a anchors) Put(value []byte) { a[string(value)] = true }
