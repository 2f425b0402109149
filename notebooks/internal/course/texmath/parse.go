package texmath

import (
	"strings"
	"unicode"
)

// maxDepth bounds the nesting of a formula, so that hostile input cannot exhaust the stack.
const maxDepth = 100

// A parser reads one formula.
type parser struct {
	tokens   []token
	at       int
	depth    int
	font     font
	script   bool // in a sub- or superscript
	optional bool // in square brackets, which "]" ends
}

// peek returns the next token that is not a space.
func (p *parser) peek() token {
	for p.tokens[p.at].kind == tokenSpace {
		p.at++
	}
	return p.tokens[p.at]
}

// next returns what peek returns and moves on; it stays at the end.
func (p *parser) next() token {
	t := p.peek()
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// accept moves on if the next token is text.
func (p *parser) accept(text string) bool {
	if p.peek().is(text) {
		p.at++
		return true
	}
	return false
}

// ends reports whether t ends every list.
func (p *parser) ends(t token) bool {
	switch t.text {
	case "", "}", "&", `\\`, `\right`, `\middle`, `\end`:
		return true
	case "]":
		return p.optional
	}
	return false
}

// list reads elements up to a token that ends a list, and leaves that token. before is the class of what precedes.
func (p *parser) list(before class) ([]*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, malformed(p.peek(), "nested too deeply")
	}
	defer func() { p.depth-- }()
	var list []*node
	for !p.ends(p.peek()) {
		n, err := p.scripted()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return spaced(list, before, p.script), nil
}

// group reads a list in braces whose opening brace has been read.
func (p *parser) group(open token) (*node, error) {
	defer func(optional bool) { p.optional = optional }(p.optional)
	p.optional = false
	list, err := p.list(classNone)
	if err != nil {
		return nil, err
	}
	if !p.accept("}") {
		return nil, p.unclosed(open)
	}
	return row(list), nil
}

// ordinary makes what was in braces an operand, whatever it was before: in {=} there is nothing to relate.
func ordinary(n *node) *node {
	if n.class == classRel && n.core() != nil {
		n.core().tight()
	}
	if n.class != classNone {
		n.class = classOrd
	}
	return n
}

// operand reads an argument and keeps its class, for commands that dress an operator up.
func (p *parser) operand(of token) (*node, error) {
	if open := p.peek(); p.accept("{") {
		return p.group(open)
	}
	return p.argument(of)
}

// unclosed is the error for what begins with open and meets the wrong end.
func (p *parser) unclosed(open token) error {
	if t := p.peek(); t.kind != tokenEnd {
		return stray(t)
	}
	return malformed(open, "not closed")
}

// argument reads what a command or a script applies to: a group or a single element.
func (p *parser) argument(of token) (*node, error) {
	t := p.peek()
	switch {
	case p.ends(t), t.is("^"), t.is("_"), t.is("'"):
		return nil, malformed(of, "an argument is missing")
	case t.kind == tokenChar && isDigit(first(t.text)):
		p.at++
		return p.digits(t.text), nil
	case t.kind == tokenChar && isASCIILetter(first(t.text)):
		p.at++
		return identifier(t.text, p.font), nil
	}
	return p.atom()
}

// scriptArgument is argument in script style.
func (p *parser) scriptArgument(of token) (*node, error) {
	defer func(s bool) { p.script = s }(p.script)
	p.script = true
	n, err := p.argument(of)
	if err == nil && n.class != classOrd && n.core() != nil {
		n.core().tight() // a lone operator, as in v^+
	}
	return n, err
}

// atom reads one element without its scripts.
func (p *parser) atom() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, malformed(p.peek(), "nested too deeply")
	}
	defer func() { p.depth-- }()
	t := p.next()
	switch {
	case t.is("{"):
		n, err := p.group(t)
		if err != nil {
			return nil, err
		}
		return ordinary(n), nil
	case t.kind == tokenCommand:
		return p.command(t)
	case t.is("~"):
		return space("0.25em"), nil
	case isDigit(first(t.text)), t.is(".") && isDigit(first(p.tokens[p.at].text)):
		return p.number(t), nil
	case t.is(":") && p.tokens[p.at].is("="):
		p.at++
		return leaf("mo", ":=", classRel), nil
	}
	if s, ok := characters[t.text]; ok {
		return s.node(p.font), nil
	}
	if unicode.IsLetter(first(t.text)) {
		return p.letters(t), nil
	}
	return nil, unknown(t)
}

// number reads the rest of a decimal number.
func (p *parser) number(t token) *node {
	text := t.text
	for ; ; p.at++ {
		c := p.tokens[p.at]
		point := c.is(".") && !strings.Contains(text, ".") && isDigit(first(p.tokens[p.at+1].text))
		if !point && (c.kind != tokenChar || !isDigit(first(c.text))) {
			return p.digits(text)
		}
		text += c.text
	}
}

func (p *parser) digits(text string) *node { return leaf("mn", p.font.convert(text), classOrd) }

// letters reads one letter, or in an upright font a word.
func (p *parser) letters(t token) *node {
	text := t.text
	if p.font == fontRoman {
		for p.tokens[p.at].kind == tokenChar && isASCIILetter(first(p.tokens[p.at].text)) {
			text += p.tokens[p.at].text
			p.at++
		}
	}
	return identifier(text, p.font)
}

// first returns the first character of text, 0 if there is none.
func first(text string) rune {
	for _, c := range text {
		return c
	}
	return 0
}
