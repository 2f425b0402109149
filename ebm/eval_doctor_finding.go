package ebm

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Level says how bad a [Finding] is.
type Level int

// Levels, from good to bad.
const (
	LevelOK      Level = iota // nothing to do
	LevelNotice               // worth knowing
	LevelWarning              // probably a mistake
	LevelSerious              // what the model says cannot be trusted
)

// String is "ok", "notice", "warning" or "serious".
func (l Level) String() string {
	if l < LevelOK || l > LevelSerious {
		return fmt.Sprintf("level %d", int(l))
	}
	return [...]string{"ok", "notice", "warning", "serious"}[l]
}

// Finding is what one check of [Diagnose] found. Value and Limit are finite.
type Finding struct {
	Check        string // which: one of the constants Check…
	Level        Level
	Value, Limit float64 // what was measured, and where LevelOK ends
	Text         string  // in words, with the numbers
	Remedy       string  // what to do; "" if nothing
}

// Findings are what all checks found, in their order.
type Findings []Finding

// Find returns the finding of a check; ok is false if the check did not apply.
func (f Findings) Find(check string) (found Finding, ok bool) {
	for _, x := range f {
		if x.Check == check {
			return x, true
		}
	}
	return Finding{}, false
}

// Worst returns the worst level, LevelOK if there are no findings.
func (f Findings) Worst() Level {
	worst := LevelOK
	for _, x := range f {
		worst = max(worst, x.Level)
	}
	return worst
}

// String is a table with the worst findings first: level, check, text, and the
// remedy below it.
func (f Findings) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for level := LevelSerious; level >= LevelOK; level-- {
		for _, x := range f {
			if x.Level != level {
				continue
			}
			fmt.Fprintf(w, "%v\t%s\t%s\n", x.Level, x.Check, x.Text)
			if x.Remedy != "" {
				fmt.Fprintf(w, "\t\t→ %s\n", x.Remedy)
			}
		}
	}
	w.Flush() // to memory: no error
	return strings.TrimSuffix(b.String(), "\n")
}

// finding returns a finding whose level is the first of ok, notice, warning and
// serious that applies; the remedy is for all but ok.
func finding(check string, level Level, value, limit float64, remedy, format string, args ...any) Finding {
	f := Finding{Check: check, Level: level, Value: value, Limit: limit, Text: fmt.Sprintf(format, args...)}
	if level > LevelOK {
		f.Remedy = remedy
	}
	return f
}

// grade is LevelOK up to ok, LevelWarning up to serious, and then LevelSerious.
func grade(value, ok, serious float64) Level {
	switch {
	case value <= ok:
		return LevelOK
	case value <= serious:
		return LevelWarning
	}
	return LevelSerious
}
