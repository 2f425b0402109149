package plotting

import (
	"image/color"
	"math"
)

// oklab is a colour in the OKLab space of Björn Ottosson (2020), where equal distances look about equally large:
// l is the lightness in [0, 1], a runs from green to red, b from blue to yellow.
type oklab struct{ l, a, b float64 }

func mix(x, y oklab, t float64) oklab {
	return oklab{
		l: x.l + t*(y.l-x.l),
		a: x.a + t*(y.a-x.a),
		b: x.b + t*(y.b-x.b),
	}
}

func labOf(c color.RGBA) oklab {
	r, g, b := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return oklab{
		l: 0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		a: 1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		b: 0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// rgb returns c in sRGB; what lies outside is clamped.
func (c oklab) rgb() color.RGBA {
	l := cube(c.l + 0.3963377774*c.a + 0.2158037573*c.b)
	m := cube(c.l - 0.1055613458*c.a - 0.0638541728*c.b)
	s := cube(c.l - 0.0894841775*c.a - 1.2914855480*c.b)
	return color.RGBA{
		R: gamma(4.0767416621*l - 3.3077115913*m + 0.2309699292*s),
		G: gamma(-1.2684380046*l + 2.6097574011*m - 0.3413193965*s),
		B: gamma(-0.0041960863*l - 0.7034186147*m + 1.7076147010*s),
		A: 0xff,
	}
}

func cube(x float64) float64 { return x * x * x }

// linear and gamma convert one channel between sRGB's eight bits and light.
func linear(c uint8) float64 {
	x := float64(c) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

func gamma(x float64) uint8 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * x))
}

// hex reads a colour constant of the form #rrggbb.
func hex(s string) color.RGBA {
	digit := func(c byte) uint8 {
		if c <= '9' {
			return c - '0'
		}
		return c - 'a' + 10
	}
	at := func(i int) uint8 { return digit(s[i])<<4 | digit(s[i+1]) }
	return color.RGBA{R: at(1), G: at(3), B: at(5), A: 0xff}
}
