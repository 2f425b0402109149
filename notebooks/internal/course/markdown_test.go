package course

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const (
	mathX = "<math><mi>x</mi></math>"
	absX  = `<math><mo lspace="0" rspace="0" stretchy="false">|</mo><mi>x</mi><mo lspace="0" rspace="0" stretchy="false">|</mo></math>`
	showX = `<math display="block"><mi>x</mi></math>`
)

func TestFormulas(t *testing.T) {
	minus := `<math display="block"><mi>x</mi><mo>−</mo><mi>y</mi></math>`
	tests := []struct{ name, source, want string }{
		{"inline", `a $x$.`, "<p>a " + mathX + ".</p>"},
		{"underscores and asterisks", `$a_1 b_1$ and $a*b*c$`, "<p><math><msub><mi>a</mi><mn>1</mn></msub><msub><mi>b</mi><mn>1</mn></msub></math> and " +
			"<math><mi>a</mi><mo>∗</mo><mi>b</mi><mo>∗</mo><mi>c</mi></math></p>"},
		{"parentheses", `\(x\) and \\(x\\)`, "<p>" + mathX + " and " + mathX + "</p>"},
		{"brackets", `a \[x\] b \\[x\\]`, `<p>a <span class="formula">` + showX + `</span> b <span class="formula">` + showX + "</span></p>"},
		{"standing off", `$ x $`, "<p>" + mathX + "</p>"},
		{"over two lines", "$x -\ny$", `<p><math><mi>x</mi><mo>−</mo><mi>y</mi></math></p>`},
		{"display", "$$x$$", `<div class="formula">` + showX + "</div>"},
		{"display in a sentence", "so $$x$$ holds", `<p>so <span class="formula">` + showX + "</span> holds</p>"},
		{"display that begins a sentence", "$$x$$ holds", `<p><span class="formula">` + showX + "</span> holds</p>"},
		{"lines like a list", "a\n$$\nx\n- y\n$$\nb", "<p>a</p>\n" + `<div class="formula">` + minus + "</div>\n<p>b</p>"},
		{"lines like a heading", "$$\nx\n=\nx\n$$", `<div class="formula"><math display="block"><mi>x</mi><mo>=</mo><mi>x</mi></math></div>`},
		{"an empty line", "$$\nx\n\n-y\n$$", `<div class="formula">` + minus + "</div>"},
		{"text after the end", "$$\nx\n$$ and so on", `<div class="formula">` + showX + "</div>\n<p>and so on</p>"},
		{"in a list", "- a\n\n  $$\n  x\n  $$\n- b", "<li>\n<p>a</p>\n" + `<div class="formula">` + showX + "</div>\n</li>"},
		{"in a quotation", "> $$\n> x\n> - y\n> $$", "<blockquote>\n" + `<div class="formula">` + minus + "</div>\n</blockquote>"},
		{"two lines in a quotation", "> $x -\n> y$", `<p><math><mi>x</mi><mo>−</mo><mi>y</mi></math></p>`},
		{"environment", "\\begin{matrix}\nx\n\\end{matrix}", `<div class="formula"><math display="block"><mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable></math></div>`},
		{"environment in a sentence", "a \\begin{matrix} x \\end{matrix}", `<p>a <span class="formula"><math display="block"><mtable>`},
		{"in a table", "| $|x|$ | b |\n|--|--|\n| $x$ | 1 |", "<th>" + absX + "</th>\n<th>b</th>"},
		{"bars in text", "|x| and $|x|$", "<p>|x| and " + absX + "</p>"},
		{"in a heading", "## The $x$", `<h2 id="The-x">The ` + mathX + "</h2>"},
		{"in a link", "[$x$](y.html)", `<a href="y.html">` + mathX + "</a>"},
		{"braces with a dollar", `$x\text{ if $x$}$`, `<p><math><mi>x</mi><mrow><mtext>` + "\u00a0if\u00a0" + `</mtext><mi>x</mi></mrow></math></p>`},
		{"less than", "$x<y$", `<mi>x</mi><mo>&lt;</mo><mi>y</mi>`},
	}
	for _, test := range tests {
		d := &document{anchors: anchors{}}
		if got, err := d.cell(test.source, nil); err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s\n got %q, %v\nwant %q", test.name, got, err, test.want)
		}
	}
}

// TestNotFormulas: dollars that are money, code or escaped.
func TestNotFormulas(t *testing.T) {
	tests := []struct{ source, want string }{
		{`costs $5.`, "<p>costs $5.</p>"},
		{`from $5 to $10`, "<p>from $5 to $10</p>"},
		{`from $ 5 to $ 10`, "<p>from $ 5 to $ 10</p>"},
		{`\$5 and \$6, $x$`, "<p>$5 and $6, " + mathX + "</p>"},
		{"`$x$` and $x$", "<p><code>$x$</code> and " + mathX + "</p>"},
		{"```\n$$\nx | y\n$$\n```", "<pre class=\"code\"><code>$$\nx | y\n$$</code></pre>"},
		{"    $$\n    x\n", "<pre><code>$$\nx\n</code></pre>"},
		{`a $$ b`, "<p>a $$ b</p>"},
		{`\\$`, `<p>\$</p>`},
		{`a \b (c) [d]`, `<p>a \b (c) [d]</p>`},
	}
	for _, test := range tests {
		d := &document{anchors: anchors{}}
		if got, err := d.cell(test.source, nil); err != nil || strings.TrimSpace(got) != test.want {
			t.Errorf("%s\n got %q, %v\nwant %q", test.source, got, err, test.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"table", "| a | b |\n|:--|--:|\n| 1 | 2 |", `<th style="text-align:left">a</th>`},
		{"short cells", "| s₁ s₂ | energy E of it |\n|--|--:|\n| `0 0` **0** | as short as this |\n| abc | longer than short |",
			"<tr>\n<th class=\"short\">s₁ s₂</th>\n<th style=\"text-align:right\">energy E of it</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n" +
				"<td class=\"short\"><code>0 0</code> <strong>0</strong></td>\n<td class=\"short\" style=\"text-align:right\">as short as this</td>\n</tr>\n" +
				"<tr>\n<td>abc</td>\n<td style=\"text-align:right\">longer than short</td>"},
		{"thousands", "50 000 of 1 000 000 (60 000) and **10 000**", "<p>50\u202f000 of 1\u202f000\u202f000 (60\u202f000) and <strong>10\u202f000</strong></p>"},
		{"thousands at ends", "1 000\n2 000\\\n3 000", "<p>1\u202f000\n2\u202f000<br />\n3\u202f000</p>"},
		{"no thousands", "2010 500, 1 0000, 1 00, 0.5 100, 1,5 100, a 100, 1  000 and `1 000`", "<p>2010 500, 1 0000, 1 00, 0.5 100, 1,5 100, a 100, 1  000 and <code>1 000</code></p>"},
		{"thousands in a heading", "# 60 000 *digits*", `<h1 id="60-000-digits">60` + "\u202f000 <em>digits</em></h1>"},
		{"thousands in code", "```\n1 000\n```\n\n    1 000", "<code>1 000</code></pre>\n<pre><code>1 000"},
		{"task", "- [x] done", `<input checked="" disabled="" type="checkbox" /> done`},
		{"code", "```go\nx := 1\n```", `<pre class="code"><code>x := <span class="m">1</span></code></pre>`},
		{"code of an unknown language", "```frob\n<x>\n```", `<pre class="code"><code>&lt;x&gt;</code></pre>`},
		{"HTML", "<details><summary>a</summary>\n\n*b*\n\n</details>", "<details><summary>a</summary>\n<p><em>b</em></p>\n</details>"},
		{"prediction", "> **Predict** the sign.", `<blockquote class="predict">`},
		{"prediction with a colon", "> **Predict:** the sign.", `<blockquote class="predict">`},
		{"quotation", "> Predict **nothing**.", "<blockquote>\n"},
		{"notebook", "[a](01_b.ipynb) [c](d.ipynb#e)", `<a href="01_b.html">a</a> <a href="d.html#e">c</a>`},
		{"notebook elsewhere", "[a](https://example.org/b.ipynb)", `<a href="https://example.org/b.ipynb">a</a>`},
		{"picture inside", "![a](data:image/png;base64,AAAA)", `<img src="data:image/png;base64,AAAA" alt="a" />`},
	}
	for _, test := range tests {
		d := &document{anchors: anchors{}}
		if got, err := d.cell(test.source, nil); err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s\n got %q, %v\nwant %q", test.name, got, err, test.want)
		}
	}
}

// FuzzMarkdown: what is rendered is well-formed, as long as the source brings no HTML of its own.
func FuzzMarkdown(f *testing.F) {
	for _, source := range []string{sampleIntroduction, sampleEnergy, sampleRest, "$$\n", "| $|x|$ |\n|--|", `\\(x`, "> $$\n> x", "- \\begin{a}\n\\end{a}"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if strings.Contains(source, "<") || strings.ContainsFunc(source, notInXML) || !utf8.ValidString(source) {
			return
		}
		d := &document{anchors: anchors{}}
		got, err := d.cell(source, nil)
		if err != nil {
			return
		}
		if _, err := elements(got); err != nil {
			t.Errorf("%q: %v in %q", source, err, got)
		}
	})
}

func notInXML(c rune) bool { return unicode.IsControl(c) && c != '\n' || c >= 0xFFFE && c <= 0xFFFF }
