package course

import "github.com/yuin/goldmark/ast"

// narrowSpace keeps the groups of a number in one line.
const narrowSpace = "\u202f"

// joinThousands replaces the blanks inside numbers such as 50 000.
func joinThousands(n *ast.Text, source []byte) {
	if n.IsRaw() { // code
		return
	}
	from := lineBefore(n)
	for i := n.Segment.Start; i < n.Segment.Stop; i++ {
		if !betweenThousands(source[from:n.Segment.Stop], i-from) {
			continue
		}
		parent := n.Parent()
		parent.InsertBefore(parent, n, ast.NewTextSegment(n.Segment.WithStop(i)))
		parent.InsertBefore(parent, n, ast.NewString([]byte(narrowSpace)))
		n.Segment = n.Segment.WithStart(i + 1)
	}
}

// lineBefore gives where the text in the line up to n begins. The parser begins a new piece of text at some blanks.
func lineBefore(n *ast.Text) int {
	from := n.Segment.Start
	for before, ok := n.PreviousSibling().(*ast.Text); ok && before.Segment.Stop == from; before, ok = before.PreviousSibling().(*ast.Text) {
		from = before.Segment.Start
	}
	return from
}

// betweenThousands tells whether the character at i is a blank after one to three digits and before three.
func betweenThousands(text []byte, i int) bool {
	before, after := i, i+1
	for before > 0 && isDigit(text[before-1]) {
		before--
	}
	for after < len(text) && isDigit(text[after]) {
		after++
	}
	inFraction := before > 0 && (text[before-1] == '.' || text[before-1] == ',')
	return text[i] == ' ' && i-before >= 1 && i-before <= 3 && after-i-1 == 3 && !inFraction
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
