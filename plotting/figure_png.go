package plotting

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
)

// PNG returns f as a PNG file. Where 256 colours come near enough to all of its own it is paletted, which makes it
// two or three times smaller; the eye does not see the difference.
func (f *Figure) PNG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&out, reduce(f.render())); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// How far a channel of a pixel may move, of 255, when colours are merged: common colours fill areas, where a step
// would show; rare ones smooth the edges of lines and letters.
const (
	commonShift = 6
	rareShift   = 5 * commonShift
	rarePixels  = 4000 // a colour with fewer than one in that many pixels is rare
)

// reduce returns img with a palette of at most 256 of its own colours, or img itself if some pixel would move
// too far.
func reduce(img *image.RGBA) image.Image {
	colors, common := byFrequency(img)
	for shift := 0; shift <= commonShift; shift++ {
		if index, ok := merge(colors, common, shift); ok {
			return indexed(img, index)
		}
	}
	return img
}

// A tint is an opaque colour, 0xrrggbb.
type tint uint32

func tintAt(pix []uint8) tint { return tint(pix[0])<<16 | tint(pix[1])<<8 | tint(pix[2]) }

func (t tint) rgba() color.RGBA {
	return color.RGBA{R: uint8(t >> 16), G: uint8(t >> 8), B: uint8(t), A: 0xff}
}

// near reports whether no channel differs by more than shift.
func (t tint) near(u tint, shift int) bool {
	for _, s := range [...]int{16, 8, 0} {
		d := int(t>>s&0xff) - int(u>>s&0xff)
		if d > shift || d < -shift {
			return false
		}
	}
	return true
}

// byFrequency lists the colours of img, the most frequent first and equals by value, and says how many are common.
func byFrequency(img *image.RGBA) (colors []tint, common int) {
	count := make(map[tint]int)
	for i := 0; i < len(img.Pix); i += 4 {
		count[tintAt(img.Pix[i:])]++
	}
	for t, n := range count {
		colors = append(colors, t)
		if n*rarePixels >= len(img.Pix)/4 {
			common++
		}
	}
	slices.SortFunc(colors, func(s, t tint) int {
		if count[s] != count[t] {
			return count[t] - count[s]
		}
		return int(s) - int(t)
	})
	return colors, common
}

// indexing maps every colour to its place in a palette.
type indexing struct {
	palette color.Palette
	of      map[tint]uint8
}

// merge keeps a colour if no more frequent one that was kept lies within shift, or for rare ones within the same share
// of rareShift. It fails when more than 256 remain.
func merge(colors []tint, common, shift int) (indexing, bool) {
	var kept []tint
	of := make(map[tint]uint8, len(colors))
	for rank, t := range colors {
		reach := shift
		if rank >= common {
			reach = shift * rareShift / commonShift
		}
		i := slices.IndexFunc(kept, func(k tint) bool { return k.near(t, reach) })
		if i < 0 {
			if i = len(kept); i == 256 {
				return indexing{}, false
			}
			kept = append(kept, t)
		}
		of[t] = uint8(i)
	}
	palette := make(color.Palette, len(kept))
	for i, t := range kept {
		palette[i] = t.rgba()
	}
	return indexing{palette, of}, true
}

func indexed(img *image.RGBA, x indexing) *image.Paletted {
	dst := image.NewPaletted(img.Rect, x.palette)
	for i := range dst.Pix {
		dst.Pix[i] = x.of[tintAt(img.Pix[4*i:])]
	}
	return dst
}
