package notebook

import (
	"cmp"
	"slices"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// diagnosis is what ebm.Diagnose found as a Tabler, the worst first.
type diagnosis struct{ ebm.Findings }

// Table returns a row for each finding: how bad it is, which check, what it found and what to do.
func (d diagnosis) Table() (head []string, rows [][]string) {
	worst := slices.Clone(d.Findings)
	slices.SortStableFunc(worst, func(a, b ebm.Finding) int { return cmp.Compare(b.Level, a.Level) })
	for _, f := range worst {
		rows = append(rows, []string{f.Level.String(), f.Check, f.Text, f.Remedy})
	}
	return []string{"level", "check", "finding", "remedy"}, rows
}
