package course

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A document is the markdown of one page. Its cells are rendered one by one, and share anchors, title and contents.
type document struct {
	anchors  anchors
	title    string // plain text of the first heading of level 1
	heading  string // the same as HTML
	abstract string // the first paragraph after it, as HTML
	contents []entry
	notes    int // cells rendered so far, which keeps footnotes apart
}

// An entry is a line of the table of contents.
type entry struct {
	Level  int
	Anchor string
	HTML   string
}

// attachments are the files that a cell carries with it: data by MIME type by name.
type attachments map[string]map[string]any

// cell renders a markdown cell and takes its headings into the contents.
func (d *document) cell(source string, files attachments) (string, error) {
	return d.render(source, files, true)
}

// fragment renders markdown from an output, whose headings structure nothing.
func (d *document) fragment(source string) (string, error) {
	return d.render(source, nil, false)
}

func (d *document) render(source string, files attachments, structure bool) (string, error) {
	d.notes++
	md := newMarkdown(fmt.Sprintf("n%d-", d.notes))
	raw := []byte(shield(source))
	tree := md.Parser().Parse(text.NewReader(raw), parser.WithContext(parser.NewContext(parser.WithIDs(d.anchors))))
	if err := prepare(tree, raw, files); err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, raw, tree); err != nil {
		return "", err
	}
	html := unshield(out.String())
	if err := checkHTML(html); err != nil {
		return "", err
	}
	if structure {
		if err := d.outline(md.Renderer(), raw, tree); err != nil {
			return "", err
		}
	}
	return shortCells(html), nil
}

// newMarkdown configures the markdown that Jupyter's users write: GitHub's, with formulas and HTML.
func newMarkdown(prefix string) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignStyle)),
			extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewFootnote(extension.WithFootnoteIDPrefix(prefix)),
		),
		goldmark.WithParserOptions(
			parser.WithAutoHeadingID(),
			// Before code spans and emphasis; before setext headings and lists.
			parser.WithInlineParsers(util.Prioritized(inlineMathParser{}, 90)),
			parser.WithBlockParsers(util.Prioritized(blockMathParser{}, 90)),
		),
		goldmark.WithRendererOptions(
			html.WithUnsafe(), html.WithXHTML(),
			renderer.WithNodeRenderers(util.Prioritized(mathRenderer{}, 90), util.Prioritized(codeBlockRenderer{}, 90)),
		),
	)
}

// outline collects title, abstract and contents.
func (d *document) outline(r renderer.Renderer, source []byte, tree ast.Node) error {
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			html, err := inner(r, source, n)
			if err != nil {
				return err
			}
			if n.Level == 1 && d.heading == "" {
				d.heading, d.title = html, plain(source, n)
				continue
			}
			anchor, _ := n.AttributeString("id")
			id, _ := anchor.([]byte)
			d.contents = append(d.contents, entry{Level: n.Level, Anchor: string(id), HTML: html})
		case *ast.Paragraph:
			if d.heading == "" || d.abstract != "" {
				continue
			}
			html, err := inner(r, source, n)
			if err != nil {
				return err
			}
			d.abstract = html
		}
	}
	return nil
}

// inner renders what is in n without n itself, and without links, for use in other places.
func inner(r renderer.Renderer, source []byte, n ast.Node) (string, error) {
	var out bytes.Buffer
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if _, ok := child.(*ast.Link); ok {
			html, err := inner(r, source, child)
			if err != nil {
				return "", err
			}
			out.WriteString(html)
			continue
		}
		if err := r.Render(&out, source, child); err != nil {
			return "", err
		}
	}
	return unshield(out.String()), nil
}

// plain returns the text of n; formulas stay TeX.
func plain(source []byte, n ast.Node) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			out.Write(n.Value(source))
			if n.SoftLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *inlineMath:
			out.WriteString(n.tex)
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(unshield(out.String()))
}
