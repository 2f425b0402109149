package ebm

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// layerKinds are layers of all types that files know.
func layerKinds() map[string]Layer {
	return map[string]Layer{
		"Bernoulli": NewBernoulli(3), "Gaussian": NewGaussian(4), "Potts": NewPotts(2, 3), "one state": NewPotts(2, 1),
		"joined":        NewJoined(NewBernoulli(3), NewPotts(1, 10)),
		"joined, alone": NewJoined(NewGaussian(2)),
		"joined twice":  NewJoined(NewJoined(NewPotts(2, 2), NewBernoulli(1)), NewGaussian(1)),
	}
}

// TestSaveLoadLayers saves and loads RBMs of all pairs of layers.
func TestSaveLoadLayers(t *testing.T) {
	rng := NewRand(1)
	for visibleName, visible := range layerKinds() {
		for hiddenName, hidden := range layerKinds() {
			path, m := temp(t), NewRBM(visible, hidden, rng)
			for _, p := range m.Params() {
				for j := range p.Value.Data {
					p.Value.Data[j] = rng.Float32()
				}
			}
			first := mustSave(t, path, m)
			got, err := Load[*RBM](path)
			if err != nil {
				t.Fatalf("%s, %s: %v", visibleName, hiddenName, err)
			}
			for _, c := range [][2]Layer{{visible, got.Visible}, {hidden, got.Hidden}} {
				want, err := describeLayer(c[0])
				again, errAgain := describeLayer(c[1])
				if err != nil || errAgain != nil || !reflect.DeepEqual(want, again) {
					t.Errorf("%s, %s: %+v became %+v (%v, %v)", visibleName, hiddenName, want, again, err, errAgain)
				}
			}
			if diff := cmp.Diff(bits(m.Params()), bits(got.Params())); diff != "" {
				t.Errorf("%s, %s: %s", visibleName, hiddenName, diff)
			}
			if second := mustSave(t, path, got); string(first) != string(second) {
				t.Errorf("%s, %s: the same model gave other bytes", visibleName, hiddenName)
			}
		}
	}
}

// TestLoadLayerArchitecture loads files whose weights have two rows and whose
// visible layer is as given.
func TestLoadLayerArchitecture(t *testing.T) {
	for _, c := range []struct{ name, visible, text string }{
		{"Bernoulli with states", `{"type":"bernoulli","n":2,"states":1}`, "fields"},
		{"Gaussian with parts", `{"type":"gaussian","n":2,"parts":[{"type":"gaussian","n":2}]}`, "fields"},
		{"Potts without states", `{"type":"potts","n":2}`, "0 states"},
		{"Potts that does not divide", `{"type":"potts","n":2,"states":3}`, "3 states"},
		{"Potts of negative states", `{"type":"potts","n":2,"states":-1}`, "-1 states"},
		{"Potts with parts", `{"type":"potts","n":2,"states":2,"parts":[{"type":"gaussian","n":2}]}`, "fields"},
		{"no parts", `{"type":"joined","n":2}`, "0 units"},
		{"joined with states", `{"type":"joined","n":2,"states":2,"parts":[{"type":"gaussian","n":2}]}`, "fields"},
		{"few parts", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":1}]}`, "1 units"},
		{"many parts", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":1},{"type":"gaussian","n":2}]}`, "2 units"},
		{"huge part", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":9000000000000000000},{"type":"gaussian","n":9000000000000000000}]}`, "units"},
		{"empty part", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":2},{"type":"gaussian","n":0}]}`, "0 units"},
		{"negative part", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":3},{"type":"gaussian","n":-1}]}`, "units"},
		{"unknown part", `{"type":"joined","n":2,"parts":[{"type":"gaussian","n":1},{"type":"spin","n":1}]}`, "part 1"},
		{"bad part", `{"type":"joined","n":2,"parts":[{"type":"potts","n":2,"states":9}]}`, "part 0"},
		{"deep", nested(9, 2), "8 deep"},
		{"other kind of units, same size", `{"type":"joined","n":2,"parts":[{"type":"bernoulli","n":2}]}`, `"visible.0.bias" is missing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, m := temp(t), scrambled(2, 2)
			mustSave(t, path, m)
			metadata, _, err := readTensors(path)
			if err != nil {
				t.Fatal(err)
			}
			metadata[metaArchitecture] = fmt.Sprintf(`{"visible":%s,"hidden":{"type":"bernoulli","n":2}}`, c.visible)
			if err := writeTensors(path, metadata, m.Params()); err != nil {
				t.Fatal(err)
			}
			_, err = Load[*RBM](path)
			wantError(t, err, ErrFormat, path, c.text)
		})
	}
}

// nested is the architecture of n units within joined layers.
func nested(depth, n int) string {
	inner := fmt.Sprintf(`{"type":"gaussian","n":%d}`, n)
	for range depth {
		inner = fmt.Sprintf(`{"type":"joined","n":%d,"parts":[%s]}`, n, inner)
	}
	return inner
}

// TestLoadLayerMemory: what a short file says of layers costs little, however
// deep they lie within each other.
func TestLoadLayerMemory(t *testing.T) {
	path := temp(t)
	for name, layer := range map[string]string{"deep": nested(2000, 2), "huge": nested(3, 1<<40)} {
		text, err := json.Marshal(fmt.Sprintf(`{"visible":%s,"hidden":{"type":"bernoulli","n":1}}`, layer))
		if err != nil {
			t.Fatal(err)
		}
		header := `{"__metadata__":{"crc32c":"00000000","format":"gonb-ebm","version":"1","kind":"rbm","architecture":` + string(text) +
			`},"weights":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}`
		file := seal(append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), make([]byte, 8)...))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = damaged(t, path, file)
		runtime.ReadMemStats(&after)
		wantError(t, err, ErrFormat, path)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<19+40*uint64(len(file)) {
			t.Errorf("%s: %d bytes allocated for a file of %d", name, used, len(file))
		}
	}
}

// TestSaveOwnPart: a part of a user's type is named.
func TestSaveOwnPart(t *testing.T) {
	path := temp(t)
	m := NewRBM(NewJoined(NewPotts(1, 2), ownLayer{NewBernoulli(4)}), NewBernoulli(3), NewRand(1))
	wantError(t, Save(path, m), ErrUnsupported, "visible layer", "part 1", "ownLayer", "LoadParams")
	deep := Layer(NewBernoulli(1))
	for range maxJoined + 1 {
		deep = NewJoined(deep)
	}
	wantError(t, Save(path, NewRBM(deep, NewBernoulli(1), NewRand(1))), ErrUnsupported, "8 deep")
	mustSave(t, path, m.Params())
	if err := LoadParams(path, m.Params()); err != nil {
		t.Error(err)
	}
	if names := fmt.Sprint(m.Params()); !strings.Contains(names, "visible.1.bias") {
		t.Errorf("no parameter visible.1.bias in %s", names)
	}
}
