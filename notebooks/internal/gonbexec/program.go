package gonbexec

import (
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// parse takes the declarations out of a cell. The source keeps its lines, with a package clause on top.
func (c *cell) parse(number int) ([]*unit, error) {
	src := "package main\n" + strings.Join(c.source, "\n") + "\n"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, c.syntaxFailure(err)
	}
	return unitsOf(fset, f, src, number)
}

func (c *cell) syntaxFailure(err error) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return failure(0, ErrSyntax, "%v", err)
	}
	last := len(c.source)
	if c.open {
		last-- // the brace that closes func main
	}
	line := min(max(list[0].Pos.Line-1, 1), last)
	what := list[0].Msg
	switch {
	case c.mainLine == 0 && strings.Contains(what, "non-declaration statement outside function body"),
		c.mainLine == 0 && strings.Contains(what, "expected declaration"):
		what += " (statements need a line %% above them)"
	case c.open && line > c.mainLine && strings.Contains(c.source[line-1], "func "):
		what += " (below %% is the body of func main; declare functions above it)"
	}
	f := failure(line, ErrSyntax, "%s", what)
	for _, e := range list[1:min(len(list), 6)] {
		f.Detail += fmt.Sprintf("line %d: %s\n", min(max(e.Pos.Line-1, 1), last), e.Msg)
	}
	return f
}

// takeMain takes func main out of a cell's units, or makes one that only parses flags.
func takeMain(units []*unit, number int) (main *unit, rest []*unit) {
	i := slices.IndexFunc(units, func(u *unit) bool { return u.kind == token.FUNC && u.key == "main" })
	if i < 0 {
		return &unit{kind: token.FUNC, text: "func main() { " + flagImport + ".Parse() }", at: place{number, 1, 1}}, units
	}
	return units[i], slices.Delete(slices.Clone(units), i, i+1)
}

// inert tells whether a cell has only declarations that do nothing when a program starts.
func inert(units []*unit) bool {
	return !slices.ContainsFunc(units, func(u *unit) bool {
		return u.kind == token.VAR || u.kind == token.FUNC && (u.key == "init" || strings.HasPrefix(u.key, "init_"))
	})
}

// program writes a source file. Line directives make compiler and runtime speak of cells and their lines.
func program(imports []*unit, declared memory, main *unit) string {
	var b strings.Builder
	b.WriteString("package main\n")
	for _, u := range imports {
		u.write(&b, "import (", ")")
	}
	for _, u := range declared {
		switch u.kind {
		case token.TYPE:
			u.write(&b, "type (", ")")
		case token.VAR:
			u.write(&b, "var (", ")")
		case token.CONST, token.FUNC:
			u.write(&b, "", "")
		}
	}
	if main != nil {
		main.write(&b, "", "")
	}
	return b.String()
}

// sourceName is the file name of a cell for compiler and runtime.
func sourceName(cell int) string { return fmt.Sprintf("In[%d]", cell) }

func (u *unit) write(b *strings.Builder, open, closing string) {
	if open != "" {
		b.WriteString(open + "\n")
	}
	fmt.Fprintf(b, "//line %s:%d:%d\n%s\n", sourceName(u.at.cell), u.at.line, u.at.column, u.text)
	if closing != "" {
		b.WriteString(closing + "\n")
	}
}
