package course

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// How many characters a cell has at most that stays in one line on a narrow screen. A heading may rather be broken.
const shortData, shortHeading = 16, 8

var (
	tableCell = regexp.MustCompile(`(?is)<(t[dh])((?:\s[^>]*)?)>(.*?)</t[dh]>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// shortCells marks the short ones among the cells of tables that could be broken, for the style sheet.
func shortCells(text string) string {
	if strings.Contains(strings.ToLower(text), "<script") { // where a cell may be the text of a program
		return text
	}
	return tableCell.ReplaceAllStringFunc(text, func(cell string) string {
		m := tableCell.FindStringSubmatch(cell)
		tag, attributes, content := m[1], strings.ToLower(m[2]), m[3]
		most := shortData
		if strings.EqualFold(tag, "th") {
			most = shortHeading
		}
		words := strings.TrimSpace(html.UnescapeString(anyTag.ReplaceAllString(content, "")))
		if strings.Contains(attributes, "class") || !strings.Contains(words, " ") || utf8.RuneCountInString(words) > most {
			return cell
		}
		return "<" + tag + ` class="short"` + cell[1+len(tag):]
	})
}
