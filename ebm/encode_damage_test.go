package ebm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/safetensors"
)

// damaged loads b as a file.
func damaged(t testing.TB, path string, b []byte) (*RBM, error) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return Load[*RBM](path)
}

// fromBytes is readTensors of a file's bytes.
func fromBytes(b []byte) (metadata map[string]string, tensors map[string]Matrix, err error) {
	return decodeTensors(bytes.NewReader(b), int64(len(b)))
}

// seal puts the right checksum in the place of the digits that a file has: the
// CRC-32C of all its bytes, with zeros for these.
func seal(b []byte) []byte {
	mark := []byte(`"crc32c":"`)
	at := bytes.Index(b, mark) + len(mark)
	if at < len(mark) || at+8 > len(b) {
		return b
	}
	b = bytes.Clone(b)
	copy(b[at:], "00000000")
	copy(b[at:], fmt.Sprintf("%08x", crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))))
	return b
}

// bitsOf is bits of a model's parameters.
func bitsOf(model any) map[string][]uint32 {
	params, _ := paramsOf(model)
	return bits(params)
}

func TestLoadTruncated(t *testing.T) {
	path := temp(t)
	whole := mustSave(t, path, scrambled(4, 3))
	for n := range whole {
		_, err := damaged(t, path, whole[:n])
		wantError(t, err, ErrFormat, path)
	}
	_, err := damaged(t, path, append(whole, 0))
	wantError(t, err, ErrFormat, path)
}

// TestLoadBitFlips flips every bit of small files of all kinds: none is read.
func TestLoadBitFlips(t *testing.T) {
	m := scrambled(4, 3)
	checkpoint := checkpoint{identity: []property{{"format", checkpointFormat}, {seedKey, "0123"}}, tensors: m.Params()}
	for name, save := range map[string]func(path string) error{
		"model":      func(path string) error { return Save(path, m) },
		"parameters": func(path string) error { return Save(path, m.Params()) },
		"checkpoint": checkpoint.save,
	} {
		t.Run(name, func(t *testing.T) {
			path := temp(t)
			if err := save(path); err != nil {
				t.Fatal(err)
			}
			whole := mustRead(t, path)
			if _, _, err := fromBytes(whole); err != nil {
				t.Fatal(err)
			}
			for i := range 8 * len(whole) {
				whole[i/8] ^= 1 << (i % 8)
				_, _, err := fromBytes(whole)
				if damage := new(safetensors.FormatError); !errors.As(err, &damage) {
					t.Errorf("byte %d, bit %d: error %v: %.60q", i/8, i%8, err, whole[max(0, i/8-20):])
				}
				whole[i/8] ^= 1 << (i % 8)
			}
		})
	}
}

func TestLoadForeign(t *testing.T) {
	path := temp(t)
	for name, text := range map[string]string{
		"empty":       "",
		"PNG":         "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00",
		"JSON":        `{"weights": [[1, 2], [3, 4]], "bias": [1, 2]}`,
		"text":        "weights,bias\n1,2\n3,4\n",
		"zeros":       string(make([]byte, 100)),
		"empty model": "\x02\x00\x00\x00\x00\x00\x00\x00{}",
		"long header": "\xff\xff\xff\xff\xff\xff\xff\xff{}",
		"8 bytes":     "\x00\x00\x00\x00\x00\x00\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := damaged(t, path, []byte(text))
			wantError(t, err, ErrFormat, path)
		})
	}
	_, err := Load[*RBM](filepath.Dir(path))
	wantError(t, err, ErrFormat, "regular")
}

// TestLoadMemory: a short file that claims much costs little.
func TestLoadMemory(t *testing.T) {
	path := temp(t)
	for _, c := range []struct{ header, text string }{
		{`{"weights":{"dtype":"F32","shape":[9999,9999],"data_offsets":[0,399920]}}`, "399920"},
		// As many visible units as the weights have rows, but no weights.
		{`{"__metadata__":{"crc32c":"00000000","format":"gonb-ebm","version":"1","kind":"rbm","architecture":` +
			`"{\"visible\":{\"type\":\"bernoulli\",\"n\":100000000},\"hidden\":{\"type\":\"bernoulli\",\"n\":0}}"},` +
			`"weights":{"dtype":"F32","shape":[100000000,0],"data_offsets":[0,0]}}`, "no weights"},
	} {
		text := seal(append(binary.LittleEndian.AppendUint64(nil, uint64(len(c.header))), c.header...))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := damaged(t, path, text)
		runtime.ReadMemStats(&after)
		wantError(t, err, ErrFormat, path, c.text)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<19 {
			t.Errorf("%d bytes allocated for a file of %d", used, len(text))
		}
	}
}

func FuzzLoad(f *testing.F) {
	path := temp(f)
	whole := mustSave(f, path, scrambled(2, 1))
	f.Add(whole)
	f.Add(mustSave(f, path, newStripes()))
	f.Add(mustSave(f, path, NewRBM(NewJoined(NewBernoulli(1), NewPotts(1, 2)), NewGaussian(1), NewRand(1))))
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		metadata, tensors, err := fromBytes(seal(b)) // so that the values can be changed
		if err != nil {
			return
		}
		m, err := rebuild(metadata, tensors)
		if err != nil {
			return
		}
		// What loads is a whole model: it can be saved and loaded again.
		path := temp(t)
		mustSave(t, path, m)
		again, err := Load[any](path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(bitsOf(m), bitsOf(again)); diff != "" {
			t.Error(diff)
		}
	})
}
