package texmath

import "strings"

// textStyles are the commands for words in a formula, with the CSS of their fonts.
var textStyles = map[string]string{
	`\text`: "", `\textrm`: "", `\textnormal`: "", `\mbox`: "", `\textbf`: "font-weight:bold", `\textit`: "font-style:italic",
	`\emph`: "font-style:italic", `\texttt`: "font-family:monospace", `\textsf`: "font-family:sans-serif",
}

// escapes are the commands that text knows besides textStyles.
var escapes = map[string]string{
	`\ `: " ", `\_`: "_", `\%`: "%", `\&`: "&", `\#`: "#", `\$`: "$", `\{`: "{", `\}`: "}", `\,`: "\u2009", `\-`: "",
	`\ldots`: "…", `\dots`: "…", `\quad`: "\u2003",
}

// textNode reads a braced text. Between dollar signs it is mathematics again.
func (p *parser) textNode(t token, style string) (*node, error) {
	open := p.peek()
	if !p.accept("{") {
		return nil, malformed(t, "an argument in braces is missing")
	}
	if p.depth++; p.depth > maxDepth {
		return nil, malformed(t, "nested too deeply")
	}
	defer func() { p.depth-- }()
	w := words{style: style}
	if err := p.words(&w, open); err != nil {
		return nil, err
	}
	w.flush()
	return row(w.list).as(classOrd), nil
}

// words collects text and what is between it.
type words struct {
	style string
	text  strings.Builder
	list  []*node
}

// flush ends a run of text. MathML drops blanks at the ends of a text and joins those inside, TeX keeps them apart.
func (w *words) flush() {
	if w.text.Len() == 0 {
		return
	}
	text := w.text.String()
	inner := strings.Trim(text, " ")
	if inner == "" {
		text = "\u00a0"
	} else {
		if text[0] == ' ' {
			inner = "\u00a0" + inner
		}
		if text[len(text)-1] == ' ' {
			inner += "\u00a0"
		}
		text = inner
	}
	n := leaf("mtext", text, classOrd)
	if w.style != "" {
		n.set("style", w.style)
	}
	w.list = append(w.list, n)
	w.text.Reset()
}

// words reads up to the brace that closes open.
func (p *parser) words(w *words, open token) error {
	for {
		t := p.tokens[p.at]
		if t.kind == tokenEnd {
			return malformed(open, "not closed")
		}
		p.at++
		switch {
		case t.is("}"):
			return nil
		case t.is("{"):
			if p.depth++; p.depth > maxDepth {
				return malformed(t, "nested too deeply")
			}
			err := p.words(w, t)
			p.depth--
			if err != nil {
				return err
			}
		case t.is("$"):
			if err := p.mathInText(w, t); err != nil {
				return err
			}
		case t.kind == tokenCommand:
			if err := p.commandInText(w, t); err != nil {
				return err
			}
		default:
			w.text.WriteString(plainText(t))
		}
	}
}

func plainText(t token) string {
	switch {
	case t.kind == tokenSpace && t.text[0] == '%':
		return "" // a comment
	case t.kind == tokenSpace:
		return " "
	case t.text == "~":
		return "\u00a0"
	case t.text == "'":
		return "’"
	case t.text == "`":
		return "‘"
	}
	return t.text
}

func (p *parser) commandInText(w *words, t token) error {
	if text, ok := escapes[t.text]; ok {
		w.text.WriteString(text)
		return nil
	}
	style, ok := textStyles[t.text]
	if !ok {
		return unknown(t)
	}
	w.flush()
	n, err := p.textNode(t, style)
	w.list = append(w.list, n)
	return err
}

// mathInText reads a formula in text, whose first dollar sign has been read.
func (p *parser) mathInText(w *words, open token) error {
	w.flush()
	from := p.at
	for !p.tokens[p.at].is("$") {
		if p.tokens[p.at].kind == tokenEnd {
			return malformed(open, "not closed")
		}
		p.at++
	}
	inner := append([]token(nil), p.tokens[from:p.at]...)
	inner = append(inner, token{kind: tokenEnd, pos: p.tokens[p.at].pos})
	p.at++
	q := &parser{tokens: inner, depth: p.depth, script: p.script}
	list, err := q.list(classNone)
	if err != nil {
		return err
	}
	if t := q.peek(); t.kind != tokenEnd {
		return stray(t)
	}
	w.list = append(w.list, list...)
	return nil
}

// operatorName reads \operatorname{name} and \operatorname*{name}, which has limits.
func (p *parser) operatorName(t token) (*node, error) {
	starred := p.accept("*")
	open := p.peek()
	if !p.accept("{") {
		return nil, malformed(t, "an argument in braces is missing")
	}
	var name strings.Builder
	for !p.accept("}") {
		c := p.next()
		switch {
		case c.kind == tokenEnd:
			return nil, malformed(open, "not closed")
		case c.is(`\,`), c.is(`\ `), c.is("~"):
			name.WriteString("\u2009")
		case c.kind == tokenChar && !strings.Contains("{}^_&$#'", c.text):
			name.WriteString(c.text)
		default:
			return nil, malformed(c, "not part of a name")
		}
	}
	if name.Len() == 0 {
		return nil, malformed(t, "the name is empty")
	}
	n := identifier(name.String(), fontRoman).as(className)
	if starred {
		n.limits = limitsMovable
	}
	return n, nil
}
