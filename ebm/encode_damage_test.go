package ebm

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// damaged loads b as a file.
func damaged(t testing.TB, path string, b []byte) (*RBM, error) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return Load[*RBM](path)
}

// inMemory is Load without a file.
func inMemory(b []byte) (any, error) {
	metadata, tensors, err := decodeTensors(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	return rebuild(metadata, tensors)
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

// TestLoadBitFlips shows that a flipped bit never gives another model.
func TestLoadBitFlips(t *testing.T) {
	m := scrambled(4, 3)
	whole := mustSave(t, temp(t), m)
	want, unseen := bits(m.Params()), 0
	for i := range 8 * len(whole) {
		whole[i/8] ^= 1 << (i % 8)
		if got, err := inMemory(whole); err == nil {
			unseen++
			if diff := cmp.Diff(want, bitsOf(got)); diff != "" {
				t.Errorf("bit %d: another model: %s", i, diff)
			}
		}
		whole[i/8] ^= 1 << (i % 8)
	}
	// A flip in the name of the checksum's entry, or from "n" to "N", is the
	// same model; that is a small part of the file.
	if unseen > 8*len(whole)/20 {
		t.Errorf("%d of %d flips went unseen", unseen, 8*len(whole))
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
	for _, header := range []string{
		`{"weights":{"dtype":"F32","shape":[9999,9999],"data_offsets":[0,399920]}}`,
		// As many visible units as the weights have rows, but no weights.
		`{"__metadata__":{"format":"gonb-ebm","version":"1","kind":"rbm","architecture":` +
			`"{\"visible\":{\"type\":\"bernoulli\",\"n\":100000000}}"},` +
			`"weights":{"dtype":"F32","shape":[100000000,0],"data_offsets":[0,0]}}`,
	} {
		text := string(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))) + header
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := damaged(t, path, []byte(text))
		runtime.ReadMemStats(&after)
		wantError(t, err, ErrFormat, path)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<19 {
			t.Errorf("%d bytes allocated for a file of %d", used, len(text))
		}
	}
}

func FuzzLoad(f *testing.F) {
	path := temp(f)
	whole := mustSave(f, path, scrambled(2, 1))
	f.Add(whole)
	// Without its checksum, the values can be changed.
	f.Add(regexp.MustCompile(`"crc32c":"[0-9a-f]*",`).ReplaceAllFunc(whole, func(b []byte) []byte {
		return bytes.Repeat([]byte{' '}, len(b))
	}))
	f.Add(mustSave(f, path, newStripes()))
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := inMemory(b)
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
