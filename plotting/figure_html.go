package plotting

import (
	"encoding/base64"
	"fmt"
	"html"
)

// HTML returns a snippet that shows f with nothing else at hand: an <img> with the PNG inside, or for pictures made
// of lines an <svg> where that is the shorter of the two. It shrinks with a narrow page and carries Alt.
func (f *Figure) HTML() (string, error) {
	raw, err := f.PNG()
	if err != nil {
		return "", err
	}
	alt := html.EscapeString(f.Alt)
	img := fmt.Sprintf(`<img src="data:image/png;base64,%s" width="%d" height="%d" alt="%s" style="max-width:100%%;height:auto">`,
		base64.StdEncoding.EncodeToString(raw), f.width, f.height, alt)
	if f.raster {
		return img, nil
	}
	svg, err := f.SVG()
	if err != nil {
		return "", err
	}
	if len(svg) < len(img) {
		return string(svg), nil
	}
	return img, nil
}

// page returns a complete HTML document around HTML.
func (f *Figure) page() ([]byte, error) {
	body, err := f.HTML()
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n<body>\n%s\n</body>\n</html>\n",
		html.EscapeString(f.Alt), body), nil
}
