package dataset

import (
	"errors"
	"math/rand/v2"
)

var (
	// ErrNotFound: data that is not on this machine. The error says how to get it.
	ErrNotFound = errors.New("data not found")
	// ErrFormat: a file that is damaged or in another format.
	ErrFormat = errors.New("damaged or foreign file")
)

// A caller's bug panics with one of these.
const (
	badRange     = "dataset: row out of range"
	badShape     = "dataset: dst does not have the shape of the rows to gather"
	badThreshold = "dataset: threshold outside [0, 1)"
	notGrey      = "dataset: only grey values can be made binary, and this set is binary already"
	noLabels     = "dataset: the set has no labels"
	badSize      = "dataset: bars and stripes are 1×1 to 16×16"
	nilRand      = "dataset: nil *rand.Rand"
)

func mustRand(rng *rand.Rand) {
	if rng == nil {
		panic(nilRand)
	}
}
