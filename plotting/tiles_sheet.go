package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// sheet is a grid of tiles with a header, an optional name for each row and a colour bar.
type sheet struct {
	header
	bar           colorBar
	height, width int         // of one tile, in its own pixels
	tiles         [][]float64 // row by row
	columns       int
	group         int      // rows that belong together; the space after them is wider
	names         []string // of the rows of a group, or of all rows, or none
	remarks       []string // below the names, or none
	heads         []string // above the columns, or none
	notes         []string // below the tiles that are not in the first row of a group, or none
	fixed         int      // the zoom, or 0 for as large as fits
}

const (
	margin   = 12
	tileGap  = 2
	groupGap = 10
	maxTile  = 112 // pixels on the screen, unless a tile has more of its own
	maxGrid  = 620 // height of the grid, unless the caller's columns need more
)

// figure lays the sheet out in whole screen pixels. Each pixel of a tile becomes zoom × zoom of them.
func (s sheet) figure(alt string) (*Figure, error) {
	left := s.nameWidth()
	zoom := s.zoom(notebookWidth - 2*margin - left - int(s.bar.width()))
	gridWidth, gridHeight := s.size(zoom)
	width := 2*margin + left + gridWidth + int(s.bar.width())
	// A title wider than a narrow grid is better than one broken into many lines.
	width = max(width, min(notebookWidth, 2*margin+int(math.Ceil(float64(max(
		titleStyle().Width(s.title), captionStyle().Width(s.caption)))))))
	top := int(math.Ceil(float64(s.header.height(vg.Length(width - 2*margin)))))
	top += s.headHeight()
	height := 2*margin + top + gridHeight
	if width > maxSide || height > maxSide {
		return nil, fmt.Errorf("plotting: %d tiles in %d columns would make a picture of %d×%d pixels, more than %d: lower Max or change Columns or Zoom",
			len(s.tiles), s.columns, width, height, maxSide)
	}
	img := s.compose(zoom)
	return &Figure{
		Alt: alt, width: width, height: height, raster: true,
		draw: func(c draw.Canvas) {
			fillBackground(c)
			s.header.draw(draw.Crop(c, margin, -margin, 0, -margin))
			r := rectangle(c.Min.X+vg.Length(margin+left), c.Min.Y+margin, vg.Length(gridWidth), vg.Length(gridHeight))
			drawPixels(c, r, img)
			s.drawNames(c, r, zoom)
			s.bar.draw(c, r)
		},
	}, nil
}

// zoom is the largest whole factor with which the grid fits into width and stays pleasant to look at; at least 1.
func (s sheet) zoom(width int) int {
	if s.fixed > 0 {
		return s.fixed
	}
	z := max(1, maxTile/max(s.height, s.width))
	for ; z > 1; z-- {
		if w, h := s.size(z); w <= width && h <= maxGrid {
			break
		}
	}
	return z
}

// fit sets the columns, where the caller left the choice: the largest tiles, and if possible no empty places.
func (s *sheet) fit(columns int) {
	n := len(s.tiles)
	if columns > 0 {
		s.columns = min(columns, n)
		return
	}
	width := notebookWidth - 2*margin - s.nameWidth() - int(s.bar.width())
	best, cheapest := 1, math.Inf(1)
	for s.columns = 1; s.columns <= n; s.columns++ {
		if w, _ := s.size(max(1, s.fixed)); w > width {
			break
		}
		cost := -math.Log(float64(s.zoom(width))) + 0.1*math.Abs(math.Log(float64(s.columns)/math.Sqrt(1.7*float64(n))))
		if n%s.columns != 0 {
			cost += 0.3
		}
		if cost < cheapest {
			best, cheapest = s.columns, cost
		}
	}
	s.columns = best
}

func (s sheet) rows() int { return (len(s.tiles) + s.columns - 1) / s.columns }

// size of the grid in screen pixels: tiles, gaps between them and around them.
func (s sheet) size(zoom int) (width, height int) {
	x, y := s.corner(s.columns, s.rows()-1, zoom)
	return x, y + s.height*zoom + tileGap + s.noteHeight()
}

// corner is the upper left pixel of the tile in that column and row.
func (s sheet) corner(column, row, zoom int) (x, y int) {
	x = tileGap + column*(s.width*zoom+tileGap)
	y = tileGap + row*(s.height*zoom+tileGap) + row/s.group*groupGap + s.notesAbove(row)*s.noteHeight()
	return x, y
}

// compose draws all tiles with one scale, each in a frame.
func (s sheet) compose(zoom int) *image.Paletted {
	w, h := s.size(zoom)
	img := image.NewPaletted(image.Rect(0, 0, w, h), append(s.bar.colors(), grid, color.White))
	frame, blank := uint8(s.bar.levels), uint8(s.bar.levels+1)
	fill(img, img.Rect, blank)
	for k, tile := range s.tiles {
		if tile == nil {
			continue
		}
		x0, y0 := s.corner(k%s.columns, k/s.columns, zoom)
		inside := image.Rect(x0, y0, x0+s.width*zoom, y0+s.height*zoom)
		fill(img, inside.Inset(-tileGap), frame)
		for i, v := range tile {
			x, y := x0+i%s.width*zoom, y0+i/s.width*zoom
			fill(img, image.Rect(x, y, x+zoom, y+zoom), s.bar.level(v))
		}
	}
	return img
}

// fill sets the pixels of r, which must lie in img.
func fill(img *image.Paletted, r image.Rectangle, index uint8) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[img.PixOffset(r.Min.X, y):img.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = index
		}
	}
}
