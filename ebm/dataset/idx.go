package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// IDX is the content of a file in the IDX format of the MNIST data: an array of
// unsigned bytes.
type IDX struct {
	Shape []int  // sizes, the slowest index first
	Data  []byte // as many values as the product of Shape
}

const (
	idxUnsigned = 0x08 // the type code of unsigned bytes
	maxIDXDims  = 8
	// maxDeflate is how many bytes one byte of deflated data can stand for: a
	// match of 258 bytes takes two bits at least.
	maxDeflate = 1032
)

// ReadIDX reads a file in the IDX format, which may be compressed with gzip: two
// zero bytes, a type code, the number of dimensions, their sizes as 32-bit
// integers and the values, big-endian. Only unsigned bytes are read. An error
// that wraps [ErrFormat] says what is wrong with the file, others are those of
// the file system.
func ReadIDX(path string) (IDX, error) {
	info, err := os.Stat(path)
	if err != nil {
		return IDX{}, fmt.Errorf("dataset: %w", err)
	}
	if !info.Mode().IsRegular() {
		return IDX{}, fmt.Errorf("dataset: %s: %w: no regular file", path, ErrFormat)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return IDX{}, fmt.Errorf("dataset: %w", err)
	}
	x, err := decodeIDX(b)
	if err != nil {
		return IDX{}, fmt.Errorf("dataset: %s: %w: %w", path, ErrFormat, err)
	}
	return x, nil
}

// decodeIDX decodes the bytes of a file.
func decodeIDX(b []byte) (IDX, error) {
	if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) { // gzip's mark
		return decodeFrom(bytes.NewReader(b), int64(len(b)))
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return IDX{}, err
	}
	return decodeFrom(z, maxDeflate*int64(len(b)))
}

// decodeFrom decodes what r holds, which is at most that many bytes. It takes
// no more memory than that, whatever the sizes claim.
func decodeFrom(r io.Reader, atMost int64) (IDX, error) {
	var head [4]byte
	if err := readFull(r, head[:]); err != nil {
		return IDX{}, err
	}
	switch dims := int(head[3]); {
	case head[0] != 0 || head[1] != 0:
		return IDX{}, errors.New("it does not begin like an IDX file")
	case head[2] != idxUnsigned:
		return IDX{}, fmt.Errorf("values of type 0x%02x; only unsigned bytes, 0x08, are read", head[2])
	case dims < 1 || dims > maxIDXDims:
		return IDX{}, fmt.Errorf("%d dimensions", dims)
	}
	x, n := IDX{Shape: make([]int, head[3])}, int64(1)
	for i := range x.Shape {
		var b [4]byte
		if err := readFull(r, b[:]); err != nil {
			return IDX{}, err
		}
		size := int64(binary.BigEndian.Uint32(b[:]))
		if size == 0 || size > min(atMost, math.MaxInt)/n {
			return IDX{}, fmt.Errorf("size %d of dimension %d: nothing, or more than a file of this length can hold", size, i)
		}
		x.Shape[i] = int(size)
		n *= size
	}
	x.Data = make([]byte, n)
	if err := readFull(r, x.Data); err != nil {
		return IDX{}, err
	}
	// The end, where gzip checks its sum.
	if n, err := io.ReadFull(r, head[:1]); n > 0 {
		return IDX{}, errors.New("something follows the values")
	} else if err != io.EOF {
		return IDX{}, err
	}
	return x, nil
}

func readFull(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("cut short")
	}
	return err
}

// LoadIDX reads images and their labels, as MNIST and its relatives come, from
// two IDX files of n×height×width and n bytes. With labels "" the set has none.
// name is for String. Errors are those of [ReadIDX], or say how the files do not
// fit.
func LoadIDX(name, images, labels string) (*Set, error) {
	x, err := ReadIDX(images)
	if err != nil {
		return nil, err
	}
	if len(x.Shape) != 3 {
		return nil, fmt.Errorf("dataset: %s: %w: %d dimensions instead of 3, images, rows and columns", images, ErrFormat, len(x.Shape))
	}
	s := newSet(name, x.Data, x.Shape[1], x.Shape[2], 255)
	if labels == "" {
		return s, nil
	}
	y, err := ReadIDX(labels)
	if err != nil {
		return nil, err
	}
	if len(y.Shape) != 1 || len(y.Data) != len(s.rows) {
		return nil, fmt.Errorf("dataset: %s: %w: shape %v for the %d images of %s", labels, ErrFormat, y.Shape, len(s.rows), images)
	}
	ints, classes := make([]int, len(y.Data)), 0
	for i, l := range y.Data {
		ints[i] = int(l)
		classes = max(classes, int(l)+1)
	}
	return s.label(ints, classes), nil
}
