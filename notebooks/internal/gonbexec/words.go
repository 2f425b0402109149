package gonbexec

import "strings"

// splitWords splits a command at blanks. Double quotes keep blanks together and give an empty word if nothing is in
// them; between them \n and \t are a line end and a tab, and \ before any other character gives that character.
func splitWords(s string) []string {
	var words []string
	var word strings.Builder
	started, quoted := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case !quoted && (c == ' ' || c == '\t' || c == '\n'):
			if started {
				words = append(words, word.String())
			}
			word.Reset()
			started = false
			continue
		case c == '"':
			quoted, started = !quoted, true
			continue
		case quoted && c == '\\' && i+1 < len(s):
			i++
			c = unescape(s[i])
		}
		word.WriteByte(c)
		started = true
	}
	if started {
		words = append(words, word.String())
	}
	return words
}

func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	}
	return c
}
