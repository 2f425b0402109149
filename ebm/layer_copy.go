package ebm

import "reflect"

// copyLayer returns a layer of l's kind with l's parameters that shares no
// storage with it. It panics if l is of a type of the caller's that cannot make
// another of its kind, as Neutral of a [Blender] does.
func copyLayer(l Layer) Layer {
	c := anotherLayer(l)
	to := c.Params()
	for i, p := range l.Params() {
		copyRows(to[i].Value, p.Value)
	}
	return c
}

// anotherLayer returns a new layer of l's kind and length.
func anotherLayer(l Layer) Layer {
	if a, err := describeLayer(l); err == nil {
		if c, err := buildLayer(a, l.Len()); err == nil {
			return c
		}
	}
	if b, ok := l.(Blender); ok {
		// A type that embeds another layer has that one's Neutral.
		if c := b.Neutral(); reflect.TypeOf(c) == reflect.TypeOf(l) && sameShapes(c.Params(), l.Params()) {
			return c
		}
	}
	panic(noCopy)
}

// sameShapes tells whether two lists of parameters have the same sizes.
func sameShapes(a, b []Param) bool {
	if len(a) != len(b) {
		return false
	}
	for i, p := range a {
		if p.Value.Rows != b[i].Value.Rows || p.Value.Cols != b[i].Value.Cols {
			return false
		}
	}
	return true
}

// Clone returns a copy of m that shares no storage with it. It panics if a layer
// is of a type that is not of this package, unless it is a [Blender] whose
// Neutral is of its type.
func (m *RBM) Clone() *RBM {
	m.mustHold()
	c := &RBM{Visible: copyLayer(m.Visible), Hidden: copyLayer(m.Hidden), Weights: NewMatrix(m.NumVisible(), m.NumHidden())}
	copyRows(c.Weights, m.Weights)
	return c
}

const noCopy = "ebm: a layer that is of no type of ebm, nor a Blender whose Neutral is of its own type, cannot be copied"
