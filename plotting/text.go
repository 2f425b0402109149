package plotting

import (
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
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
		Handler: plot.DefaultTextHandler,
	}
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
