package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Net is a small Boltzmann machine, RBM or stack as a picture of units and couplings.
//
//	Net{Layers: []Units{{Len: 6}}}                                a Boltzmann machine: a circle, all joined to all
//	Net{Layers: []Units{{Len: 6}, {Len: 4}}}                      an RBM: visible units below, hidden above
//	Net{Layers: []Units{{Len: 6}, {Len: 4}}, Full: true}          a Boltzmann machine with hidden units
//	Net{Layers: []Units{{Len: 8}, {Len: 6}, {Len: 4}}}            a stack, a deep belief net
type Net struct {
	Title  string
	Layers []Units // the visible one first; drawn from bottom to top

	// Weights[l] joins layer l (its rows) to layer l+1 (its columns). Nil, for one layer or for all: the couplings are
	// drawn in grey, all alike.
	Weights []mat.Matrix

	// Full joins every unit to every other, of its own layer too, and puts all on a circle. A single layer always is.
	Full bool

	// Couplings are the weights of a full net: symmetric, zero on the diagonal, one row and column for each unit in
	// the order of the layers. Nil: grey.
	Couplings mat.Matrix

	// Scale is the size of weight with the last colour and the widest line. Zero: the largest |w|.
	Scale float64
}

// Units is one layer of a Net.
type Units struct {
	Len int // 1 to 64

	Name   string    // beside the layer; empty: "visible", and "hidden" for the others
	Symbol string    // in the units, with their number; empty: "v", and "h" for the others
	Labels []string  // in the units instead, one for each; nil: Symbol and number
	States []float64 // state or probability of each, 0 (white) to 1 (dark); nil: the colour of the layer
}

const (
	maxUnits  = 64
	maxLayers = 12
)

// Network draws n. Couplings have the colours of Filters and are the wider the larger |w|; the strong ones lie on top
// of the weak ones.
//
// It returns an error for no layers or too many (12), a layer of no units or of more than 64 (64 in all for a full
// net), labels or states that do not match it, states outside [0, 1], and weights that do not match the layers, are
// not finite or, for Couplings, not symmetric.
func Network(n Net) (*Figure, error) {
	layers, err := n.units()
	if err != nil {
		return nil, err
	}
	full := n.Full || len(layers) == 1
	var edges []coupling
	if full {
		edges, err = n.fullCouplings(layers)
	} else {
		edges, err = n.layerCouplings(layers)
	}
	if err != nil {
		return nil, err
	}
	g := graph{header: header{title: n.Title}, layers: layers, edges: edges}
	if n.weighted() {
		g.setScale(n.Scale)
	}
	what := "Stack"
	if full {
		g.circle()
		what = "Boltzmann machine"
	} else {
		g.stack()
		if len(layers) == 2 {
			what = "Restricted Boltzmann machine"
		}
	}
	g.addKeys(full)
	return g.figure(n.alt(what, layers)), nil
}

func (n Net) weighted() bool {
	if n.Couplings != nil {
		return true
	}
	for _, w := range n.Weights {
		if w != nil {
			return true
		}
	}
	return false
}

func (n Net) alt(what string, layers []Units) string {
	parts := make([]string, len(layers))
	for l, u := range layers {
		parts[l] = fmt.Sprintf("%s (%s)", count(u.Len, "unit"), u.Name)
	}
	alt := what + ": " + strings.Join(parts, ", ")
	if n.Title != "" {
		alt = n.Title + ": " + alt
	}
	return alt
}

// graph is a Net with its places.
type graph struct {
	header
	layers        []Units
	edges         []coupling
	bar           *colorBar // nil without weights
	at            []vg.Point
	radius        vg.Length
	width, height vg.Length // of the drawing, without header, bar and margins
	left          vg.Length // room for the names of the layers
}

// coupling joins units i and j, counted through all layers.
type coupling struct {
	i, j   int
	weight float64
}

func (g graph) figure(alt string) *Figure {
	var barRoom vg.Length
	if g.bar != nil {
		barRoom = g.bar.width()
	}
	inner := max(g.left+g.width+barRoom, min(notebookWidth-2*margin, titleStyle().Width(g.title)))
	inner = vg.Length(int(inner + 0.999))
	top := g.header.height(inner)
	return &Figure{
		Alt: alt, width: int(inner) + 2*margin, height: int(top+g.height+0.999) + 2*margin,
		draw: func(c draw.Canvas) {
			fillBackground(c)
			g.header.draw(draw.Crop(c, margin, -margin, margin, -margin))
			origin := vg.Point{X: c.Min.X + margin + g.left, Y: c.Min.Y + margin}
			g.drawEdges(c, origin)
			g.drawUnits(c, origin)
			g.drawNames(c, origin)
			if g.bar != nil {
				h := min(g.height, 220)
				g.bar.draw(c, rectangle(origin.X, origin.Y+vg.Length(int((g.height-h)/2)), g.width, vg.Length(int(h))))
			}
		},
	}
}
