package ebm_test

import (
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestDiagnoseScale: real units want data of about their own variance.
func TestDiagnoseScale(t *testing.T) {
	m := ebm.NewRBM(ebm.NewGaussian(6), ebm.NewBernoulli(3), ebm.NewRand(1))
	for _, c := range []struct {
		name      string
		low, high float64 // a variance of (high-low)²/12
		want      ebm.Level
	}{
		{"standardised", -1.7, 1.7, ebm.LevelOK},
		{"from 0 to 1", 0, 1, ebm.LevelWarning},
		{"tiny", 0, 0.1, ebm.LevelSerious},
		{"wide", -10, 10, ebm.LevelWarning},
		{"bytes", 0, 255, ebm.LevelSerious},
	} {
		x := uniformRows(200, 6, c.low, c.high, 1)
		for i := range x.Rows {
			copy(x.Row(i), []float32{3, 3, 3, 3, 3}) // columns that do not vary do not count
		}
		f := wantLevel(t, c.name, diagnose(t, m, x, quickDoctor), ebm.CheckUnits, c.want)
		if c.want != ebm.LevelOK && !strings.Contains(f.Remedy, "standardise") {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

// TestDiagnoseJoined: each part is looked at with its own columns.
func TestDiagnoseJoined(t *testing.T) {
	m := ebm.NewRBM(ebm.NewJoined(ebm.NewBernoulli(6), ebm.NewPotts(1, 3)), ebm.NewJoined(ebm.NewBernoulli(2), ebm.NewPotts(1, 2)), ebm.NewRand(1))
	data := func(pixels ebm.Matrix) ebm.Matrix {
		x := ebm.NewMatrix(pixels.Rows, 9)
		for i := range x.Rows {
			copy(x.Row(i), pixels.Row(i))
			x.Row(i)[6+i%3] = 1
		}
		return x
	}
	f := diagnose(t, m, data(binaries(300, 6, 0.5, 1)), quickDoctor)
	wantLevel(t, "good", f, ebm.CheckUnits, ebm.LevelOK)
	wantLevel(t, "good", f, ebm.CheckVisibleBias, ebm.LevelOK)
	wantNone(t, "good", f, ebm.CheckSaturated) // hidden units are not all binary
	f = diagnose(t, m, data(uniformRows(1000, 6, 0, 1, 2)), quickDoctor)
	wantLevel(t, "real pixels", f, ebm.CheckUnits, ebm.LevelWarning)

	x := data(binaries(300, 6, 0.5, 1))
	x.Row(7)[6], x.Row(7)[7], x.Row(7)[8] = 0, 0, 0
	f = diagnose(t, m, x, quickDoctor)
	bad := wantLevel(t, "no label", f, ebm.CheckUnits, ebm.LevelSerious)
	if !strings.Contains(bad.Text, "row 7, column 6") || !strings.Contains(bad.Remedy, "sums to 0") {
		t.Errorf("%+v", bad)
	}

	// A machine that prefers nothing, and data whose labels do.
	for i := range x.Rows {
		copy(x.Row(i)[6:], []float32{0, 1, 0})
	}
	wantLevel(t, "one label", diagnose(t, m, x, quickDoctor), ebm.CheckVisibleBias, ebm.LevelWarning)
}
