package texmath

import "strings"

// A font is one of TeX's mathematical alphabets. MathML Core has no attribute for them: each is a block of Unicode.
type font uint8

const (
	fontItalic font = iota // TeX's default: Latin letters and small Greek ones slanted
	fontRoman
	fontBold
	fontBoldItalic
	fontScript
	fontFraktur
	fontDouble
	fontSans
	fontMono
)

// An alphabet gives the code points of A, a and 0, of capital and small Greek alpha; 0 where Unicode has none.
type alphabet struct {
	upper, lower, digit, greekUpper, greekLower rune
}

var alphabets = map[font]alphabet{
	fontBold:       {0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2},
	fontBoldItalic: {0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736},
	fontScript:     {upper: 0x1D49C, lower: 0x1D4B6},
	fontFraktur:    {upper: 0x1D504, lower: 0x1D51E},
	fontDouble:     {0x1D538, 0x1D552, 0x1D7D8, 0, 0},
	fontSans:       {0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0},
	fontMono:       {0x1D670, 0x1D68A, 0x1D7F6, 0, 0},
}

// Letters that Unicode had before it had the alphabets, and that are therefore not in their blocks.
var (
	earlyScript  = letterMap("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ")
	earlyFraktur = letterMap("C ℭ H ℌ I ℑ R ℜ Z ℨ")
	earlyDouble  = letterMap("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ")
	earlyLetters = map[font]map[rune]rune{fontScript: earlyScript, fontFraktur: earlyFraktur, fontDouble: earlyDouble}
)

// Greek variants follow small omega in each Greek block, in this order; nabla follows capital Omega.
const greekVariants = "∂ϵϑϰϕϱϖ"

func letterMap(pairs string) map[rune]rune {
	m := map[rune]rune{}
	fields := strings.Fields(pairs)
	for i := 0; i < len(fields); i += 2 {
		m[first(fields[i])] = first(fields[i+1])
	}
	return m
}

func (f font) convert(text string) string {
	a, ok := alphabets[f]
	if !ok {
		return text
	}
	return strings.Map(func(c rune) rune {
		if early, ok := earlyLetters[f][c]; ok {
			return early
		}
		return a.convert(c)
	}, text)
}

func (a alphabet) convert(c rune) rune {
	switch {
	case 'A' <= c && c <= 'Z':
		return a.upper + c - 'A'
	case 'a' <= c && c <= 'z':
		return a.lower + c - 'a'
	case isDigit(c) && a.digit != 0:
		return a.digit + c - '0'
	case a.greekUpper == 0:
		return c
	case 'Α' <= c && c <= 'Ω':
		return a.greekUpper + c - 'Α'
	case 'α' <= c && c <= 'ω':
		return a.greekLower + c - 'α'
	case c == '∇':
		return a.greekUpper + 25
	}
	i := rune(0)
	for _, variant := range greekVariants {
		if c == variant {
			return a.greekLower + 25 + i
		}
		i++
	}
	return c
}

// identifier makes an mi. Browsers slant a single letter, so upright ones say so: Roman letters, and as in TeX the
// Greek capitals.
func identifier(text string, f font) *node {
	n := leaf("mi", f.convert(text), classOrd)
	c := first(text)
	single := len([]rune(text)) == 1
	upright := f == fontRoman || f == fontItalic && ('Α' <= c && c <= 'Ω' || c == '∇')
	if single && upright {
		n.set("mathvariant", "normal")
	}
	return n
}
