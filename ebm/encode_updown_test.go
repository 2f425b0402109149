package ebm

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSaveLoadUpDown(t *testing.T) {
	for classes, sizes := range map[int][]int{0: {6, 5, 3}, 3: {6, 5, 4, 3}, 2: {4, 3}} {
		rng := NewRand(1)
		u := NewUpDown(NewDBN(sizes, rng), classes, rng)
		for _, p := range u.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] = float32(rng.NormFloat64())
			}
		}
		path := temp(t)
		first := mustSave(t, path, u)
		got, err := Load[*UpDown](path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(bits(u.Params()), bits(got.Params())); diff != "" || got.String() != u.String() {
			t.Errorf("%v: the loaded model, %v, differs: %s", u, got, diff)
		}
		if second := mustSave(t, path, got); string(first) != string(second) {
			t.Errorf("%v: the same model gave other bytes", u)
		}
		got.mustHold()
		_, err = Load[*RBM](path)
		wantError(t, err, ErrKind, "updown")
	}
}

// TestLoadUpDownDamage: an architecture that does not fit the tensors is refused.
func TestLoadUpDownDamage(t *testing.T) {
	rng := NewRand(1)
	u := NewUpDown(NewDBN([]int{5, 4, 3}, rng), 2, rng)
	tensors := map[string]Matrix{}
	for _, p := range u.Params() {
		tensors[p.Name] = p.Value
	}
	a, err := describeUpDown(u)
	if err != nil {
		t.Fatal(err)
	}
	for i, damage := range []func(a *upDownArchitecture){
		func(a *upDownArchitecture) { a.Classes = 3 },
		func(a *upDownArchitecture) { a.Classes = -2 },
		func(a *upDownArchitecture) { a.Classes = 100 },
		func(a *upDownArchitecture) { a.Recognition = nil },
		func(a *upDownArchitecture) { a.Generative = append(a.Generative, a.Generative[0]) },
		func(a *upDownArchitecture) { a.Generative, a.Recognition = a.Recognition, a.Generative },
		func(a *upDownArchitecture) { a.Top.Visible.N = 5 },
		func(a *upDownArchitecture) { a.Top.Visible = layerArchitecture{Type: "bernoulli", N: 6} },
	} {
		b := a
		damage(&b)
		if _, err := buildUpDown(b, tensors); err == nil {
			t.Errorf("damage %d is not seen", i)
		} else {
			wantError(t, fmt.Errorf("damage %d: %w", i, err), ErrFormat)
		}
	}
	if _, err := buildUpDown(a, tensors); err != nil {
		t.Error(err)
	}
}
