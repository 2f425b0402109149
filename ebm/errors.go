package ebm

import (
	"errors"
	"fmt"
)

// What the world does wrong is returned as an error that wraps one of these.
var (
	// ErrStop is returned by a [Recorder] to end training without an error.
	ErrStop = errors.New("stop")
	// ErrValue: data that the units cannot take; see [ValueError].
	ErrValue = errors.New("value out of range")
	// ErrSettings: a setting, or data whose size does not suit it.
	ErrSettings = errors.New("bad settings")
	// ErrDiverged: a parameter or metric that is NaN, infinite or absurdly large.
	ErrDiverged = errors.New("diverged")
	// ErrCheckpoint: a checkpoint that is damaged or of another run.
	ErrCheckpoint = errors.New("checkpoint does not fit")
	// ErrTooLarge: an exact computation over too many states.
	ErrTooLarge = errors.New("too large to enumerate")
	// ErrUnsupported: a model or layer that lacks an ability.
	ErrUnsupported = errors.New("unsupported")
	// ErrKind: a file that holds another kind of model.
	ErrKind = errors.New("another kind of model")
	// ErrFormat: a file that is damaged, or is no model file.
	ErrFormat = errors.New("damaged or foreign file")
)

// A caller's bug panics with one of these.
const (
	badSize    = "ebm: size below one"
	badShape   = "ebm: shapes of arguments do not match"
	badRange   = "ebm: row or column out of range"
	badWeights = "ebm: the weights are not NumVisible × NumHidden"
	badGrad    = "ebm: gradient does not match the parameters"
	nilRand    = "ebm: nil *rand.Rand"
	nilLayer   = "ebm: nil layer"
	nilModel   = "ebm: nil model"
	nilData    = "ebm: nil data"
	nilContext = "ebm: nil context"
	badCount   = "ebm: negative number"
	sameMatrix = "ebm: dst must not be an operand"
	emptyBatch = "ebm: a batch without rows"
	badBlend   = "ebm: layers of different kinds or lengths cannot be blended"
	badK       = "ebm: k, the number of Gibbs steps, is below one"
)

// ValueError says which value of the data a layer cannot take, and which units
// could. It wraps [ErrValue].
type ValueError struct {
	Row, Column int
	Value       float64
	Units       string // the units that cannot take Value, such as "Bernoulli units (0 to 1)"
	Remedy      string

	own      bool // Remedy does not depend on the other values of the data
	from, to int  // columns on which it does; 0 and 0: all
}

// inPart is the error of a part of a layer, in the n columns from at on.
func (e *ValueError) inPart(at, n int) *ValueError {
	moved := *e
	moved.Column += at
	if moved.to == 0 {
		moved.to = n
	}
	moved.from, moved.to = moved.from+at, moved.to+at
	return &moved
}

// Error names the row, the column, the value and the remedy.
func (e *ValueError) Error() string {
	return fmt.Sprintf("ebm: row %d, column %d is %g, %s cannot take it: %s", e.Row, e.Column, float32(e.Value), e.Units, e.Remedy)
}

// Unwrap returns [ErrValue].
func (e *ValueError) Unwrap() error { return ErrValue }
