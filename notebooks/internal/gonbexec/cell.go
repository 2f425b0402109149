package gonbexec

import (
	"slices"
	"strings"
)

// cell is the text of a code cell, taken apart. Lines are counted from 1.
type cell struct {
	magic []string // words of the first line of a %%bash, %%sh, %%script or %%writefile cell
	body  []string // its other lines

	commands []command
	source   []string // the lines of Go; commands are blank, %% begins func main
	mainLine int      // the line of %%, %main or %exec; 0: none
	open     bool     // func main ends with the cell
}

// command is one line that begins with % or !, or several that \ joins.
type command struct {
	line  int
	kind  byte     // '%' or '!'
	text  string   // without kind
	words []string // for %
}

// cellMagic are the commands that take the whole cell.
var cellMagic = []string{"%%writefile", "%%script", "%%bash", "%%sh", "%%gx"}

// splitCell takes a cell apart and refuses what would fail later, so that nothing of such a cell is run.
func splitCell(text string) (*cell, error) {
	lines := strings.Split(text, "\n")
	if words := splitWords(bare(lines[0])); len(words) > 0 && slices.Contains(cellMagic, words[0]) {
		c := &cell{magic: words, body: lines[1:]}
		return c, c.checkMagic()
	}
	c := &cell{source: make([]string, len(lines))}
	for i := 0; i < len(lines); i++ {
		if !isCommand(lines[i]) {
			if !strings.HasPrefix(lines[i], "package ") { // the program has its own
				c.source[i] = lines[i]
			}
			continue
		}
		first := i
		joined := bare(lines[i])
		for strings.HasSuffix(joined, `\`) && i+1 < len(lines) {
			i++
			joined = strings.TrimSuffix(joined, `\`) + " " + bare(lines[i])
		}
		if err := c.add(first, joined); err != nil {
			return nil, err
		}
	}
	if c.open {
		c.source = append(c.source, "}")
	}
	return c, nil
}

// bare removes the prefix that hides commands from Go tools.
func bare(line string) string { return strings.TrimPrefix(line, "//gonb:") }

func isCommand(line string) bool {
	line = bare(line)
	return len(line) > 1 && (line[0] == '%' || line[0] == '!')
}

func (c *cell) add(index int, text string) error {
	cmd := command{line: index + 1, kind: text[0], text: strings.TrimLeft(text[1:], " \t")}
	if cmd.text == "" {
		return nil
	}
	if cmd.kind == '%' {
		cmd.words = splitWords(cmd.text)
		if err := checkCommand(cmd); err != nil {
			return err
		}
		switch cmd.words[0] {
		case "%", "main", "exec":
			if err := c.beginMain(index, cmd); err != nil {
				return err
			}
		}
	}
	c.commands = append(c.commands, cmd)
	return nil
}

// flagImport is the name under which programs import flag for the call that is put in front of main's body, so that
// a cell may use the name flag for something else.
const flagImport = "gonb_flag"

func (c *cell) beginMain(index int, cmd command) error {
	if c.mainLine > 0 {
		return failure(cmd.line, ErrSyntax, "a second %%%s: line %d has begun func main already, and a cell can have only one", cmd.words[0], c.mainLine)
	}
	c.mainLine = cmd.line
	c.source[index] = "func main() { " + flagImport + ".Parse();"
	if cmd.words[0] == "exec" {
		c.source[index] += " " + cmd.words[1] + "() }"
	} else {
		c.open = true
	}
	return nil
}

// hasGo tells whether anything but commands and blank lines is there.
func (c *cell) hasGo() bool {
	return slices.ContainsFunc(c.source, func(line string) bool { return strings.TrimSpace(line) != "" })
}
