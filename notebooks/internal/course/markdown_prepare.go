package course

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// prepare adapts the tree of a cell to the page: pictures that the cell carries become data URIs, links to notebooks
// become links to their pages, quotations that ask for a prediction get a class of their own, and numbers such as 50 000
// stay in one line.
func prepare(tree ast.Node, source []byte, files attachments) error {
	return ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			name, ok := strings.CutPrefix(string(n.Destination), "attachment:")
			if !ok {
				return ast.WalkContinue, nil // checkHTML looks at it
			}
			uri, err := files.dataURI(name)
			if err != nil {
				return ast.WalkStop, err
			}
			n.Destination = []byte(uri)
		case *ast.Link:
			n.Destination = []byte(pageLink(string(n.Destination)))
		case *ast.Text:
			joinThousands(n, source)
			return ast.WalkContinue, checkDollars(n, source)
		case *ast.HTMLBlock:
			return ast.WalkContinue, checkFormulaInHTML(n, source)
		case *ast.Blockquote:
			if asksPrediction(n, source) {
				n.SetAttributeString("class", []byte("predict"))
			}
		}
		return ast.WalkContinue, nil
	})
}

// dataURI returns the picture that a cell carries under a name.
func (a attachments) dataURI(name string) (string, error) {
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	for _, mime := range pictureTypes {
		if data, ok := a[name][mime].(string); ok {
			return pictureURI(mime, data)
		}
	}
	return "", fmt.Errorf("attachment:%s: the cell has no such picture: %w", name, ErrResource)
}

// pageLink turns a link to a notebook in the same folder into one to its page.
func pageLink(destination string) string {
	file, fragment, _ := strings.Cut(destination, "#")
	stem, ok := strings.CutSuffix(file, ".ipynb")
	if !ok || path.Base(stem) != path.Clean(stem) || strings.Contains(stem, ":") {
		return destination
	}
	link := path.Base(stem) + ".html"
	if fragment != "" {
		link += "#" + fragment
	}
	return link
}

// asksPrediction reports whether a quotation begins with a bold "Predict".
func asksPrediction(quote ast.Node, source []byte) bool {
	paragraph := quote.FirstChild()
	if paragraph == nil || paragraph.FirstChild() == nil {
		return false
	}
	bold, ok := paragraph.FirstChild().(*ast.Emphasis)
	return ok && bold.Level == 2 && strings.HasPrefix(plain(source, bold), "Predict")
}
