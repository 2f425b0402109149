package texmath

import "strings"

// scripted reads one element and the sub- and superscripts, primes and limits that follow it.
func (p *parser) scripted() (*node, error) {
	base := element("mrow")
	if t := p.peek(); !t.is("^") && !t.is("_") && !t.is("'") {
		if style, ok := styles[t.text]; ok {
			return p.restyled(style)
		}
		var err error
		if base, err = p.atom(); err != nil {
			return nil, err
		}
	}
	var sub, sup *node
	for {
		t := p.peek()
		var err error
		switch {
		case t.is("_"):
			if sub != nil {
				return nil, malformed(t, "double subscript")
			}
			p.at++
			sub, err = p.scriptArgument(t)
		case t.is("^"), t.is("'"):
			if sup != nil {
				return nil, malformed(t, "double superscript")
			}
			p.at++
			sup, err = p.superscript(t)
		case t.is(`\limits`), t.is(`\nolimits`):
			if base.class != classOp && base.class != className {
				return nil, malformed(t, "only after an operator")
			}
			p.at++
			base.limits = map[string]limits{`\limits`: limitsAlways, `\nolimits`: limitsNever}[t.text]
		default:
			return attach(base, sub, sup), nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// superscript reads the superscript that t begins, primes and all.
func (p *parser) superscript(t token) (*node, error) {
	if t.is("^") {
		return p.scriptArgument(t)
	}
	count := 1
	for p.accept("'") {
		count++
	}
	prime := leaf("mo", primes(count), classOrd).tight()
	if hat := p.peek(); hat.is("^") {
		p.at++
		n, err := p.scriptArgument(hat)
		if err != nil {
			return nil, err
		}
		return element("mrow", prime, n), nil
	}
	return prime, nil
}

func primes(count int) string {
	if count <= 3 {
		return []string{"′", "″", "‴"}[count-1]
	}
	return strings.Repeat("′", count)
}

// attach puts scripts on base: beside it, or below and above.
func attach(base, sub, sup *node) *node {
	if sub == nil && sup == nil {
		return base
	}
	names := [3]string{"msub", "msup", "msubsup"}
	if base.limits != limitsNever {
		names = [3]string{"munder", "mover", "munderover"}
		base = limited(base)
	}
	var n *node
	switch {
	case sup == nil:
		n = element(names[0], base, sub)
	case sub == nil:
		n = element(names[1], base, sup)
	default:
		n = element(names[2], base, sub, sup)
	}
	if base.class == classNone {
		return n
	}
	return n.as(base.class)
}

// limited prepares an operator for scripts below and above. Only an mo can let them move to its side, so a word such
// as max becomes one.
func limited(base *node) *node {
	if base.class == className && base.tag == "mi" {
		mo := leaf("mo", base.text, className).tight()
		mo.limits = base.limits
		base = mo
	}
	if core := base.core(); core != nil {
		switch {
		case base.limits == limitsAlways:
			core.set("movablelimits", "false")
		case base.class == className:
			core.set("movablelimits", "true")
		}
	}
	return base
}
