package notebook

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"strings"

	"gonum.org/v1/plot"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// Sides in pixels of a *plot.Plot, which has none of its own.
const (
	plotWidth  = 760
	plotHeight = 460
)

// exhibitOf turns an item, not nil and no error, into what can be shown. Pictures are drawn only if rich.
func exhibitOf(item any, rich bool) (exhibit, error) {
	switch x := item.(type) {
	case *plotting.Figure:
		return figureExhibit(x, rich)
	case *plot.Plot:
		return figureExhibit(plotting.FromPlot(x, plotWidth, plotHeight), rich)
	case image.Image:
		return pictureExhibit(x, rich)
	case Markdown:
		return exhibit{rich: bundle{mimeMarkdown: string(x)}, text: string(x)}, nil
	case HTML:
		return exhibit{rich: bundle{mimeHTML: string(x)}, text: x.text()}, nil
	case Table:
		return x.exhibit()
	case *Table:
		return x.exhibit()
	case ebm.Findings:
		return tablerExhibit(diagnosis{x})
	case Tabler:
		return tablerExhibit(x)
	case fmt.Stringer:
		return exhibit{text: fmt.Sprint(x)}, nil
	}
	return exhibit{text: text(item)}, nil
}

// text is what fmt.Sprint makes of item, but one line for each element of a slice of what writes itself.
func text(item any) string {
	v := reflect.ValueOf(item)
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return fmt.Sprint(item)
	}
	lines := make([]string, v.Len())
	for i := range lines {
		if !v.Index(i).CanInterface() {
			return fmt.Sprint(item)
		}
		s, ok := v.Index(i).Interface().(fmt.Stringer)
		if !ok || isNil(s) {
			return fmt.Sprint(item)
		}
		lines[i] = s.String()
	}
	if len(lines) == 0 {
		return fmt.Sprint(item)
	}
	return strings.Join(lines, "\n")
}

// figureExhibit is a PNG: an SVG is blank in nbconvert's pages, and HTML in GitHub's view of a notebook.
func figureExhibit(f *plotting.Figure, rich bool) (exhibit, error) {
	w, h := f.Size()
	e := exhibit{text: fmt.Sprintf("[figure: %s, %d×%d]", f.Alt, w, h)}
	if !rich {
		return e, nil
	}
	data, err := f.PNG()
	if err != nil {
		return exhibit{}, err
	}
	e.rich, e.metadata = bundle{mimePNG: data}, altText(f.Alt)
	return e, nil
}

func pictureExhibit(img image.Image, rich bool) (exhibit, error) {
	size := img.Bounds().Size()
	e := exhibit{text: fmt.Sprintf("[image: %d×%d]", size.X, size.Y)}
	if !rich {
		return e, nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return exhibit{}, fmt.Errorf("notebook: show an image: %w", err)
	}
	e.rich = bundle{mimePNG: b.Bytes()}
	return e, nil
}

// altText is where nbconvert looks for the words that stand for a picture.
func altText(alt string) map[string]any {
	return map[string]any{mimePNG: map[string]any{"alt": alt}}
}
