package ebm

import "fmt"

// dbnArchitecture is what a file says of a [DBN] beside its parameters.
type dbnArchitecture struct {
	RBMs []rbmArchitecture `json:"rbms"` // from the data up
}

func describeDBN(d *DBN) (a dbnArchitecture, err error) {
	d.mustStack()
	for l, m := range d.RBMs {
		r, err := describeRBM(m)
		if err != nil {
			return a, fmt.Errorf("level %d: %w", l, err)
		}
		a.RBMs = append(a.RBMs, r)
	}
	return a, nil
}

// buildDBN makes no more RBMs than there are weights in the file.
func buildDBN(a dbnArchitecture, tensors map[string]Matrix) (*DBN, error) {
	if len(a.RBMs) == 0 {
		return nil, fmt.Errorf("%w: a stack without RBMs", ErrFormat)
	}
	d := &DBN{}
	for l, r := range a.RBMs {
		m, err := buildRBM(r, map[string]Matrix{"weights": tensors[fmt.Sprintf("rbm%d.weights", l)]})
		if err != nil {
			return nil, fmt.Errorf("level %d: %w", l, err)
		}
		if l > 0 && d.RBMs[l-1].NumHidden() != m.NumVisible() {
			return nil, fmt.Errorf("%w: level %d has %d visible units and the level below %d hidden ones",
				ErrFormat, l, m.NumVisible(), d.RBMs[l-1].NumHidden())
		}
		d.RBMs = append(d.RBMs, m)
	}
	return d, nil
}
