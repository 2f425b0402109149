package safetensors

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// bufferSize is how many bytes of values are converted at a time.
const bufferSize = 1 << 16

// Read reads a file of size bytes. Every value is finite, and the checksum, where
// there is one, is right; it is left out of the metadata. A *[FormatError] says
// what is wrong with the file; other errors are those of r.
func Read(r io.Reader, size int64) (File, error) {
	if size > math.MaxInt {
		return File{}, formatError("%d bytes are more than this machine can address", size)
	}
	text, err := readHeader(r, size)
	if err != nil {
		return File{}, err
	}
	head, err := parseHeader(text, size-lengthSize-int64(len(text)))
	if err != nil {
		return File{}, err
	}
	want, checked := head.metadata[checksumKey]
	if checked && string(checksumDigits(text)) != want {
		return File{}, formatError("the checksum %q in the metadata is not written as ebm writes it: damaged", want)
	}
	delete(head.metadata, checksumKey)
	sum := newChecksum(text)
	file := File{Metadata: head.metadata, Checked: checked}
	if file.Tensors, err = readTensors(io.TeeReader(r, sum), head.places); err != nil {
		return File{}, err
	}
	if checked && formatChecksum(sum.Sum32()) != want {
		return File{}, formatError("it does not match its checksum: damaged, or changed by a program that kept the metadata entry %q", checksumKey)
	}
	return file, nil
}

func readTensors(r io.Reader, places []place) (tensors []Tensor, err error) {
	for _, p := range places {
		t := Tensor{Name: p.name, Value: blas32.General{Rows: p.rows, Cols: p.cols, Stride: max(1, p.cols)}}
		if t.Value.Data, err = readValues(r, p); err != nil {
			return nil, err
		}
		tensors = append(tensors, t)
	}
	return tensors, nil
}

// readHeader returns the text of the header.
func readHeader(r io.Reader, size int64) ([]byte, error) {
	if size < lengthSize {
		return nil, formatError("%d bytes are too few for a header", size)
	}
	var b [lengthSize]byte
	if err := readFull(r, b[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint64(b[:])
	switch {
	case length > maxHeader:
		return nil, formatError("it begins like another format, or with a header above %d bytes", maxHeader)
	case length > uint64(size-lengthSize):
		return nil, formatError("a header of %d bytes in a file of %d: cut short, or another format", length, size)
	}
	text := make([]byte, length)
	return text, readFull(r, text)
}

// readValues reads the values of one tensor. Its size has been checked against
// that of the file.
func readValues(r io.Reader, p place) ([]float32, error) {
	values := make([]float32, p.rows*p.cols)
	buf := make([]byte, min(bufferSize, valueSize*len(values)))
	for done := 0; done < len(values); {
		buf = buf[:min(len(buf), valueSize*(len(values)-done))]
		if err := readFull(r, buf); err != nil {
			return nil, err
		}
		for b := buf; len(b) > 0; b = b[valueSize:] {
			x := math.Float32frombits(binary.LittleEndian.Uint32(b))
			if d := x - x; d != 0 { // NaN and infinities
				return nil, formatError("tensor %q: row %d, column %d is %g", p.name, done/p.cols, done%p.cols, x)
			}
			values[done] = x
			done++
		}
	}
	return values, nil
}

// readFull is io.ReadFull for a file that has become shorter than its size was.
func readFull(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return formatError("cut short")
	}
	return err
}

func formatError(format string, args ...any) error {
	return &FormatError{Problem: fmt.Sprintf(format, args...)}
}
