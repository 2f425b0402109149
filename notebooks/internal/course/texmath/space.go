package texmath

// Widths of TeX's spaces: three, four and five eighteenths of the font size.
const (
	thin   = "0.1667em"
	medium = "0.2222em"
	thick  = "0.2778em"
)

func space(width string) *node { return leaf("mspace", "", classNone).set("width", width) }

// spaced settles the classes of a list and puts the spaces in that a browser would not. before is the class of what
// stands in front of the list, classNone if nothing does; script says that the list is in a sub- or superscript.
func spaced(list []*node, before class, script bool) []*node {
	out := make([]*node, 0, len(list))
	prev := before
	for i, n := range list {
		if n.class == classNone {
			out = append(out, n)
			continue
		}
		next := nextClass(list[i+1:])
		settle(n, prev, next, script)
		if prev == before && i == 0 && before != classNone && n.class == classBin {
			n.core().set("form", "infix")
		}
		if needsThin(prev, n.class, script) {
			out = append(out, space(thin))
		}
		out = append(out, n)
		prev = n.class
	}
	return out
}

func nextClass(list []*node) class {
	for _, n := range list {
		if n.class != classNone {
			return n.class
		}
	}
	return classNone
}

// settle makes a sign of a binary operator that has nothing to join, and closes up operators in scripts.
func settle(n *node, prev, next class, script bool) {
	core := n.core()
	if core == nil {
		return
	}
	switch n.class {
	case classBin:
		switch {
		case opensOperand(prev):
			n.class = classOrd
			sign(core)
		case endsOperand(next):
			n.class = classOrd
			core.tight()
		case script:
			core.tight()
		}
	case classRel, classPunct:
		if script {
			core.tight()
		}
	}
}

// opensOperand reports whether an operand, not a binary operator, is expected after prev.
func opensOperand(prev class) bool {
	switch prev {
	case classNone, classOp, className, classBin, classRel, classOpen, classPunct:
		return true
	}
	return false
}

// endsOperand reports whether next cannot begin the second operand of a binary operator.
func endsOperand(next class) bool {
	switch next {
	case classNone, classRel, classClose, classPunct:
		return true
	}
	return false
}

// sign turns the operator into a prefix. Browsers know the prefix forms of the four signs, and that they stand close.
func sign(mo *node) {
	switch mo.text {
	case "+", "−", "±", "∓":
		mo.set("form", "prefix")
	default:
		mo.tight()
	}
}

// needsThin reports whether TeX puts a thin space between two classes where MathML's operator dictionary has none.
func needsThin(left, right class, script bool) bool {
	switch {
	case right == className:
		return left == classOrd || left == classClose || left == classFence || left == classInner || left == className
	case left == className:
		return right == classOrd || right == classInner
	case script:
		return false
	case left == classInner:
		return right == classOrd || right == classInner || right == classOpen || right == classFence
	case right == classInner:
		return left == classOrd || left == classClose || left == classFence
	}
	return false
}
