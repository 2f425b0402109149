package ebm

import (
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scrambled returns an RBM whose parameters are of all sizes that float32 has.
func scrambled(numVisible, numHidden int) *RBM {
	rng := NewRand(3)
	m := NewBernoulliRBM(numVisible, numHidden, rng)
	for _, p := range m.Params() {
		for i := range p.Value.Data {
			for {
				x := math.Float32frombits(rng.Uint32())
				if finite(float64(x)) {
					p.Value.Data[i] = x
					break
				}
			}
		}
	}
	m.Visible.Params()[0].Value.Data[0] = float32(math.Copysign(0, -1))
	m.Hidden.Params()[0].Value.Data[0] = math.SmallestNonzeroFloat32
	return m
}

// bits returns the names and bits of parameters, which == can compare.
func bits(params []Param) map[string][]uint32 {
	all := map[string][]uint32{}
	for _, p := range params {
		all[p.Name] = []uint32{uint32(p.Value.Rows), uint32(p.Value.Cols)}
		for i := range p.Value.Rows {
			for _, x := range p.Value.Row(i) {
				all[p.Name] = append(all[p.Name], math.Float32bits(x))
			}
		}
	}
	return all
}

func temp(t testing.TB) string { return filepath.Join(t.TempDir(), "model.safetensors") }

func mustSave(t testing.TB, path string, model any) []byte {
	t.Helper()
	if err := Save(path, model); err != nil {
		t.Fatal(err)
	}
	return mustRead(t, path)
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wantError checks what err wraps and that it says each of texts.
func wantError(t *testing.T, err, wrapped error, texts ...string) {
	t.Helper()
	if !errors.Is(err, wrapped) {
		t.Errorf("error %v, want one that wraps %q", err, wrapped)
		return
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
}

func TestSaveLoad(t *testing.T) {
	for _, size := range [][2]int{{7, 3}, {1, 4}, {5, 1}, {1, 1}, {784, 500}} {
		m, path := scrambled(size[0], size[1]), temp(t)
		first := mustSave(t, path, m)
		got, err := Load[*RBM](path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(bits(m.Params()), bits(got.Params())); diff != "" {
			t.Errorf("%v: the loaded model differs: %s", size, diff)
		}
		if second := mustSave(t, path, got); string(first) != string(second) {
			t.Errorf("%v: the same model gave other bytes", size)
		}
	}
}

func TestLoadedModelIsOneModel(t *testing.T) {
	path := temp(t)
	mustSave(t, path, scrambled(7, 3))
	m, err := Load[*RBM](path)
	if err != nil {
		t.Fatal(err)
	}
	// Params must be views of what the methods use.
	m.Params()[0].Value.Row(0)[1] = 42
	m.Params()[1].Value.Row(0)[2] = 43
	if m.Weights.Row(0)[1] != 42 || m.Visible.(*Bernoulli).Bias[2] != 43 {
		t.Error("parameters of a loaded model are copies")
	}
	if _, err := Load[Model](path); err != nil {
		t.Errorf("as an interface: %v", err)
	}
}

// stripes is a Trainable of another kind; its parameter is a part of a wider
// matrix.
type stripes struct{ wide Matrix }

func (s *stripes) NumVisible() int { return 2 }
func (s *stripes) Params() []Param {
	return []Param{{Name: "middle", Value: s.wide.Columns(1, 3)}, {Name: "row", Value: s.wide.Slice(0, 1)}}
}
func (s *stripes) AddGrad(grad []Param, scale float64, v Matrix, rng *rand.Rand) {}

var _ Trainable = (*stripes)(nil)

func newStripes() *stripes {
	s := &stripes{NewMatrix(3, 5)}
	for i := range s.wide.Data {
		s.wide.Data[i] = float32(i)
	}
	return s
}

func TestLoadParams(t *testing.T) {
	path, want := temp(t), newStripes()
	mustSave(t, path, want)
	got := &stripes{NewMatrix(3, 5)}
	if err := LoadParams(path, got.Params()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bits(want.Params()), bits(got.Params())); diff != "" {
		t.Error(diff)
	}
	if got.wide.At(1, 0) != 0 || got.wide.At(1, 3) != 0 {
		t.Error("wrote beside the parameter")
	}
	_, err := Load[*stripes](path)
	wantError(t, err, ErrKind, path, "LoadParams")
}

func TestLoadParamsOfAnRBM(t *testing.T) {
	path, want, got := temp(t), scrambled(7, 3), NewBernoulliRBM(7, 3, NewRand(9))
	mustSave(t, path, want)
	if err := LoadParams(path, got.Params()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bits(want.Params()), bits(got.Params())); diff != "" {
		t.Error(diff)
	}
}

func TestLoadParamsAllOrNothing(t *testing.T) {
	path := temp(t)
	mustSave(t, path, scrambled(7, 3))
	for _, c := range []struct {
		params []Param
		texts  []string
	}{
		{NewBernoulliRBM(7, 4, NewRand(1)).Params(), []string{`"weights" is 7×3, not 7×4`, `"hidden.bias" is 1×3, not 1×4`}},
		{NewBernoulliRBM(7, 3, NewRand(1)).Params()[:2], []string{`"hidden.bias" is not of the model`}},
		{append(NewBernoulliRBM(7, 3, NewRand(1)).Params(), Param{Name: "extra", Value: NewMatrix(1, 1)}), []string{`"extra" is missing`}},
		{append(NewBernoulliRBM(7, 3, NewRand(1)).Params(), Param{Name: "weights", Value: NewMatrix(7, 3)}), []string{`two parameters "weights"`}},
	} {
		before := bits(c.params)
		wantError(t, LoadParams(path, c.params), ErrKind, append(c.texts, path)...)
		if diff := cmp.Diff(before, bits(c.params)); diff != "" {
			t.Errorf("parameters changed: %s", diff)
		}
	}
}

// ownLayer is a layer type of a user.
type ownLayer struct{ *Bernoulli }

func TestOwnLayerType(t *testing.T) {
	path := temp(t)
	old := mustSave(t, path, scrambled(2, 2))
	m := NewRBM(ownLayer{NewBernoulli(4)}, NewBernoulli(3), NewRand(1))
	wantError(t, Save(path, m), ErrUnsupported, "visible layer", "ownLayer", "LoadParams")
	m.Visible, m.Hidden = m.Hidden, m.Visible
	m.Weights = NewMatrix(3, 4)
	wantError(t, Save(path, m), ErrUnsupported, "hidden layer", "ownLayer")
	if string(mustRead(t, path)) != string(old) {
		t.Error("the earlier file changed")
	}
	mustSave(t, path, m.Params())
	if err := LoadParams(path, m.Params()); err != nil {
		t.Error(err)
	}
}

func TestSaveRefuses(t *testing.T) {
	path := temp(t)
	old := mustSave(t, path, scrambled(2, 2))
	for _, bad := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
		m := scrambled(4, 3)
		m.Weights.Row(2)[1] = bad
		wantError(t, Save(path, m), ErrDiverged, path, "weights", "2,1")
	}
	wantError(t, Save(path, 17), ErrUnsupported, path, "int")
	for _, name := range []string{"", "__metadata__", "a\xff", "twice"} {
		p := []Param{{Name: "twice", Value: NewMatrix(1, 1)}, {Name: name, Value: NewMatrix(1, 1)}}
		wantError(t, Save(path, p), ErrUnsupported, path)
	}
	if string(mustRead(t, path)) != string(old) {
		t.Error("the earlier file changed")
	}
	onlyFile(t, path)
}

func TestSavePanics(t *testing.T) {
	misfit := scrambled(4, 3)
	misfit.Weights = NewMatrix(4, 2)
	for name, model := range map[string]any{"nil": nil, "nil RBM": (*RBM)(nil), "no layers": &RBM{}, "shapes": misfit} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("panic %q", text)
				}
			}()
			Save(temp(t), model)
			t.Error("no panic")
		})
	}
}

func TestLoadMissing(t *testing.T) {
	path := temp(t)
	_, err := Load[*RBM](path)
	wantError(t, err, fs.ErrNotExist, path)
	wantError(t, LoadParams(path, nil), fs.ErrNotExist, path)
}

func TestLoadAnotherKind(t *testing.T) {
	path := temp(t)
	mustSave(t, path, scrambled(2, 2))
	_, err := Load[*stripes](path)
	wantError(t, err, ErrKind, path, `"rbm"`, "*ebm.RBM", "*ebm.stripes")
}

// TestLoadMetadata changes the metadata of a good file.
func TestLoadMetadata(t *testing.T) {
	for _, c := range []struct {
		name       string
		change     map[string]string
		wrapped    error
		text       string
		paramsLoad bool // whether LoadParams reads it all the same
	}{
		{"other version", map[string]string{"version": "2"}, ErrFormat, `"2"`, false},
		{"no version", map[string]string{"version": ""}, ErrFormat, "version", false},
		{"other program", map[string]string{"format": "pt"}, ErrFormat, "LoadParams", true},
		{"unknown key", map[string]string{"kond": "rbm"}, ErrFormat, `"kond"`, false},
		{"newer version with a new key", map[string]string{"version": "2", "kond": "rbm"}, ErrFormat, `"2"`, false},
		{"other kind", map[string]string{"kind": "transformer"}, ErrKind, `"transformer"`, true},
		{"no architecture", map[string]string{"architecture": ""}, ErrFormat, "architecture", true},
		{"no JSON", map[string]string{"architecture": "{"}, ErrFormat, "architecture", true},
		{"unknown field", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":2,"trials":3},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, "trials", true},
		{"key in capitals", map[string]string{"architecture": `{"Visible":{"type":"bernoulli","n":2},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, `"Visible"`, true},
		{"inner key in capitals", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":2},"hidden":{"type":"bernoulli","N":2}}`}, ErrFormat, `"N"`, true},
		{"key twice", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":3,"n":2},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, `"n"`, true},
		{"something after it", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":2},"hidden":{"type":"bernoulli","n":2}} {}`}, ErrFormat, "architecture", true},
		{"a list", map[string]string{"architecture": `[]`}, ErrFormat, "architecture", true},
		{"unknown layer", map[string]string{"architecture": `{"visible":{"type":"spin","n":2},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, `"spin"`, true},
		{"huge layer", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":9000000000000},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, "units", true},
		{"no units", map[string]string{"architecture": `{"visible":{"type":"bernoulli","n":0},"hidden":{"type":"bernoulli","n":2}}`}, ErrFormat, "0 units", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, m := temp(t), scrambled(2, 2)
			mustSave(t, path, m)
			metadata, _, err := readTensors(path)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range c.change {
				metadata[k] = v
			}
			if err := writeTensors(path, metadata, m.Params()); err != nil {
				t.Fatal(err)
			}
			_, err = Load[*RBM](path)
			wantError(t, err, c.wrapped, path, c.text)
			if err := LoadParams(path, m.Params()); (err == nil) != c.paramsLoad {
				t.Errorf("LoadParams: %v", err)
			}
		})
	}
}
