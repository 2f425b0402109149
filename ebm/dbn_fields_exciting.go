package ebm

import (
	"context"
	"fmt"
	"slices"
)

// Exciting holds the rows of data that excite units of a stack most.
type Exciting struct {
	Units  []int
	Rows   [][]int     // of each unit: the numbers of its rows, the most exciting first
	Means  [][]float64 // the unit's mean for each of them
	Images Matrix      // these rows, n for each unit, one unit after the other: (units·n)×D
	Mean   Matrix      // their average, a row for each unit: units×D
}

// Exciting finds the n rows of data for which the mean of each of the units of
// a layer is greatest, the layers below passing means up. Rows for which
// float32 cannot tell the means apart, those of sure units, are ordered by the
// unit's input, and then as they come. nil units are all of them. The data go
// through in batches, once; a source that draws gives its means.
//
// Errors: [ErrSettings] for data of another width and for n below 1 or above the
// number of rows, [ErrValue] for data that the units cannot take, [ErrDiverged]
// for a mean or input that is not finite, ctx.Err() if it is cancelled. Exciting
// panics if ctx or data is nil, layer is not from 1 to Levels, or it has no such
// unit.
func (d *DBN) Exciting(ctx context.Context, data Source, layer int, units []int, n int) (Exciting, error) {
	if ctx == nil {
		panic(nilContext)
	}
	if data == nil {
		panic(nilData)
	}
	e := Exciting{Units: d.unitsOf(layer, units)}
	rows, cols := data.Dims()
	switch {
	case cols != d.NumVisible():
		return Exciting{}, fmt.Errorf("ebm: data of %d columns for a stack of %d visible units: %w", cols, d.NumVisible(), ErrSettings)
	case n < 1 || n > rows:
		return Exciting{}, fmt.Errorf("ebm: the %d most exciting of %d rows: want 1 to %d: %w", n, rows, rows, ErrSettings)
	}
	best := make([]ranking, len(e.Units))
	for i := range best {
		best[i].room = n
	}
	err := eachBlock(data, func(first int, x Matrix) error {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("ebm: exciting rows: stopped after %d of %d: %w", first, rows, err)
		}
		if err := d.RBMs[0].Check(x); err != nil {
			return inSource(err, first, data)
		}
		return d.rank(best, e.Units, layer, first, x)
	})
	if err != nil {
		return Exciting{}, err
	}
	e.collect(data, best, n)
	return e, nil
}

// rank takes the rows of a block, the first of which has the given number, into
// the rankings of the units.
func (d *DBN) rank(best []ranking, units []int, layer, first int, x Matrix) error {
	below, m := NewMatrix(x.Rows, d.Width(layer-1)), d.RBMs[layer-1]
	in, mean := NewMatrix(x.Rows, m.NumHidden()), NewMatrix(x.Rows, m.NumHidden())
	d.means(below, x, layer-1)
	m.hiddenInput(in, below)
	m.Hidden.Mean(mean, in)
	for i := range x.Rows {
		in, mean := in.Row(i), mean.Row(i)
		for k, u := range units {
			r := ranked{first + i, mean[u], in[u]}
			if !finite(float64(r.mean)) || !finite(float64(r.in)) {
				return fmt.Errorf("ebm: unit %d of layer %d has mean %g and input %g for row %d: %w", u, layer, r.mean, r.in, r.row, ErrDiverged)
			}
			best[k].add(r)
		}
	}
	return nil
}

// collect gathers the rows that have won.
func (e *Exciting) collect(data Source, best []ranking, n int) {
	_, cols := data.Dims()
	e.Images, e.Mean = NewMatrix(len(best)*n, cols), NewMatrix(len(best), cols)
	for k, b := range best {
		rows, means := make([]int, n), make([]float64, n)
		for i, r := range b.best {
			rows[i], means[i] = r.row, float64(r.mean)
		}
		e.Rows, e.Means = append(e.Rows, rows), append(e.Means, means)
		images := e.Images.Slice(k*n, (k+1)*n)
		data.Gather(images, rows, nil)
		for j, row := 0, e.Mean.Row(k); j < cols; j++ {
			var sum float64
			for i := range n {
				sum += float64(images.Row(i)[j])
			}
			row[j] = float32(sum / float64(n))
		}
	}
}

// ranked is a row and what it does to a unit.
type ranked struct {
	row      int
	mean, in float32
}

// exceeds tells whether r is before s, of two rows that come in this order.
func (r ranked) exceeds(s ranked) bool { return r.mean > s.mean || r.mean == s.mean && r.in > s.in }

// ranking keeps the first few, in order.
type ranking struct {
	room int
	best []ranked
}

// add takes r in if there is room or it exceeds the last.
func (k *ranking) add(r ranked) {
	if len(k.best) == k.room {
		if !r.exceeds(k.best[k.room-1]) {
			return
		}
		k.best = k.best[:k.room-1]
	}
	// Rows come in order, so r is behind its equals.
	at, _ := slices.BinarySearchFunc(k.best, r, func(s, r ranked) int {
		if r.exceeds(s) {
			return 1
		}
		return -1
	})
	k.best = slices.Insert(k.best, at, r)
}
