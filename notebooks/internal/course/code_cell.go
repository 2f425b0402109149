package course

import (
	"html"
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2/lexers"
)

// highlightCell returns the source of a code cell as HTML. Lines for the kernel are set apart; Go is highlighted as the
// compiler sees it, without them, so that they cannot end a comment or a string.
func highlightCell(source string) (string, error) {
	lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
	if language, ok := cellLanguage(lines[0]); ok {
		if len(lines) == 1 {
			return kernelLine(lines[0]), nil
		}
		rest, err := highlightLines(language, strings.Join(lines[1:], "\n"))
		if err != nil {
			return "", err
		}
		return strings.Join(append([]string{kernelLine(lines[0])}, rest...), "\n"), nil
	}
	var golang []string
	forKernel := kernelLines(lines)
	for i, line := range lines {
		if !forKernel[i] {
			golang = append(golang, line)
		}
	}
	coloured, err := highlightLines("go", strings.Join(golang, "\n"))
	if err != nil {
		return "", err
	}
	out := make([]string, 0, len(lines))
	for i := 0; i < len(lines); i++ {
		if !forKernel[i] {
			out, coloured = append(out, coloured[0]), coloured[1:]
			continue
		}
		from := i
		for i+1 < len(lines) && strings.HasSuffix(lines[i], `\`) {
			i++
		}
		out = append(out, kernelLine(strings.Join(lines[from:i+1], "\n")))
	}
	return strings.Join(out, "\n"), nil
}

// cellLanguage returns the language of a cell whose first line hands the rest to another program than the compiler.
func cellLanguage(first string) (language string, ok bool) {
	words := strings.Fields(first)
	if len(words) == 0 {
		return "", false
	}
	switch words[0] {
	case "%%bash", "%%sh":
		return "bash", true
	case "%%script":
		if len(words) == 1 {
			return "", true
		}
		return path.Base(words[1]), true
	case "%%writefile":
		if lexer := lexers.Match(path.Base(words[len(words)-1])); lexer != nil {
			return lexer.Config().Name, true
		}
		return "", true
	}
	return "", false
}

// kernelLines tells which lines of a Go cell are commands: those that begin with % or ! and say more, and those that a
// backslash joins to one.
func kernelLines(lines []string) []bool {
	command := make([]bool, len(lines))
	for i, line := range lines {
		line = strings.TrimPrefix(line, "//gonb:")
		begins := len(line) > 1 && (line[0] == '%' || line[0] == '!')
		command[i] = begins || i > 0 && command[i-1] && strings.HasSuffix(lines[i-1], `\`)
	}
	return command
}

// kernelLine marks the command of a line for the kernel, and highlights what the shell gets. The line may go on in
// further ones.
func kernelLine(line string) string {
	sign := 0
	for sign < len(line) && strings.ContainsRune("%!*", rune(line[sign])) {
		sign++
	}
	if strings.HasPrefix(line, "!") {
		if shell, err := highlight("bash", line[sign:]); err == nil {
			return `<span class="x">` + line[:sign] + `</span>` + shell
		}
	}
	word := line
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		word = line[:i]
	}
	return `<span class="x">` + html.EscapeString(word) + `</span>` + html.EscapeString(line[len(word):])
}
