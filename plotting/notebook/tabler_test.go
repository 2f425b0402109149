package notebook

import (
	"fmt"
	"strings"
	"testing"
)

// finding writes itself in a line.
type finding struct{ check, value, remedy string }

func (f finding) String() string { return f.check + " is " + f.value + ": " + f.remedy }

// findings are a table too.
type findings []finding

func (f findings) Table() (head []string, rows [][]string) {
	for _, x := range f {
		rows = append(rows, []string{x.check, x.value, x.remedy})
	}
	return []string{"check", "value", "remedy"}, rows
}

func (f findings) String() string { return fmt.Sprintf("%d findings", len(f)) }

// sheet is a table without words for it.
type sheet [][]string

func (s sheet) Table() ([]string, [][]string) { return nil, s }

func exhibitText(t *testing.T, item any) (text, page string) {
	t.Helper()
	e, err := exhibitOf(item, true)
	if err != nil {
		t.Fatal(err)
	}
	page, _ = e.rich[mimeHTML].(string)
	return e.text, page
}

func TestTablerIsATable(t *testing.T) {
	list := findings{{"update ratio", "0.031", "lower the <rate>"}, {"dead units", "12 %", "more data"}}
	for _, item := range []any{list, &list} {
		text, page := exhibitText(t, item)
		if text != "2 findings" {
			t.Errorf("text %q is not its String", text)
		}
		for _, part := range []string{">check</th>", `<td align="right" style="text-align:right">0.031</td><td align="left" style="text-align:left">lower the &lt;rate&gt;</td>`, ">12 %</td>"} {
			if !strings.Contains(page, part) {
				t.Errorf("no %s in\n%s", part, page)
			}
		}
	}
	if text, page := exhibitText(t, findings{}); text != "0 findings" || page != "" {
		t.Errorf("a table without rows: %q, %q", text, page)
	}
}

func TestTablerWithoutWords(t *testing.T) {
	text, page := exhibitText(t, sheet{{"a", "−1.5 ± 0.2", "1e-05"}, {"longer", "", "7"}, {"b"}})
	want := "a       −1.5 ± 0.2  1e-05\nlonger                  7\nb"
	if text != want || !strings.HasPrefix(page, "<table>") || strings.Contains(page, "<thead>") {
		t.Errorf("got\n%s\nwant\n%s\nand a table without a header: %s", text, want, page)
	}
}

// Slices of what writes itself are lists, all else is written as fmt does.
func TestSliceText(t *testing.T) {
	f := finding{"gap", "3", "stop"}
	for _, test := range []struct {
		item any
		want string
	}{
		{[]finding{f, f}, "gap is 3: stop\ngap is 3: stop"},
		{[1]finding{f}, "gap is 3: stop"},
		{[]fmt.Stringer{f, nil}, "[gap is 3: stop <nil>]"},
		{[]*finding{nil}, "[<nil>]"},
		{[]finding{}, "[]"},
		{[]int{1, 2}, "[1 2]"},
		{[]float64{0.5}, "[0.5]"},
		{f, "gap is 3: stop"},
	} {
		if got, page := exhibitText(t, test.item); got != test.want || page != "" {
			t.Errorf("%T: %q, want %q and no HTML %q", test.item, got, test.want, page)
		}
	}
}
