package plotting

import (
	"image/color"
	"math"
	"slices"
)

// Palette is a continuous range of colours, a function from [0, 1] to opaque colours.
// It also is a palette.Palette of gonum/plot, for use with its plotters. Make one with Diverging or Sequential.
type Palette struct {
	stops []oklab // equally spaced; at least two
}

// Diverging is the palette for signed values: deep blue at 0, a neutral near-white at 1/2, deep red at 1.
// Lightness falls by the same amount on both sides, so that the eye reads distance from zero and not the sign.
func Diverging() Palette {
	return paletteOf(
		"#17386b", "#2d66a8", "#6f9fd0", "#b9d2e8", "#f7f7f7",
		"#f6c4ae", "#e08468", "#b53f3d", "#6f1527",
	).even(0.5)
}

// Sequential is the palette for probabilities and energies: near-white at 0, through green-blue, to dark blue at 1.
// Its lightness falls evenly.
func Sequential() Palette {
	return paletteOf("#fdfdf8", "#cfe8d5", "#8ccbc1", "#4aa2b5", "#2b6f9f", "#25407a", "#161a45").even(0)
}

// Qualitative returns ten colours that tell series apart. The first eight stay distinct without red or green cones;
// the last two are for the ten digits.
func Qualitative() []color.RGBA {
	return []color.RGBA{
		hex("#1f5fa8"), hex("#e0692e"), hex("#1d9e86"), hex("#a0337a"), hex("#e0a92e"),
		hex("#5cb3e6"), hex("#2e2a55"), hex("#8a3d17"), hex("#b0aca4"), hex("#d651c9"),
	}
}

// At returns the colour at t, which is clamped to [0, 1]. NaN gives the grey that marks what has no value.
func (p Palette) At(t float64) color.RGBA {
	if math.IsNaN(t) {
		return missing
	}
	return p.lab(t).rgb()
}

// Colors returns 256 colours from p(0) to p(1).
func (p Palette) Colors() []color.Color {
	c := make([]color.Color, 256)
	for i := range c {
		c[i] = p.At(float64(i) / 255)
	}
	return c
}

func (p Palette) lab(t float64) oklab {
	last := len(p.stops) - 1
	x := min(max(t, 0), 1) * float64(last)
	i := min(int(x), last-1)
	return mix(p.stops[i], p.stops[i+1], x-float64(i))
}

// reversed returns p from its end to its beginning.
func (p Palette) reversed() Palette {
	slices.Reverse(p.stops)
	return p
}

// ramp returns n colours from p(0) to p(1), the palette of a tile or heat image with n levels.
func (p Palette) ramp(n int) color.Palette {
	c := make(color.Palette, n)
	for i := range c {
		c[i] = p.At(float64(i) / float64(n-1))
	}
	return c
}

// even returns p with the lightness of its stops replaced by a straight line from the lightest point, which lies
// at t, to the darker of the two ends. Hue and chroma stay.
func (p Palette) even(light float64) Palette {
	top := p.lab(light).l
	bottom := min(p.stops[0].l, p.stops[len(p.stops)-1].l)
	reach := max(light, 1-light)
	for i := range p.stops {
		t := float64(i) / float64(len(p.stops)-1)
		p.stops[i].l = top + (bottom-top)*math.Abs(t-light)/reach
	}
	return p
}

func paletteOf(hexes ...string) Palette {
	var p Palette
	for _, h := range hexes {
		p.stops = append(p.stops, labOf(hex(h)))
	}
	return p
}

// missing marks a place without a value: a NaN, an energy that is infinite.
var missing = color.RGBA{R: 0xd5, G: 0xd5, B: 0xd8, A: 0xff}
