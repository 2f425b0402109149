package plotting

import (
	"image/color"
	"math"
	"testing"
)

func TestPaletteEndsAndMiddle(t *testing.T) {
	d, s := Diverging(), Sequential()
	neutral := d.At(0.5)
	if neutral.R != neutral.G || neutral.G != neutral.B || neutral.R < 0xf0 {
		t.Errorf("zero is %v: it should be a near-white grey", neutral)
	}
	if low := d.At(0); low.B <= low.R || low.B <= low.G {
		t.Errorf("negative is %v: it should be blue", low)
	}
	if high := d.At(1); high.R <= high.B || high.R <= high.G {
		t.Errorf("positive is %v: it should be red", high)
	}
	for _, p := range []Palette{d, s} {
		if p.At(-3) != p.At(0) || p.At(7) != p.At(1) {
			t.Error("values outside [0, 1] do not take the colour of the nearer end")
		}
		if p.At(math.NaN()) != missing {
			t.Error("NaN has a colour of the palette")
		}
		c := p.Colors()
		if len(c) != 256 || c[0] != color.Color(p.At(0)) || c[255] != color.Color(p.At(1)) {
			t.Error("Colors does not run from At(0) to At(1)")
		}
	}
}

// Lightness is what a black-and-white print, or an eye without one kind of cone, keeps of a palette.
func TestPaletteLightness(t *testing.T) {
	const step = 1.0 / 128
	// Rounding to eight bits moves the lightness by up to half a level of 255 per channel; near black, where the curve
	// of sRGB is steepest, that is below 0.004.
	const rounded = 0.004
	l := func(p Palette, x float64) float64 { return labOf(p.At(x)).l }
	d, s := Diverging(), Sequential()
	for x := 0.0; x < 1; x += step {
		if l(s, x+step) >= l(s, x) {
			t.Errorf("sequential: lightness does not fall from %v to %v", x, x+step)
		}
		if x < 0.5 {
			if l(d, x+step) <= l(d, x) {
				t.Errorf("diverging: lightness does not rise from %v to %v", x, x+step)
			}
			if math.Abs(l(d, x)-l(d, 1-x)) > rounded {
				t.Errorf("diverging: lightness %v at %v but %v at %v", l(d, x), x, l(d, 1-x), 1-x)
			}
		}
	}
}

// The matrices act on linear RGB and show what remains of a colour without green or without red cones: Machado,
// Oliveira and Fernandes (2009), severity 1.
var visions = map[string][3][3]float64{
	"all cones": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"no green":  {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"no red":    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
}

func TestQualitativeColoursAreDistinct(t *testing.T) {
	// For comparison: two neighbouring levels of 255 differ by about 0.003, the closest pair of tab10 (matplotlib),
	// seen without green cones, by 0.02.
	const least = 0.07
	for name, m := range visions {
		q := Qualitative()
		for i := range q {
			for j := range i {
				if d := distance(seen(m, q[i]), seen(m, q[j])); d < least {
					t.Errorf("%s: colours %d and %d are only %.3f apart", name, j, i, d)
				}
			}
		}
	}
}

// A dot of two pixels is to be seen on white: at least as well as the yellow, the lightest of the colours.
func TestQualitativeColoursStandOut(t *testing.T) {
	for i, c := range Qualitative() {
		if d := distance(labOf(c), labOf(hex("#ffffff"))); d < 0.25 {
			t.Errorf("colour %d is only %.3f from white", i, d)
		}
	}
}

func TestDivergingSidesAreDistinct(t *testing.T) {
	for name, m := range visions {
		if d := distance(seen(m, Diverging().At(0.2)), seen(m, Diverging().At(0.8))); d < 0.1 {
			t.Errorf("%s: negative and positive are only %.3f apart", name, d)
		}
	}
}

func seen(m [3][3]float64, c color.RGBA) oklab {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var out [3]float64
	for i := range m {
		for j := range m[i] {
			out[i] += m[i][j] * in[j]
		}
	}
	return labOf(color.RGBA{R: gamma(out[0]), G: gamma(out[1]), B: gamma(out[2]), A: 0xff})
}

func distance(x, y oklab) float64 {
	return math.Sqrt((x.l-y.l)*(x.l-y.l) + (x.a-y.a)*(x.a-y.a) + (x.b-y.b)*(x.b-y.b))
}

func TestOKLab(t *testing.T) {
	// Ottosson's published constants make white (1, 0, 0) to about 1e-7.
	if w := labOf(hex("#ffffff")); math.Abs(w.l-1) > 1e-6 || math.Abs(w.a) > 1e-6 || math.Abs(w.b) > 1e-6 {
		t.Errorf("white is %+v", w)
	}
	if b := labOf(hex("#000000")); b != (oklab{}) {
		t.Errorf("black is %+v", b)
	}
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				c := color.RGBA{R: uint8(r), G: uint8(g), B: uint8(b), A: 0xff}
				if back := labOf(c).rgb(); back != c {
					t.Fatalf("%v comes back as %v", c, back)
				}
			}
		}
	}
}
