package gonbexec

import (
	"strings"
	"unicode/utf8"
)

// terminal gives the text that a terminal would show in the end: \r returns to the start of the line, where what
// follows overwrites what is there, and the sequences that clear a line do so. Bytes that are not UTF-8 become U+FFFD.
func terminal(raw []byte) string {
	text := strings.ToValidUTF8(string(raw), "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, "\r") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.Contains(line, "\r") {
			lines[i] = overwrite(line)
		}
	}
	return strings.Join(lines, "\n")
}

func overwrite(line string) string {
	var shown []rune
	for _, part := range strings.Split(line, "\r") {
		column := 0
		for part != "" {
			if rest, ok := strings.CutPrefix(part, "\x1b[2K"); ok {
				part = rest
				for j := range shown {
					shown[j] = ' '
				}
				continue
			}
			if rest, ok := strings.CutPrefix(part, "\x1b[K"); ok {
				part, shown = rest, shown[:min(column, len(shown))]
				continue
			}
			c, size := utf8.DecodeRuneInString(part)
			part = part[size:]
			if column == len(shown) {
				shown = append(shown, c)
			} else {
				shown[column] = c
			}
			column++
		}
	}
	return strings.TrimRight(string(shown), " ")
}
