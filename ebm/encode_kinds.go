package ebm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// kind is a kind of model that [Load] can rebuild.
type kind struct {
	name     string // in the file
	is       func(model any) bool
	describe func(model any) (architecture any, err error)
	// build makes a model of an architecture. Its size is not to be believed
	// before the shapes of tensors confirm it.
	build func(architecture []byte, tensors map[string]Matrix) (model any, err error)
}

// kinds lists them all: a new kind of model is one line here.
var kinds = []kind{
	newKind("rbm", describeRBM, buildRBM),
	newKind("bernoulli_mixture", describeMixture, buildMixture),
	newKind("dbn", describeDBN, buildDBN),
	newKind("updown", describeUpDown, buildUpDown),
	newKind("autoencoder", describeAutoencoder, buildAutoencoder),
	newKind("classifier", describeClassifier, buildClassifier),
	newKind("regressor", describeRegressor, buildRegressor),
}

// newKind makes a kind of functions between a model M and its architecture A,
// a struct with JSON tags. A field that is added later needs omitempty, or files
// without it are refused.
func newKind[M, A any](name string, describe func(M) (A, error), build func(A, map[string]Matrix) (M, error)) kind {
	return kind{
		name:     name,
		is:       func(model any) bool { _, ok := model.(M); return ok },
		describe: func(model any) (any, error) { return describe(model.(M)) },
		build: func(text []byte, tensors map[string]Matrix) (any, error) {
			a, err := parseArchitecture[A](text)
			if err != nil {
				return nil, fmt.Errorf("%w: architecture: %w", ErrFormat, err)
			}
			return build(a, tensors)
		},
	}
}

// parseArchitecture reads what [Save] wrote and nothing else: the package json
// would also take a key in capitals, twice, or with something behind the end.
func parseArchitecture[A any](text []byte) (A, error) {
	var a A
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return a, err
	}
	again, err := json.Marshal(a)
	if err == nil && !bytes.Equal(text, again) {
		err = fmt.Errorf("it is %.200s, which Save would write as %.200s", text, again)
	}
	return a, err
}

func kindOf(model any) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.is(model) })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

// rebuild makes the model that metadata describes and tensors fill.
func rebuild(metadata map[string]string, tensors map[string]Matrix) (any, error) {
	if err := checkMetadata(metadata); err != nil {
		return nil, err
	}
	name := metadata[metaKind]
	if name == paramsKind {
		return nil, fmt.Errorf("%w: it holds parameters alone: make the model and use LoadParams", ErrKind)
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w: it holds a %q, which this version of ebm does not know", ErrKind, name)
	}
	m, err := kinds[i].build([]byte(metadata[metaArchitecture]), tensors)
	if err != nil {
		return nil, err
	}
	params, _ := paramsOf(m)
	if err := fit(params, tensors); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	assign(params, tensors)
	return m, nil
}

// checkMetadata checks that [Save] wrote a file, in this version's format.
func checkMetadata(metadata map[string]string) error {
	if metadata[metaFormat] != formatName {
		return fmt.Errorf("%w: its metadata do not name the format %q: Save did not write it; LoadParams reads the tensors of other programs", ErrFormat, formatName)
	}
	if v := metadata[metaVersion]; v != formatVersion {
		return fmt.Errorf("%w: format version %q, but this version of ebm reads %q: it needs another version of ebm", ErrFormat, v, formatVersion)
	}
	for _, key := range sortedKeys(metadata) {
		if !slices.Contains([]string{metaFormat, metaVersion, metaKind, metaArchitecture}, key) {
			return fmt.Errorf("%w: the unknown metadata entry %q", ErrFormat, key)
		}
	}
	return nil
}

// paramsOf returns the parameters of whatever has some.
func paramsOf(model any) ([]Param, bool) {
	switch m := model.(type) {
	case []Param:
		return m, true
	case interface{ Params() []Param }:
		return m.Params(), true
	}
	return nil, false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// joinSome joins the first few of items.
func joinSome(items []string) string {
	const most = 8
	if len(items) > most {
		items = append(slices.Clone(items[:most]), fmt.Sprintf("and %d more", len(items)-most))
	}
	return strings.Join(items, ", ")
}
