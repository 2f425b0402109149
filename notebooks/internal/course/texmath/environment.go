package texmath

import "strings"

// An environmentKind says how the cells of an environment stand, and what stands around them.
type environmentKind struct {
	open, close string
	columns     string // alignment of the columns, repeated: r, c, l
	relation    bool   // pairs of columns meet at a relation, without a gap
	display     bool   // cells are displayed formulas
	small       bool
}

var environments = map[string]environmentKind{
	"matrix": {columns: "c"}, "array": {},
	"pmatrix": {open: "(", close: ")", columns: "c"}, "bmatrix": {open: "[", close: "]", columns: "c"},
	"Bmatrix": {open: "{", close: "}", columns: "c"}, "vmatrix": {open: "|", close: "|", columns: "c"},
	"Vmatrix": {open: "‖", close: "‖", columns: "c"}, "smallmatrix": {columns: "c", small: true},
	"cases": {open: "{", columns: "l"}, "dcases": {open: "{", columns: "l", display: true},
	"aligned": {columns: "rl", relation: true, display: true}, "align": {columns: "rl", relation: true, display: true},
	"align*": {columns: "rl", relation: true, display: true}, "split": {columns: "rl", relation: true, display: true},
	"gathered": {columns: "c", display: true}, "gather": {columns: "c", display: true},
	"gather*": {columns: "c", display: true}, "equation": {columns: "c", display: true},
	"equation*": {columns: "c", display: true},
}

// environment reads \begin{name} ... \end{name}, of which \begin has been read.
func (p *parser) environment(begin token) (*node, error) {
	name, err := p.braced(begin)
	if err != nil {
		return nil, err
	}
	kind, ok := environments[name]
	if !ok {
		return nil, unknown(token{tokenCommand, `\begin{` + name + `}`, begin.pos})
	}
	t := table{kind: kind}
	if name == "array" {
		if err := p.arrayColumns(begin, &t); err != nil {
			return nil, err
		}
	}
	if err := p.rows(&t); err != nil {
		return nil, err
	}
	end := p.peek()
	if !p.accept(`\end`) {
		return nil, p.unclosed(begin)
	}
	if got, err := p.braced(end); err != nil {
		return nil, err
	} else if got != name {
		return nil, malformed(end, `expected \end{`+name+`}`)
	}
	return t.fenced(), nil
}

// braced reads a name in braces.
func (p *parser) braced(t token) (string, error) {
	open := p.peek()
	if !p.accept("{") {
		return "", malformed(t, "an argument in braces is missing")
	}
	var name strings.Builder
	for !p.accept("}") {
		c := p.next()
		if c.kind == tokenEnd {
			return "", malformed(open, "not closed")
		}
		name.WriteString(c.text)
	}
	return name.String(), nil
}

// arrayColumns reads the column specification of an array: r, c, l and vertical lines.
func (p *parser) arrayColumns(begin token, t *table) error {
	spec, err := p.braced(begin)
	if err != nil {
		return err
	}
	for _, c := range spec {
		switch c {
		case 'r', 'c', 'l':
			t.kind.columns += string(c)
		case '|':
			t.lines = append(t.lines, len(t.kind.columns))
		default:
			return malformed(begin, "columns are made of r, c, l and |, not "+string(c))
		}
	}
	if t.kind.columns == "" {
		return malformed(begin, "no columns")
	}
	return nil
}

// rows reads cells up to something that is neither & nor \\.
func (p *parser) rows(t *table) error {
	defer func(s, o bool) { p.script, p.optional = s, o }(p.script, p.optional)
	p.script, p.optional = t.kind.small, false
	t.newRow()
	for {
		for p.accept(`\hline`) {
			t.rules = append(t.rules, len(t.cells)-1)
		}
		before := classNone
		if t.kind.relation && len(t.lastRow())%2 == 1 {
			before = classOrd // what is left of the & is there, though in a cell of its own
		}
		list, err := p.list(before)
		if err != nil {
			return err
		}
		t.addCell(list)
		switch {
		case p.accept("&"):
		case p.accept(`\\`):
			if err := p.rowGap(); err != nil {
				return err
			}
			t.newRow()
		default:
			return nil
		}
	}
}

// rowGap skips the extra distance of \\[2pt], which MathML has no place for.
func (p *parser) rowGap() error {
	open := p.tokens[p.at]
	if !open.is("[") {
		return nil
	}
	for !p.accept("]") {
		if p.next().kind == tokenEnd {
			return malformed(open, "not closed")
		}
	}
	return nil
}

// substack reads \substack{first \\ second}, lines below a sum.
func (p *parser) substack(t token) (*node, error) {
	open := p.peek()
	if !p.accept("{") {
		return nil, malformed(t, "an argument in braces is missing")
	}
	lines := table{kind: environmentKind{columns: "c", relation: true, small: true}}
	if err := p.rows(&lines); err != nil {
		return nil, err
	}
	if !p.accept("}") {
		return nil, p.unclosed(open)
	}
	return lines.fenced(), nil
}
