package ebm

import "reflect"

// copyLayer returns a layer of l's kind with l's parameters that shares no
// storage with it. It panics if l is of a type of the caller's that cannot make
// another of its kind, as Neutral of a [Blender] does.
func copyLayer(l Layer) Layer {
	c, ok := anotherLayer(l)
	if !ok {
		panic(noCopy)
	}
	copyParams(c.Params(), l.Params())
	return c
}

// anotherLayer returns a layer of l's kind and length as it is when it is new,
// if there is a way to make one.
func anotherLayer(l Layer) (c Layer, ok bool) {
	if j, ok := l.(*Joined); ok {
		return anotherJoined(j)
	}
	if a, err := describeLayer(l); err == nil {
		c, err = buildLayer(a, l.Len())
		return c, err == nil
	}
	b, ok := Ability[Blender](l)
	if !ok {
		return nil, false
	}
	// A type that embeds another layer has that one's Neutral.
	c = b.Neutral()
	return c, reflect.TypeOf(c) == reflect.TypeOf(l) && sameShapes(c.Params(), l.Params())
}

func anotherJoined(l *Joined) (c Layer, ok bool) {
	parts := make([]Layer, len(l.Layers))
	for i, part := range l.Layers {
		if parts[i], ok = anotherLayer(part); !ok {
			return nil, false
		}
	}
	return NewJoined(parts...), true
}

// copyParams copies the values of src to dst, of the same shapes.
func copyParams(dst, src []Param) {
	for i, p := range src {
		copyRows(dst[i].Value, p.Value)
	}
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
