package plotting

import (
	"image/color"
	"strings"

	"golang.org/x/image/font"
	_ "gonum.org/v1/plot" // fills the font cache
	vgfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Font sizes in pixels, and the greys of everything that is not data.
const (
	titleSize = 16
	textSize  = 13
	tickSize  = 12
)

var (
	ink   = hex("#22262b") // titles, labels
	muted = hex("#5a626b") // tick labels, captions
	rule  = hex("#c4c9cf") // axes, frames
	grid  = hex("#e6e9ec") // grid lines, gaps between tiles
)

// textStyle is horizontal sans-serif text; the alignments say where its anchor lies.
func textStyle(size vg.Length, c color.Color, x draw.XAlignment, y draw.YAlignment) text.Style {
	return text.Style{
		Color:   c,
		Font:    vgfont.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign:  x,
		YAlign:  y,
		Handler: evenDigits{text.Plain{Fonts: vgfont.DefaultCache}},
	}
}

// evenDigits draws plain text in which all digits are equally wide. The font moves neighbouring ones together,
// so that 0111 looks like two numbers.
type evenDigits struct{ text.Plain }

func (e evenDigits) Box(s string, f vgfont.Font) (width, height, depth vg.Length) {
	return e.Plain.Box(parted(s), f)
}

func (e evenDigits) Draw(c vg.Canvas, s string, style text.Style, at vg.Point) {
	e.Plain.Draw(c, parted(s), style, at)
}

// parted puts a zero-width character between ones, which keeps the font from moving them.
func parted(s string) string {
	const apart = "1\u200b1"
	return strings.ReplaceAll(strings.ReplaceAll(s, "11", apart), "11", apart)
}

// fillMiddle writes s with the middle of its letters at the height of at. The style must have YAlign YCenter, which
// by itself counts the room above the letters in.
func fillMiddle(c draw.Canvas, style text.Style, at vg.Point, s string) {
	at.Y += 0.09 * style.Font.Size
	c.FillText(style, at, s)
}

func italic(s text.Style) text.Style {
	s.Font.Style = font.StyleItalic
	return s
}

// wrap breaks s at spaces into lines that are no wider than width, where words allow that.
func wrap(style text.Style, s string, width vg.Length) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && style.Width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}
