package ebm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/safetensors"
)

// writeTensors writes a safetensors file of metadata, whose entry "format"
// begins with formatName, and tensors, in their order, so that the same
// arguments give the same bytes. Either the whole file appears under path or
// what was there stays as it was. The error wraps [ErrDiverged] if a value is
// NaN or infinite, [ErrUnsupported] if the format cannot hold a name, and
// otherwise the file system's.
func writeTensors(path string, metadata map[string]string, tensors []Param) error {
	out := make([]safetensors.Tensor, len(tensors))
	for i, p := range tensors {
		if err := checkFinite(p); err != nil {
			return fmt.Errorf("%w: %s not written, what was there is unchanged", err, path)
		}
		out[i] = safetensors.Tensor{Name: p.Name, Value: blas32.General(p.Value)}
	}
	return writeAtomic(path, func(w io.Writer) error {
		err := safetensors.Write(w, metadata, out)
		if errors.Is(err, safetensors.ErrTensor) {
			return fmt.Errorf("%w: %w", ErrUnsupported, err)
		}
		return err
	})
}

// readTensors reads a safetensors file of vectors, which become matrices with
// one row, and matrices of float32. All values are finite, and a file that
// writeTensors wrote is as it was then, to the last bit. The error wraps
// [ErrFormat] and says what is wrong with the file, or the file system's.
func readTensors(path string) (metadata map[string]string, tensors map[string]Matrix, err error) {
	// Before opening it, which waits for a writer if path is a pipe.
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, readError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("ebm: %s: %w: it is no regular file", path, ErrFormat)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, readError(path, err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, nil, readError(path, err)
	}
	metadata, tensors, err = decodeTensors(f, info.Size())
	if err != nil {
		return nil, nil, readError(path, err)
	}
	return metadata, tensors, nil
}

// decodeTensors is readTensors of size bytes from r.
func decodeTensors(r io.Reader, size int64) (metadata map[string]string, tensors map[string]Matrix, err error) {
	file, err := safetensors.Read(r, size)
	if err != nil {
		return nil, nil, err
	}
	if !file.Checked && strings.HasPrefix(file.Metadata[metaFormat], formatName) {
		return nil, nil, &safetensors.FormatError{Problem: "it has lost its checksum: damaged, or changed by a program that kept the metadata entry \"format\""}
	}
	tensors = make(map[string]Matrix, len(file.Tensors))
	for _, t := range file.Tensors {
		tensors[t.Name] = Matrix(t.Value)
	}
	return file.Metadata, tensors, nil
}

func readError(path string, err error) error {
	damage := new(safetensors.FormatError)
	switch {
	case errors.As(err, &damage):
		return fmt.Errorf("ebm: %s: %w: %s", path, ErrFormat, damage.Problem)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("ebm: %s: %w: run what saves it first, or check the working folder", path, cause(err))
	default:
		return fmt.Errorf("ebm: %s cannot be read: %w", path, cause(err))
	}
}

// fit checks that tensors has the names and shapes of params and no others.
func fit(params []Param, tensors map[string]Matrix) error {
	var wrong []string
	known := map[string]bool{}
	for _, p := range params {
		m, ok := tensors[p.Name]
		switch {
		case known[p.Name]:
			wrong = append(wrong, fmt.Sprintf("the model has two parameters %q", p.Name))
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%q is missing", p.Name))
		case m.Rows != p.Value.Rows || m.Cols != p.Value.Cols:
			wrong = append(wrong, fmt.Sprintf("%q is %d×%d, not %d×%d", p.Name, m.Rows, m.Cols, p.Value.Rows, p.Value.Cols))
		}
		known[p.Name] = true
	}
	for _, name := range sortedKeys(tensors) {
		if !known[name] {
			wrong = append(wrong, fmt.Sprintf("%q is not of the model", name))
		}
	}
	if wrong == nil {
		return nil
	}
	return errors.New(joinSome(wrong))
}

// assign copies tensors, which fit, to params.
func assign(params []Param, tensors map[string]Matrix) {
	for _, p := range params {
		for i := range p.Value.Rows {
			copy(p.Value.Row(i), tensors[p.Name].Row(i))
		}
	}
}
