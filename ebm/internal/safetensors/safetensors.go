// Package safetensors reads and writes the safetensors format: the length of a
// header as eight bytes, little endian; the header, a JSON object that gives the
// type, shape and place of each tensor; and the tensors' bytes without gaps. It
// knows what ebm needs of it, float32 vectors and matrices, and refuses the rest.
//
// Reading trusts nothing: no more memory is taken than a small multiple of the
// file's size, every claim of the header is checked against that size first,
// and what is read is well formed in every respect. Writing is deterministic.
package safetensors

import (
	"errors"

	"gonum.org/v1/gonum/blas/blas32"
)

// Tensor is a named matrix. A matrix with one row is written as a vector, and
// a vector is read as a matrix with one row.
type Tensor struct {
	Name  string
	Value blas32.General
}

// File is what a file holds.
type File struct {
	Metadata map[string]string
	Tensors  []Tensor // in the order of their bytes
	Checked  bool     // it has a checksum, which is right
}

// FormatError says what is wrong with a file that is damaged, foreign, or holds
// what ebm has no use for.
type FormatError struct{ Problem string }

// Error returns the problem.
func (e *FormatError) Error() string { return e.Problem }

// ErrTensor: tensors or metadata that the format cannot hold.
var ErrTensor = errors.New("the safetensors format cannot hold this")

const (
	lengthSize = 8           // bytes that hold the header's length
	maxHeader  = 100_000_000 // bytes, the limit of the reference implementation
	maxKeys    = 1 << 16     // of one object: what is kept of a header stays small
	valueSize  = 4           // bytes of a float32
	metaKey    = "__metadata__"
)
