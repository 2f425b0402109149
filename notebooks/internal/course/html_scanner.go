package course

import (
	"fmt"
	"strings"
)

// An htmlTag is an opening or a closing tag. content is what follows the tags style and script, up to their end.
type htmlTag struct {
	name           string // lower case
	attrs          []htmlAttribute
	closing, empty bool // empty: <name/>
	content        string
}

// An htmlAttribute has its name in lower case, and its value as it is written.
type htmlAttribute struct{ name, value string }

// An htmlScanner finds the tags of a fragment of HTML. Where browsers read on to find the end of something, it reads
// less, so that it sees at least the tags that they see.
type htmlScanner struct{ rest string }

const htmlSpace = " \t\n\r\f"

// next returns the next tag, nil at the end.
func (s *htmlScanner) next() (*htmlTag, error) {
	for {
		_, after, ok := strings.Cut(s.rest, "<")
		if !ok {
			return nil, nil
		}
		s.rest = after
		first := strings.TrimPrefix(after, "/")
		switch {
		case strings.HasPrefix(after, "!--"):
			if err := s.comment(); err != nil {
				return nil, err
			}
		case strings.HasPrefix(after, "!"), strings.HasPrefix(after, "?"):
			_, s.rest, _ = strings.Cut(after, ">")
		case first != "" && isLetter(first[0]):
			return s.tag()
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// comment moves behind a comment whose < has been read.
func (s *htmlScanner) comment() error {
	body := s.rest[len("!--"):]
	for _, short := range []string{">", "->"} {
		if rest, ok := strings.CutPrefix(body, short); ok {
			s.rest = rest
			return nil
		}
	}
	end := strings.Index(body, "--")
	for end >= 0 {
		rest := body[end+2:]
		if strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "!>") {
			_, s.rest, _ = strings.Cut(rest, ">")
			return nil
		}
		next := strings.Index(body[end+1:], "--")
		if next < 0 {
			break
		}
		end += 1 + next
	}
	return fmt.Errorf("<!-- without -->: %w", ErrResource)
}

// tag reads a tag whose < has been read.
func (s *htmlScanner) tag() (*htmlTag, error) {
	t := &htmlTag{}
	s.rest, t.closing = strings.CutPrefix(s.rest, "/")
	t.name = strings.ToLower(s.word(htmlSpace + "/>"))
	for {
		s.rest = strings.TrimLeft(s.rest, htmlSpace)
		switch {
		case s.rest == "":
			return nil, fmt.Errorf("<%s without >: %w", t.name, ErrResource)
		case s.rest[0] == '>':
			s.rest = s.rest[1:]
			s.content(t)
			return t, nil
		case s.rest[0] == '/':
			s.rest = s.rest[1:]
			t.empty = strings.HasPrefix(s.rest, ">")
		default:
			a, ok := s.attribute()
			if !ok {
				return nil, fmt.Errorf("<%s %s= without an end: %w", t.name, a.name, ErrResource)
			}
			t.attrs = append(t.attrs, a)
		}
	}
}

// word reads up to one of the characters in stops.
func (s *htmlScanner) word(stops string) string {
	end := strings.IndexAny(s.rest, stops)
	if end < 0 {
		end = len(s.rest)
	}
	word := s.rest[:end]
	s.rest = s.rest[end:]
	return word
}

// attribute reads name, name=value, name="value" or name='value'.
func (s *htmlScanner) attribute() (a htmlAttribute, ok bool) {
	if s.rest[0] == '=' { // browsers take a first = for a part of the name
		a.name, s.rest = "=", s.rest[1:]
	}
	a.name += strings.ToLower(s.word(htmlSpace + "/>="))
	rest, valued := strings.CutPrefix(strings.TrimLeft(s.rest, htmlSpace), "=")
	if !valued {
		return a, true
	}
	s.rest = strings.TrimLeft(rest, htmlSpace)
	if s.rest == "" {
		return a, false
	}
	quote := s.rest[:1]
	if quote != `"` && quote != "'" {
		a.value = s.word(htmlSpace + ">")
		return a, true
	}
	a.value, s.rest, ok = strings.Cut(s.rest[1:], quote)
	return a, ok
}

// content looks up what a style or a script holds. A script is skipped, for it may hold what looks like a tag.
func (s *htmlScanner) content(t *htmlTag) {
	if t.closing || t.name != "style" && t.name != "script" {
		return
	}
	end := strings.Index(strings.ToLower(s.rest), "</"+t.name)
	if end < 0 {
		end = len(s.rest)
	}
	t.content = s.rest[:end]
	if t.name == "script" {
		s.rest = s.rest[end:]
	}
}
