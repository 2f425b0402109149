package ebm

import (
	"fmt"
	"math/rand/v2"
)

// Dreams are chains of the top RBM of an [UpDown], one for each row, in which the
// label may be held: what the model imagines that label to look like. They are
// block Gibbs sampling, [ClampedGibbs], so the penultimate units tend to
// p(h | y), however they start. Dreams are not safe for concurrent use.
type Dreams struct {
	model  *UpDown
	chains Matrix // n×(penultimate units + Classes)
	gibbs  *ClampedGibbs
}

// NewDreams returns a chain for each label, which is held from the start; the
// label -1, the only one where there are no label units, holds none. The
// penultimate units start as draws given their biases alone. The error wraps
// [ErrSettings] for a label out of range. It panics if rng is nil.
func (u *UpDown) NewDreams(labels []int, rng *rand.Rand) (*Dreams, error) {
	u.mustHold()
	mustRand(rng)
	d, err := u.newDreams(labels)
	if err != nil {
		return nil, err
	}
	u.Top.Visible.Sample(d.chains, d.chains, rng)
	d.label(labels)
	return d, nil
}

// DreamsFrom is [UpDown.NewDreams] with chains that start where the recognition
// weights take images v (B×D), of which there must be as many as labels; a label
// that is not held starts as a draw given its biases. It panics if v has another
// shape.
func (u *UpDown) DreamsFrom(v Matrix, labels []int, rng *rand.Rand) (*Dreams, error) {
	d, err := u.NewDreams(labels, rng)
	if err != nil {
		return nil, err
	}
	u.rise(d.chains.Columns(0, u.penultimate()), v, rng)
	return d, nil
}

func (u *UpDown) newDreams(labels []int) (*Dreams, error) {
	d := &Dreams{model: u, chains: NewMatrix(len(labels), u.Top.NumVisible())}
	held := NewMatrix(max(1, len(labels)), u.Top.NumVisible())
	for i, y := range labels {
		if y >= 0 && u.Classes == 0 {
			return nil, fmt.Errorf("ebm: the label of dream %d is %d, but %v has no label units; -1 holds none: %w", i, y, u, ErrSettings)
		}
		if y < -1 || y >= u.Classes {
			return nil, fmt.Errorf("ebm: the label of dream %d is %d, want 0 to %d, or -1 for none: %w", i, y, u.Classes-1, ErrSettings)
		}
		if y >= 0 {
			for j := u.penultimate(); j < held.Cols; j++ {
				held.Row(i)[j] = 1
			}
		}
	}
	var err error
	d.gibbs, err = NewClampedGibbs(u.Top, held)
	return d, err
}

// label sets the label units that are held.
func (d *Dreams) label(labels []int) {
	for i, y := range labels {
		if y >= 0 {
			row := d.chains.Row(i)[d.model.penultimate():]
			clear(row)
			row[y] = 1
		}
	}
}

// Step moves the chains that many Gibbs steps. It panics if steps is negative or
// rng is nil.
func (d *Dreams) Step(steps int, rng *rand.Rand) {
	mustRand(rng)
	if steps < 0 {
		panic(badCount)
	}
	for range steps {
		d.gibbs.Step(d.chains, rng)
	}
}

// Images stores what the generative weights now make of the chains in dst (n×D):
// means of the data given draws of the layers between, or without rng given
// means of these, which is smoother and always the same.
func (d *Dreams) Images(dst Matrix, rng *rand.Rand) {
	d.model.Down(dst, d.chains.Columns(0, d.model.penultimate()), rng)
}

// Labels stores the present label of each chain in dst. It panics if there are
// no label units or dst has another length.
func (d *Dreams) Labels(dst []int) {
	d.model.mustLabels()
	if len(dst) != d.chains.Rows {
		panic(badShape)
	}
	for i := range dst {
		for y, x := range d.chains.Row(i)[d.model.penultimate():] {
			if x == 1 {
				dst[i] = y
			}
		}
	}
}

// Dream stores an image (dst is n×D) for each of n labels, from independent
// chains of so many steps with that label held: [UpDown.NewDreams], then Step,
// then Images with draws. The error wraps [ErrSettings] for a label out of range
// or dst of another number of rows. Some hundred steps are few: a chain starts
// anywhere and may stay long where it came to first.
func (u *UpDown) Dream(dst Matrix, labels []int, steps int, rng *rand.Rand) error {
	if dst.Rows != len(labels) {
		return fmt.Errorf("ebm: %d labels for %d dreams: %w", len(labels), dst.Rows, ErrSettings)
	}
	d, err := u.NewDreams(labels, rng)
	if err != nil {
		return err
	}
	d.Step(steps, rng)
	d.Images(dst, rng)
	return nil
}
