package ebm_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeStack is a stack of the given layers, each drawn so that biases matter and
// units are not saturated.
func codeStack(seed uint64, layers ...func() ebm.Layer) *ebm.DBN {
	rng, d := ebm.NewRand(seed), &ebm.DBN{}
	for l := range len(layers) - 1 {
		m := ebm.NewRBM(layers[l](), layers[l+1](), rng)
		for _, p := range m.Params() {
			for i := range p.Value.Rows {
				for j, row := 0, p.Value.Row(i); j < len(row); j++ {
					row[j] = float32(0.5 * rng.NormFloat64())
				}
			}
		}
		d.RBMs = append(d.RBMs, m)
	}
	return d
}

func binaryUnits(n int) func() ebm.Layer { return func() ebm.Layer { return ebm.NewBernoulli(n) } }
func realUnits(n int) func() ebm.Layer   { return func() ebm.Layer { return ebm.NewGaussian(n) } }

// unitCloud is rows of numbers from 0 to 1.
func unitCloud(rows, cols int, seed uint64) ebm.Matrix {
	rng, x := ebm.NewRand(seed), ebm.NewMatrix(rows, cols)
	for i := range x.Data {
		x.Data[i] = rng.Float32()
	}
	return x
}

func TestAutoencoderIsTheStackUpAndDown(t *testing.T) {
	d := codeStack(1, binaryUnits(9), binaryUnits(7), binaryUnits(5), realUnits(2))
	a := ebm.NewAutoencoder(d)
	v := unitCloud(700, 9, 2) // two blocks of rows
	up := []ebm.Matrix{v}
	for _, m := range d.RBMs {
		h := ebm.NewMatrix(v.Rows, m.NumHidden())
		m.HiddenMean(h, up[len(up)-1])
		up = append(up, h)
	}
	down := up[len(up)-1]
	for l := len(d.RBMs) - 1; l >= 0; l-- {
		x := ebm.NewMatrix(v.Rows, d.RBMs[l].NumVisible())
		d.RBMs[l].VisibleMean(x, down)
		down = x
	}
	code, decoded, back := ebm.NewMatrix(v.Rows, 2), ebm.NewMatrix(v.Rows, 9), ebm.NewMatrix(v.Rows, 9)
	a.Encode(code, v)
	a.Decode(decoded, code)
	copy(back.Data, v.Data)
	a.Reconstruct(back, back)
	// The same products of the same numbers, but of a transposed matrix: sums
	// of nine float32 terms, of size 1, in another order.
	for name, pair := range map[string][2]ebm.Matrix{"Encode": {code, up[len(up)-1]}, "Decode": {decoded, down}, "Reconstruct": {back, down}} {
		for i := range v.Rows {
			for j, want := range pair[1].Row(i) {
				if got := pair[0].Row(i)[j]; math.Abs(float64(got-want)) > 2e-6 {
					t.Fatalf("%s: row %d, column %d is %v, want %v", name, i, j, got, want)
				}
			}
		}
	}
	var squares float64
	for i := range v.Data {
		squares += math.Pow(float64(v.Data[i]-back.Data[i]), 2)
	}
	if got, want := codeError(t, a, v), squares/700; got.Name != ebm.MetricSquaredError || got.Err <= 0 || math.Abs(got.Value-want) > 1e-6*want {
		t.Errorf("squared error %+v, want %v", got, want)
	}
	if got, want := a.String(), "Autoencoder 9-7-5-2-5-7-9 (Gaussian code)"; got != want {
		t.Errorf("String is %q, want %q", got, want)
	}
	if a.NumVisible() != 9 || a.NumCode() != 2 {
		t.Errorf("%d visible units, code of %d", a.NumVisible(), a.NumCode())
	}
}

func TestAutoencoderIsACopy(t *testing.T) {
	d := codeStack(1, binaryUnits(4), binaryUnits(3), binaryUnits(2))
	before := d.Clone()
	a := ebm.NewAutoencoder(d)
	for _, p := range a.Params() {
		for i := range p.Value.Rows {
			clear(p.Value.Row(i))
		}
	}
	if diff := cmp.Diff(paramValues(before.Params()), paramValues(d.Params())); diff != "" {
		t.Error("the stack changed with its autoencoder:", diff)
	}
	// The halves are untied.
	a = ebm.NewAutoencoder(d)
	a.Encoder[0].Weights.Row(0)[0] = 9
	if a.Decoder[1].Weights.Row(0)[0] == 9 {
		t.Error("encoder and decoder share weights")
	}
}

// paramValues are names and values.
func paramValues(params []ebm.Param) map[string][][]float32 {
	all := map[string][][]float32{}
	for _, p := range params {
		for i := range p.Value.Rows {
			all[p.Name] = append(all[p.Name], append([]float32{}, p.Value.Row(i)...))
		}
	}
	return all
}

func TestAutoencoderSaveLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codes.safetensors")
	a := ebm.NewAutoencoder(codeStack(4, realUnits(6), binaryUnits(5), realUnits(3)))
	if err := ebm.Save(path, a); err != nil {
		t.Fatal(err)
	}
	b, err := ebm.Load[*ebm.Autoencoder](path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(paramValues(a.Params()), paramValues(b.Params())); diff != "" {
		t.Error(diff)
	}
	if a.String() != b.String() {
		t.Errorf("%v became %v", a, b)
	}
	x := pcaCloud(5, 6, ebm.NewRand(1))
	want, got := ebm.NewMatrix(5, 3), ebm.NewMatrix(5, 3)
	a.Encode(want, x)
	b.Encode(got, x)
	if diff := cmp.Diff(want.Data, got.Data); diff != "" {
		t.Error("codes differ:", diff)
	}
	_, err = ebm.Load[*ebm.RBM](path)
	wantError(t, err, ebm.ErrKind, `"autoencoder"`)
}

func TestAutoencoderBadInput(t *testing.T) {
	d := codeStack(1, binaryUnits(4), binaryUnits(2))
	a := ebm.NewAutoencoder(d)
	const shapes = "ebm: shapes of arguments do not match"
	wantCodePanic(t, "ebm: a stack without RBMs", func() { ebm.NewAutoencoder(nil) })
	wantCodePanic(t, "ebm: a stack without RBMs", func() { ebm.NewAutoencoder(&ebm.DBN{}) })
	wantCodePanic(t, shapes, func() { a.Encode(ebm.NewMatrix(3, 1), ebm.NewMatrix(3, 4)) })
	wantCodePanic(t, shapes, func() { a.Encode(ebm.NewMatrix(3, 2), ebm.NewMatrix(3, 5)) })
	wantCodePanic(t, shapes, func() { a.Decode(ebm.NewMatrix(2, 4), ebm.NewMatrix(3, 2)) })
	wantCodePanic(t, shapes, func() { a.Reconstruct(ebm.NewMatrix(3, 4), ebm.NewMatrix(2, 4)) })
	wantCodePanic(t, "ebm: nil data", func() { _, _ = a.SquaredError(nil) })
	_, err := a.SquaredError(ebm.NewMatrix(3, 5))
	wantError(t, err, ebm.ErrSettings, "5 columns for codes of 4")
	_, err = a.SquaredError(ebm.NewMatrix(0, 4))
	wantError(t, err, ebm.ErrSettings, "0 rows")
	loud := unitCloud(600, 4, 1)
	loud.Row(599)[3] = 255
	_, err = a.SquaredError(loud)
	wantError(t, err, ebm.ErrValue, "row 599, column 3 is 255", "rescale to 0 to 1")
	const none = "ebm: a network without stages"
	wantCodePanic(t, none, func() { (&ebm.Autoencoder{Encoder: a.Encoder}).Reconstruct(ebm.NewMatrix(1, 4), ebm.NewMatrix(1, 4)) })
	wantCodePanic(t, none, func() { (&ebm.Autoencoder{}).NumVisible() })
	wantCodePanic(t, none, func() { (&ebm.Autoencoder{}).NumCode() })
	wantCodePanic(t, none, func() { _ = (&ebm.Autoencoder{}).Check(loud) })
	wantCodePanic(t, none, func() { _, _ = (&ebm.Autoencoder{}).SquaredError(loud) })
	a.Decoder = a.Encoder
	wantCodePanic(t, "ebm: the stages of the network do not fit each other", func() { a.Reconstruct(ebm.NewMatrix(1, 4), ebm.NewMatrix(1, 4)) })
}
