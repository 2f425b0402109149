package gonbexec

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// place is a position in a cell.
type place struct{ cell, line, column int }

// unit is the smallest piece of source that is kept or replaced as a whole: one function, type, import or line of a
// var block, or a whole const block (its lines depend on each other through iota).
type unit struct {
	kind    token.Token // FUNC, TYPE, VAR, CONST or IMPORT
	key     string      // for the order in the program, and to name it in %rm
	names   []name      // the names that it declares
	text    string
	tuple   bool // several variables from one call
	generic bool // a method whose receiver is a generic type, not a pointer to one
	at      place
	path    string // IMPORT
	alias   string // IMPORT; may be empty
}

// name is a declared identifier, and where in the unit's text it stands (-1: nowhere; it cannot be blanked).
type name struct {
	text   string
	offset int
}

// without gives the unit with the names for which drop holds turned into _, and tells whether any name is left.
func (u *unit) without(drop func(string) bool) (*unit, bool) {
	v := *u
	v.names = nil
	for i := len(u.names) - 1; i >= 0; i-- { // from the end, so that offsets stay true
		n := u.names[i]
		if !drop(n.text) {
			v.names = append([]name{n}, v.names...)
			continue
		}
		if u.tuple || n.offset < 0 {
			return nil, false
		}
		v.text = v.text[:n.offset] + "_" + v.text[n.offset+len(n.text):]
		for j := range v.names {
			v.names[j].offset -= len(n.text) - 1
		}
	}
	return &v, len(v.names) > 0
}

// collector turns the declarations of a parsed cell into units.
type collector struct {
	fset  *token.FileSet
	src   string
	cell  int
	units []*unit
	seen  map[string]int // line of each name declared in this cell
	err   error
}

// unitsOf gives the units of a cell, main among them.
func unitsOf(fset *token.FileSet, f *ast.File, src string, cell int) ([]*unit, error) {
	c := &collector{fset: fset, src: src, cell: cell, seen: map[string]int{}}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			c.function(d)
		case *ast.GenDecl:
			c.block(d)
		}
	}
	return c.units, c.err
}

// add makes a unit of the source from one position to another.
func (c *collector) add(u *unit, from, to token.Pos, ids ...*ast.Ident) {
	start := c.fset.Position(from)
	u.text = c.src[start.Offset:c.fset.Position(to).Offset]
	u.at = place{c.cell, start.Line - 1, start.Column} // the first line is the package clause
	for _, id := range ids {
		if id.Name == "_" {
			continue
		}
		u.names = append(u.names, name{id.Name, c.fset.Position(id.Pos()).Offset - start.Offset})
	}
	c.units = append(c.units, u)
}

// once notes a name and complains about its second declaration in the cell, of which GoNB would keep only the last.
func (c *collector) once(what string, at token.Pos) {
	line := c.fset.Position(at).Line - 1
	if first, ok := c.seen[what]; ok && c.err == nil {
		c.err = failure(line, ErrCompile, "%s is declared in line %d already", what, first)
	}
	c.seen[what] = line
}

func (c *collector) function(d *ast.FuncDecl) {
	from := d.Pos()
	if d.Doc != nil {
		from = d.Doc.Pos()
	}
	u := &unit{kind: token.FUNC, key: d.Name.Name}
	if d.Recv != nil && len(d.Recv.List) > 0 {
		u.key = receiver(d.Recv.List[0].Type) + "~" + d.Name.Name
		switch d.Recv.List[0].Type.(type) {
		case *ast.IndexExpr, *ast.IndexListExpr:
			u.generic = true
		}
	}
	if u.key != "_" {
		c.once(strings.ReplaceAll(u.key, "~", "."), d.Pos())
	}
	c.add(u, from, d.End())
	u.names = []name{{u.key, -1}}
	if d.Recv == nil && strings.HasPrefix(u.key, "init_") {
		at := c.fset.Position(d.Name.Pos()).Offset - c.fset.Position(from).Offset
		u.text = u.text[:at] + "init" + u.text[at+len(u.key):]
	}
}

// receiver names the type of a method. GoNB takes all generic types for one another here when the receiver is not a
// pointer; memory.merge refuses what would then be lost.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.ParenExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return "unknown"
}

func (c *collector) block(d *ast.GenDecl) {
	if d.Tok == token.CONST {
		c.constants(d)
		return
	}
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.ImportSpec:
			c.imported(s)
		case *ast.TypeSpec:
			c.once(s.Name.Name, s.Pos())
			c.add(&unit{kind: token.TYPE, key: s.Name.Name}, s.Pos(), s.End(), s.Name)
		case *ast.ValueSpec:
			c.variables(s)
		}
	}
}

func (c *collector) constants(d *ast.GenDecl) {
	var ids []*ast.Ident
	for _, s := range d.Specs {
		ids = append(ids, s.(*ast.ValueSpec).Names...)
	}
	if len(ids) == 0 {
		return
	}
	c.onceEach(ids)
	c.add(&unit{kind: token.CONST, key: ids[0].Name}, d.Pos(), d.End(), ids...)
}

func (c *collector) variables(s *ast.ValueSpec) {
	c.onceEach(s.Names)
	u := &unit{kind: token.VAR, key: s.Names[0].Name, tuple: len(s.Names) > 1 && len(s.Values) == 1}
	c.add(u, s.Pos(), s.End(), s.Names...)
	if len(u.names) == 0 { // var _ = ... is never replaced
		u.key = fmt.Sprintf("_~%04d~%04d", c.cell, len(c.units))
		u.names = []name{{u.key, -1}}
	}
}

func (c *collector) onceEach(ids []*ast.Ident) {
	for _, id := range ids {
		if id.Name != "_" {
			c.once(id.Name, id.Pos())
		}
	}
}

func (c *collector) imported(s *ast.ImportSpec) {
	u := &unit{kind: token.IMPORT, path: strings.Trim(s.Path.Value, "\"`")}
	if s.Name != nil {
		u.alias = s.Name.Name
	}
	u.key = u.alias
	switch u.alias {
	case "":
		u.key = u.path[strings.LastIndexByte(u.path, '/')+1:]
	case ".", "_":
		u.key = u.alias + "~" + u.path
	}
	c.add(u, s.Pos(), s.Path.End())
	u.names = []name{{u.key, -1}}
}
