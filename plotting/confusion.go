package plotting

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Confusion draws a confusion matrix with the zero Axes. See Axes.Confusion.
func Confusion(counts [][]int, classes []string) (*Figure, error) {
	return Axes{}.Confusion(counts, classes)
}

// Confusion draws how often each class was taken for each: counts[i][j] is how many examples of class i were given
// class j. Each row is a true class, with its recall (the share of its examples that were right) and their number on
// the right; below each column is the precision (the share of what was given that class that is of it).
//
// The colours are those of the errors alone, dark where there are most, however many times larger the diagonal is,
// which is grey. Class names are classes, or with nil 0, 1, 2, ...; an empty a.X becomes "predicted" and an empty
// a.Y "true". The figure is at most a.Width pixels wide, and as high as that makes it.
//
// It returns an error for no classes, more than 64, a row or names of another length, a negative count, no example
// at all, and for axes with ranges or logarithms.
func (a Axes) Confusion(counts [][]int, classes []string) (*Figure, error) {
	a.X, a.Y = or(a.X, "predicted"), or(a.Y, "true")
	c, err := newConfusion(a, counts, classes)
	if err != nil {
		return nil, err
	}
	if a.Width == 0 {
		a.Width = notebookWidth
	}
	if err := c.fit(a.Width); err != nil {
		return nil, err
	}
	head := header{title: a.Title, caption: c.caption()}
	width := 2*margin + int(math.Ceil(float64(max(c.width(), titleStyle().Width(head.title)))))
	width = min(max(width, int(2*margin+captionStyle().Width(head.caption))+1), a.Width)
	top := int(math.Ceil(float64(head.height(vg.Length(width - 2*margin)))))
	alt := fmt.Sprintf("Confusion matrix of %d classes, %s", len(c.classes), head.caption)
	if a.Title != "" {
		alt = a.Title + ": " + alt
	}
	return &Figure{
		Alt: alt, width: width, height: 2*margin + top + int(math.Ceil(float64(c.height()))),
		draw: func(canvas draw.Canvas) {
			fillBackground(canvas)
			c.draw(head.draw(draw.Crop(canvas, margin, -margin, margin, -margin)))
		},
	}, nil
}

const (
	maxClasses = 64
	maxCell    = 46 // pixels
	minCell    = 6
)

// confusion is a checked matrix and where its parts lie.
type confusion struct {
	x, y           string
	counts         [][]int
	classes        []string
	rowSum, colSum []int
	total, right   int
	worst          int // the largest count off the diagonal
	cell           vg.Length
	turned         bool // names of columns are written upwards
}

func newConfusion(a Axes, counts [][]int, classes []string) (*confusion, error) {
	bare := Axes{Title: a.Title, X: a.X, Y: a.Y, Width: a.Width}
	if a != bare {
		return nil, fmt.Errorf("plotting: Confusion takes the Title, X, Y and Width of Axes and nothing else: leave the other fields out")
	}
	if _, err := a.check(); err != nil {
		return nil, err
	}
	k := len(counts)
	switch {
	case k == 0 || k > maxClasses:
		return nil, fmt.Errorf("plotting: Confusion of %d classes: pass a matrix of 1 to %d", k, maxClasses)
	case classes != nil && len(classes) != k:
		return nil, fmt.Errorf("plotting: Confusion: %d names for %d classes: pass one for each, or nil", len(classes), k)
	}
	c := &confusion{x: a.X, y: a.Y, rowSum: make([]int, k), colSum: make([]int, k)}
	for i, row := range counts {
		if len(row) != k {
			return nil, fmt.Errorf("plotting: Confusion: counts[%d] has %d entries, not %d: pass a square matrix", i, len(row), k)
		}
		c.counts = append(c.counts, append([]int(nil), row...))
		c.classes = append(c.classes, strconv.Itoa(i))
		for j, n := range row {
			if n < 0 || n > math.MaxInt32 {
				return nil, fmt.Errorf("plotting: Confusion: counts[%d][%d] is %d: pass how often it happened", i, j, n)
			}
			c.add(i, j, n)
		}
	}
	if c.total == 0 {
		return nil, fmt.Errorf("plotting: Confusion: all counts are 0: predict at least one example first")
	}
	if classes != nil {
		c.classes = append([]string(nil), classes...)
	}
	return c, nil
}

func (c *confusion) add(i, j, n int) {
	c.rowSum[i] += n
	c.colSum[j] += n
	c.total += n
	if i == j {
		c.right += n
	} else {
		c.worst = max(c.worst, n)
	}
}

// caption says what the numbers add up to, and where none fit into the cells what the darkest colour stands for.
func (c *confusion) caption() string {
	digits := 1
	if c.total >= 1000 {
		digits = 2
	}
	s := fmt.Sprintf("%d of %d right, %s %% wrong", c.right, c.total, percent(c.total-c.right, c.total, digits))
	if c.numberSize() == 0 && c.worst > 0 {
		s += fmt.Sprintf("; the darkest cell: %d", c.worst)
	}
	return s
}

// percent writes a share; nothing of nothing has none.
func percent(part, of, digits int) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatFloat(100*float64(part)/float64(of), 'f', digits, 64)
}

// fit chooses the size of the cells.
func (c *confusion) fit(width int) error {
	room := vg.Length(width-2*margin) - c.left() - c.side()
	c.cell = min(maxCell, vg.Length(math.Floor(float64(room)/float64(len(c.classes)))))
	if c.cell < minCell {
		return fmt.Errorf("plotting: Confusion: %d classes with such names do not fit into %d pixels: shorten the names or set a larger Width", len(c.classes), width)
	}
	c.turned = widest(c.nameStyle(), c.classes) > c.cell-4
	return nil
}

const (
	cellGap   = 2
	besideGap = 12 // between the matrix and what stands beside it
	textRow   = 20
)

func (c *confusion) nameStyle() text.Style {
	s := textStyle(textSize, ink, draw.XRight, draw.YCenter)
	if c.cell > 0 {
		s.Font.Size = min(s.Font.Size, max(5, 0.9*c.cell))
	}
	return s
}

// left is the room for the word "true" and the names of the rows, side that for recall and numbers.
func (c *confusion) left() vg.Length {
	return textSize*lineHeight + 6 + widest(c.nameStyle(), c.classes) + 8
}

const sideColumn = 64

func (c *confusion) side() vg.Length { return besideGap + 2*sideColumn }

// top is the room for the word "predicted" and the names of the columns.
func (c *confusion) top() vg.Length {
	names := vg.Length(textRow)
	if c.turned {
		names = widest(c.nameStyle(), c.classes) + 10
	}
	return textRow + names
}

func (c *confusion) width() vg.Length {
	return c.left() + c.cell*vg.Length(len(c.classes)) + c.side()
}

func (c *confusion) height() vg.Length {
	return c.top() + c.cell*vg.Length(len(c.classes)) + besideGap + textRow
}

func widest(style text.Style, all []string) vg.Length {
	var w vg.Length
	for _, s := range all {
		w = max(w, style.Width(s))
	}
	return w
}

// diagonal is the grey of what is right.
var diagonal = color.RGBA{R: 0xc6, G: 0xd2, B: 0xe0, A: 0xff}

// color of an error begins where it can be told from none.
func (c *confusion) color(i, j int) color.RGBA {
	n := c.counts[i][j]
	switch {
	case i == j:
		return diagonal
	case n == 0:
		return color.RGBA{R: 0xfb, G: 0xfb, B: 0xfb, A: 0xff}
	}
	return errorColors.At(0.08 + 0.92*float64(n)/float64(c.worst))
}

// errorColors is red, as an error is, up to a dark that still tells classes of counts apart.
var errorColors = paletteOf("#fff4ec", "#fbd3b4", "#f2a276", "#dc6a49", "#ad3530", "#741726").even(0)
