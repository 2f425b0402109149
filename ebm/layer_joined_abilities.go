package ebm

import (
	"fmt"
	"math"
)

// Init sets each part from its columns of data. The error wraps
// [ErrUnsupported] if a part is no [Initializer].
func (l *Joined) Init(data Source) error {
	n, cols := data.Dims()
	if n == 0 || cols != l.Len() {
		return fmt.Errorf("ebm: data of %d rows and %d columns for a layer of %d units: %w", n, cols, l.Len(), ErrSettings)
	}
	for i, part := range l.Layers {
		if _, ok := Ability[Initializer](part); !ok {
			return fmt.Errorf("ebm: part %d, of %s units, cannot be set from data: %w", i, typeName(part), ErrUnsupported)
		}
	}
	// No part may change if the values do not suit another.
	err := eachBlock(data, func(first int, x Matrix) error { return inSource(l.Check(x), first, data) })
	if err != nil {
		return err
	}
	for at, part := range l.columns() {
		if err := mustHave[Initializer](part).Init(columnsOf{data, at, at + part.Len()}); err != nil {
			return err
		}
	}
	return nil
}

// LogStates returns the sum of the parts' numbers.
func (l *Joined) LogStates() float64 {
	sum := 0.0
	for _, part := range l.Layers {
		sum += mustHave[Enumerator](part).LogStates()
	}
	return sum
}

// States counts through the states of the first part, then moves on the second,
// and so on.
func (l *Joined) States(dst Matrix, first int) {
	l.mustFit(dst)
	period := 1 // states of the parts before
	for at, part := range l.columns() {
		e := mustHave[Enumerator](part)
		count := countStates(e)
		for i := range dst.Rows {
			e.States(dst.Slice(i, i+1).Columns(at, at+part.Len()), (first+i)/period%count)
		}
		if period > math.MaxInt/count {
			period = math.MaxInt // no number reaches the parts that follow
		} else {
			period *= count
		}
	}
}

// countStates is the number of states, or the largest int if that is less.
func countStates(e Enumerator) int {
	n := math.Round(math.Exp(e.LogStates()))
	if n >= math.MaxInt {
		return math.MaxInt
	}
	return int(n)
}

// Neutral returns the neutral parts side by side.
func (l *Joined) Neutral() Layer {
	parts := make([]Layer, len(l.Layers))
	for i, part := range l.Layers {
		parts[i] = mustHave[Blender](part).Neutral()
	}
	return NewJoined(parts...)
}

// Blend blends part by part. It panics unless from and to are Joined layers of
// the same parts.
func (l *Joined) Blend(from, to Layer, t float64) {
	a, okA := from.(*Joined)
	b, okB := to.(*Joined)
	if !okA || !okB || len(a.Layers) != len(l.Layers) || len(b.Layers) != len(l.Layers) {
		panic(badBlend)
	}
	for i, part := range l.Layers {
		mustHave[Blender](part).Blend(a.Layers[i], b.Layers[i], t)
	}
}

// BiasParams returns those of the parts.
func (l *Joined) BiasParams() []int {
	var all []int
	first := 0
	for _, part := range l.Layers {
		for _, i := range mustHave[Biased](part).BiasParams() {
			all = append(all, first+i)
		}
		first += len(part.Params())
	}
	return all
}

// Backprop does the parts' work, column by column.
func (l *Joined) Backprop(grad []Param, scale float64, din, dmean, in, mean Matrix) {
	l.mustFit(dmean)
	mustBackprop(din, dmean, in, mean)
	mustGrad(grad, l.Params())
	for at, part := range l.columns() {
		n, to := len(part.Params()), at+part.Len()
		mustHave[Backpropagator](part).Backprop(grad[:n], scale,
			din.Columns(at, to), dmean.Columns(at, to), in.Columns(at, to), mean.Columns(at, to))
		grad = grad[n:]
	}
}

var (
	_ Layer       = (*Joined)(nil)
	_ MeanSampler = (*Joined)(nil)
	_ Initializer = (*Joined)(nil)
	_ Enumerator  = (*Joined)(nil)
	_ Blender     = (*Joined)(nil)
	_ Biased      = (*Joined)(nil)

	_ Backpropagator = (*Joined)(nil)
)
