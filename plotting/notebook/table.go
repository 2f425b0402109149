package notebook

import (
	"errors"
	"fmt"
	"html"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Table is shown as a table, and as aligned columns outside a notebook. A column that holds numbers only is aligned
// to the right.
type Table struct {
	Header []string // above the columns; none: no header line
	// Rows hold numbers, which appear with four significant digits (integers with all), and anything else, which
	// appears as fmt.Sprint writes it; nil is an empty cell. A short row ends in empty cells.
	Rows    [][]any
	Caption string // above the table; empty: none
}

var errNaN = errors.New("NaN cannot be shown: find its origin, or use nil for a value that is missing")

// exhibit returns an error that names the cell if a number is NaN.
func (t *Table) exhibit() (exhibit, error) {
	g, err := t.grid()
	if err != nil {
		return exhibit{}, err
	}
	return exhibit{rich: bundle{mimeHTML: g.html()}, text: g.text()}, nil
}

// String returns the table as aligned columns of text.
func (t Table) String() string {
	g, err := t.grid()
	if err != nil {
		return err.Error()
	}
	return g.text()
}

// grid is a table whose cells are written, all rows of the same length.
type grid struct {
	caption string
	header  []string
	cells   [][]string
	right   []bool // the column holds numbers
}

func (t *Table) grid() (grid, error) {
	columns := len(t.Header)
	for _, row := range t.Rows {
		columns = max(columns, len(row))
	}
	g := grid{caption: t.Caption, right: make([]bool, columns), cells: make([][]string, len(t.Rows))}
	if len(t.Header) > 0 {
		g.header = append(make([]string, 0, columns), t.Header...)[:columns]
	}
	words := make([]bool, columns)
	for i, row := range t.Rows {
		g.cells[i] = make([]string, columns)
		for j, cell := range row {
			s, number, err := formatCell(cell)
			if err != nil {
				return grid{}, fmt.Errorf("notebook: table, row %d, column %d: %w", i+1, j+1, err)
			}
			g.cells[i][j] = strings.ReplaceAll(s, "\n", " ")
			g.right[j] = g.right[j] || number
			words[j] = words[j] || !number && !isNil(cell)
		}
	}
	for j := range words {
		g.right[j] = g.right[j] && !words[j]
	}
	return g, nil
}

// formatCell writes a cell and reports whether it is a number. A type that writes itself does so.
func formatCell(cell any) (s string, number bool, err error) {
	if isNil(cell) {
		return "", false, nil
	}
	v := reflect.ValueOf(cell)
	_, writes := cell.(fmt.Stringer)
	switch {
	case v.CanFloat() && math.IsNaN(v.Float()):
		return "", false, errNaN
	case writes:
		return fmt.Sprint(cell), v.CanFloat() || v.CanInt() || v.CanUint(), nil
	case v.CanFloat():
		return formatNumber(v.Float()), true, nil
	case v.CanInt() || v.CanUint():
		return fmt.Sprint(cell), true, nil
	}
	return fmt.Sprint(cell), false, nil
}

func (g grid) html() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	if g.caption != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>\n", html.EscapeString(g.caption))
	}
	if g.header != nil {
		b.WriteString("<thead>\n")
		g.row(&b, "th", g.header)
		b.WriteString("</thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, row := range g.cells {
		g.row(&b, "td", row)
	}
	b.WriteString("</tbody>\n</table>")
	return b.String()
}

// row writes the alignment into each cell: GitHub and untrusted notebooks drop style sheets.
func (g grid) row(b *strings.Builder, tag string, cells []string) {
	b.WriteString("<tr>")
	for j, cell := range cells {
		side := "left"
		if g.right[j] {
			side = "right"
		}
		fmt.Fprintf(b, `<%s align="%s" style="text-align:%[2]s">%s</%[1]s>`, tag, side, html.EscapeString(cell))
	}
	b.WriteString("</tr>\n")
}

func (g grid) text() string {
	widths := make([]int, len(g.right))
	for _, row := range append([][]string{g.header}, g.cells...) {
		for j, cell := range row {
			widths[j] = max(widths[j], utf8.RuneCountInString(cell))
		}
	}
	var lines []string
	if g.caption != "" {
		lines = append(lines, g.caption)
	}
	if g.header != nil {
		rule := make([]string, len(widths))
		for j, w := range widths {
			rule[j] = strings.Repeat("-", w)
		}
		lines = append(lines, g.line(g.header, widths), g.line(rule, widths))
	}
	for _, row := range g.cells {
		lines = append(lines, g.line(row, widths))
	}
	return strings.Join(lines, "\n")
}

func (g grid) line(cells []string, widths []int) string {
	var b strings.Builder
	for j, cell := range cells {
		pad := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell))
		if j > 0 {
			b.WriteString("  ")
		}
		if g.right[j] {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
