package texmath

import "slices"

var spaces = map[string]string{
	`\,`: thin, `\thinspace`: thin, `\:`: medium, `\>`: medium, `\medspace`: medium, `\;`: thick, `\thickspace`: thick,
	`\!`: "-0.1667em", `\negthinspace`: "-0.1667em", `\ `: "0.25em", `\enspace`: "0.5em", `\quad`: "1em", `\qquad`: "2em",
}

var fonts = map[string]font{
	`\mathit`: fontItalic, `\mathrm`: fontRoman, `\mathbf`: fontBold, `\boldsymbol`: fontBoldItalic, `\bm`: fontBoldItalic,
	`\mathcal`: fontScript, `\mathscr`: fontScript, `\mathfrak`: fontFraktur, `\mathbb`: fontDouble, `\mathsf`: fontSans,
	`\mathtt`: fontMono,
}

// styles are the commands that change the size of all that follows in their group.
var styles = map[string][2]string{ // displaystyle, scriptlevel
	`\displaystyle`: {"true", "0"}, `\textstyle`: {"false", "0"}, `\scriptstyle`: {"false", "1"},
	`\scriptscriptstyle`: {"false", "2"},
}

var classCommands = map[string]class{
	`\mathord`: classOrd, `\mathop`: classOp, `\mathbin`: classBin, `\mathrel`: classRel, `\mathopen`: classOpen,
	`\mathclose`: classClose, `\mathpunct`: classPunct, `\mathinner`: classInner,
}

// command reads what belongs to the command t.
func (p *parser) command(t token) (*node, error) {
	if s, ok := commands[t.text]; ok {
		return s.node(p.font), nil
	}
	if width, ok := spaces[t.text]; ok {
		return fixedSpace(width), nil
	}
	if f, ok := fonts[t.text]; ok {
		return p.withFont(t, f)
	}
	if c, ok := classCommands[t.text]; ok {
		return p.withClass(t, c)
	}
	if a, ok := accents[t.text]; ok {
		return p.accented(t, a)
	}
	if css, ok := rules[t.text]; ok {
		return p.ruled(t, css)
	}
	if size, ok := sizes[t.text]; ok {
		return p.sized(t, size)
	}
	if f, ok := fractions[t.text]; ok {
		return p.fraction(t, f)
	}
	if style, ok := textStyles[t.text]; ok {
		return p.textNode(t, style)
	}
	switch t.text {
	case `\sqrt`:
		return p.root(t)
	case `\left`:
		return p.fenced(t)
	case `\begin`:
		return p.environment(t)
	case `\operatorname`:
		return p.operatorName(t)
	case `\overset`, `\underset`, `\stackrel`:
		return p.stacked(t)
	case `\xrightarrow`, `\xleftarrow`:
		return p.labelledArrow(t)
	case `\substack`:
		return p.substack(t)
	case `\not`:
		return p.negated(t)
	case `\dots`:
		return p.dots(), nil
	case `\bmod`:
		return leaf("mo", "mod", classBin).set("lspace", medium).set("rspace", medium), nil
	case `\pmod`:
		return p.modulus(t)
	case `\phantom`:
		n, err := p.argument(t)
		if err != nil {
			return nil, err
		}
		return element("mphantom", n).as(n.class), nil
	case `\notag`, `\nonumber`:
		return space("0"), nil // the pages number no formulas
	}
	return nil, unknown(t)
}

// fixedSpace makes a space; an mspace cannot be narrower than nothing, but a margin can.
func fixedSpace(width string) *node {
	if width[0] == '-' {
		return leaf("mspace", "", classNone).set("style", "margin-left:"+width)
	}
	return space(width)
}

func (p *parser) withFont(t token, f font) (*node, error) {
	defer func(f font) { p.font = f }(p.font)
	p.font = f
	return p.argument(t)
}

// withClass reads an argument whose class the author states.
func (p *parser) withClass(t token, c class) (*node, error) {
	n, err := p.operand(t)
	if err != nil {
		return nil, err
	}
	if c == classOp {
		// Only an mo can move its limits, and only a leaf can be one.
		if n.tag == "mi" || n.tag == "mtext" {
			n = leaf("mi", n.text, className)
		} else {
			n = element("mrow", n).as(className)
		}
		n.limits = limitsMovable
		return n, nil
	}
	if core := n.core(); core != nil {
		return n.as(c), nil
	}
	if c == classBin || c == classRel {
		gap := map[class]string{classBin: medium, classRel: thick}[c]
		return element("mrow", space(gap), n, space(gap)).as(c), nil
	}
	return n.as(c), nil
}

// restyled reads the rest of a group after one of the styles.
func (p *parser) restyled(style [2]string) (*node, error) {
	p.at++
	list, err := p.list(classNone)
	if err != nil {
		return nil, err
	}
	return element("mstyle", list...).set("displaystyle", style[0]).set("scriptlevel", style[1]), nil
}

// negated strikes the relation that follows out.
func (p *parser) negated(t token) (*node, error) {
	n, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	if n.tag != "mo" || n.class != classRel {
		return nil, malformed(t, "only before a relation")
	}
	n.text += "\u0338"
	return n, nil
}

// dots puts its dots in the middle before an operator, and on the line otherwise.
func (p *parser) dots() *node {
	t := p.peek()
	s, ok := characters[t.text]
	if t.kind == tokenCommand {
		s, ok = commands[t.text]
	}
	if ok && slices.Contains([]class{classBin, classRel, classOp}, s.class) {
		return commands[`\cdots`].node(p.font)
	}
	return commands[`\ldots`].node(p.font)
}

func (p *parser) modulus(t token) (*node, error) {
	n, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	open, shut := characters["("].node(p.font), characters[")"].node(p.font)
	return element("mrow", space("1em"), open, leaf("mi", "mod", className), space("0.3333em"), n, shut), nil
}
