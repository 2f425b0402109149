package texmath

// An accentMark is what a command puts above or below its argument.
type accentMark struct {
	text   string
	under  bool
	wide   bool // as wide as the argument
	limits bool // scripts go below or above the mark, as labels
}

var accents = map[string]accentMark{
	`\hat`: {text: "ˆ"}, `\tilde`: {text: "˜"}, `\bar`: {text: "¯"}, `\vec`: {text: "→"}, `\dot`: {text: "˙"},
	`\ddot`: {text: "¨"}, `\check`: {text: "ˇ"}, `\breve`: {text: "˘"}, `\mathring`: {text: "˚"},
	`\widehat`: {text: "\u0302", wide: true}, `\widetilde`: {text: "\u0303", wide: true},
	`\overrightarrow`: {text: "→", wide: true}, `\overleftarrow`: {text: "←", wide: true},
	`\overbrace`: {text: "⏞", wide: true, limits: true}, `\underbrace`: {text: "⏟", under: true, wide: true, limits: true},
}

// rules are the lines above and below, which CSS draws: few fonts have a bar that stretches.
var rules = map[string]string{
	`\overline`:  "border-top:0.06em solid;padding-top:0.1em",
	`\underline`: "border-bottom:0.06em solid;padding-bottom:0.1em",
}

func (p *parser) accented(t token, a accentMark) (*node, error) {
	base, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	mark := leaf("mo", a.text, classOrd).set("stretchy", "false")
	if a.wide {
		mark.set("stretchy", "true")
	} else if a.text == "→" {
		mark.set("scriptlevel", "+1") // in full size it is wider than a letter
	}
	n := element("mover", base, mark).set("accent", "true")
	if a.under {
		n = element("munder", base, mark).set("accentunder", "true")
	}
	if a.limits {
		n.limits = limitsAlways
	}
	return n, nil
}

// ruled reads \overline and \underline.
func (p *parser) ruled(t token, css string) (*node, error) {
	n, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	return element("mrow", n).set("style", css), nil
}

// stacked reads \overset, \underset and \stackrel: the first argument goes above or below the second, small.
func (p *parser) stacked(t token) (*node, error) {
	script, err := p.scriptArgument(t)
	if err != nil {
		return nil, err
	}
	base, err := p.operand(t)
	if err != nil {
		return nil, err
	}
	c := base.class
	if c == className || c == classOp {
		base.limits = limitsAlways
		base = limited(base)
	}
	n := element("mover", base, script)
	if t.text == `\underset` {
		n.tag = "munder"
	}
	if t.text == `\stackrel` {
		c = classRel
	}
	return n.as(c), nil
}

// labelledArrow reads \xrightarrow[below]{above}.
func (p *parser) labelledArrow(t token) (*node, error) {
	arrow := leaf("mo", map[string]string{`\xrightarrow`: "→", `\xleftarrow`: "←"}[t.text], classRel).set("stretchy", "true")
	defer func(s bool) { p.script = s }(p.script)
	p.script = true
	below, err := p.optionalArgument()
	if err != nil {
		return nil, err
	}
	above, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	if below == nil {
		return element("mover", arrow, padded(above)).as(classRel), nil
	}
	return element("munderover", arrow, padded(below), padded(above)).as(classRel), nil
}

// padded keeps an arrow longer than its label.
func padded(n *node) *node { return element("mrow", space("0.4em"), n, space("0.4em")) }

// optionalArgument reads an argument in square brackets; it is nil if there is none.
func (p *parser) optionalArgument() (*node, error) {
	open := p.peek()
	if !p.accept("[") {
		return nil, nil
	}
	defer func(optional bool) { p.optional = optional }(p.optional)
	p.optional = true
	list, err := p.list(classNone)
	if err != nil {
		return nil, err
	}
	if !p.accept("]") {
		return nil, p.unclosed(open)
	}
	return row(list), nil
}
