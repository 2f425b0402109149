package gonbexec

import (
	"regexp"
	"strconv"
	"strings"
)

// inCell is a place in a cell as compiler and runtime write it.
var inCell = regexp.MustCompile(`In\[(\d+)\]:(\d+)`)

// locate takes the place from the first one that the words of a program name.
func (e *CellError) locate(words string) {
	if m := inCell.FindStringSubmatch(words); m != nil {
		e.Cell, _ = strconv.Atoi(m[1])
		e.Line, _ = strconv.Atoi(m[2])
	}
}

var outcry = regexp.MustCompile(`(?m)^(panic: |fatal error: |SIG[A-Z]+: )`)

// lastWords gives what explains a failure best: the beginning of a panic, else the last lines of stderr or stdout.
func (r *run) lastWords() string {
	const most = 24 // lines
	text := truePlaces(r.out.wordsOf("stderr"), r.source)
	if at := outcry.FindStringIndex(text); at != nil {
		lines := strings.SplitAfter(text[at[0]:], "\n")
		return strings.Join(lines[:min(most, len(lines))], "")
	}
	if strings.TrimSpace(text) == "" {
		text = r.out.wordsOf("stdout")
	}
	lines := strings.SplitAfter(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "")
}

// whereabouts gives the frames of cells in the stacks that dumpStack has asked for.
func (r *run) whereabouts() string {
	const most = 8 // frames
	var b strings.Builder
	lines := strings.Split(truePlaces(r.out.wordsOf("stderr"), r.source), "\n")
	for i, frames := 1, 0; i < len(lines) && frames < most; i++ {
		if strings.HasPrefix(lines[i], "\tIn[") {
			place, _, _ := strings.Cut(lines[i], " ")
			b.WriteString(lines[i-1] + "\n" + place + "\n")
			frames++
		}
	}
	return b.String()
}

func (r *recorder) wordsOf(name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return terminal(r.words[name])
}
