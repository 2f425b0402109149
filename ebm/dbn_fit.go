package ebm

import (
	"errors"
	"fmt"
	"math"
	"reflect"
)

// extremes returns means of l, and with sample a draw, given inputs that drive
// units to the ends of what they can be: all, every other one, none.
func extremes(l Layer, sample bool) []Matrix {
	const far = 32 // σ(32) is 1 in float32, and eˣ far from its end
	in := NewMatrix(4, l.Len())
	for i, pair := range [][2]float32{{far, far}, {-far, -far}, {far, -far}, {0, 0}} {
		for j, row := 0, in.Row(i); j < len(row); j++ {
			row[j] = pair[j%2]
		}
	}
	mean := NewMatrix(in.Rows, in.Cols)
	l.Mean(mean, in)
	all := []Matrix{mean}
	if sample {
		draw := NewMatrix(in.Rows, in.Cols)
		l.Sample(draw, in, NewRand(0))
		all = append(all, draw)
	}
	return all
}

// inUnitRange tells whether all means of l are from -1 to 1.
func inUnitRange(l Layer) bool {
	for _, x := range extremes(l, false)[0].Data {
		if !(math.Abs(float64(x)) <= 1) {
			return false
		}
	}
	return true
}

// checkFit returns an error that wraps ErrSettings if the visible units of level
// l cannot take what the hidden units of the level below may be.
func (d *DBN) checkFit(l int, sample bool) error {
	below, here := d.RBMs[l-1].Hidden, d.RBMs[l].Visible
	for _, x := range extremes(below, sample) {
		err := here.Check(x)
		if err == nil {
			continue
		}
		what := err.Error()
		if e := new(ValueError); errors.As(err, &e) {
			what = fmt.Sprintf("which can be %g, and %s cannot take that", float32(e.Value), e.Units)
		}
		return fmt.Errorf("ebm: the visible units of level %d (%s) do not fit the hidden units of level %d (%s): %s; give both the same type of layer: %w",
			l, typeName(here), l-1, typeName(below), what, ErrSettings)
	}
	return nil
}

// checkApart returns an error that wraps ErrSettings if training one level would
// change another.
func (d *DBN) checkApart() error {
	levels := map[*float32]int{}
	for l, m := range d.RBMs {
		for _, p := range m.Params() {
			if len(p.Value.Data) == 0 {
				continue
			}
			first := &p.Value.Data[0]
			if other, ok := levels[first]; ok && other != l {
				return fmt.Errorf("ebm: levels %d and %d share parameters: make a layer of its own for each side of each RBM: %w", other, l, ErrSettings)
			}
			levels[first] = l
		}
	}
	return nil
}

// checkTranspose returns an error that wraps ErrSettings if level l cannot start
// as the one below upside down.
func (d *DBN) checkTranspose(l int) error {
	below, here := d.RBMs[l-1], d.RBMs[l]
	for _, c := range []struct {
		name     string
		from, to Layer
		side     string
	}{{"visible", below.Hidden, here.Visible, "hidden"}, {"hidden", below.Visible, here.Hidden, "visible"}} {
		if c.from.Len() != c.to.Len() {
			return fmt.Errorf("ebm: level %d cannot start as the transpose of level %d: it has %d %s units, that has %d %s ones: %w",
				l, l-1, c.to.Len(), c.name, c.from.Len(), c.side, ErrSettings)
		}
		if !sameKind(c.from, c.to) {
			return fmt.Errorf("ebm: level %d cannot start as the transpose of level %d: its %s units (%s) are of another type than the %s ones there (%s): %w",
				l, l-1, c.name, typeName(c.to), c.side, typeName(c.from), ErrSettings)
		}
	}
	return nil
}

// sameKind tells whether parameters of a would mean the same in b.
func sameKind(a, b Layer) bool {
	if reflect.TypeOf(a) != reflect.TypeOf(b) || !sameShapes(a.Params(), b.Params()) {
		return false
	}
	x, errX := describeLayer(a)
	y, errY := describeLayer(b)
	return (errX == nil) == (errY == nil) && (errX != nil || reflect.DeepEqual(x, y))
}

// becomeTranspose makes m the given RBM upside down, for which checkTranspose
// must have found no error.
func (m *RBM) becomeTranspose(of *RBM) {
	for i := range m.Weights.Rows {
		for j, row := 0, m.Weights.Row(i); j < len(row); j++ {
			row[j] = of.Weights.Row(j)[i]
		}
	}
	copyParams(m.Visible.Params(), of.Hidden.Params())
	copyParams(m.Hidden.Params(), of.Visible.Params())
}
