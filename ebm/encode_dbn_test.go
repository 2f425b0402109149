package ebm

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scrambledDBN has a Gaussian top and parameters of all sizes.
func scrambledDBN() *DBN {
	a, b := scrambled(5, 4), scrambled(4, 3)
	top := NewGaussian(3)
	copy(top.Bias, b.Hidden.(*Bernoulli).Bias)
	b.Hidden = top
	return &DBN{RBMs: []*RBM{a, b}}
}

func TestSaveLoadDBN(t *testing.T) {
	d, path := scrambledDBN(), temp(t)
	first := mustSave(t, path, d)
	got, err := Load[*DBN](path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bits(d.Params()), bits(got.Params())); diff != "" {
		t.Errorf("the loaded stack differs: %s", diff)
	}
	if _, ok := got.RBMs[1].Hidden.(*Gaussian); !ok || got.String() != d.String() {
		t.Errorf("the loaded stack is %v with a top of type %T", got, got.RBMs[1].Hidden)
	}
	if second := mustSave(t, path, got); string(first) != string(second) {
		t.Error("the same stack gave other bytes")
	}
	_, err = Load[*RBM](path)
	wantError(t, err, ErrKind, path, `"dbn"`, "*ebm.DBN", "*ebm.RBM")
	if err := LoadParams(path, NewDBN([]int{5, 4, 3}, NewRand(1)).Params()); err != nil {
		t.Error(err)
	}
}

// TestLoadDamagedDBN flips every bit of a small file and cuts it everywhere.
func TestLoadDamagedDBN(t *testing.T) {
	path := temp(t)
	whole := mustSave(t, path, &DBN{RBMs: []*RBM{scrambled(3, 2), scrambled(2, 2)}})
	for i := range 8 * len(whole) {
		whole[i/8] ^= 1 << (i % 8)
		if _, _, err := fromBytes(whole); err == nil {
			t.Errorf("byte %d, bit %d: no error", i/8, i%8)
		}
		whole[i/8] ^= 1 << (i % 8)
	}
	for n := range whole {
		if _, _, err := fromBytes(whole[:n]); err == nil {
			t.Errorf("%d bytes: no error", n)
		}
	}
}

// TestLoadForeignDBN: files whose checksum is right and whose content is not.
func TestLoadForeignDBN(t *testing.T) {
	const level = `{"visible":{"type":"bernoulli","n":2},"hidden":{"type":"bernoulli","n":2}}`
	d := &DBN{RBMs: []*RBM{scrambled(2, 2), scrambled(2, 2)}}
	wider := &DBN{RBMs: []*RBM{scrambled(2, 2), scrambled(3, 2)}}
	for _, c := range []struct {
		name, architecture, text string
		params                   []Param
	}{
		{"no RBMs", `{"rbms":[]}`, "without RBMs", d.Params()},
		{"null", `{"rbms":null}`, "without RBMs", d.Params()},
		{"too few", `{"rbms":[` + level + `]}`, "rbm1.", d.Params()},
		{"too many", `{"rbms":[` + level + `,` + level + `,` + level + `]}`, "level 2: ", d.Params()},
		{"unknown layer", `{"rbms":[` + level + `,{"visible":{"type":"spin","n":2},"hidden":{"type":"bernoulli","n":2}}]}`, "level 1: visible layer", d.Params()},
		{"misfit", `{"rbms":[` + level + `,{"visible":{"type":"bernoulli","n":3},"hidden":{"type":"bernoulli","n":2}}]}`, "3 visible units and the level below 2", wider.Params()},
		{"other sizes", `{"rbms":[` + level + `,` + level + `]}`, "level 1: visible layer", wider.Params()},
		{"one RBM", level, "architecture", d.Params()},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := temp(t)
			err := writeTensors(path, map[string]string{metaFormat: formatName, metaVersion: formatVersion,
				metaKind: "dbn", metaArchitecture: c.architecture}, c.params)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Load[*DBN](path)
			wantError(t, err, ErrFormat, path, c.text)
		})
	}
}

func TestSaveDBNRefuses(t *testing.T) {
	path := temp(t)
	own := &DBN{RBMs: []*RBM{scrambled(3, 4), NewRBM(ownLayer{NewBernoulli(4)}, NewBernoulli(3), NewRand(1))}}
	wantError(t, Save(path, own), ErrUnsupported, "level 1: visible layer", "ownLayer")
	for name, d := range map[string]*DBN{"nil": nil, "no RBMs": {}, "misfit": {RBMs: []*RBM{scrambled(3, 4), scrambled(3, 4)}}} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("panic %q", text)
				}
			}()
			_ = Save(path, d)
			t.Error("no panic")
		})
	}
	_, err := Load[*DBN](path)
	wantError(t, err, fs.ErrNotExist, path)
	onlyFile(t, path)
}
