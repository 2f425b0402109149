package course

import (
	"errors"
	"fmt"
	"html"
	"slices"
	"sort"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// ErrOutput is wrapped by the error for an output that has no form which a page can show.
var ErrOutput = errors.New("cannot be shown")

// outputs renders what a cell printed and showed. label names the cell for those who cannot see its pictures.
func (d *document) outputs(outputs []ipynb.Output, label string) (string, error) {
	var out strings.Builder
	for i, o := range outputs {
		html, err := d.output(o, label)
		if err != nil {
			return "", fmt.Errorf("output %d: %w", i+1, err)
		}
		out.WriteString(html)
	}
	return out.String(), nil
}

func (d *document) output(o ipynb.Output, label string) (string, error) {
	switch o.Type {
	case ipynb.Stream:
		return stream(o), nil
	case ipynb.DisplayData, ipynb.ExecuteResult:
		return d.display(o, label)
	case ipynb.Error:
		return failure(o), nil
	}
	return "", fmt.Errorf("type %q: %w", o.Type, ErrOutput)
}

func stream(o ipynb.Output) string {
	class := "stdout"
	if o.Name == "stderr" {
		class = "stderr"
	}
	return pre(class, o.Text)
}

// pre shows what was written for a terminal.
func pre(class, text string) string {
	return `<pre class="out ` + class + `">` + terminalHTML(strings.TrimRight(text, "\n")) + "</pre>\n"
}

func failure(o ipynb.Output) string {
	text := strings.Join(o.Traceback, "\n")
	if text == "" {
		text = o.EName + ": " + o.EValue
	}
	return `<div role="note" aria-label="Error">` + pre("error", text) + "</div>\n"
}

// displays are the forms of an output that a page can show, the richest first.
var displays = append(append([]string{"text/html", "image/svg+xml"}, pictureTypes...), "text/markdown", "text/latex", "text/plain")

func (d *document) display(o ipynb.Output, label string) (string, error) {
	for _, mime := range displays {
		data, ok := o.Data[mime].(string)
		if !ok {
			continue
		}
		html, err := d.form(o, mime, data, label)
		if err != nil {
			return "", fmt.Errorf("%s: %w", mime, err)
		}
		return html, nil
	}
	var have []string
	for mime := range o.Data {
		have = append(have, mime)
	}
	sort.Strings(have)
	return "", fmt.Errorf("neither HTML nor a picture nor text but %q: %w", have, ErrOutput)
}

// form renders one form of an output.
func (d *document) form(o ipynb.Output, mime, data, label string) (string, error) {
	switch mime {
	case "text/html":
		if err := checkHTML(data); err != nil {
			return "", err
		}
		return `<div class="out html">` + shortCells(data) + "</div>\n", nil
	case "text/markdown", "text/latex":
		html, err := d.fragment(data)
		if err != nil {
			return "", err
		}
		return `<div class="out prose">` + html + "</div>\n", nil
	case "text/plain":
		return pre("plain", data), nil
	}
	uri, err := pictureURI(mime, data)
	if err != nil {
		return "", err
	}
	return `<div class="out picture"><img src="` + html.EscapeString(uri) + `" alt="` + html.EscapeString(alt(o, label)) +
		`"` + dimensions(o, mime) + " /></div>\n", nil
}

// alt describes a picture by the text that came with it.
func alt(o ipynb.Output, label string) string {
	if text, ok := o.Data["text/plain"].(string); ok && strings.TrimSpace(text) != "" {
		return strings.Join(strings.Fields(text), " ")
	}
	return "Picture from " + label
}

// dimensions are the width and height that the output asks for.
func dimensions(o ipynb.Output, mime string) string {
	asked, _ := o.Metadata[mime].(map[string]any)
	out := ""
	for _, side := range []string{"width", "height"} {
		if n := fmt.Sprint(asked[side]); asked[side] != nil && isNumber(n) {
			out += ` ` + side + `="` + n + `"`
		}
	}
	return out
}

func isNumber(text string) bool {
	return text != "" && !slices.ContainsFunc([]byte(text), func(c byte) bool { return c < '0' || c > '9' })
}
