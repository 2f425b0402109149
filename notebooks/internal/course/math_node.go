package course

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course/texmath"
)

var (
	kindInlineMath = ast.NewNodeKind("InlineMath")
	kindBlockMath  = ast.NewNodeKind("BlockMath")
)

// An inlineMath is a formula in a paragraph, displayed or not.
type inlineMath struct {
	ast.BaseInline
	tex     string
	display bool
}

func (n *inlineMath) Kind() ast.NodeKind { return kindInlineMath }

func (n *inlineMath) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.tex}, nil)
}

// A blockMath is a displayed formula on lines of its own.
type blockMath struct {
	ast.BaseBlock
	tex    []byte
	delims delimiters
	open   bool // the closing delimiter has not been seen
}

func (n *blockMath) Kind() ast.NodeKind { return kindBlockMath }

func (n *blockMath) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": string(n.tex)}, nil)
}

// A mathRenderer writes formulas as MathML. Displayed ones stand in an element that scrolls when they are too wide.
type mathRenderer struct{}

func (mathRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindInlineMath, renderInlineMath)
	reg.Register(kindBlockMath, renderBlockMath)
}

func renderInlineMath(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*inlineMath)
	math, err := mathML(n.tex, n.display)
	if err != nil {
		return ast.WalkStop, err
	}
	if n.display {
		math = `<span class="formula">` + math + `</span>`
	}
	_, err = w.WriteString(math)
	return ast.WalkSkipChildren, err
}

func renderBlockMath(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*blockMath)
	if n.open {
		return ast.WalkStop, fmt.Errorf("formula %q: %s has no %s after it: %w",
			excerpt(string(n.tex)), n.delims.open, n.delims.close, texmath.ErrSyntax)
	}
	math, err := mathML(unshield(string(n.tex)), true)
	if err != nil {
		return ast.WalkStop, err
	}
	_, err = w.WriteString(`<div class="formula">` + math + "</div>\n")
	return ast.WalkSkipChildren, err
}

func mathML(tex string, display bool) (string, error) {
	math, err := texmath.MathML(tex, display)
	if err != nil {
		return "", fmt.Errorf("formula %q: %w", excerpt(tex), err)
	}
	return math, nil
}

// excerpt shortens what an error quotes.
func excerpt(text string) string {
	const limit = 120
	if r := []rune(text); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return text
}
