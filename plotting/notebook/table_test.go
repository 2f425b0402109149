package notebook

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestTableEscapes(t *testing.T) {
	evil := `<script>alert("x")</script>&`
	e, err := (&Table{Caption: evil, Header: []string{evil}, Rows: [][]any{{evil}}}).exhibit()
	if err != nil {
		t.Fatal(err)
	}
	page := e.rich[mimeHTML].(string)
	if strings.Contains(page, "<script") || strings.Count(page, "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;&amp;") != 3 {
		t.Errorf("not escaped three times:\n%s", page)
	}
}

func TestTableAligns(t *testing.T) {
	table := Table{
		Caption: "Models",
		Header:  []string{"name", "units", "mixed"},
		Rows: [][]any{
			{"a", 500, 1.0},
			{"größer", 16, "none"},
			{"c", 2.5},
			{"two\nlines", nil, time.Second},
		},
	}
	want := strings.Join([]string{
		"Models",
		"name       units  mixed",
		"---------  -----  -----",
		"a            500  1",
		"größer        16  none",
		"c            2.5",
		"two lines         1s",
	}, "\n")
	if got := table.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	e, err := table.exhibit()
	if err != nil {
		t.Fatal(err)
	}
	page := e.rich[mimeHTML].(string)
	for _, part := range []string{
		"<caption>Models</caption>",
		`<th align="left" style="text-align:left">name</th><th align="right" style="text-align:right">units</th>`,
		`<td align="right" style="text-align:right">500</td><td align="left" style="text-align:left">1</td>`,
		`<td align="right" style="text-align:right">2.5</td><td align="left" style="text-align:left"></td>`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in\n%s", part, page)
		}
	}
	if rows := strings.Count(page, "<tr>"); rows != 5 {
		t.Errorf("%d rows in HTML, want 5", rows)
	}
}

func TestTableShapes(t *testing.T) {
	for _, test := range []struct {
		table Table
		want  string
	}{
		{Table{}, ""},
		{Table{Header: []string{"a"}}, "a\n-"},
		{Table{Rows: [][]any{{1, 2}, {10}}}, " 1  2\n10"},
		{Table{Header: []string{"a"}, Rows: [][]any{{"x", float32(0.1)}}}, "a\n-  ---\nx  0.1"},
	} {
		if got := test.table.String(); got != test.want {
			t.Errorf("%v:\n%s\nwant\n%s", test.table.Rows, got, test.want)
		}
	}
}

func TestTableRefusesNaN(t *testing.T) {
	err := Show(Table{Rows: [][]any{{1, 2}, {3, math.NaN()}}})
	if err == nil || !strings.Contains(err.Error(), "row 2, column 2") {
		t.Errorf("error %v, want one that names row 2, column 2", err)
	}
}

func TestHTMLAsText(t *testing.T) {
	for _, test := range []struct{ html, want string }{
		{"plain", "plain"},
		{"<p>one\n two</p><p>three</p>", "one two\nthree"},
		{"<style>p{color:red}</style>a<!-- b -->c<SCRIPT>d</SCRIPT>", "ac"},
		{"<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1  2\n3"},
		{"a &lt;b&gt; &amp;<br/>c", "a <b> &\nc"},
	} {
		if got := HTML(test.html).text(); got != test.want {
			t.Errorf("%q: %q, want %q", test.html, got, test.want)
		}
	}
}
