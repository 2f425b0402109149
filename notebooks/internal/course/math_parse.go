package course

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// delimiters mark a formula. With keep they belong to it.
type delimiters struct {
	open, close   string
	display, keep bool
}

// mathDelimiters are those that Jupyter knows: a longer one before its beginning. The doubled backslashes are its way of
// saying \( and \[, since a single one is markdown's escape.
var mathDelimiters = []delimiters{
	{open: "$$", close: "$$", display: true},
	{open: "$", close: "$"},
	{open: `\\(`, close: `\\)`},
	{open: `\\[`, close: `\\]`, display: true},
	{open: `\(`, close: `\)`},
	{open: `\[`, close: `\]`, display: true},
}

// opening returns the delimiters that line begins with.
func opening(line []byte) (delimiters, bool) {
	if rest, ok := bytes.CutPrefix(line, []byte(`\begin{`)); ok {
		if end := bytes.IndexByte(rest, '}'); end > 0 {
			name := string(rest[:end+1])
			return delimiters{open: `\begin{` + name, close: `\end{` + name, display: true, keep: true}, true
		}
	}
	for _, d := range mathDelimiters {
		if bytes.HasPrefix(line, []byte(d.open)) {
			return d, true
		}
	}
	return delimiters{}, false
}

// end returns the indices of the closing delimiter in text, which follows the opening one; -1 if there is none.
// Single dollar signs both hug the formula or both stand off, so that most prices stay prices; they are looked for
// outside braces first.
func (d delimiters) end(text []byte) (from, to int) {
	if d.open != "$" {
		from = bytes.Index(text, []byte(d.close))
		return from, from + len(d.close)
	}
	depth, inBraces := 0, -1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		case '$':
			if !closesDollar(text, i) {
				continue
			}
			if depth <= 0 {
				return i, i + 1
			}
			if inBraces < 0 {
				inBraces = i
			}
		}
	}
	return inBraces, inBraces + 1
}

// closesDollar reports whether the dollar sign at i closes a formula that text begins with: a blank before it if the
// formula begins with one, no amount after it.
func closesDollar(text []byte, i int) bool {
	if i == 0 || util.IsSpace(text[0]) != util.IsSpace(text[i-1]) {
		return false
	}
	after := text[i+1:]
	if util.IsSpace(text[0]) {
		after = bytes.TrimLeft(after, " ")
	}
	return !util.IsBlank(text[:i]) && (len(after) == 0 || after[0] < '0' || after[0] > '9')
}

// An inlineMathParser finds formulas in paragraphs, before markdown sees their underscores and asterisks.
type inlineMathParser struct{}

func (inlineMathParser) Trigger() []byte { return []byte{'$', '\\'} }

func (inlineMathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	d, ok := opening(line)
	if !ok {
		return nil
	}
	lineIndex, position := block.Position()
	block.Advance(len(d.open))
	var rest []byte
	for {
		line, _ := block.PeekLine()
		if line == nil {
			break
		}
		rest = append(rest, line...)
		block.AdvanceLine()
	}
	block.SetPosition(lineIndex, position)
	from, to := d.end(rest)
	if from < 0 {
		return nil // plain text: a price, a shell variable
	}
	advance(block, len(d.open)+to)
	tex := string(rest[:from])
	if d.keep {
		tex = d.open + string(rest[:to])
	}
	return &inlineMath{tex: unshield(tex), display: d.display}
}

// advance moves on by n bytes, over ends of lines.
func advance(block text.Reader, n int) {
	for {
		line, _ := block.PeekLine()
		if n < len(line) || line == nil {
			block.Advance(n)
			return
		}
		n -= len(line)
		block.AdvanceLine()
	}
}

// A blockMathParser finds displayed formulas that begin a line. They are blocks of their own, because a line of a
// formula that begins with a minus or an equals sign would otherwise become a list or a heading.
type blockMathParser struct{}

func (blockMathParser) Trigger() []byte { return []byte{'$', '\\'} }

func (blockMathParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	offset := pc.BlockOffset()
	if offset < 0 {
		return nil, parser.NoChildren
	}
	d, ok := opening(line[offset:])
	if !ok || !d.display {
		return nil, parser.NoChildren
	}
	rest := line[offset+len(d.open):]
	n := &blockMath{delims: d, open: true}
	if d.keep {
		n.tex = append(n.tex, d.open...)
	}
	if from, to := d.end(rest); from >= 0 {
		if !util.IsBlank(rest[to:]) {
			return nil, parser.NoChildren // the formula begins a sentence
		}
		n.finish(rest, from, to)
	} else {
		n.tex = append(n.tex, rest...)
	}
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

func (blockMathParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*blockMath)
	if !n.open {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	from, to := n.delims.end(line)
	if from < 0 {
		n.tex = append(n.tex, line...)
		reader.AdvanceToEOL()
		return parser.Continue | parser.NoChildren
	}
	n.finish(line, from, to)
	if util.IsBlank(line[to:]) {
		reader.AdvanceToEOL()
	} else {
		reader.Advance(to)
	}
	return parser.Close
}

// finish adds what stands before the closing delimiter.
func (n *blockMath) finish(line []byte, from, to int) {
	if n.delims.keep {
		from = to
	}
	n.tex = []byte(strings.TrimSpace(string(append(n.tex, line[:from]...))))
	n.open = false
}

func (blockMathParser) Close(ast.Node, text.Reader, parser.Context) {}

func (blockMathParser) CanInterruptParagraph() bool { return true }

func (blockMathParser) CanAcceptIndentedLine() bool { return false }
