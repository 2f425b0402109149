package ebm

import (
	"fmt"
	"math/rand/v2"
)

// AISSettings of [AIS], [ReverseAIS] and [AdaptiveBetas].
type AISSettings struct {
	Chains int       // independent runs, each with one weight; at least 2
	Betas  []float64 // temperatures, increasing from 0 to 1: LinearBetas, PublishedBetas, AdaptiveBetas or your own

	// Base is the data whose base rates the path starts from, in general the
	// training data. nil: units that prefer nothing.
	Base Source

	// Start holds the states from which the chains of ReverseAIS start, at least
	// one row; if there are fewer rows than chains they are used in turn. Without
	// a BurnIn they should be independent draws of the model, so that of binary
	// units all are 0 or 1. No rows: the start is at rows of Base, spread evenly
	// over it.
	Start Matrix

	// BurnIn is how many moves at β = 1 come before the way down of ReverseAIS.
	// 0: none from Start, 1000 from Base.
	BurnIn int

	Recorder Recorder // sees the progress, see Record; nil: none
	level    int      // of its Progress
}

// defaultBurnIn is what the published reverse estimates that are reproduced
// here used from data.
const defaultBurnIn = 1000

// mostChains is more than anybody needs; on MNIST it takes half a gigabyte or so.
const mostChains = 100_000

// check returns an error that wraps ErrSettings for the first bad setting.
func (s AISSettings) check() error {
	if s.Chains < 2 {
		return fmt.Errorf("ebm: Chains is %d, want at least 2, or there is no spread to judge by; 100 is usual: %w", s.Chains, ErrSettings)
	}
	if s.Chains > mostChains {
		return fmt.Errorf("ebm: Chains is %d, want at most %d: %w", s.Chains, mostChains, ErrSettings)
	}
	if s.BurnIn < 0 {
		return fmt.Errorf("ebm: BurnIn is %d, want at least 0: %w", s.BurnIn, ErrSettings)
	}
	return checkLadder(s.Betas)
}

// checkStart returns an error for a Start that chains of m cannot start from.
func (s AISSettings) checkStart(m Model) error {
	if s.Start.Rows == 0 {
		return nil
	}
	if s.Start.Cols != m.NumVisible() {
		return fmt.Errorf("ebm: Start has %d columns, the model %d visible units: %w", s.Start.Cols, m.NumVisible(), ErrSettings)
	}
	if c, ok := m.(Checker); ok {
		if err := c.Check(s.Start); err != nil {
			return fmt.Errorf("Start of reverse AIS: %w", err)
		}
	}
	if s.BurnIn == 0 {
		return needStates(m, s.Start, "a Start of %s without a BurnIn", "give draws of the model rather than means, or a BurnIn")
	}
	return nil
}

// start fills the chains with states to start the way down from, and returns how
// many moves have to follow.
func (s AISSettings) start(chains Matrix, rng *rand.Rand) (burnIn int, err error) {
	states, burnIn := s.Start, s.BurnIn
	if states.Rows == 0 {
		if s.Base == nil {
			return 0, fmt.Errorf("ebm: reverse AIS needs states of the model: give Start, or Base and a BurnIn: %w", ErrSettings)
		}
		if states, err = someRows(s.Base, chains, rng); err != nil {
			return 0, err
		}
		if burnIn == 0 {
			burnIn = defaultBurnIn
		}
	}
	for i := range chains.Rows {
		copy(chains.Row(i), states.Row(i%states.Rows))
	}
	return burnIn, nil
}

// someRows gathers rows that are spread evenly over data, one for each chain if
// there are so many.
func someRows(data Source, chains Matrix, rng *rand.Rand) (Matrix, error) {
	n, cols := data.Dims()
	if n == 0 || cols != chains.Cols {
		return Matrix{}, fmt.Errorf("ebm: Base is %d×%d, the model has %d visible units: %w", n, cols, chains.Cols, ErrSettings)
	}
	rows := make([]int, min(n, chains.Rows))
	for i := range rows {
		rows[i] = i * n / len(rows)
	}
	x := NewMatrix(len(rows), cols)
	data.Gather(x, rows, rng)
	return x, nil
}
