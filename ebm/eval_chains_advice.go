package ebm

import (
	"fmt"
	"math"
	"strings"
)

// Limits of R̂ and of the steps a learner can afford per update.
const (
	highRHat    = 1.1
	practicalK  = 25
	burnInTimes = 3 // e⁻⁶ of the start is left
)

// Advice is what a [Mixing] of Gibbs chains advises for learning with them: as
// values and, in Lines, in words with the numbers that led to them. It is advice
// for the model that was traced. Chains mix more slowly as a model learns.
type Advice struct {
	// K is τ, rounded, at least 1: the Gibbs steps between two uses of a chain after
	// which ρ, if it falls exponentially, is e⁻² = 0.14.
	K int
	// Chains is how many persistent chains at K steps per update make the
	// negative phase as noisy as the positive one: the rows of a mini-batch.
	Chains int
	// PersistentChains is the same for PCD-1, whose particles at successive
	// updates are correlated: τ times as many, since the mean of n chains over many updates
	// has the variance of n/τ independent ones each.
	PersistentChains int
	// Burn is how many steps a chain needs to forget its start: 3τ, after
	// which e⁻⁶ of it is left.
	Burn int
	// Lines are sentences.
	Lines []string
}

// Advise returns advice for mini-batches of that many rows. It assumes that the
// gradient's terms move as slowly as the observed quantity and vary as much under
// the model as under the data. It panics if batch < 1.
func (m Mixing) Advise(batch int) Advice {
	if batch < 1 {
		panic(badSize)
	}
	a := Advice{K: max(1, int(math.Round(m.Time))), Chains: batch, Burn: stepsUp(burnInTimes * m.Time)}
	a.PersistentChains = stepsUp(float64(batch) * max(1, m.Time))
	a.say("The autocorrelation time is %s: k = %d steps leave a correlation of about 0.14 between successive particles of a chain, and %d steps forget a start.", m.timeText(), a.K, a.Burn)
	a.say("With %d rows in a mini-batch, %d chains at k = %d make the negative phase as noisy as the positive one; at k = 1 it takes %d persistent chains.", batch, a.Chains, a.K, a.PersistentChains)
	if m.Short {
		a.say("The traces are too short for more than bounds: record at least %d steps.", longEnough(m.Time))
	}
	if a.K > practicalK {
		a.say("k = %d makes an update about %d times as expensive as CD-1: use persistent chains (PCD), and tempering if they do not mix.", a.K, a.K)
	}
	if m.RHat > highRHat {
		a.say("R-hat is %.2f, above %.1f: the chains disagree, so take all this as bounds; tempering moves between what they cannot leave.", m.RHat, highRHat)
	}
	return a
}

func (a *Advice) say(format string, args ...any) {
	a.Lines = append(a.Lines, fmt.Sprintf(format, args...))
}

// String is the Lines, one below the other.
func (a Advice) String() string { return strings.Join(a.Lines, "\n") }

// stepsUp rounds up to a whole number of at least 1.
func stepsUp(x float64) int { return max(1, int(math.Ceil(x))) }
