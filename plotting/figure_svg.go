package plotting

import (
	"bytes"
	"fmt"
	"html"
	"regexp"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// SVG returns f as one <svg> element without a prolog, so that it can stand in an HTML page as well as in a file.
// Images inside are data URIs; text stays text in Liberation Sans or a font of the same widths.
func (f *Figure) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c := vgsvg.NewWith(vgsvg.UseWH(vg.Length(f.width), vg.Length(f.height)))
	f.draw(draw.New(c))
	var out bytes.Buffer
	if _, err := c.WriteTo(&out); err != nil {
		return nil, err
	}
	return f.finishSVG(out.Bytes()), nil
}

// vgsvg escapes all text, so "<" opens a tag and nothing else, and no attribute of these tags holds a ">".
var (
	svgOpen  = regexp.MustCompile(`(?s)^.*?<svg[^>]*>\n`)
	svgText  = regexp.MustCompile(`<text [^>]*>`)
	svgImage = regexp.MustCompile(`<image [^>]*>`)
)

// finishSVG replaces vgsvg's prolog and <svg> tag (points become pixels, the picture gets its description), adds
// fallback fonts, and keeps the pixels of tiles sharp.
func (f *Figure) finishSVG(svg []byte) []byte {
	open := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `+
		`width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" style="max-width:100%%;height:auto" role="img" aria-label="%[3]s">`+"\n",
		f.width, f.height, html.EscapeString(f.Alt))
	svg = append([]byte(open), svgOpen.ReplaceAll(svg, nil)...)
	svg = svgText.ReplaceAllFunc(svg, func(tag []byte) []byte {
		tag = bytes.Replace(tag, []byte("font-family:Liberation Sans;"), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"), 1)
		return bytes.Replace(tag, []byte("font-variant:normal;font-weight:normal;font-style:normal;"), nil, 1)
	})
	return svgImage.ReplaceAllFunc(svg, func(tag []byte) []byte {
		tag = bytes.Replace(tag, []byte("data:image/jpg"), []byte("data:image/png"), 1)
		return bytes.Replace(tag, []byte("<image "), []byte(`<image preserveAspectRatio="none" style="image-rendering:pixelated" `), 1)
	})
}
