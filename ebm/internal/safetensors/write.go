package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"strings"
	"unicode/utf8"
)

// Write writes a file of tensors, in their order, and metadata. The same
// arguments give the same bytes. An error that wraps [ErrTensor] means that the
// format cannot hold them and that nothing was written; others are those of w.
func Write(w io.Writer, metadata map[string]string, tensors []Tensor) error {
	text, err := header(metadata, tensors)
	if err != nil {
		return err
	}
	sum := newChecksum(text)
	if err := writeValues(sum, tensors); err != nil {
		return err
	}
	copy(checksumDigits(text), formatChecksum(sum.Sum32()))
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(text)))); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return writeValues(w, tensors)
}

// entry is what the header says of a tensor.
type entry struct {
	Type    string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

// header returns the text of the header, with zeros for its checksum.
func header(metadata map[string]string, tensors []Tensor) ([]byte, error) {
	meta, err := withChecksum(metadata)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBufferString("{")
	writeMember(b, metaKey, meta)
	seen, end := map[string]bool{metaKey: true}, int64(0)
	for _, t := range tensors {
		if err := checkText(t.Name); err != nil {
			return nil, err
		}
		if seen[t.Name] || t.Name == "" {
			return nil, fmt.Errorf("%w: a tensor's name is empty, reserved or used twice: %q", ErrTensor, t.Name)
		}
		seen[t.Name] = true
		begin := end
		end += valueSize * int64(t.Value.Rows) * int64(t.Value.Cols)
		b.WriteByte(',')
		writeMember(b, t.Name, entry{Type: "F32", Shape: shape(t), Offsets: [2]int64{begin, end}})
	}
	b.WriteByte('}')
	for (lengthSize+b.Len())%8 != 0 { // so that the values are aligned
		b.WriteByte(' ')
	}
	if b.Len() > maxHeader {
		return nil, fmt.Errorf("%w: names and metadata exceed %d bytes", ErrTensor, maxHeader)
	}
	return b.Bytes(), nil
}

func withChecksum(metadata map[string]string) (map[string]string, error) {
	if _, used := metadata[checksumKey]; used {
		return nil, fmt.Errorf("%w: the metadata key %q is reserved", ErrTensor, checksumKey)
	}
	meta := map[string]string{checksumKey: noChecksum}
	maps.Copy(meta, metadata)
	for k, v := range meta {
		if err := checkText(k + v); err != nil {
			return nil, err
		}
	}
	return meta, nil
}

// checkText refuses what JSON would replace silently.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return fmt.Errorf("%w: %q is not valid UTF-8", ErrTensor, s)
	}
	return nil
}

// writeMember writes "key":value, with the keys of a map in their order.
func writeMember(b *bytes.Buffer, key string, value any) {
	for i, part := range []any{key, value} {
		text, err := json.Marshal(part)
		if err != nil {
			panic("safetensors: strings and integers without JSON") // cannot be
		}
		if i > 0 {
			b.WriteByte(':')
		}
		b.Write(text)
	}
}

func shape(t Tensor) []int {
	if t.Value.Rows == 1 {
		return []int{t.Value.Cols}
	}
	return []int{t.Value.Rows, t.Value.Cols}
}

func writeValues(w io.Writer, tensors []Tensor) error {
	buf := make([]byte, 0, bufferSize)
	for _, t := range tensors {
		m := t.Value
		for i := range m.Rows {
			for _, x := range m.Data[i*m.Stride:][:m.Cols] {
				if len(buf) == bufferSize {
					if _, err := w.Write(buf); err != nil {
						return err
					}
					buf = buf[:0]
				}
				buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(x))
			}
		}
	}
	_, err := w.Write(buf)
	return err
}
