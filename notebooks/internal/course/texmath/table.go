package texmath

import (
	"slices"
	"strings"
)

// A table collects the cells of an environment.
type table struct {
	kind  environmentKind
	lines []int // columns with a vertical line to their left
	rules []int // rows with a horizontal line above
	cells [][]*node
}

func (t *table) newRow() { t.cells = append(t.cells, nil) }

func (t *table) lastRow() []*node { return t.cells[len(t.cells)-1] }

func (t *table) addCell(list []*node) {
	t.cells[len(t.cells)-1] = append(t.lastRow(), element("mtd", list...))
}

// fenced makes the mtable with its delimiters.
func (t *table) fenced() *node {
	t.dropEmptyEnd()
	grid := element("mtable")
	for i, cells := range t.cells {
		for j, cell := range cells {
			if css := t.css(i, j); css != "" {
				cell.set("style", css)
			}
		}
		grid.kids = append(grid.kids, element("mtr", cells...))
	}
	if t.kind.display {
		grid.set("displaystyle", "true")
	}
	if t.kind.small {
		grid.set("scriptlevel", "1")
	}
	if t.kind.open == "" && t.kind.close == "" {
		return grid
	}
	kids := append(stretched(t.kind.open, "prefix"), grid)
	return element("mrow", append(kids, stretched(t.kind.close, "postfix")...)...).as(classFence)
}

// dropEmptyEnd removes the empty row that a last \\ leaves, unless a line is drawn there.
func (t *table) dropEmptyEnd() {
	last := len(t.cells) - 1
	if last > 0 && len(t.cells[last]) == 1 && len(t.cells[last][0].kids) == 0 && !slices.Contains(t.rules, last) {
		t.cells = t.cells[:last]
	}
}

// css returns the style of a cell. Alignment is centred where nothing else is said: that is the browsers' default.
func (t *table) css(row, column int) string {
	var rules []string
	switch t.kind.columns[column%len(t.kind.columns)] {
	case 'l':
		rules = append(rules, "text-align:left")
	case 'r':
		rules = append(rules, "text-align:right")
	}
	if t.kind.relation {
		left := "0"
		if column > 0 && column%2 == 0 {
			left = "2em" // between two alignments side by side
		}
		rules = append(rules, "padding-left:"+left, "padding-right:0")
	}
	if slices.Contains(t.lines, column) {
		rules = append(rules, "border-left:1px solid")
	}
	if column == len(t.cells[row])-1 && slices.Contains(t.lines, column+1) {
		rules = append(rules, "border-right:1px solid")
	}
	if slices.Contains(t.rules, row) {
		rules = append(rules, "border-top:1px solid")
	}
	return strings.Join(rules, ";")
}
