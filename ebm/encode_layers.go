package ebm

import (
	"fmt"
	"reflect"
)

// layerArchitecture is what a file says of a [Layer] beside its parameters. A
// layer type that needs more adds a field with omitempty.
type layerArchitecture struct {
	Type   string              `json:"type"`
	N      int                 `json:"n"`                // Len
	States int                 `json:"states,omitempty"` // of a Potts unit
	Parts  []layerArchitecture `json:"parts,omitempty"`  // of a Joined layer
}

// layerType is a type of layer that [Load] can rebuild.
type layerType struct {
	name string // in the file
	// describe fills in what the type needs beside Type and N, and reports
	// whether l is of the type.
	describe func(l Layer, a *layerArchitecture) (is bool, err error)
	// build makes a layer with a.N columns, which is at least 1 and no larger than
	// the file; nothing else in a is to be believed.
	build func(a layerArchitecture) (Layer, error)
}

// layerTypes lists them all: a new type of layer is one line here.
func layerTypes() []layerType {
	return []layerType{
		{"bernoulli", isLayer[*Bernoulli], func(a layerArchitecture) (Layer, error) { return NewBernoulli(a.N), nil }},
		{"gaussian", isLayer[*Gaussian], func(a layerArchitecture) (Layer, error) { return NewGaussian(a.N), nil }},
		{"potts", describePotts, buildPotts},
		{"joined", describeJoined, buildJoined},
	}
}

// isLayer is describe for types that need nothing.
func isLayer[L Layer](l Layer, _ *layerArchitecture) (bool, error) {
	_, ok := l.(L)
	return ok, nil
}

func describeLayer(l Layer) (layerArchitecture, error) {
	a := layerArchitecture{N: l.Len()}
	for _, t := range layerTypes() {
		is, err := t.describe(l, &a)
		if err != nil {
			return a, err
		}
		if is {
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
	for _, t := range layerTypes() {
		if t.name != a.Type {
			continue
		}
		l, err := t.build(a)
		if err != nil {
			return nil, err
		}
		if again, err := describeLayer(l); err != nil || !reflect.DeepEqual(a, again) {
			return nil, fmt.Errorf("%w: a layer of type %q with fields that are not of that type", ErrFormat, a.Type)
		}
		return l, nil
	}
	return nil, fmt.Errorf("%w: layer type %q is unknown to this version of ebm", ErrFormat, a.Type)
}

func describePotts(l Layer, a *layerArchitecture) (bool, error) {
	p, ok := l.(*Potts)
	if ok {
		_, a.States = p.Dims()
	}
	return ok, nil
}

func buildPotts(a layerArchitecture) (Layer, error) {
	if a.States < 1 || a.N%a.States != 0 {
		return nil, fmt.Errorf("%w: %d columns cannot be units of %d states", ErrFormat, a.N, a.States)
	}
	return NewPotts(a.N/a.States, a.States), nil
}
