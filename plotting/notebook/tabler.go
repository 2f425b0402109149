package notebook

import (
	"fmt"
	"regexp"
)

// Tabler is what Show shows as a table although it is no Table, such as a list of findings with their remedies. Outside
// a notebook, and where there are no rows, its String stands for it if it has one.
type Tabler interface {
	// Table returns the titles of the columns, none for no header, and the cells. A short row ends in empty cells.
	Table() (head []string, rows [][]string)
}

func tablerExhibit(t Tabler) (exhibit, error) {
	head, rows := t.Table()
	table := Table{Header: head, Rows: make([][]any, len(rows))}
	for i, row := range rows {
		for _, cell := range row {
			table.Rows[i] = append(table.Rows[i], cell)
		}
	}
	g, err := table.grid()
	if err != nil {
		return exhibit{}, err
	}
	g.alignNumbers()
	e := exhibit{rich: bundle{mimeHTML: g.html()}, text: g.text()}
	if s, ok := t.(fmt.Stringer); ok {
		e.text = s.String()
		if len(rows) == 0 {
			e.rich = nil
		}
	}
	return e, nil
}

// writtenNumber is a number with its error or per cent sign.
var writtenNumber = regexp.MustCompile(`^[+\-−]?[0-9.]+(e[+-]?[0-9]+)?( ± [0-9.]+(e[+-]?[0-9]+)?)?( ?%)?$`)

// alignNumbers aligns the columns of written numbers to the right.
func (g grid) alignNumbers() {
	for j := range g.right {
		numbers, words := 0, 0
		for _, row := range g.cells {
			switch {
			case row[j] == "":
			case writtenNumber.MatchString(row[j]):
				numbers++
			default:
				words++
			}
		}
		g.right[j] = numbers > 0 && words == 0
	}
}
