package course

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckHTML(t *testing.T) {
	for _, text := range []string{
		``, `a < b & c`, `<p>a<p>b<br><img src="data:image/png;base64,AA=="><img src='#a'>`,
		`<a href="https://example.org">a</a> https://example.org`, `<map><area href="//example.org"></map>`,
		`<table><tr><td>a<td>b</table>`, `<ul><li>a<li>b</ul>`,
		`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><path d="M0 0"/><use xlink:href="#a"/><g fill="url(#b)"/></svg>`,
		`<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "http://www.w3.org/svg.dtd"><svg/>`,
		`<style>p { background: url("data:image/png;base64,AA==") }</style><p style="clip-path:url(#c)">`,
		`<script>if (a<b && "<img src='http://x'>") {}</script>`, `<!-- <img src="http://example.org"> -->`, `<DIV>a</div >`, `<input value=a/b>`,
		`</`, `<`, `<3`,
	} {
		if err := checkHTML(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	tests := []struct{ text, want string }{
		{`<img src="http://example.org/x.png">`, `network`},
		{`<img src='//example.org/x.png'>`, `network`},
		{`<IMG SRC=https://example.org/x.png/>`, `network`},
		{`<img alt="a>b" src = " HTTP://example.org">`, `network`},
		{`<img src="&#104;ttp://example.org">`, `network`},
		{`<img/src="//example.org">`, `network`},
		{`<img src="x.png">`, `file of its own`},
		{`<video poster="/x.png"></video>`, `file of its own`},
		{`<img srcset="data:,a 1x">`, `srcset`},
		{`<script src="https://cdn.example.org/plotly.js"></script>`, `network`},
		{`<link rel="stylesheet" href="data:text/css,">`, `<link>`},
		{`<iframe srcdoc="x"></iframe>`, `<iframe>`}, {`<base href="data:">`, `<base>`}, {`<meta http-equiv="refresh">`, `<meta>`},
		{`<object data="data:,x"></object>`, `<object>`}, {`<embed src="data:,x">`, `<embed>`},
		{`<svg><image href="https://example.org/x.png"/></svg>`, `network`},
		{`<svg><use xlink:href="x.svg#a"/></svg>`, `file of its own`},
		{`<svg><rect fill="url(https://example.org/a#b)"/></svg>`, `network`},
		{`<p style="background:URL( 'https://example.org/x.png' )">`, `network`},
		{`<style>@import "x.css";</style>`, `@import`},
		{`<style>a{b:url(#c);d:url(x.png)}</style>`, `file of its own`},
		{`<svg><style><img src="//example.org"></style></svg>`, `network`},
		{`<svg><script>x</script></svg>`, `<script> in a drawing`},
		{`<!--><img src="//example.org">-->`, `network`}, {`<!---><img src="//example.org">-->`, `network`},
		{`<!-- a --!><img src="//example.org">-->`, `network`}, {`<!-- a`, `<!-- without -->`}, {`<!-- a -- b`, `<!-- without -->`},
		{`<![CDATA[ > <img src="//example.org"> ]]>`, `network`},
		{`<textarea><img src="//example.org"></textarea>`, `network`},
		{`<div`, `<div without >`}, {`<div a="b`, `<div a= without an end`}, {`<div a=`, `<div a= without an end`},
		{`<div>`, `<div> is not closed`}, {`</div>`, `</div> closes nothing`}, {`<div/>`, `<div> is not closed`},
		{`<span></b></span>`, `</b> closes nothing`}, {`</main><main>`, `</main> closes nothing`},
	}
	for _, test := range tests {
		err := checkHTML(test.text)
		if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, ErrResource) {
			t.Errorf("%s\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}
