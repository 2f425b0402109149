package ebm

// SwapScheme says which pairs of neighbouring temperatures a round of replica
// exchange tries to swap. Either leaves the distribution of all replicas
// invariant.
type SwapScheme int

const (
	// AlternateSwaps takes the pairs (0,1), (2,3), … and the pairs (1,2), (3,4),
	// … in turn, so that a walker that is accepted goes on in its direction: the
	// deterministic even-odd scheme.
	AlternateSwaps SwapScheme = iota
	// RandomSwaps draws one of the two sets each time, which makes the swaps
	// reversible, and a walker's way from end to end a random walk.
	RandomSwaps
)

// swapCounts is what the swaps of replica exchange did, since the start or
// Forget.
type swapCounts struct {
	pairs      []Stats
	passages   int
	fromBottom []bool // of each walker: whether it was at β = 0 later than at β = 1
}

// Swaps returns how many exchanges were proposed and accepted between betas i
// and i+1, for each i.
func (s *swapCounts) Swaps() []Stats { return append([]Stats(nil), s.pairs...) }

// Passages returns how often a walker has come up from β = 0 to β = 1: each time
// the model gets a state that owes nothing to its earlier ones.
func (s *swapCounts) Passages() int { return s.passages }

// Forget sets all counts to 0, after a burn-in for example.
func (s *swapCounts) Forget() {
	clear(s.pairs)
	s.passages = 0
}

func (s *swapCounts) add(pair int, n Stats) {
	s.pairs[pair].Proposed += n.Proposed
	s.pairs[pair].Accepted += n.Accepted
}

// arrive updates passages; the walkers of both ends begin at these rows.
func (s *swapCounts) arrive(bottom, top, chains int) {
	for c := range chains {
		if s.fromBottom[top+c] {
			s.passages++
			s.fromBottom[top+c] = false
		}
		s.fromBottom[bottom+c] = true
	}
}
