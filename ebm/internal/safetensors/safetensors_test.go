package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/blas/blas32"
)

// file returns a whole file of a header and data.
func file(header, data string) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func read(b []byte) (map[string]string, []Tensor, error) {
	f, err := Read(bytes.NewReader(b), int64(len(b)))
	return f.Metadata, f.Tensors, err
}

func write(t testing.TB, metadata map[string]string, tensors ...Tensor) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, metadata, tensors); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tensor(name string, rows, cols int, data ...float32) Tensor {
	return Tensor{name, blas32.General{Rows: rows, Cols: cols, Stride: max(1, cols), Data: data}}
}

// TestWrite holds the bytes to the description of the format.
func TestWrite(t *testing.T) {
	got := write(t, map[string]string{"b": "2", "a": "\"é\""}, tensor("weights", 2, 1, 1, -2), tensor("b", 1, 1, 0.5))
	// The checksum was computed bit by bit from the definition of CRC-32C, over
	// the whole file with zeros for its digits.
	header := `{"__metadata__":{"a":"\"é\"","b":"2","crc32c":"f92f998b"},` +
		`"weights":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`
	header += "  " // to a multiple of 8 bytes
	want := file(header, "\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x00\x3f")
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestBitFlips: no flipped bit leaves a file that passes its checksum.
func TestBitFlips(t *testing.T) {
	b := write(t, map[string]string{"a": "\"crc32c\":\"00000000\""}, tensor("w", 2, 1, 1, -2), tensor("crc32c", 1, 1, 0.5))
	if f, err := Read(bytes.NewReader(b), int64(len(b))); err != nil || !f.Checked {
		t.Fatalf("checked: %t, error %v", f.Checked, err)
	}
	unchecked := 0
	for i := range 8 * len(b) {
		b[i/8] ^= 1 << (i % 8)
		f, err := Read(bytes.NewReader(b), int64(len(b)))
		if err == nil && f.Checked {
			t.Errorf("byte %d, bit %d went unseen: %.60q", i/8, i%8, b[max(0, i/8-20):])
		} else if err == nil {
			unchecked++
		}
		b[i/8] ^= 1 << (i % 8)
	}
	if most := 8 * len(checksumKey); unchecked > most {
		t.Errorf("%d flips hide the checksum, more than its name has bits", unchecked)
	}
}

func TestReadForeign(t *testing.T) {
	// Any order of keys and tensors, white space, no metadata, no checksum.
	b := file(` {"b" : {"data_offsets":[4,12], "shape":[2], "dtype":"F32"},
		"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]} } `[1:], "\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x00\x3f")
	metadata, tensors, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	want := []Tensor{tensor("a", 1, 1, 1), tensor("b", 1, 2, -2, 0.5)}
	if diff := cmp.Diff(want, tensors); diff != "" || len(metadata) != 0 {
		t.Error(diff, metadata)
	}
}

func TestRoundTrip(t *testing.T) {
	wide := blas32.General{Rows: 2, Cols: 2, Stride: 3, Data: []float32{1, 2, 99, 3, 4}}
	metadata := map[string]string{"key": "value", "": "", "\x00": "<\n>"}
	b := write(t, metadata, Tensor{"part", wide},
		tensor("edge", 1, 4, float32(math.Copysign(0, -1)), math.MaxFloat32, -math.SmallestNonzeroFloat32, 1),
		tensor("no rows", 0, 5), tensor("no columns", 1, 0), tensor("nothing", 0, 0))
	gotMeta, got, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(metadata, gotMeta); diff != "" {
		t.Error(diff)
	}
	if again := write(t, gotMeta, got...); len(again) != len(b) {
		t.Errorf("%d bytes, then %d", len(b), len(again))
	}
	for _, x := range got {
		if x.Name == "part" {
			if diff := cmp.Diff(tensor("part", 2, 2, 1, 2, 3, 4), x); diff != "" {
				t.Error(diff)
			}
		}
		if x.Name == "edge" && !math.Signbit(float64(x.Value.Data[0])) {
			t.Error("the sign of -0 is lost")
		}
	}
	if len(got) != 5 {
		t.Errorf("%d tensors", len(got))
	}
}

func TestLongTensor(t *testing.T) {
	values := make([]float32, bufferSize/valueSize*2+3)
	for i := range values {
		values[i] = float32(i)
	}
	_, got, err := read(write(t, nil, tensor("long", 1, len(values), values...)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values, got[0].Value.Data); diff != "" {
		t.Error(diff)
	}
}

func TestWriteRefuses(t *testing.T) {
	one := tensor("one", 1, 1, 1)
	for name, c := range map[string]struct {
		metadata map[string]string
		tensors  []Tensor
	}{
		"twice":          {nil, []Tensor{one, one}},
		"no name":        {nil, []Tensor{tensor("", 1, 1, 1)}},
		"reserved":       {nil, []Tensor{tensor(metaKey, 1, 1, 1)}},
		"name no UTF-8":  {nil, []Tensor{tensor("\xc3", 1, 1, 1)}},
		"key no UTF-8":   {map[string]string{"\xff": ""}, nil},
		"value no UTF-8": {map[string]string{"a": "\xff"}, nil},
		"checksum":       {map[string]string{checksumKey: ""}, nil},
	} {
		var b bytes.Buffer
		if err := Write(&b, c.metadata, c.tensors); !errors.Is(err, ErrTensor) || b.Len() > 0 {
			t.Errorf("%s: error %v after %d bytes", name, err, b.Len())
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const a = `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`
	ones := "\x00\x00\x80\x3f\x00\x00\x80\x3f"
	if _, _, err := read(file(a, ones)); err != nil {
		t.Fatalf("the good file: %v", err)
	}
	replace := func(old, new string) string { return strings.Replace(a, old, new, 1) }
	for _, c := range []struct{ name, header, data, text string }{
		{"trailing byte", a, ones + "\x00", "9"},
		{"trailing value", a, ones + ones, "16"},
		{"NaN", a, "\x00\x00\x80\x3f\x00\x00\xc0\x7f", "row 0, column 1 is NaN"},
		{"infinity", a, "\x00\x00\x80\xff\x00\x00\x80\x3f", "row 0, column 0 is -Inf"},
		{"other type", replace("F32", "F64"), ones, `"F64"`},
		{"type is a number", replace(`"F32"`, "32"), ones, "32"},
		{"no type", replace(`"dtype":"F32",`, ""), ones, "type"},
		{"no shape", replace(`"shape":[2],`, ""), ones, "no shape"},
		{"scalar", replace("[2]", "[]"), ones, "no shape"},
		{"three dimensions", replace("[2]", "[1,1,2]"), ones, "more than two dimensions"},
		{"no offsets", replace(`,"data_offsets":[0,8]`, ""), ones, "data_offsets"},
		{"one offset", replace("[0,8]", "[0]"), ones, "data_offsets"},
		{"offsets swapped", replace("[0,8]", "[8,0]"), ones, "data_offsets"},
		{"offset behind the end", replace("[0,8]", "[0,9999999999]"), ones, "9999999999"},
		{"wrong shape", replace("[2]", "[3]"), ones, "shape"},
		{"shape overflows", replace("[2]", "[2147483647,2147483647]"), ones, "shape"},
		{"negative size", replace("[2]", "[-2]"), ones, "-2"},
		{"negative sizes", replace("[2]", "[-1,-2]"), ones, "-1"},
		{"fraction", replace("[2]", "[2.0]"), ones, "2.0"},
		{"exponent", replace("[2]", "[2e0]"), ones, "2e0"},
		{"size is a text", replace("[2]", `["2"]`), ones, "2"},
		{"size is an object", replace("[2]", `[{}]`), ones, "size"},
		{"unknown key", replace(`"dtype"`, `"x":1,"dtype"`), ones, `"x"`},
		{"key in capitals", replace(`"dtype"`, `"DTYPE"`), ones, `"DTYPE"`},
		{"key twice", replace(`"dtype"`, `"shape":[2],"dtype"`), ones, "twice"},
		{"tensor twice", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, ones, "twice"},
		{"overlap", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, ones, "overlap"},
		{"same place", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, ones, "overlap"},
		{"gap", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, ones, "gap"},
		{"too short", a, ones[:7], "7: cut short"},
		{"metadata are no object", `{"__metadata__":[]}`, "", "["},
		{"metadata are numbers", `{"__metadata__":{"a":1}}`, "", "1"},
		{"metadata twice", `{"__metadata__":{},"__metadata__":{}}`, "", "twice"},
		{"metadata key twice", `{"__metadata__":{"a":"1","a":"1"}}`, "", "twice"},
		{"wrong checksum", `{"__metadata__":{"crc32c":"00000001"}}`, "", "checksum"},
		{"empty checksum", `{"__metadata__":{"crc32c":""}}`, "", "checksum"},
		{"long checksum", `{"__metadata__":{"crc32c":"000000000"}}`, "", "checksum"},
		{"checksum apart", `{"__metadata__":{"crc32c" : "00000000"}}`, "", "checksum"},
		{"empty checksum apart", `{"__metadata__":{"crc32c" : ""}}`, "", "checksum"},
		{"tensor is no object", `{"a":1}`, "", "1"},
		{"no UTF-8", replace("a", "\xff"), ones, "JSON"},
		{"half a surrogate", replace("a", `\ud800`), ones, "text"},
		{"no name", replace(`"a"`, `""`), ones, "no name"},
		{"comma", replace("]}}", "]},}"), ones, "JSON"},
		{"something after it", a + "{}", ones, "JSON"},
		{"unfinished", a[:len(a)-1], ones, "JSON"},
		{"space before it", " " + a, ones, "JSON"},
		{"an array", "[1]", ones, "JSON"},
		{"nothing", "", "", "JSON"},
	} {
		_, _, err := read(file(c.header, c.data))
		if e := new(FormatError); !errors.As(err, &e) {
			t.Errorf("%s: error %v", c.name, err)
		} else if !strings.Contains(e.Problem, c.text) {
			t.Errorf("%s: %q does not say %q", c.name, e.Problem, c.text)
		}
	}
}

// TestPlaceOverflow: sizes whose product is 0 modulo 2⁶⁴, as a sparse file of
// many gigabytes could have them.
func TestPlaceOverflow(t *testing.T) {
	for _, shape := range [][]int64{{1 << 31, 1 << 31}, {1 << 62, 4}, {1 << 40, 1 << 40}} {
		if p, err := newPlace("a", shape, 0, 0); err == nil {
			t.Errorf("%v: %+v", shape, p)
		}
	}
}

func TestReadManyKeys(t *testing.T) {
	var b strings.Builder
	for i := range maxKeys + 1 {
		b.WriteString(`,"`)
		b.WriteString(strings.Repeat("x", i%7))
		b.WriteString(string(rune('\U00010000' + i)))
		b.WriteString(`":""`)
	}
	_, _, err := read(file(`{"__metadata__":{`+b.String()[1:]+`}}`, ""))
	if err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("error %v", err)
	}
}

// TestReadMemory: a short file with a long header costs little.
func TestReadMemory(t *testing.T) {
	for _, c := range []struct {
		length uint64
		size   int64
		text   string
	}{
		{maxHeader, 9, "100000000"},
		{maxHeader + 1, 1 << 40, "above"},
		{1 << 63, 1 << 40, "above"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(bytes.NewReader(append(binary.LittleEndian.AppendUint64(nil, c.length), '{')), c.size)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("header of %d bytes: error %v", c.length, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<18 {
			t.Errorf("header of %d bytes: %d bytes allocated", c.length, used)
		}
	}
}

// TestReadShrunk reads a file that has become shorter than its size was.
func TestReadShrunk(t *testing.T) {
	whole := write(t, nil, tensor("a", 1, 2, 1, 2))
	for n := range whole {
		_, err := Read(bytes.NewReader(whole[:n]), int64(len(whole)))
		if e := new(FormatError); !errors.As(err, &e) {
			t.Errorf("%d bytes: error %v", n, err)
		}
	}
}

// brokenDisk fails once n bytes have passed.
type brokenDisk struct {
	r io.Reader
	n int
}

func (d *brokenDisk) use(b []byte) error {
	if d.n -= len(b); d.n < 0 {
		return errDisk
	}
	return nil
}

func (d *brokenDisk) Read(b []byte) (int, error) {
	if err := d.use(b); err != nil {
		return 0, err
	}
	return d.r.Read(b)
}

func (d *brokenDisk) Write(b []byte) (int, error) { return len(b), d.use(b) }

var errDisk = errors.New("the disk is broken")

func TestDiskErrors(t *testing.T) {
	one := tensor("a", 1, bufferSize, make([]float32, bufferSize)...)
	whole := write(t, nil, one)
	for _, n := range []int{0, 7, 8, 100, 1000, len(whole) - 1} {
		if _, err := Read(&brokenDisk{bytes.NewReader(whole), n}, int64(len(whole))); !errors.Is(err, errDisk) {
			t.Errorf("reading %d bytes: error %v", n, err)
		}
		if err := Write(&brokenDisk{nil, n}, nil, []Tensor{one}); !errors.Is(err, errDisk) {
			t.Errorf("writing %d bytes: error %v", n, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, map[string]string{"a": "b"}, tensor("w", 2, 1, 1, -2), tensor("b", 1, 1, 0.5)))
	f.Add(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "\x00\x00\x80\x3f\x00\x00\x80\x3f"))
	f.Add(file(`{"__metadata__":{"a":"\u00e9"}}`, ""))
	f.Add(file("{}", ""))
	f.Fuzz(func(t *testing.T, b []byte) {
		metadata, tensors, err := read(b)
		if err != nil {
			if e := new(FormatError); !errors.As(err, &e) || e.Problem == "" {
				t.Fatalf("error %v", err)
			}
			return
		}
		total := 0
		for _, x := range tensors {
			total += valueSize * len(x.Value.Data)
		}
		if total > len(b) {
			t.Fatalf("%d bytes of values from %d", total, len(b))
		}
		var again bytes.Buffer
		if err := Write(&again, metadata, tensors); err != nil {
			t.Fatal(err)
		}
		_, tensors2, err := read(again.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tensors, tensors2); diff != "" {
			t.Fatal(diff)
		}
	})
}
