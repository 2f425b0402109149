package course

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

// A lesson is a page whose cells have been rendered.
type lesson struct {
	Name, Number string
	Title        string        // plain text
	Heading      template.HTML // the title with its formulas
	Abstract     template.HTML
	HasHeading   bool // the cells contain it
	Contents     []contentsLine
	Cells        []cellView
}

type contentsLine struct {
	Level  int
	Anchor string
	Text   template.HTML
}

// A cellView is what the page's template needs of a cell.
type cellView struct {
	ID      string
	Kind    string // ipynb.Code, ipynb.Markdown or ipynb.Raw
	Count   int
	Source  template.HTML
	Outputs template.HTML
}

func newLesson(p Page) (*lesson, error) {
	l := &lesson{Name: p.Name, Number: number(p.Name)}
	d := &document{anchors: anchors{}}
	for i, c := range p.Notebook.Cells {
		view, err := d.cellView(c, i+1)
		if err != nil {
			return nil, fmt.Errorf("cell %d (%s, id %q): %w", i+1, c.Type, c.ID, err)
		}
		if view.Source != "" || view.Outputs != "" {
			l.Cells = append(l.Cells, view)
		}
	}
	l.HasHeading = d.heading != ""
	l.Title, l.Heading, l.Abstract = d.title, template.HTML(d.heading), template.HTML(d.abstract)
	if !l.HasHeading {
		l.Title = p.Name
		l.Heading = template.HTML(template.HTMLEscapeString(p.Name))
	}
	for _, e := range d.contents {
		l.Contents = append(l.Contents, contentsLine{e.Level, e.Anchor, template.HTML(e.HTML)})
	}
	return l, nil
}

// number returns the digits that a name begins with, "" if there are none.
func number(name string) string {
	return name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
}

// cellView renders the cell of a place in the notebook, which is counted from 1.
func (d *document) cellView(c ipynb.Cell, place int) (cellView, error) {
	view := cellView{ID: c.ID, Kind: c.Type, Count: c.ExecutionCount}
	if view.ID == "" {
		view.ID = fmt.Sprint(place)
	}
	d.anchors.Put([]byte("cell-" + view.ID))
	var source, outputs string
	var err error
	switch c.Type {
	case ipynb.Markdown:
		source, err = d.cell(c.Source, attachments(c.Attachments))
	case ipynb.Code:
		if source, err = highlightCell(strings.Trim(c.Source, "\n")); err == nil {
			outputs, err = d.outputs(c.Outputs, fmt.Sprintf("cell %d", place))
		}
	case ipynb.Raw:
		source = template.HTMLEscapeString(c.Source)
	default:
		err = fmt.Errorf("type %q: %w", c.Type, ErrOutput)
	}
	view.Source, view.Outputs = template.HTML(source), template.HTML(outputs)
	return view, err
}
