package ebm

import (
	"fmt"
	"math/rand/v2"
)

// beside is a Source whose rows are those of left followed by those of right:
// how a vector and its target, or its label, reach an [Objective].
type beside struct{ left, right Source }

// newBeside returns an error that wraps ErrSettings if the numbers of rows
// differ; what names the right ones.
func newBeside(left, right Source, what string) (Source, error) {
	n, _ := left.Dims()
	m, _ := right.Dims()
	if n != m {
		return nil, fmt.Errorf("ebm: %d rows of data and %d %s: %w", n, m, what, ErrSettings)
	}
	return beside{left, right}, nil
}

func (b beside) Dims() (rows, cols int) {
	rows, left := b.left.Dims()
	_, right := b.right.Dims()
	return rows, left + right
}

func (b beside) Gather(dst Matrix, rows []int, rng *rand.Rand) {
	_, left := b.left.Dims()
	b.left.Gather(dst.Columns(0, left), rows, rng)
	b.right.Gather(dst.Columns(left, dst.Cols), rows, rng)
}

// State is that of both.
func (b beside) State() []Param {
	var all []Param
	for _, s := range []Source{b.left, b.right} {
		if s, ok := s.(Stateful); ok {
			all = append(all, s.State()...)
		}
	}
	return all
}

var _ Stateful = beside{}
