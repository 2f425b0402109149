package ebm

import "fmt"

// layerArchitecture is what a file says of a [Layer] beside its parameters. A
// layer type that needs more adds a field with omitempty.
type layerArchitecture struct {
	Type string `json:"type"`
	N    int    `json:"n"` // Len
}

// layerType is a type of layer that [Load] can rebuild.
type layerType struct {
	name string // in the file
	// describe fills in what the type needs beside Type and N, and reports
	// whether l is of the type.
	describe func(l Layer, a *layerArchitecture) bool
	build    func(a layerArchitecture) (Layer, error)
}

// layerTypes lists them all: a new type of layer is one line here.
var layerTypes = []layerType{
	{"bernoulli", isLayer[*Bernoulli], func(a layerArchitecture) (Layer, error) { return NewBernoulli(a.N), nil }},
}

// isLayer is describe for types that need nothing.
func isLayer[L Layer](l Layer, _ *layerArchitecture) bool {
	_, ok := l.(L)
	return ok
}

func describeLayer(l Layer) (layerArchitecture, error) {
	a := layerArchitecture{N: l.Len()}
	for _, t := range layerTypes {
		if t.describe(l, &a) {
			a.Type = t.name
			return a, nil
		}
	}
	return a, fmt.Errorf("%T is no layer type of ebm: save the model's Params and use LoadParams: %w", l, ErrUnsupported)
}

// buildLayer makes a layer that must have n columns, as the weights have.
func buildLayer(a layerArchitecture, n int) (Layer, error) {
	if a.N != n || n < 1 {
		return nil, fmt.Errorf("%w: the architecture has %d units and the weights fit %d", ErrFormat, a.N, n)
	}
	for _, t := range layerTypes {
		if t.name == a.Type {
			return t.build(a)
		}
	}
	return nil, fmt.Errorf("%w: layer type %q is unknown to this version of ebm", ErrFormat, a.Type)
}
