package course

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func TestHighlightCell(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"Go", `if x < 1 { return "a&b" }`, `<span class="k">if</span> x &lt; <span class="m">1</span> { <span class="k">return</span> <span class="s">&#34;a&amp;b&#34;</span> }`},
		{"main", "%% -n=3\nvar x int", `<span class="x">%%</span> -n=3` + "\n" + `<span class="k">var</span> x <span class="t">int</span>`},
		{"a command in a comment", "/* a\n%cd b\nc */ x", `<span class="c">/* a</span>` + "\n" + `<span class="x">%cd</span> b` + "\n" + `<span class="c">c */</span> x`},
		{"a command in a string", "`a\n!ls\nb`", `<span class="s">` + "`a</span>\n" + `<span class="x">!</span>ls` + "\n" + `<span class="s">b` + "`</span>"},
		{"shell", `!*echo "a" # b`, `<span class="x">!*</span><span class="b">echo</span> <span class="s">&#34;a&#34;</span> <span class="c"># b</span>`},
		{"a continued command", "!a \\\ngo b\nx", `<span class="x">!</span>a <span class="s">\</span>` + "\ngo b\nx"},
		{"not commands", " %a\n%\n!", " %a\n%\n!"},
		{"bash", "%%bash\nif true; then\n# c\nfi", `<span class="x">%%bash</span>` + "\n" + `<span class="k">if</span> true; <span class="k">then</span>` + "\n" + `<span class="c"># c</span>` + "\n" + `<span class="k">fi</span>`},
		{"a file", "%%writefile x.json\n{\"a\": 1}", `<span class="x">%%writefile</span> x.json` + "\n" + `{<span class="b">&#34;a&#34;</span>: <span class="m">1</span>}`},
		{"an unknown language", "%%script frob\n<x>", `<span class="x">%%script</span> frob` + "\n&lt;x&gt;"},
		{"only a first line", "%%bash", `<span class="x">%%bash</span>`},
		{"nothing", "", ""},
	}
	for _, test := range tests {
		got, err := highlightCell(test.source)
		if err != nil || got != test.want {
			t.Errorf("%s\n got %s, %v\nwant %s", test.name, got, err, test.want)
		}
	}
}

var spans = regexp.MustCompile(`</?span[^>]*>`)

// FuzzHighlightCell: without its spans the result is the source.
func FuzzHighlightCell(f *testing.F) {
	for _, source := range []string{sampleSetup, sampleProgram, "%%bash\nx=`y`\n", "`\n%x \\\n`", "%%writefile a.html\n<b>", "//gonb:%cd x"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got, err := highlightCell(source)
		if err != nil {
			t.Fatal(err)
		}
		text := html.UnescapeString(spans.ReplaceAllString(got, ""))
		if want := strings.ReplaceAll(source, "\r\n", "\n"); text != want && strings.ToValidUTF8(want, "") == want {
			t.Errorf("%q became %q", want, text)
		}
	})
}
