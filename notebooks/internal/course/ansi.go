package course

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// ansiSequence matches the escape sequences of terminals: CSI, OSC and the short ones. The first group is what a
// sequence for colours holds.
var ansiSequence = regexp.MustCompile("\x1b(?:\\[([0-9;]*)m|\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[ -/]*[0-~])")

// terminalHTML returns what a terminal would show of text, as HTML: colours and bold type become spans, a carriage
// return begins its line again, and what else controls a terminal is dropped.
func terminalHTML(text string) string {
	var out strings.Builder
	var style ansiStyle
	write := func(text string) {
		text = strings.Map(printable, text)
		if class := style.class(); class != "" && text != "" {
			out.WriteString(`<span class="` + class + `">` + html.EscapeString(text) + `</span>`)
		} else {
			out.WriteString(html.EscapeString(text))
		}
	}
	text = overwritten(text)
	at := 0
	for _, m := range ansiSequence.FindAllStringSubmatchIndex(text, -1) {
		write(text[at:m[0]])
		at = m[1]
		if m[2] >= 0 {
			style.apply(text[m[2]:m[3]])
		}
	}
	write(text[at:])
	return out.String()
}

// overwritten keeps of each line what follows its last carriage return, as progress bars expect.
func overwritten(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, "\r") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		lines[i] = line[strings.LastIndex(line, "\r")+1:]
	}
	return strings.Join(lines, "\n")
}

// printable drops what has no place in HTML.
func printable(c rune) rune {
	if unicode.IsControl(c) && c != '\n' && c != '\t' {
		return -1
	}
	return c
}

// An ansiStyle is how a terminal writes at the moment; colour 1 to 8 are the eight of the standard, 0 is the usual one.
type ansiStyle struct {
	bold   bool
	colour int
}

func (s ansiStyle) class() string {
	var names []string
	if s.bold {
		names = append(names, "ab")
	}
	if s.colour > 0 {
		names = append(names, "a"+strconv.Itoa(s.colour-1))
	}
	return strings.Join(names, " ")
}

// apply reads the numbers of one sequence. Backgrounds and colours beyond the standard's are ignored.
func (s *ansiStyle) apply(codes string) {
	numbers := strings.Split(codes, ";")
	for i := 0; i < len(numbers); i++ {
		n, _ := strconv.Atoi(numbers[i]) // an empty one is 0
		switch {
		case n == 0:
			*s = ansiStyle{}
		case n == 1:
			s.bold = true
		case n == 22:
			s.bold = false
		case 30 <= n && n <= 37:
			s.colour = n - 29
		case 90 <= n && n <= 97:
			s.colour = n - 89
		case n == 39:
			s.colour = 0
		case n == 38, n == 48:
			if i+1 < len(numbers) && numbers[i+1] == "5" {
				i += 2
			} else {
				i += 4
			}
		}
	}
}
