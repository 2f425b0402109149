package texmath

import "strings"

// A symbol is what one command or one character stands for.
type symbol struct {
	text   string
	class  class
	tag    string
	limits limits
}

// Commands and their characters, by role. Letters become mi, all others mo.
const (
	letterSymbols = `\alpha α \beta β \gamma γ \delta δ \epsilon ϵ \varepsilon ε \zeta ζ \eta η \theta θ \vartheta ϑ
		\iota ι \kappa κ \varkappa ϰ \lambda λ \mu μ \nu ν \xi ξ \omicron ο \pi π \varpi ϖ \rho ρ \varrho ϱ
		\sigma σ \varsigma ς \tau τ \upsilon υ \phi ϕ \varphi φ \chi χ \psi ψ \omega ω
		\Alpha Α \Beta Β \Gamma Γ \Delta Δ \Epsilon Ε \Zeta Ζ \Eta Η \Theta Θ \Iota Ι \Kappa Κ \Lambda Λ \Mu Μ \Nu Ν
		\Xi Ξ \Omicron Ο \Pi Π \Rho Ρ \Sigma Σ \Tau Τ \Upsilon Υ \Phi Φ \Chi Χ \Psi Ψ \Omega Ω
		\partial ∂ \nabla ∇ \ell ℓ \hbar ℏ \imath ı \jmath ȷ \Re ℜ \Im ℑ \aleph ℵ \wp ℘
		\infty ∞ \emptyset ∅ \varnothing ∅ \forall ∀ \exists ∃ \nexists ∄ \top ⊤ \bot ⊥ \angle ∠ \degree °`
	plainSymbols = `\neg ¬ \lnot ¬ \prime ′ \backslash \ \% % \# # \$ $ \& & \_ _ \checkmark ✓ \square □ \blacksquare ■
		\triangle △ \star ⋆ \dag † \ddag ‡ \S § \P ¶ \copyright © / / ! ! ? ? . . @ @ | | " "`
	binarySymbols = `+ + - − * ∗ \pm ± \mp ∓ \times × \div ÷ \cdot ⋅ \ast ∗ \circ ∘ \bullet ∙ \cup ∪ \cap ∩ \uplus ⊎
		\setminus ∖ \smallsetminus ∖ \wedge ∧ \land ∧ \vee ∨ \lor ∨ \oplus ⊕ \ominus ⊖ \otimes ⊗ \oslash ⊘ \odot ⊙
		\dagger † \ddagger ‡ \sqcup ⊔ \sqcap ⊓ \amalg ⨿ \diamond ⋄ \wr ≀ \intercal ⊺`
	relationSymbols = `= = < < > > : : \lt < \gt > \leq ≤ \le ≤ \geq ≥ \ge ≥ \leqslant ⩽ \geqslant ⩾ \lesssim ≲ \gtrsim ≳
		\neq ≠ \ne ≠ \equiv ≡ \approx ≈ \sim ∼ \simeq ≃ \cong ≅ \asymp ≍ \propto ∝ \doteq ≐ \triangleq ≜ \coloneqq :=
		\ll ≪ \gg ≫ \prec ≺ \succ ≻ \preceq ⪯ \succeq ⪰ \in ∈ \notin ∉ \ni ∋ \subset ⊂ \supset ⊃ \subseteq ⊆ \supseteq ⊇
		\subsetneq ⊊ \supsetneq ⊋ \perp ⊥ \parallel ∥ \nparallel ∦ \vdash ⊢ \models ⊨ \therefore ∴ \because ∵
		\to → \rightarrow → \leftarrow ← \gets ← \leftrightarrow ↔ \Rightarrow ⇒ \Leftarrow ⇐ \Leftrightarrow ⇔
		\implies ⟹ \impliedby ⟸ \iff ⟺ \mapsto ↦ \longrightarrow ⟶ \longleftarrow ⟵ \longleftrightarrow ⟷
		\Longrightarrow ⟹ \Longleftarrow ⟸ \longmapsto ⟼ \hookrightarrow ↪ \hookleftarrow ↩ \rightharpoonup ⇀
		\leftharpoonup ↼ \rightleftharpoons ⇌ \rightsquigarrow ⇝ \uparrow ↑ \downarrow ↓ \updownarrow ↕ \Uparrow ⇑
		\Downarrow ⇓ \nearrow ↗ \searrow ↘ \swarrow ↙ \nwarrow ↖`
	openSymbols    = `( ( [ [ \{ { \lbrace { \lbrack [ \langle ⟨ \lfloor ⌊ \lceil ⌈ \lvert | \lVert ‖`
	closeSymbols   = `) ) ] ] \} } \rbrace } \rbrack ] \rangle ⟩ \rfloor ⌋ \rceil ⌉ \rvert | \rVert ‖`
	barSymbols     = `\vert | \| ‖ \Vert ‖`
	punctSymbols   = `, , ; ; \colon :`
	dotSymbols     = `\ldots … \dotsc … \cdots ⋯ \dotsb ⋯ \vdots ⋮ \ddots ⋱`
	sumSymbols     = `\sum ∑ \prod ∏ \coprod ∐ \bigcup ⋃ \bigcap ⋂ \bigvee ⋁ \bigwedge ⋀ \bigoplus ⨁ \bigotimes ⨂ \bigodot ⨀ \biguplus ⨄`
	integralSymbol = `\int ∫ \iint ∬ \iiint ∭ \oint ∮`
	// Operators that are words; those of the second list have limits.
	wordSymbols = `\log log \ln ln \lg lg \exp exp \sin sin \cos cos \tan tan \cot cot \sec sec \csc csc \arcsin arcsin
		\arccos arccos \arctan arctan \sinh sinh \cosh cosh \tanh tanh \arg arg \deg deg \dim dim \hom hom \ker ker`
	limitWordSymbols = `\max max \min min \sup sup \inf inf \lim lim \det det \gcd gcd \Pr Pr \limsup lim␣sup \liminf lim␣inf`
)

// characters holds the symbols that stand for themselves, commands the ones that begin with a backslash.
var characters, commands = symbolTables()

func symbolTables() (characters, commands map[string]symbol) {
	characters, commands = map[string]symbol{}, map[string]symbol{}
	add := func(pairs, tag string, c class, l limits) {
		fields := strings.Fields(pairs)
		for i := 0; i < len(fields); i += 2 {
			name, s := fields[i], symbol{strings.ReplaceAll(fields[i+1], "␣", "\u00a0"), c, tag, l}
			if name[0] == '\\' {
				commands[name] = s
			} else {
				characters[name] = s
			}
			// A character that was typed as such means the same as its command; the first command wins.
			if _, ok := characters[s.text]; !ok && len([]rune(s.text)) == 1 {
				characters[s.text] = s
			}
		}
	}
	add(letterSymbols, "mi", classOrd, limitsNever)
	add(binarySymbols, "mo", classBin, limitsNever)
	add(relationSymbols, "mo", classRel, limitsNever)
	add(openSymbols, "mo", classOpen, limitsNever)
	add(closeSymbols, "mo", classClose, limitsNever)
	add(plainSymbols, "mo", classOrd, limitsNever)
	add(barSymbols, "mo", classOrd, limitsNever)
	add(punctSymbols, "mo", classPunct, limitsNever)
	add(dotSymbols, "mo", classInner, limitsNever)
	add(sumSymbols, "mo", classOp, limitsMovable)
	add(integralSymbol, "mo", classOp, limitsNever)
	add(wordSymbols, "mi", className, limitsNever)
	add(limitWordSymbols, "mi", className, limitsMovable)
	for _, special := range []string{`\`, "{", "}", "%", "#", "$", "&", "_"} {
		delete(characters, special)
	}
	commands[`\mid`] = symbol{text: "|", class: classRel, tag: "mo"}
	return characters, commands
}

// node makes the element of a symbol; letters follow the font.
func (s symbol) node(f font) *node {
	if s.tag == "mi" && s.class == classOrd {
		if f == fontRoman {
			f = fontItalic // TeX's Roman has no small Greek
		}
		return identifier(s.text, f)
	}
	n := leaf(s.tag, s.text, s.class)
	n.limits = s.limits
	switch s.class {
	case classOrd, classInner:
		n.tight()
	}
	switch s.text {
	case "(", ")", "[", "]", "{", "}", "⟨", "⟩", "⌊", "⌋", "⌈", "⌉", "|", "‖", "/", "↑", "↓", "↕", "⇑", "⇓":
		n.set("stretchy", "false") // only \left and \right stretch
	}
	if s.text == "|" && s.class == classRel {
		n.set("lspace", thick).set("rspace", thick)
	}
	if s.text == "|" && (s.class == classOpen || s.class == classClose) {
		n.tight()
	}
	return n
}
