package plotting

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// All points are in the picture, in the colours of their classes.
func TestCodesShowEveryClass(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n = 400
	points, labels := mat.NewDense(n, 2, nil), make([]int, n)
	for i := range n {
		labels[i] = i * 10 / n // sorted: the last class could cover the others
		points.SetRow(i, []float64{rng.Float64(), rng.Float64()})
	}
	fig, err := Axes{Width: 300}.Codes(points, labels, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[color.RGBA]int)
	img := fig.render()
	for y := 60; y < img.Bounds().Dy(); y++ { // below the legend
		for x := range img.Bounds().Dx() {
			count[img.RGBAAt(x, y)]++
		}
	}
	for k := range 10 {
		// 40 dots of at least 3 whole pixels, less what is covered: a third of the area by dots, and names.
		if got := count[seriesColor(k)]; got < 40 {
			t.Errorf("%d pixels in the colour of class %d", got, k)
		}
	}
}

// The name of a class lies on one of its points, also where its medians do not.
func TestCodesNamesLieOnTheirClass(t *testing.T) {
	c := &codes{points: plotter.XYs{{X: 9, Y: 9}, {X: -1}, {X: 1}, {Y: 1}, {X: -0.7, Y: 0.7}, {X: 0.7, Y: 0.7}, {X: -1, Y: -0.1}, {X: 1, Y: -0.1}}}
	c.members = [][]int{{0}, {1, 2, 3, 4, 5, 6, 7}}
	at := c.center(1) // the medians are 0 and 0
	if math.Hypot(at.X, at.Y) < 0.9 || at.X > 1 || at.Y > 1 {
		t.Errorf("the name is at %v, not on an arc of radius 1", at)
	}
}

func TestCodesHaveEqualUnits(t *testing.T) {
	for _, shape := range [][2]float64{{1, 1}, {10, 1}, {1, 10}, {3, 2}} {
		points := mat.NewDense(2, 2, []float64{0, 0, shape[0], shape[1]})
		for _, a := range []Axes{{Width: 200}, {X: "x", Y: "y", Width: 160, Height: 240}} {
			fig, err := a.Codes(points, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			box := image.Rectangle{}
			img := fig.render()
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					if img.RGBAAt(x, y) == seriesColor(0) {
						box = box.Union(image.Rect(x, y, x+1, y+1))
					}
				}
			}
			// Both dots have a diameter of six whole pixels, give or take one.
			dx, dy := float64(box.Dx()-6), float64(box.Dy()-6)
			if want := shape[0] / shape[1]; math.Abs(dx-want*dy) > 1.5*max(want, 1) {
				t.Errorf("%v: %v wide and %v high, a ratio of %.3f, want %.3f", shape, dx, dy, dx/dy, want)
			}
			if max(dx, dy) < 60 {
				t.Errorf("%v: the points take %v×%v pixels", shape, dx, dy)
			}
		}
	}
}

func TestNamesMoveApart(t *testing.T) {
	frame := rectangle(0, 0, 300, 300)
	var boxes []vg.Rectangle
	for i := range 8 {
		boxes = append(boxes, rectangle(vg.Length(140+2*i), 150, 60, nameBox))
	}
	boxes = append(boxes, rectangle(-50, 290, 80, nameBox))
	moveApart(boxes, frame)
	for i, a := range boxes {
		if a.Min.X < 0 || a.Min.Y < 0 || a.Max.X > 300 || a.Max.Y > 300 {
			t.Errorf("box %d is at %v, outside of the frame", i, a)
		}
		for j, b := range boxes[:i] {
			if a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y {
				t.Errorf("boxes %d and %d overlap: %v, %v", j, i, a, b)
			}
		}
	}
}
