package course

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course/texmath"
	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

func notebook(cells ...ipynb.Cell) *ipynb.Notebook { return &ipynb.Notebook{Cells: cells} }

func samplePages(t *testing.T) []Page {
	return []Page{
		{"00_energy", notebook(markdown("# Energy first\n\nA *landscape* with [links](https://example.org) and $Z$.\n\nMore."))},
		{"01_cd", sample(t)},
		{"extra", notebook(markdown("## No title\n\nStill a page."))},
	}
}

// written returns the files of a course by name.
func written(t *testing.T, pages []Page) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "new", "course")
	if err := Write(dir, pages); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

func TestWrite(t *testing.T) {
	files := written(t, samplePages(t))
	for _, name := range []string{"index.html", "00_energy.html", "01_cd.html", "extra.html"} {
		if files[name] == "" {
			t.Errorf("%s is missing", name)
		}
		delete(files, name)
	}
	if len(files) != 0 {
		t.Errorf("files that nobody asked for: %q", files)
	}
}

func TestSameBytes(t *testing.T) {
	first, second := written(t, samplePages(t)), written(t, samplePages(t))
	for name := range first {
		if first[name] != second[name] {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

// elements reads text as XML with the names that HTML has for characters, and returns its opening tags.
func elements(text string) ([]xml.StartElement, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	var all []xml.StartElement
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			line, _ := d.InputPos()
			return all, fmt.Errorf("%w: %s", err, strings.Split(text, "\n")[line-1])
		}
		if start, ok := token.(xml.StartElement); ok {
			all = append(all, start.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestWellFormed: the pages are XML too, so that no element is left open; no id is taken twice, no picture is without a
// description, and every link inside the page arrives.
func TestWellFormed(t *testing.T) {
	for name, page := range written(t, samplePages(t)) {
		all, err := elements(page)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ids := map[string]bool{}
		for _, e := range all {
			if id := attribute(e, "id"); id != "" && ids[id] {
				t.Errorf("%s: id %q twice", name, id)
			} else {
				ids[id] = true
			}
			if e.Name.Local == "img" && attribute(e, "alt") == "" {
				t.Errorf("%s: a picture without a description", name)
			}
		}
		for _, e := range all {
			if target, ok := strings.CutPrefix(attribute(e, "href"), "#"); ok && e.Name.Local == "a" && !ids[target] {
				t.Errorf("%s: a link to #%s, which is not there", name, target)
			}
		}
	}
}

// TestNoNetwork: nothing on a page is loaded from anywhere, and browsers are told so.
func TestNoNetwork(t *testing.T) {
	for name, page := range written(t, samplePages(t)) {
		if !strings.Contains(page, "default-src 'none'; img-src data:") {
			t.Errorf("%s: no policy", name)
		}
		s := htmlScanner{rest: page}
		for {
			tag, err := s.next()
			if err != nil {
				t.Fatal(err)
			}
			if tag == nil {
				break
			}
			if tag.name == "meta" || tag.name == "link" { // ours; those of notebooks are refused
				tag.name = "ours"
			}
			if err := tag.check(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestPageStructure(t *testing.T) {
	files := written(t, samplePages(t))
	want := map[string][]string{
		"index.html": {
			`<html lang="en">`, `<title>Energy-based models in Go</title>`, `<a href="00_energy.html"><span class="number">00</span>`,
			`<p>A <em>landscape</em> with links and <math><mi>Z</mi></math>.</p>`, `<span class="title">extra</span>`, `go run ./notebooks`,
		},
		"01_cd.html": {
			`<html lang="en">`, `<title>Contrastive divergence, step by step: p(v) = e^{-F(v)}/Z · Energy-based models in Go</title>`,
			`<main id="content">`, `<li class="level2"><a href="#The-energy">The energy</a></li>`, `<h3 id="Conditionals">`,
			`<li class="level3"><a href="#Conditionals">`, `rel="prev" href="00_energy.html"><span>Previous</span>Energy first`,
			`rel="next" href="extra.html"`, `<code>01_cd.ipynb</code>`, `<code>go run ./notebooks</code>`,
			`<span class="hidden">Cell </span>2</span>`, `<blockquote class="predict">`, `<a href="02_digits.html#Summary">`,
		},
		"extra.html": {`<h1>extra</h1>`, `<h2 id="No-title">`},
	}
	for name, pieces := range want {
		for _, piece := range pieces {
			if !strings.Contains(files[name], piece) {
				t.Errorf("%s lacks %s", name, piece)
			}
		}
	}
	index := files["index.html"]
	if strings.Index(index, "00_energy.html") > strings.Index(index, "01_cd.html") {
		t.Error("the index changes the order of the pages")
	}
	for _, name := range []string{"00_energy.html", "extra.html"} {
		if n := strings.Count(files[name], "rel=\"prev\"") + strings.Count(files[name], "rel=\"next\""); n != 1 {
			t.Errorf("%s, at an end of the course, has %d neighbours", name, n)
		}
	}
}

func TestErrorsNameTheCell(t *testing.T) {
	display := func(mime, data string) ipynb.Cell {
		return code(1, "x", stdout("fine"), shows(map[string]any{mime: data}))
	}
	tests := []struct {
		cell  ipynb.Cell
		want  string
		cause error
	}{
		{markdown(`$x_1 + \foo$`), `formula "x_1 + \\foo": texmath: \foo at 7: not known`, texmath.ErrUnknown},
		{markdown("$$\nx_{1\n$$"), `formula "x_{1": texmath: { at 3: not closed`, texmath.ErrSyntax},
		{markdown("text\n\n$$\nx\n\nmore"), `formula "\nx\n\nmore": $$ has no $$ after it`, texmath.ErrSyntax},
		{markdown("$x\n- y$"), `formula "$x": the $ that should end it is missing`, texmath.ErrSyntax},
		{markdown(`![a](https://example.org/x.png)`), `<img src="https://example.org/x.png">: this would be loaded from a network`, ErrResource},
		{markdown(`![a](figures/x.png)`), `<img src="figures/x.png">: this is a file of its own; put it into the notebook`, ErrResource},
		{markdown(`![a](attachment:x.png)`), `attachment:x.png: the cell has no such picture`, ErrResource},
		{markdown("<b>bold"), `<b> is not closed`, ErrResource},
		{markdown("<details>\nwith $x$\n</details>"), `formula "$x$" in HTML`, ErrResource},
		{display("text/html", `<script src="//cdn.example.org/x.js"></script>`), `output 2: text/html: <script src="//cdn.example.org/x.js">`, ErrResource},
		{display("text/markdown", `$\foo$`), `output 2: text/markdown: formula "\\foo"`, texmath.ErrUnknown},
		{display("text/latex", `$$\foo$$`), `output 2: text/latex: formula "\\foo"`, texmath.ErrUnknown},
		{display("image/png", "%%%"), `output 2: image/png: not a picture in base64`, ErrOutput},
		{display("image/svg+xml", "<svg></svg>"), `output 2: image/svg+xml: a drawing without xmlns`, ErrOutput},
		{display("application/x-thing", "?"), `output 2: neither HTML nor a picture nor text but ["application/x-thing"]`, ErrOutput},
		{code(1, "x", ipynb.Output{Type: "other"}), `output 1: type "other"`, ErrOutput},
		{ipynb.Cell{Type: "other"}, `type "other"`, ErrOutput},
	}
	for _, test := range tests {
		test.cell.ID = "abc"
		dir := filepath.Join(t.TempDir(), "course")
		err := Write(dir, []Page{{"00_fine", notebook(markdown("# Fine"))}, {"01_bad", notebook(markdown("# Title"), test.cell)}})
		prefix := `course: 01_bad: cell 2 (` + test.cell.Type + `, id "abc"): ` + test.want
		if err == nil || !strings.HasPrefix(err.Error(), prefix) || !errors.Is(err, test.cause) {
			t.Errorf("got  %v\nwant %s", err, prefix)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Error("something was written although a page failed")
		}
	}
}

func TestNames(t *testing.T) {
	for _, names := range [][]string{{""}, {"index"}, {"../x"}, {`a\b`}, {".x"}, {"a", "a"}, {"a#b"}} {
		var pages []Page
		for _, name := range names {
			pages = append(pages, Page{name, notebook()})
		}
		if err := Write(t.TempDir(), pages); err == nil {
			t.Errorf("%q: no error", names)
		}
	}
	defer func() {
		if r := recover(); r != "course: a page without a notebook" {
			t.Errorf("without a notebook: %v", r)
		}
	}()
	_ = Write(t.TempDir(), []Page{{Name: "a"}})
}

// TestWholeFiles: a file that cannot be replaced leaves no half-written one behind.
func TestWholeFiles(t *testing.T) {
	dir := t.TempDir()
	occupied := filepath.Join(dir, "00_energy.html")
	if err := os.MkdirAll(filepath.Join(occupied, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, samplePages(t)); err == nil || !strings.Contains(err.Error(), "00_energy.html") {
		t.Errorf("a folder where the page should be: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if err := Write(filepath.Join(occupied, "..", "file"), nil); err != nil {
		t.Errorf("no pages: %v", err)
	}
	file := filepath.Join(dir, "plain")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, samplePages(t)); err == nil {
		t.Error("a file where the folder should be: no error")
	}
}

func TestAttachment(t *testing.T) {
	cell := markdown("![a plot](attachment:my%20plot.png)")
	picture := samplePNG(t)
	cell.Attachments = map[string]map[string]any{"my plot.png": {"image/png": picture}}
	page := written(t, []Page{{"a", notebook(cell)}})["a.html"]
	if want := `<img src="data:image/png;base64,` + picture + `" alt="a plot" />`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want[:60])
	}
}

// TestAnchors: sections with the same heading, in several cells, keep links of their own.
func TestAnchors(t *testing.T) {
	page := written(t, []Page{{"a", notebook(markdown("# T\n\n## What to see: *part* 1"), markdown("## Same\n## Same"), markdown("## Same\n### $|x|$"))}})["a.html"]
	for _, want := range []string{`<h2 id="What-to-see:-part-1">`, `<a href="#What-to-see%3a-part-1">`, `id="Same"`, `id="Same-1"`, `id="Same-2"`, `id="x"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestFootnotesOfTwoCells(t *testing.T) {
	cell := markdown("a[^1]\n\n[^1]: note")
	page := written(t, []Page{{"a", notebook(cell, cell)}})["a.html"]
	for _, want := range []string{`id="n1-fn:1"`, `href="#n1-fn:1"`, `id="n2-fn:1"`, `href="#n2-fn:1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestEscaping: text stays text, wherever a notebook has it.
func TestEscaping(t *testing.T) {
	const evil = `<script>alert("1")</script>&`
	page := written(t, []Page{{"a", notebook(
		markdown("# Title `"+evil+"`\n\n`"+evil+"`\n\n```\n"+evil+"\n```\n\n```go\n"+evil+"\n```"),
		code(1, evil+"\n//"+evil+"\n%cd "+evil+"\n!echo "+evil, stdout(evil), shows(map[string]any{"text/plain": evil}),
			shows(map[string]any{"image/png": samplePNG(t), "text/plain": `"` + evil}),
			ipynb.Output{Type: ipynb.Error, EName: evil, EValue: evil}),
		code(2, "%%bash "+evil+"\n"+evil), ipynb.Cell{Type: ipynb.Raw, Source: evil},
	)}})["a.html"]
	if n := strings.Count(page, "<script"); n != 1 {
		t.Errorf("%d scripts on the page, 1 is ours", n)
	}
	if bytes.Contains([]byte(page), []byte(`alert("1")`)) {
		t.Error("quotation marks are not escaped")
	}
	if !strings.Contains(page, "<title>Title &lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp; ·") {
		t.Error("the title is not the plain text of the heading")
	}
}
