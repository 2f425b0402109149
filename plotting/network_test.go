package plotting

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

func TestRBMIsBipartite(t *testing.T) {
	n := Net{Layers: []Units{{Len: 3}, {Len: 2}}}
	layers, err := n.units()
	if err != nil {
		t.Fatal(err)
	}
	edges, err := n.layerCouplings(layers)
	if err != nil {
		t.Fatal(err)
	}
	if len(edges) != 6 {
		t.Errorf("%d couplings, want 3·2", len(edges))
	}
	for _, e := range edges {
		if e.i >= 3 || e.j < 3 {
			t.Errorf("units %d and %d of one layer are joined", e.i, e.j)
		}
	}
	full := Net{Layers: []Units{{Len: 3}, {Len: 2}}, Full: true}
	if edges, err := full.fullCouplings(layers); err != nil || len(edges) != 10 {
		t.Errorf("%d couplings of a full net, want 5·4/2 (%v)", len(edges), err)
	}
}

func TestUnitsDoNotTouch(t *testing.T) {
	for _, sizes := range [][]int{{1}, {2}, {3}, {16}, {64}, {1, 1}, {6, 4}, {64, 3}, {64, 64}, {10, 30, 5, 2}} {
		for _, full := range []bool{false, true} {
			g := graph{}
			total := 0
			for _, n := range sizes {
				g.layers = append(g.layers, Units{Len: n})
				total += n
			}
			if full || len(sizes) == 1 {
				g.circle()
			} else {
				g.stack()
			}
			if len(g.at) != total {
				t.Fatalf("%v: %d places", sizes, len(g.at))
			}
			for i, p := range g.at {
				if p.X < g.radius || p.Y < g.radius || p.X > g.width-g.radius || p.Y > g.height-g.radius {
					t.Fatalf("%v, full %v: unit %d at %v leaves the picture of %v × %v", sizes, full, i, p, g.width, g.height)
				}
				for _, q := range g.at[:i] {
					if d := math.Hypot(float64(p.X-q.X), float64(p.Y-q.Y)); d < 2*float64(g.radius) {
						t.Fatalf("%v, full %v: units %v and %v touch", sizes, full, p, q)
					}
				}
			}
		}
	}
}

func TestWeightsGiveColourAndWidth(t *testing.T) {
	weights := mat.NewDense(2, 2, []float64{2, -1, 0, 1})
	n := Net{Layers: []Units{{Len: 2}, {Len: 2}}, Weights: []mat.Matrix{weights}}
	layers, err := n.units()
	if err != nil {
		t.Fatal(err)
	}
	g := graph{layers: layers}
	if g.edges, err = n.layerCouplings(layers); err != nil {
		t.Fatal(err)
	}
	g.setScale(0)
	g.stack()
	var order []float64
	for _, e := range g.edges {
		order = append(order, e.weight)
	}
	if want := []float64{0, -1, 1, 2}; !slices.Equal(order, want) {
		t.Errorf("drawn in the order %v, want %v: the strong on top", order, want)
	}
	var c recorder.Canvas
	g.drawEdges(draw.NewCanvas(&c, 100, 100), vg.Point{})
	var widths []vg.Length
	var colors []any
	for _, a := range c.Actions {
		switch a := a.(type) {
		case *recorder.SetLineWidth:
			widths = append(widths, a.Width)
		case *recorder.SetColor:
			colors = append(colors, a.Color)
		}
	}
	d := Diverging()
	if want := []any{rule, d.At(0.25), d.At(0.75), d.At(1)}; !slices.Equal(colors, want) {
		t.Errorf("colours %v, want %v", colors, want)
	}
	if widths[1] != widths[2] || widths[3] <= widths[2] {
		t.Errorf("widths %v: they should grow with |w|", widths)
	}
}
