package texmath

import "strings"

// A class is the role of an element in a formula, as TeX sees it; spacing follows from the classes of neighbours.
type class uint8

const (
	classNone  class = iota // spaces, and the edge of a list
	classOrd                // a letter, a number, anything in braces
	classOp                 // a sum or an integral sign
	className               // an operator that is written as a word, such as log
	classBin                // plus, times
	classRel                // equals, arrows
	classOpen               // an opening bracket
	classClose              // a closing bracket
	classPunct              // a comma
	classInner              // a fraction, dots
	classFence              // \left ... \right: an opening bracket to its left, a closing one to its right
)

// limits says where the scripts of an operator go.
type limits uint8

const (
	limitsNever   limits = iota
	limitsMovable        // below and above in displayed formulas, beside in running text
	limitsAlways
)

type attribute struct{ name, value string }

// A node is a MathML element together with what TeX knows about it. Either text or kids is used.
type node struct {
	tag    string
	attrs  []attribute
	text   string
	kids   []*node
	class  class
	limits limits
}

func element(tag string, kids ...*node) *node { return &node{tag: tag, kids: kids, class: classOrd} }

func leaf(tag, text string, c class) *node { return &node{tag: tag, text: text, class: c} }

// set adds an attribute, or changes it, and returns n.
func (n *node) set(name, value string) *node {
	for i := range n.attrs {
		if n.attrs[i].name == name {
			n.attrs[i].value = value
			return n
		}
	}
	n.attrs = append(n.attrs, attribute{name, value})
	return n
}

// tight takes the space away on both sides of an operator.
func (n *node) tight() *node { return n.set("lspace", "0").set("rspace", "0") }

func (n *node) as(c class) *node {
	n.class = c
	return n
}

// row makes one element of a list. A single element stays as it is, so that formulas are no deeper than they must be.
func row(list []*node) *node {
	if len(list) == 1 {
		return list[0]
	}
	return element("mrow", list...)
}

// core returns the mo that decides the spacing of n: n itself, or the one under its scripts; nil if there is none.
func (n *node) core() *node {
	switch n.tag {
	case "mo":
		return n
	case "msub", "msup", "msubsup", "munder", "mover", "munderover":
		return n.kids[0].core()
	}
	return nil
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (n *node) write(b *strings.Builder) {
	b.WriteString("<" + n.tag)
	for _, a := range n.attrs {
		b.WriteString(" " + a.name + `="` + xmlText.Replace(a.value) + `"`)
	}
	b.WriteString(">")
	b.WriteString(xmlText.Replace(n.text))
	for _, kid := range n.kids {
		kid.write(b)
	}
	b.WriteString("</" + n.tag + ">")
}
