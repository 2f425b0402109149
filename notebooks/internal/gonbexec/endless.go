package gonbexec

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Of a loop that computes nothing that is used, such as for { n++ }, the compiler leaves a jump to itself, and puts it on
// the first line of the file, so that debuggers see the line change. The line directive above the function makes of that
// a line of the cell before the function, often a negative one. The true line is found in the source instead.

// stackFrame is a function and its place in a cell, as the runtime writes them.
var stackFrame = regexp.MustCompile(`(?m)^(\S.*)\n\tIn\[(\d+)\]:(-?\d+)`)

// truePlaces gives a program's stack trace with the lines of such loops, or at least of their functions, in the place of
// lines that are none.
func truePlaces(trace, src string) string {
	if src == "" || !stackFrame.MatchString(trace) {
		return trace
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
	if err != nil {
		return trace
	}
	return stackFrame.ReplaceAllStringFunc(trace, func(frame string) string {
		m := stackFrame.FindStringSubmatch(frame)
		cell, _ := strconv.Atoi(m[2])
		line, _ := strconv.Atoi(m[3])
		code := sourcesOf(fset, f, m[1], sourceName(cell))
		inside := func(n ast.Node) bool {
			return fset.Position(n.Pos()).Line <= line && line <= fset.Position(n.End()).Line
		}
		switch {
		case slices.ContainsFunc(code, inside):
		case len(code) > 0:
			line = fset.Position(likelyLoop(code)).Line
		case line < 1:
			return m[1] + "\n\t" + sourceName(cell)
		}
		return fmt.Sprintf("%s\n\t%s:%d", m[1], sourceName(cell), line)
	})
}

// sourcesOf gives the code in a cell that the runtime's name of a function tells of: one function, or all initial values
// of variables, which are computed as one.
func sourcesOf(fset *token.FileSet, f *ast.File, function, cell string) (found []ast.Node) {
	best, inits := 1, 0
	for _, d := range f.Decls {
		name, n := codeOf(d)
		if _, ok := n.(*ast.FuncDecl); ok && name == "init" {
			name = fmt.Sprint("init.", inits)
			inits++
		}
		at := nameIn(function, name)
		if n == nil || at < best || fset.Position(n.Pos()).Filename != cell {
			continue
		}
		if at > best {
			best, found = at, nil
		}
		found = append(found, n)
	}
	return found
}

// codeOf gives the name under which the runtime knows what runs in a declaration of the program, and that without what
// the program has around it.
func codeOf(d ast.Decl) (name string, n ast.Node) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && len(d.Recv.List) > 0 {
			name = receiver(d.Recv.List[0].Type) + "."
		}
		return name + d.Name.Name, d
	case *ast.GenDecl:
		if d.Tok == token.VAR {
			return "init", d.Specs[0]
		}
	}
	return "", nil
}

// nameIn gives where in the runtime's name of a function, such as main.(*T[...]).f.func1(0x1), another name ends, or 0.
// The last place counts: main.main.f.func1 is a function in f that has been copied into main.
func nameIn(function, name string) int {
	if end := strings.LastIndexByte(function, '('); end > 0 { // the arguments
		function = function[:end]
	}
	function = strings.NewReplacer("(*", "", ")", "", "[...]", "", "-", ".").Replace(function) + "."
	at := strings.LastIndex(function, "."+name+".")
	if at < 0 {
		return 0
	}
	return at + len(name)
}

// loop is one that may be endless.
type loop struct {
	from, to token.Pos
	doubt    int // 0: nothing in it ends it or waits; 1: it has no condition; 2: it has one
}

// likelyLoop gives the position of the loop that is endless, or of the first piece of code if several may be.
func likelyLoop(code []ast.Node) token.Pos {
	var loops []loop
	for _, n := range code {
		loops = append(loops, loopsIn(n)...)
	}
	least := 2
	for _, l := range loops {
		least = min(least, l.doubt)
	}
	loops = slices.DeleteFunc(loops, func(l loop) bool { return l.doubt > least })
	inner := slices.DeleteFunc(slices.Clone(loops), func(l loop) bool {
		return slices.ContainsFunc(loops, func(in loop) bool { return in != l && l.from <= in.from && in.to <= l.to })
	})
	if len(inner) == 1 {
		return inner[0].from
	}
	return code[0].Pos()
}

func loopsIn(code ast.Node) (loops []loop) {
	labels := map[string]token.Pos{}
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			loops = append(loops, loop{n.Pos(), n.End(), doubt(n)})
		case *ast.LabeledStmt:
			labels[n.Label.Name] = n.Pos()
		case *ast.BranchStmt:
			if n.Tok == token.GOTO && labels[n.Label.Name].IsValid() { // backwards
				loops = append(loops, loop{labels[n.Label.Name], n.End(), 1})
			}
		}
		return true
	})
	return loops
}

func doubt(l *ast.ForStmt) int {
	if id, ok := l.Cond.(*ast.Ident); l.Cond != nil && (!ok || id.Name != "true") {
		return 2
	}
	d := 0
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt, *ast.BranchStmt, *ast.CallExpr, *ast.SelectStmt, *ast.SendStmt:
			d = 1
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				d = 1
			}
		}
		return d == 0
	})
	return d
}
