package ebm

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// filedClassifier has layers of all kinds and a level that was never trained.
func filedClassifier() *Classifier {
	rng := NewRand(4)
	d := &DBN{RBMs: []*RBM{
		NewRBM(NewJoined(NewGaussian(3), NewBernoulli(2)), NewBernoulli(4), rng),
		NewRBM(NewBernoulli(4), NewPotts(2, 3), rng),
		NewRBM(NewPotts(2, 3), NewGaussian(2), rng),
	}}
	for _, l := range []Layer{d.RBMs[0].Hidden, d.RBMs[2].Hidden} {
		l.Params()[0].Value.Data[1] = 0.5
	}
	return NewClassifier(d, 3)
}

func TestClassifierFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "classifier")
	c := filedClassifier()
	if err := Save(file, c); err != nil {
		t.Fatal(err)
	}
	got, err := Load[*Classifier](file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != c.String() || !reflect.DeepEqual(got.Params(), c.Params()) || !reflect.DeepEqual(got.untrained, []int{1}) {
		t.Errorf("%v with untrained levels %v, want %v", got, got.untrained, c)
	}
	x := NewMatrix(2, 5)
	x.Row(1)[0], x.Row(1)[3] = -7, 2 // good for Gaussian units, bad for Bernoulli ones
	bad := new(ValueError)
	if err := got.Check(x); !errors.As(err, &bad) || bad.Row != 1 || bad.Column != 3 {
		t.Errorf("Check says %v", err)
	}
	if _, err := Load[*RBM](file); !errors.Is(err, ErrKind) || !strings.Contains(err.Error(), `"classifier"`) {
		t.Errorf("as an RBM: %v", err)
	}
	again, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := Save(file, got); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != string(again) {
		t.Error("what was loaded is saved as other bytes")
	}
	free := &Classifier{Stages: c.Stages}
	if err := Save(file, free); err != nil {
		t.Fatal(err)
	}
	if got, err := Load[*Classifier](file); err != nil || got.Check(x) != nil || got.untrained != nil {
		t.Errorf("without a visible layer: %v", err)
	}
}

// TestClassifierFileDamaged: an architecture that does not fit the tensors, and
// tensors that do not fit each other, are errors.
func TestClassifierFileDamaged(t *testing.T) {
	c := filedClassifier()
	for name, change := range map[string]func(a *classifierArchitecture, tensors map[string]Matrix){
		"there are no stages":            func(a *classifierArchitecture, _ map[string]Matrix) { a.Layers = nil },
		"stage 3 has no weights":         func(_ *classifierArchitecture, m map[string]Matrix) { delete(m, "stage3.weights") },
		"stage 0 has no weights":         func(_ *classifierArchitecture, m map[string]Matrix) { m["stage0.weights"] = Matrix{Cols: 4} },
		"stage 1: damaged":               func(a *classifierArchitecture, _ map[string]Matrix) { a.Layers[1].N = 1 << 40 },
		"layer type \"else\" is unknown": func(a *classifierArchitecture, _ map[string]Matrix) { a.Layers[0].Type = "else" },
		"stage 2 has 6 inputs, and there": func(a *classifierArchitecture, m map[string]Matrix) {
			m["stage1.weights"] = NewMatrix(4, 5)
			a.Layers[1] = layerArchitecture{Type: "bernoulli", N: 5}
		},
		"no softmax layer":              func(a *classifierArchitecture, _ map[string]Matrix) { a.Layers = a.Layers[:3] },
		"never trained are [3]":         func(a *classifierArchitecture, _ map[string]Matrix) { a.Untrained = []int{3} },
		"never trained are [-1]":        func(a *classifierArchitecture, _ map[string]Matrix) { a.Untrained = []int{-1} },
		"never trained are [1 1]":       func(a *classifierArchitecture, _ map[string]Matrix) { a.Untrained = []int{1, 1} },
		"visible layer: damaged":        func(a *classifierArchitecture, _ map[string]Matrix) { a.Visible.N = 6 },
		`"stage3.bias" is missing`:      func(_ *classifierArchitecture, m map[string]Matrix) { delete(m, "stage3.bias") },
		`"stage4.bias" is not of`:       func(_ *classifierArchitecture, m map[string]Matrix) { m["stage4.bias"] = NewMatrix(1, 1) },
		`"stage2.bias" is 1×3, not 1×2`: func(_ *classifierArchitecture, m map[string]Matrix) { m["stage2.bias"] = NewMatrix(1, 3) },
	} {
		a, err := describeClassifier(c)
		if err != nil {
			t.Fatal(err)
		}
		tensors := map[string]Matrix{}
		for _, p := range c.Params() {
			tensors[p.Name] = p.Value
		}
		change(&a, tensors)
		if _, err := rebuildClassifier(a, tensors); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), strings.TrimPrefix(name, "ebm: ")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// rebuildClassifier is rebuild after the architecture is read.
func rebuildClassifier(a classifierArchitecture, tensors map[string]Matrix) (*Classifier, error) {
	c, err := buildClassifier(a, tensors)
	if err != nil {
		return nil, err
	}
	if err := fit(c.Params(), tensors); err != nil {
		return nil, errors.Join(ErrFormat, err)
	}
	return c, nil
}

// TestClassifierFileTruncated: no part of the file is a classifier.
func TestClassifierFileTruncated(t *testing.T) {
	file := filepath.Join(t.TempDir(), "classifier")
	if err := Save(file, filedClassifier()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(whole); n += 37 {
		part := append([]byte(nil), whole[:n]...)
		flipped := append([]byte(nil), whole...)
		flipped[n] ^= 0x10
		for _, b := range [][]byte{part, flipped} {
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := Load[*Classifier](file); !errors.Is(err, ErrFormat) {
				t.Fatalf("%d of %d bytes, or a flipped bit there: %v", n, len(whole), err)
			}
		}
	}
}

// TestClassifierFileOwnLayer: a layer of the caller's is an error that says what
// to do.
func TestClassifierFileOwnLayer(t *testing.T) {
	c := filedClassifier()
	c.Stages[1].Layer = plain{c.Stages[1].Layer}
	err := Save(filepath.Join(t.TempDir(), "classifier"), c)
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "stage 1: ") {
		t.Errorf("%v", err)
	}
}
