package ebmtest

import (
	"math"
	"sort"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// states is a list of all states and where to find one.
type states struct {
	x     ebm.Matrix
	index map[string]int
}

func listStates(e ebm.Enumerator, n int) *states {
	count := int(math.Round(math.Exp(e.LogStates())))
	s := &states{x: ebm.NewMatrix(count, n), index: make(map[string]int, count)}
	e.States(s.x, 0)
	for i := range count {
		s.index[key(s.x.Row(i))] = i
	}
	return s
}

func (s *states) find(row []float32) (int, bool) {
	i, ok := s.index[key(row)]
	return i, ok
}

func key(row []float32) string {
	b := make([]byte, 0, 4*len(row))
	for _, v := range row {
		w := math.Float32bits(v + 0) // -0 is 0
		b = append(b, byte(w), byte(w>>8), byte(w>>16), byte(w>>24))
	}
	return string(b)
}

// logSum returns log Σ exp(x).
func logSum(x []float64) float64 {
	largest := math.Inf(-1)
	for _, v := range x {
		largest = max(largest, v)
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - largest)
	}
	return largest + math.Log(sum)
}

// normalize turns log weights into probabilities.
func normalize(logw []float64) []float64 {
	z, p := logSum(logw), make([]float64, len(logw))
	for i, w := range logw {
		p[i] = math.Exp(w - z)
	}
	return p
}

// dot of float32 rows, in float64.
func dot(a, b []float32) float64 {
	s := 0.0
	for i, v := range a {
		s += float64(v) * float64(b[i])
	}
	return s
}

// negative returns -x.
func negative(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = -v
	}
	return y
}

// picker draws indices with the probabilities p.
func picker(p []float64) func(u float64) int {
	cumulative, sum := make([]float64, len(p)), 0.0
	for i, v := range p {
		sum += v
		cumulative[i] = sum
	}
	return func(u float64) int {
		return min(len(p)-1, sort.Search(len(p), func(i int) bool { return cumulative[i] > u*sum }))
	}
}

// visibleOf returns the layer that knows which values visible units take: that
// of an RBM, or of a model with a method VisibleLayer, else binary units.
func visibleOf(m ebm.Model) ebm.Layer {
	switch m := m.(type) {
	case *ebm.RBM:
		return m.Visible
	case interface{ VisibleLayer() ebm.Layer }:
		return m.VisibleLayer()
	}
	return ebm.NewBernoulli(m.NumVisible())
}

// statesOf lists the states of a layer, or returns nil if it is no Enumerator
// or has more than maxStates.
func statesOf(l ebm.Layer) *states {
	if e, ok := ebm.Ability[ebm.Enumerator](l); ok && e.LogStates() <= math.Log(maxStates)+1e-9 {
		return listStates(e, l.Len())
	}
	return nil
}

// visibleRows draws n rows of values that the visible units can take.
func visibleRows(t testing.TB, m ebm.Model, n int, seed uint64) ebm.Matrix {
	t.Helper()
	l, rng := visibleOf(m), ebm.NewRand(seed)
	if l.Len() != m.NumVisible() {
		t.Fatalf("the visible layer has %d units, the model %d", l.Len(), m.NumVisible())
	}
	v := ebm.NewMatrix(n, m.NumVisible())
	fillNormal(v, 1, rng)
	l.Sample(v, v, rng)
	return v
}
