package ebm

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// The metadata of a model file: strings, as safetensors wants them.
const (
	metaFormat       = "format"       // formatName
	metaVersion      = "version"      // formatVersion
	metaKind         = "kind"         // of the table kinds, or paramsKind
	metaArchitecture = "architecture" // JSON; what the kind needs to rebuild the model

	formatName    = "gonb-ebm"
	formatVersion = "1"
	paramsKind    = "params"
)

// Save writes model to a file at path: an *[RBM], *[DBN], *[Classifier],
// *[Regressor], *[Autoencoder], *[UpDown] or *[BernoulliMixture] for [Load]; or,
// of anything else that has Params or of a []Param, the parameters for
// [LoadParams]. Either the whole file appears or what was there stays as it was,
// whatever happens meanwhile; the same model gives the same bytes.
//
// The file is in the safetensors format, which other languages read, too:
// tensors with the names of Params (weights, visible.bias, hidden.bias, …), a
// one-row matrix as a vector, and the architecture in the metadata.
//
// The error wraps [ErrDiverged] if a parameter is NaN or infinite, so that a
// good file is never replaced by a broken model. It wraps [ErrUnsupported] for
// what has no Params, and if a model has a layer type that is not of this
// package, which Load could not rebuild: save m.Params() and use LoadParams.
// Otherwise it wraps that of the file system. Save panics if model is nil or its
// shapes do not match.
func Save(path string, model any) error {
	if v := reflect.ValueOf(model); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		panic(nilModel)
	}
	metadata := map[string]string{metaFormat: formatName, metaVersion: formatVersion, metaKind: paramsKind}
	if k, ok := kindOf(model); ok {
		architecture, err := k.describe(model)
		if err != nil {
			return fmt.Errorf("ebm: %s not written: %w", path, err)
		}
		text, err := json.Marshal(architecture)
		if err != nil {
			return fmt.Errorf("ebm: %s not written: %w: %w", path, ErrUnsupported, err)
		}
		metadata[metaKind], metadata[metaArchitecture] = k.name, string(text)
	}
	params, ok := paramsOf(model)
	if !ok {
		return fmt.Errorf("ebm: %s not written: a %T has no Params: %w", path, model, ErrUnsupported)
	}
	return writeTensors(path, metadata, params)
}

// Load reads a model that [Save] wrote: m, err := ebm.Load[*ebm.RBM](path). T
// may also be an interface that the model implements.
//
// The error wraps [ErrKind] if the file holds another kind of model, and
// [ErrFormat] if it is damaged, of a newer version, or no model file; it says
// what is wrong. The file has a checksum, so that a flipped bit, wherever it is,
// gives an error and never another model. If there is no file it wraps
// fs.ErrNotExist. No more memory is taken than a small multiple of the file's
// size.
func Load[T any](path string) (T, error) {
	var none T
	metadata, tensors, err := readTensors(path)
	if err != nil {
		return none, err
	}
	m, err := rebuild(metadata, tensors)
	if err != nil {
		return none, fmt.Errorf("ebm: %s: %w", path, err)
	}
	typed, ok := m.(T)
	if !ok {
		return none, fmt.Errorf("ebm: %s: %w: its kind is %q (%T), not %v", path, ErrKind, metadata[metaKind], m, reflect.TypeFor[T]())
	}
	return typed, nil
}

// LoadParams reads parameters into params, which are those of a model that you
// made, of types of your own for instance: ebm.LoadParams(path, m.Params()).
// Any safetensors file will do, whether [Save] or another program wrote it, if
// it has the same names and shapes and no others. Otherwise the error wraps
// [ErrKind] and lists what differs; for the rest it is like that of [Load].
// After an error params are as they were.
func LoadParams(path string, params []Param) error {
	metadata, tensors, err := readTensors(path)
	if err != nil {
		return err
	}
	if metadata[metaFormat] == formatName {
		if err := checkMetadata(metadata); err != nil {
			return fmt.Errorf("ebm: %s: %w", path, err)
		}
	}
	if err := fit(params, tensors); err != nil {
		return fmt.Errorf("ebm: %s: %w: %w", path, ErrKind, err)
	}
	assign(params, tensors)
	return nil
}
