package ebm

import "math/rand/v2"

// Kernel is a Markov chain whose stationary distribution is a model's p(v).
type Kernel interface {
	// Step moves each row of chains one step, in place.
	Step(chains Matrix, rng *rand.Rand) Stats
}

// Stats says what a step of a [Kernel] did. Both are 0 for kernels that
// propose nothing, such as Gibbs sampling.
type Stats struct{ Proposed, Accepted int }
