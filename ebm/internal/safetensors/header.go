package safetensors

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// head is a header whose claims have been checked.
type head struct {
	metadata map[string]string
	places   []place // without gaps, in the order of the bytes
}

// place says where in the data a tensor lies.
type place struct {
	name       string
	rows, cols int
	begin, end int64
}

// parseHeader reads the header of a file with dataSize bytes after it.
func parseHeader(text []byte, dataSize int64) (head, error) {
	if len(text) == 0 || text[0] != '{' || !utf8.Valid(text) || !json.Valid(text) {
		return head{}, formatError("the header is not a JSON object: damaged, or another format")
	}
	h := head{metadata: map[string]string{}}
	p := &parser{dec: json.NewDecoder(bytes.NewReader(text))}
	p.dec.UseNumber()
	err := p.object(func(name string) error {
		if name == metaKey {
			return p.object(func(key string) (err error) {
				h.metadata[key], err = p.text()
				return err
			})
		}
		t, err := p.place(name, dataSize)
		h.places = append(h.places, t)
		return err
	})
	if err != nil {
		return head{}, err
	}
	return h, checkLayout(h.places, dataSize)
}

// checkLayout sorts the tensors and checks that they cover the data once.
func checkLayout(places []place, dataSize int64) error {
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.name, b.name))
	})
	end := int64(0)
	for _, p := range places {
		if p.begin != end {
			return formatError("tensor %q begins at byte %d of the data, not at %d: tensors overlap or leave a gap", p.name, p.begin, end)
		}
		end = p.end
	}
	if end != dataSize {
		return formatError("the tensors need %d bytes of data and there are %d: cut short, or something follows them", end, dataSize)
	}
	return nil
}

// parser walks through JSON whose syntax is known to be right.
type parser struct{ dec *json.Decoder }

// object calls f for each key of an object, no key twice.
func (p *parser) object(f func(key string) error) error {
	if err := p.delimiter('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key, err := p.text()
		switch {
		case err != nil:
			return err
		case seen[key]:
			return formatError("the header has the key %q twice", key)
		case len(seen) == maxKeys:
			return formatError("the header has more than %d entries", maxKeys)
		}
		seen[key] = true
		if err := f(key); err != nil {
			return err
		}
	}
	return p.delimiter('}')
}

// place reads what the header says of a tensor.
func (p *parser) place(name string, dataSize int64) (place, error) {
	var dtype string
	var shape, offsets []int64 // at most two numbers each
	err := p.object(func(key string) (err error) {
		switch key {
		case "dtype":
			dtype, err = p.text()
		case "shape":
			shape, err = p.sizes(name, dataSize)
		case "data_offsets":
			offsets, err = p.sizes(name, dataSize)
		default:
			err = formatError("tensor %q has the unknown key %q", name, key)
		}
		return err
	})
	if err != nil {
		return place{}, err
	}
	switch {
	case name == "":
		return place{}, formatError("a tensor has no name")
	case dtype != "F32":
		return place{}, formatError("tensor %q has the type %q; only F32 is read", name, dtype)
	case len(shape) == 0:
		return place{}, formatError("tensor %q has no shape; only vectors and matrices are read", name)
	case len(offsets) != 2 || offsets[0] > offsets[1]:
		return place{}, formatError("tensor %q has the data_offsets %v", name, offsets)
	}
	return newPlace(name, shape, offsets[0], offsets[1])
}

// newPlace checks a shape, of one or two sizes, against the number of bytes.
func newPlace(name string, shape []int64, begin, end int64) (place, error) {
	rows, cols, values := int64(1), shape[len(shape)-1], (end-begin)/valueSize
	if len(shape) == 2 {
		rows = shape[0]
	}
	// Dividing before multiplying, as rows*cols may overflow.
	if (cols > 0 && rows > values/cols) || rows*cols*valueSize != end-begin {
		return place{}, formatError("tensor %q of shape %v has %d bytes", name, shape, end-begin)
	}
	return place{name: name, rows: int(rows), cols: int(cols), begin: begin, end: end}, nil
}

// sizes reads an array of at most two whole numbers. None is above the number
// of bytes of data, except that matrices without values may have any width.
func (p *parser) sizes(name string, dataSize int64) ([]int64, error) {
	if err := p.delimiter('['); err != nil {
		return nil, err
	}
	sizes := make([]int64, 0, 2)
	for p.dec.More() {
		tok, err := p.dec.Token()
		if err != nil {
			return nil, formatError("%v", err)
		}
		number, _ := tok.(json.Number)
		n, err := strconv.ParseInt(number.String(), 10, 64)
		if err != nil || n < 0 || n > max(dataSize, math.MaxInt32) {
			return nil, formatError("tensor %q: %v is no size or offset within the file", name, tok)
		}
		if len(sizes) == 2 {
			return nil, formatError("tensor %q has more than two dimensions; only vectors and matrices are read", name)
		}
		sizes = append(sizes, n)
	}
	return sizes, p.delimiter(']')
}

func (p *parser) text() (string, error) {
	tok, err := p.dec.Token()
	if err != nil {
		return "", formatError("%v", err)
	}
	s, ok := tok.(string)
	if !ok || checkText(s) != nil {
		return "", formatError("the header has %v where a text should be", tok)
	}
	return s, nil
}

func (p *parser) delimiter(want json.Delim) error {
	tok, err := p.dec.Token()
	if err != nil {
		return formatError("%v", err)
	}
	if tok != want {
		return formatError("the header has %v where %v should be", tok, want)
	}
	return nil
}
