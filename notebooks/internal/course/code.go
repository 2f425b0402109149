package course

import (
	"fmt"
	"html"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// highlight returns source as HTML, with spans around what a language distinguishes. A language that is not known has
// no spans.
func highlight(language, source string) (string, error) {
	lines, err := highlightLines(language, source)
	return strings.Join(lines, "\n"), err
}

// highlightLines returns the lines of source as HTML. No span crosses the end of a line.
func highlightLines(language, source string) ([]string, error) {
	lexer := lexers.Get(language)
	if lexer == nil || language == "" {
		return strings.Split(html.EscapeString(source), "\n"), nil
	}
	tokens, err := chroma.Tokenise(chroma.Coalesce(lexer), &chroma.TokeniseOptions{State: "root"}, source+"\n")
	if err != nil {
		return nil, fmt.Errorf("highlight %s: %w", language, err)
	}
	var out []string
	var line strings.Builder
	for _, token := range tokens {
		class := tokenClass(token.Type)
		for i, part := range strings.Split(token.Value, "\n") {
			if i > 0 {
				out = append(out, line.String())
				line.Reset()
			}
			if class == "" || strings.TrimSpace(part) == "" {
				line.WriteString(html.EscapeString(part))
			} else {
				line.WriteString(`<span class="` + class + `">` + html.EscapeString(part) + `</span>`)
			}
		}
	}
	return out, nil
}

// tokenClass reduces chroma's hundred kinds of tokens to the few that the style sheet colours.
func tokenClass(t chroma.TokenType) string {
	switch {
	case t == chroma.KeywordConstant:
		return "m"
	case t == chroma.KeywordType:
		return "t"
	case t == chroma.NameFunction:
		return "f"
	case t == chroma.NameBuiltin, t == chroma.NameVariable, t == chroma.NameAttribute, t == chroma.NameTag:
		return "b"
	case t.InCategory(chroma.Keyword):
		return "k"
	case t.InCategory(chroma.Comment):
		return "c"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InSubCategory(chroma.LiteralNumber):
		return "m"
	}
	return ""
}

// A codeBlockRenderer highlights the fenced code in markdown.
type codeBlockRenderer struct{}

func (codeBlockRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, renderCodeBlock)
}

func renderCodeBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	var code strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		code.Write(line.Value(source))
	}
	html, err := highlight(string(n.Language(source)), strings.TrimSuffix(code.String(), "\n"))
	if err != nil {
		return ast.WalkStop, err
	}
	_, err = w.WriteString("<pre class=\"code\"><code>" + html + "</code></pre>\n")
	return ast.WalkSkipChildren, err
}
