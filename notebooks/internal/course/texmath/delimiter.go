package texmath

import "strings"

// sizes are the fixed sizes of delimiters; the letter at the end of the name gives the class.
var sizes = sizeTable()

type size struct {
	height string
	class  class
}

const smallest = "1.2em"

func sizeTable() map[string]size {
	table := map[string]size{}
	for name, height := range map[string]string{`\big`: smallest, `\Big`: "1.8em", `\bigg`: "2.4em", `\Bigg`: "3em"} {
		for suffix, c := range map[string]class{"": classOrd, "l": classOpen, "r": classClose, "m": classRel} {
			table[name+suffix] = size{height, c}
		}
	}
	return table
}

// delimiter reads the delimiter that follows t; "." is none and gives "".
func (p *parser) delimiter(t token) (string, error) {
	d := p.next()
	switch d.text {
	case ".":
		return "", nil
	case "<", `\lt`:
		return "⟨", nil
	case ">", `\gt`:
		return "⟩", nil
	case "/":
		return "/", nil
	case `\backslash`:
		return `\`, nil
	}
	s, ok := characters[d.text]
	if d.kind == tokenCommand {
		s, ok = commands[d.text]
	}
	if ok && strings.Contains("()[]{}⟨⟩⌊⌋⌈⌉|‖↑↓↕⇑⇓", s.text) {
		return s.text, nil
	}
	if d.kind == tokenEnd {
		return "", malformed(t, "a delimiter is missing")
	}
	return "", malformed(d, "not a delimiter")
}

// fenced reads \left ( ... \middle | ... \right ).
func (p *parser) fenced(left token) (*node, error) {
	defer func(optional bool) { p.optional = optional }(p.optional)
	p.optional = false
	opening, err := p.delimiter(left)
	if err != nil {
		return nil, err
	}
	kids := stretched(opening, "prefix")
	for {
		list, err := p.list(classNone)
		if err != nil {
			return nil, err
		}
		kids = append(kids, list...)
		end := p.peek()
		if !end.is(`\middle`) && !end.is(`\right`) {
			return nil, p.unclosed(left)
		}
		p.at++
		text, err := p.delimiter(end)
		if err != nil {
			return nil, err
		}
		if end.is(`\right`) {
			return element("mrow", append(kids, stretched(text, "postfix")...)...).as(classFence), nil
		}
		kids = append(kids, stretched(text, "infix")...)
	}
}

// stretched makes a delimiter as tall as its row, or nothing.
func stretched(text, form string) []*node {
	if text == "" {
		return nil
	}
	n := leaf("mo", text, classOrd).set("form", form).set("stretchy", "true")
	if form == "infix" {
		n.set("fence", "true").set("symmetric", "true").set("lspace", medium).set("rspace", medium)
	}
	return []*node{n}
}

func (p *parser) sized(t token, s size) (*node, error) {
	text, err := p.delimiter(t)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return space("0"), nil
	}
	n := leaf("mo", text, s.class)
	if s.height == smallest {
		// Browsers leave room for the widest form beside what can stretch. A letter that is only enlarged stands closer.
		n.set("stretchy", "false").set("mathsize", s.height)
	} else {
		n.set("stretchy", "true").set("symmetric", "true").set("minsize", s.height).set("maxsize", s.height)
	}
	switch s.class {
	case classOpen:
		n.set("form", "prefix").tight()
	case classClose:
		n.set("form", "postfix").tight()
	case classRel:
		n.set("lspace", thick).set("rspace", thick)
	default:
		n.tight()
	}
	return n, nil
}
