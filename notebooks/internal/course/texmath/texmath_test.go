package texmath

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// inner converts a formula and takes the math element around it off.
func inner(t *testing.T, tex string, display bool) string {
	t.Helper()
	got, err := MathML(tex, display)
	if err != nil {
		t.Fatalf("%s: %v", tex, err)
	}
	open := "<math>"
	if display {
		open = `<math display="block">`
	}
	got, ok := strings.CutPrefix(got, open)
	got, ok2 := strings.CutSuffix(got, "</math>")
	if !ok || !ok2 {
		t.Fatalf("%s: no math element around %s", tex, got)
	}
	return got
}

func TestMathML(t *testing.T) {
	tests := []struct{ tex, want string }{
		// Letters, numbers, signs.
		{`x`, `<mi>x</mi>`},
		{`3.14x10`, `<mn>3.14</mn><mi>x</mi><mn>10</mn>`},
		{`1.`, `<mn>1</mn><mo lspace="0" rspace="0">.</mo>`},
		{`a-b`, `<mi>a</mi><mo>−</mo><mi>b</mi>`},
		{`-b`, `<mo form="prefix">−</mo><mi>b</mi>`},
		{`a=-b`, `<mi>a</mi><mo>=</mo><mo form="prefix">−</mo><mi>b</mi>`},
		{`a<b>c`, `<mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>&gt;</mo><mi>c</mi>`},
		{`a:=b`, `<mi>a</mi><mo>:=</mo><mi>b</mi>`},
		{`x≤σ`, `<mi>x</mi><mo>≤</mo><mi>σ</mi>`},
		{`p(v|h)`, `<mi>p</mi><mo stretchy="false">(</mo><mi>v</mi><mo lspace="0" rspace="0" stretchy="false">|</mo><mi>h</mi><mo stretchy="false">)</mo>`},
		{`v\mid h`, `<mi>v</mi><mo stretchy="false" lspace="0.2778em" rspace="0.2778em">|</mo><mi>h</mi>`},
		{"a % rest\nb", `<mi>a</mi><mi>b</mi>`},
		// Scripts.
		{`v_i`, `<msub><mi>v</mi><mi>i</mi></msub>`},
		{`x_12`, `<msub><mi>x</mi><mn>1</mn></msub><mn>2</mn>`},
		{`h_j^T`, `<msubsup><mi>h</mi><mi>j</mi><mi>T</mi></msubsup>`},
		{`h'`, `<msup><mi>h</mi><mo lspace="0" rspace="0">′</mo></msup>`},
		{`h_j''`, `<msubsup><mi>h</mi><mi>j</mi><mo lspace="0" rspace="0">″</mo></msubsup>`},
		{`f'^2`, `<msup><mi>f</mi><mrow><mo lspace="0" rspace="0">′</mo><mn>2</mn></mrow></msup>`},
		{`v^+`, `<msup><mi>v</mi><mo lspace="0" rspace="0">+</mo></msup>`},
		{`x^{-1}`, `<msup><mi>x</mi><mrow><mo form="prefix">−</mo><mn>1</mn></mrow></msup>`},
		{`w_{i=1}`, `<msub><mi>w</mi><mrow><mi>i</mi><mo lspace="0" rspace="0">=</mo><mn>1</mn></mrow></msub>`},
		{`{}^3x`, `<msup><mrow></mrow><mn>3</mn></msup><mi>x</mi>`},
		{`x^{y^z}`, `<msup><mi>x</mi><msup><mi>y</mi><mi>z</mi></msup></msup>`},
		// Greek, fonts, words.
		{`\sigma\Delta\epsilon\varepsilon`, `<mi>σ</mi><mi mathvariant="normal">Δ</mi><mi>ϵ</mi><mi>ε</mi>`},
		{`\nabla\partial`, `<mi mathvariant="normal">∇</mi><mi>∂</mi>`},
		{`\mathbf{Wv}_1`, `<msub><mrow><mi>𝐖</mi><mi>𝐯</mi></mrow><mn>1</mn></msub>`},
		{`\boldsymbol\theta\boldsymbol{x2\nabla}`, `<mi>𝜽</mi><mrow><mi>𝒙</mi><mn>𝟐</mn><mi>𝜵</mi></mrow>`},
		{`\boldsymbol{\phi\varphi\partial}\mathbf\Sigma`, `<mrow><mi>𝝓</mi><mi>𝝋</mi><mi>𝝏</mi></mrow><mi>𝚺</mi>`},
		{`\mathbb{R}\mathbb E\mathcal{LN}`, `<mi>ℝ</mi><mi>𝔼</mi><mrow><mi>ℒ</mi><mi>𝒩</mi></mrow>`},
		{`\mathrm{KL}\mathrm dx`, `<mi>KL</mi><mi mathvariant="normal">d</mi><mi>x</mi>`},
		{`\text{if $x>0$ & so}`, `<mrow><mtext>if` + "\u00a0" + `</mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn><mtext>` + "\u00a0" + `&amp; so</mtext></mrow>`},
		{`a\text{ and \textbf{b}}`, `<mi>a</mi><mrow><mtext>` + "\u00a0and\u00a0" + `</mtext><mtext style="font-weight:bold">b</mtext></mrow>`},
		// Operators.
		{`\log x`, `<mi>log</mi><mspace width="0.1667em"></mspace><mi>x</mi>`},
		{`2\log(x)`, `<mn>2</mn><mspace width="0.1667em"></mspace><mi>log</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>`},
		{`\sum_i`, `<munder><mo>∑</mo><mi>i</mi></munder>`},
		{`\sum\nolimits_i`, `<msub><mo>∑</mo><mi>i</mi></msub>`},
		{`\prod_{i}^n`, `<munderover><mo>∏</mo><mi>i</mi><mi>n</mi></munderover>`},
		{`\int_0^1`, `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`},
		{`\int\limits_0`, `<munder><mo movablelimits="false">∫</mo><mn>0</mn></munder>`},
		{`\max_i`, `<munder><mo lspace="0" rspace="0" movablelimits="true">max</mo><mi>i</mi></munder>`},
		{`\operatorname*{arg\,min}_x`, `<munder><mo lspace="0" rspace="0" movablelimits="true">arg` + "\u2009" + `min</mo><mi>x</mi></munder>`},
		{`\operatorname{tr}W`, `<mi>tr</mi><mspace width="0.1667em"></mspace><mi>W</mi>`},
		{`\mathop{\mathbb E}_v`, `<munder><mo lspace="0" rspace="0" movablelimits="true">𝔼</mo><mi>v</mi></munder>`},
		{`\overset{?}{=}`, `<mover><mo>=</mo><mo lspace="0" rspace="0">?</mo></mover>`},
		{`a \not= b`, `<mi>a</mi><mo>=` + "\u0338" + `</mo><mi>b</mi>`},
		{`1,\dots,n`, `<mn>1</mn><mo>,</mo><mo lspace="0" rspace="0">…</mo><mo>,</mo><mi>n</mi>`},
		{`1+\dots+n`, `<mn>1</mn><mo>+</mo><mo lspace="0" rspace="0">⋯</mo><mo>+</mo><mi>n</mi>`},
		// Fractions, roots, accents, delimiters.
		{`\frac12x`, `<mfrac><mn>1</mn><mn>2</mn></mfrac><mspace width="0.1667em"></mspace><mi>x</mi>`},
		{`\tfrac{a}{b}`, `<mstyle displaystyle="false" scriptlevel="0"><mfrac><mi>a</mi><mi>b</mi></mfrac></mstyle>`},
		{`\binom nk`, `<mrow><mo form="prefix" stretchy="true">(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo form="postfix" stretchy="true">)</mo></mrow>`},
		{`\sqrt{x}\sqrt[3]{x}`, `<msqrt><mi>x</mi></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>`},
		{`\hat x`, `<mover accent="true"><mi>x</mi><mo stretchy="false">ˆ</mo></mover>`},
		{`\overline{ab}`, `<mrow style="border-top:0.06em solid;padding-top:0.1em"><mrow><mi>a</mi><mi>b</mi></mrow></mrow>`},
		{`\underbrace{x}_{n}`, `<munder><munder accentunder="true"><mi>x</mi><mo stretchy="true">⏟</mo></munder><mi>n</mi></munder>`},
		{`\left(x\middle|y\right.`, `<mrow><mo form="prefix" stretchy="true">(</mo><mi>x</mi><mo form="infix" stretchy="true" fence="true" symmetric="true" lspace="0.2222em" rspace="0.2222em">|</mo><mi>y</mi></mrow>`},
		{`\bigl[x\Bigr]`, `<mo stretchy="false" mathsize="1.2em" form="prefix" lspace="0" rspace="0">[</mo><mi>x</mi><mo stretchy="true" symmetric="true" minsize="1.8em" maxsize="1.8em" form="postfix" lspace="0" rspace="0">]</mo>`},
		{`\lVert x\rVert`, `<mo stretchy="false">‖</mo><mi>x</mi><mo stretchy="false">‖</mo>`},
		{`\langle x\rangle_p`, `<mo stretchy="false">⟨</mo><mi>x</mi><msub><mo stretchy="false">⟩</mo><mi>p</mi></msub>`},
		{`a\,b\!c~d`, `<mi>a</mi><mspace width="0.1667em"></mspace><mi>b</mi><mspace style="margin-left:-0.1667em"></mspace><mi>c</mi><mspace width="0.25em"></mspace><mi>d</mi>`},
		// Environments.
		{`\begin{matrix}a&b\\c\end{matrix}`, `<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd></mtr></mtable>`},
		{`\begin{cases}0\\1\\\end{cases}`, `<mrow><mo form="prefix" stretchy="true">{</mo><mtable><mtr><mtd style="text-align:left"><mn>0</mn></mtd></mtr><mtr><mtd style="text-align:left"><mn>1</mn></mtd></mtr></mtable></mrow>`},
		{`\begin{aligned}a&=b\\&-c\end{aligned}`, `<mtable displaystyle="true"><mtr><mtd style="text-align:right;padding-left:0;padding-right:0"><mi>a</mi></mtd><mtd style="text-align:left;padding-left:0;padding-right:0"><mo>=</mo><mi>b</mi></mtd></mtr>` +
			`<mtr><mtd style="text-align:right;padding-left:0;padding-right:0"></mtd><mtd style="text-align:left;padding-left:0;padding-right:0"><mo form="infix">−</mo><mi>c</mi></mtd></mtr></mtable>`},
		{`\begin{array}{r|c}a&b\\\hline c&d\end{array}`, `<mtable><mtr><mtd style="text-align:right"><mi>a</mi></mtd><mtd style="border-left:1px solid"><mi>b</mi></mtd></mtr>` +
			`<mtr><mtd style="text-align:right;border-top:1px solid"><mi>c</mi></mtd><mtd style="border-left:1px solid;border-top:1px solid"><mi>d</mi></mtd></mtr></mtable>`},
		{`\sum_{\substack{i\\j}}`, `<munder><mo>∑</mo><mtable scriptlevel="1"><mtr><mtd style="padding-left:0;padding-right:0"><mi>i</mi></mtd></mtr><mtr><mtd style="padding-left:0;padding-right:0"><mi>j</mi></mtd></mtr></mtable></munder>`},
	}
	for _, test := range tests {
		if got := inner(t, test.tex, true); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.tex, got, test.want)
		}
		if inner(t, test.tex, false) != test.want {
			t.Errorf("%s: the formula in the text has another tree than the displayed one", test.tex)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		tex, want string
		cause     error
	}{
		{`x + y \foo z`, `texmath: \foo at 7: not known`, ErrUnknown},
		{`σ\foo`, `texmath: \foo at 2: not known`, ErrUnknown},
		{`\color{red}x`, `texmath: \color at 1: not known`, ErrUnknown},
		{`\begin{tikzcd}\end{tikzcd}`, `texmath: \begin{tikzcd} at 1: not known`, ErrUnknown},
		{`x☃`, `texmath: ☃ at 2: not known`, ErrUnknown},
		{"x\x00", `texmath: '\x00' at 2: not known`, ErrUnknown},
		{"\\text{x\x13}", `texmath: '\x13' at 8: not known`, ErrUnknown},
		{"\\", `texmath: \ at 1: nothing follows: not well formed`, ErrSyntax},
		{`\text{a \foo}`, `texmath: \foo at 9: not known`, ErrUnknown},
		{`x^2^3`, `texmath: ^ at 4: double superscript: not well formed`, ErrSyntax},
		{`x^2'`, `texmath: ' at 4: double superscript: not well formed`, ErrSyntax},
		{`x_2_3`, `texmath: _ at 4: double subscript: not well formed`, ErrSyntax},
		{`a{b`, `texmath: { at 2: not closed: not well formed`, ErrSyntax},
		{`a}b`, `texmath: } at 2: no { before it: not well formed`, ErrSyntax},
		{`\text{a`, `texmath: { at 6: not closed: not well formed`, ErrSyntax},
		{`\frac{1}`, `texmath: \frac at 1: an argument is missing: not well formed`, ErrSyntax},
		{`x_`, `texmath: _ at 2: an argument is missing: not well formed`, ErrSyntax},
		{`\left(x`, `texmath: \left at 1: not closed: not well formed`, ErrSyntax},
		{`x\right)`, `texmath: \right at 2: no \left before it: not well formed`, ErrSyntax},
		{`\left x\right)`, `texmath: x at 7: not a delimiter: not well formed`, ErrSyntax},
		{`\left`, `texmath: \left at 1: a delimiter is missing: not well formed`, ErrSyntax},
		{`a & b`, `texmath: & at 3: only in an environment such as aligned: not well formed`, ErrSyntax},
		{`a \\ b`, `texmath: \\ at 3: only in an environment such as aligned: not well formed`, ErrSyntax},
		{`\begin{matrix}a`, `texmath: \begin at 1: not closed: not well formed`, ErrSyntax},
		{`\begin{matrix}a\end{pmatrix}`, `texmath: \end at 16: expected \end{matrix}: not well formed`, ErrSyntax},
		{`\begin{array}{rx}a\end{array}`, `texmath: \begin at 1: columns are made of r, c, l and |, not x: not well formed`, ErrSyntax},
		{`\sqrt[3{x}`, `texmath: [ at 6: not closed: not well formed`, ErrSyntax},
		{`x\limits_2`, `texmath: \limits at 2: only after an operator: not well formed`, ErrSyntax},
		{`\not x`, `texmath: \not at 1: only before a relation: not well formed`, ErrSyntax},
		{`a\`, `texmath: \ at 2: nothing follows: not well formed`, ErrSyntax},
		{"a\xff", `texmath: the formula is not UTF-8: not well formed`, ErrSyntax},
	}
	for _, test := range tests {
		got, err := MathML(test.tex, false)
		if err == nil || err.Error() != test.want || !errors.Is(err, test.cause) {
			t.Errorf("%s\n got %q, %v\nwant %s", test.tex, got, err, test.want)
		}
	}
}

// TestDepth: nesting is bounded, so that no formula can exhaust the stack.
func TestDepth(t *testing.T) {
	for _, piece := range []string{"{", `\sqrt{`, `\left(`, "x^{", `\text{`, `\text{{`, `\begin{matrix}`, `\hat`, `\displaystyle `} {
		if _, err := MathML(strings.Repeat(piece, 100_000), false); !errors.Is(err, ErrSyntax) {
			t.Errorf("%s 100000 times: %v", piece, err)
		}
	}
}

// wellFormed reads all of text as XML.
func wellFormed(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// TestEverySymbol: each command of the tables gives well-formed MathML, alone, with scripts and in a script.
func TestEverySymbol(t *testing.T) {
	forms := func(name string) []string {
		return []string{name, name + " x", "x" + name + "_1^2", "y_{" + name + " }"}
	}
	for name := range commands {
		for _, tex := range forms(name) {
			if err := wellFormed(inner(t, tex, true)); err != nil {
				t.Errorf("%s: %v", tex, err)
			}
		}
	}
	for name := range accents {
		inner(t, name+"{xy}", true)
	}
	for name := range fonts {
		inner(t, name+`{Ax1\alpha\Omega\nabla\varphi}`, true)
	}
	for name := range spaces {
		inner(t, "a"+name+" b", true)
	}
}

func FuzzMathML(f *testing.F) {
	for _, tex := range seedFormulas {
		f.Add(tex, true)
	}
	for _, tex := range []string{
		`\begin{array}{r|cc} h & 0 \\ \hline v & \frac12 \end{array}`, `\left\{ \frac ab \middle| \text{a $b$} \right\}`,
		`\sum\nolimits_{\substack{i<j\\ k}} \operatorname*{arg\,max}_x \not= \underbrace{x}_{y}`, `\displaystyle a % b`,
	} {
		f.Add(tex, false)
	}
	f.Fuzz(func(t *testing.T, tex string, display bool) {
		got, err := MathML(tex, display)
		if err != nil {
			return
		}
		if err := wellFormed(got); err != nil {
			t.Errorf("%q: %v in %s", tex, err, got)
		}
	})
}
