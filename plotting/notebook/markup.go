package notebook

import (
	"html"
	"regexp"
	"strings"
)

// Markdown is text that Show renders: headings, lists, tables, and LaTeX between $ (in a line) or $$ (on its own).
type Markdown string

// HTML is a snippet that Show puts into the page as it is. It must not hold text of unknown origin.
type HTML string

var (
	htmlUnseen = regexp.MustCompile(`(?is)<!--.*?-->|<(style|script|svg)\b.*?</(style|script|svg)\s*>`)
	htmlSpace  = regexp.MustCompile(`\s+`)
	htmlBreak  = regexp.MustCompile(`(?i)\s*(<br\b[^>]*>|</(p|div|tr|li|ul|ol|table|caption|pre|h[1-6])\s*>)\s*`)
	htmlCell   = regexp.MustCompile(`(?i)</t[dh]\s*>`)
	htmlTag    = regexp.MustCompile(`<[^>]*>`)
	blankLines = regexp.MustCompile(`\s*\n\s*`)
)

// text is what remains of h for a reader without a browser.
func (h HTML) text() string {
	s := htmlUnseen.ReplaceAllString(string(h), "")
	s = htmlSpace.ReplaceAllString(s, " ")
	s = htmlBreak.ReplaceAllString(s, "\n")
	s = htmlCell.ReplaceAllString(s, "  ")
	s = html.UnescapeString(htmlTag.ReplaceAllString(s, ""))
	return strings.TrimSpace(blankLines.ReplaceAllString(s, "\n"))
}
