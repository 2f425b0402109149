package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// units returns checked copies of the layers with their defaults filled in.
func (n Net) units() ([]Units, error) {
	if len(n.Layers) == 0 || len(n.Layers) > maxLayers {
		return nil, fmt.Errorf("plotting: Net has %d layers: pass 1 to %d", len(n.Layers), maxLayers)
	}
	if n.Scale < 0 || !isFinite(n.Scale) {
		return nil, fmt.Errorf("plotting: Net.Scale is %v: use 0 for the largest weight or a positive number", n.Scale)
	}
	layers := make([]Units, len(n.Layers))
	total := 0
	for l, u := range n.Layers {
		if err := u.check(l); err != nil {
			return nil, err
		}
		total += u.Len
		u.Labels = append([]string(nil), u.Labels...)
		u.States = append([]float64(nil), u.States...)
		layers[l] = u.named(l, len(n.Layers))
	}
	if (n.Full || len(layers) == 1) && total > maxUnits {
		return nil, fmt.Errorf("plotting: a full Net of %d units: at most %d can be told apart; draw a smaller one", total, maxUnits)
	}
	return layers, nil
}

func (u Units) check(layer int) error {
	switch {
	case u.Len < 1:
		return fmt.Errorf("plotting: Layers[%d].Len is %d: a layer needs at least one unit", layer, u.Len)
	case u.Len > maxUnits:
		return fmt.Errorf("plotting: Layers[%d] has %d units: at most %d can be told apart; draw a smaller net of the same kind, or its weights with Filters", layer, u.Len, maxUnits)
	case u.Labels != nil && len(u.Labels) != u.Len:
		return fmt.Errorf("plotting: Layers[%d] has %d labels for %d units: pass one for each, or nil", layer, len(u.Labels), u.Len)
	case u.States != nil && len(u.States) != u.Len:
		return fmt.Errorf("plotting: Layers[%d] has %d states for %d units: pass one for each, or nil", layer, len(u.States), u.Len)
	}
	for i, s := range u.States {
		if !(s >= -rounding && s <= 1+rounding) {
			return fmt.Errorf("plotting: Layers[%d].States[%d] is %v: states and probabilities lie in [0, 1]", layer, i, s)
		}
	}
	return nil
}

// named fills in name and symbol.
func (u Units) named(layer, layers int) Units {
	name, symbol := "visible", "v"
	switch {
	case layer > 0 && layers > 2:
		name, symbol = fmt.Sprintf("hidden %d", layer), "h"
	case layer > 0:
		name, symbol = "hidden", "h"
	}
	if u.Name == "" {
		u.Name = name
	}
	if u.Symbol == "" {
		u.Symbol = symbol
	}
	return u
}

// layerCouplings joins neighbouring layers.
func (n Net) layerCouplings(layers []Units) ([]coupling, error) {
	if n.Couplings != nil {
		return nil, fmt.Errorf("plotting: Net.Couplings are those of a full net: set Full, or use Weights")
	}
	if len(n.Weights) > len(layers)-1 {
		return nil, fmt.Errorf("plotting: Net has %d weights between %d layers: pass at most %d", len(n.Weights), len(layers), len(layers)-1)
	}
	var edges []coupling
	first := 0
	for l := range len(layers) - 1 {
		below, above := layers[l].Len, layers[l+1].Len
		var w mat.Matrix
		if l < len(n.Weights) {
			w = n.Weights[l]
		}
		name := fmt.Sprintf("Weights[%d]", l)
		if err := checkSize(name, w, below, above); err != nil {
			return nil, err
		}
		for i := range below {
			for j := range above {
				e := coupling{i: first + i, j: first + below + j}
				if w != nil {
					v, err := finiteAt(name, w, i, j)
					if err != nil {
						return nil, err
					}
					e.weight = v
				}
				edges = append(edges, e)
			}
		}
		first += below
	}
	return edges, nil
}

// fullCouplings joins every pair.
func (n Net) fullCouplings(layers []Units) ([]coupling, error) {
	if n.Weights != nil {
		return nil, fmt.Errorf("plotting: Net.Weights join the layers of a net that is not full: use Couplings for a full one")
	}
	total := 0
	for _, u := range layers {
		total += u.Len
	}
	w := n.Couplings
	if err := checkSize("Couplings", w, total, total); err != nil {
		return nil, err
	}
	var edges []coupling
	for i := range total {
		for j := i; j < total; j++ {
			e := coupling{i: i, j: j}
			if w != nil {
				v, err := symmetricAt(w, i, j)
				if err != nil {
					return nil, err
				}
				e.weight = v
			}
			if i != j {
				edges = append(edges, e)
			}
		}
	}
	return edges, nil
}

func symmetricAt(w mat.Matrix, i, j int) (float64, error) {
	v, err := finiteAt("Couplings", w, i, j)
	if err != nil {
		return 0, err
	}
	u, err := finiteAt("Couplings", w, j, i)
	if err != nil {
		return 0, err
	}
	if i == j && v != 0 {
		return 0, fmt.Errorf("plotting: Couplings[%d,%d] is %v: a unit is not coupled to itself; put 0 there, and its bias elsewhere", i, j, v)
	}
	if math.Abs(u-v) > rounding*max(math.Abs(u), math.Abs(v)) {
		return 0, fmt.Errorf("plotting: Couplings[%d,%d] is %v but Couplings[%[2]d,%[1]d] is %[4]v: the couplings of a Boltzmann machine are symmetric", i, j, v, u)
	}
	return v, nil
}

// checkSize accepts nil.
func checkSize(name string, w mat.Matrix, rows, cols int) error {
	if w == nil {
		return nil
	}
	r, c, err := dims(name, w)
	if err != nil {
		return err
	}
	if r != rows || c != cols {
		return fmt.Errorf("plotting: %s is %d×%d but the layers make it %d×%d: rows are the units of the lower layer, columns those of the upper", name, r, c, rows, cols)
	}
	return nil
}
