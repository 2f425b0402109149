package texmath

// A fractionKind is one of the commands that stack two arguments: with a line or in parentheses, and in which style.
type fractionKind struct {
	binomial bool
	style    string // the displaystyle it insists on, or "" for that of its surroundings
}

var fractions = map[string]fractionKind{
	`\frac`: {}, `\dfrac`: {style: "true"}, `\tfrac`: {style: "false"}, `\cfrac`: {style: "true"},
	`\binom`: {binomial: true}, `\dbinom`: {binomial: true, style: "true"}, `\tbinom`: {binomial: true, style: "false"},
}

func (p *parser) fraction(t token, f fractionKind) (*node, error) {
	upper, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	lower, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	n := element("mfrac", upper, lower).as(classInner)
	if f.binomial {
		n.set("linethickness", "0")
		kids := append(stretched("(", "prefix"), n)
		n = element("mrow", append(kids, stretched(")", "postfix")...)...)
	}
	if f.style != "" {
		n = element("mstyle", n).set("displaystyle", f.style).set("scriptlevel", "0").as(n.class)
	}
	return n, nil
}

// root reads \sqrt[n]{x}.
func (p *parser) root(t token) (*node, error) {
	index, err := p.optionalArgument()
	if err != nil {
		return nil, err
	}
	n, err := p.argument(t)
	if err != nil {
		return nil, err
	}
	if index == nil {
		return element("msqrt", n), nil
	}
	return element("mroot", n, index), nil
}
