package course

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/ipynb"
)

func TestOutput(t *testing.T) {
	picture := samplePNG(t)
	drawing := base64.StdEncoding.EncodeToString([]byte(sampleSVG))
	tests := []struct {
		name   string
		output ipynb.Output
		want   string
	}{
		{"stdout", stdout("a <b>\n"), `<pre class="out stdout">a &lt;b&gt;</pre>`},
		{"stderr", ipynb.Output{Type: ipynb.Stream, Name: "stderr", Text: "a & b"}, `<pre class="out stderr">a &amp; b</pre>`},
		{"HTML", shows(map[string]any{"text/html": "<p>a<i>b</i>", "text/plain": "c"}), `<div class="out html"><p>a<i>b</i></div>`},
		{"table", shows(map[string]any{"text/html": `<table><tr><td align="left">0 0 0</td><TD class="a">1 2</TD><td>1 &lt; 2</td><td>3</td><td>-0.5<td>4 5</tr></table>`}),
			`<table><tr><td class="short" align="left">0 0 0</td><TD class="a">1 2</TD><td class="short">1 &lt; 2</td><td>3</td><td>-0.5<td>4 5</tr></table>`},
		{"table in a script", shows(map[string]any{"text/html": `<script>x = "<td>0 0</td>"</script>`}), `<script>x = "<td>0 0</td>"</script>`},
		{"SVG before PNG", shows(map[string]any{"image/svg+xml": sampleSVG, "image/png": picture, "text/plain": " two\nwells "}),
			`<div class="out picture"><img src="data:image/svg+xml;base64,` + drawing + `" alt="two wells" /></div>`},
		{"PNG", ipynb.Output{Type: ipynb.ExecuteResult, Data: map[string]any{"image/png": picture[:76] + "\n" + picture[76:]},
			Metadata: map[string]any{"image/png": map[string]any{"width": json.Number("120"), "height": "1\" onload"}}},
			`<div class="out picture"><img src="data:image/png;base64,` + picture + `" alt="Picture from cell 7" width="120" /></div>`},
		{"markdown", shows(map[string]any{"text/markdown": "*a* $x_1$ b_1", "text/plain": "c"}),
			`<div class="out prose"><p><em>a</em> <math><msub><mi>x</mi><mn>1</mn></msub></math> b_1</p>`},
		{"LaTeX", shows(map[string]any{"text/latex": "$$x$$"}), `<div class="out prose"><div class="formula"><math display="block"><mi>x</mi></math></div>`},
		{"plain", shows(map[string]any{"text/plain": "RBM<1>\n", "application/json": 1}), `<pre class="out plain">RBM&lt;1&gt;</pre>`},
		{"error", ipynb.Output{Type: ipynb.Error, EName: "ERROR", EValue: "e", Traceback: []string{"\x1b[31ma\x1b[0m", "b"}},
			`<div role="note" aria-label="Error"><pre class="out error"><span class="a1">a</span>` + "\nb</pre>"},
		{"error without a trace", ipynb.Output{Type: ipynb.Error, EName: "ERROR", EValue: "exit status 2"}, `>ERROR: exit status 2</pre>`},
	}
	for _, test := range tests {
		d := &document{anchors: anchors{}}
		got, err := d.outputs([]ipynb.Output{test.output}, "cell 7")
		if err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s\n got %s, %v\nwant %s", test.name, got, err, test.want)
		}
	}
}

func TestTerminalHTML(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain < text", "plain &lt; text"},
		{"\x1b[31mred\x1b[0m not", `<span class="a1">red</span> not`},
		{"\x1b[1;92mbold\x1b[22m green\x1b[39m none", `<span class="ab a2">bold</span><span class="a2"> green</span> none`},
		{"\x1b[38;5;196mmany\x1b[38;2;1;31;3mmore\x1b[m colours", "manymore colours"},
		{"\x1b[2K\x1b[1Aup \x1b]0;title\x07and \x1b(Baway", "up and away"},
		{"10 %\r50 %\r100 %\ndone\r\n", "100 %\ndone\n"},
		{"half\r", "half"},
		{"bell\a, back\b, \x00nul\x1b", "bell, back, nul"},
		{"tab\tü ⇒", "tab\tü ⇒"},
	}
	for _, test := range tests {
		if got := terminalHTML(test.text); got != test.want {
			t.Errorf("%q\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}
