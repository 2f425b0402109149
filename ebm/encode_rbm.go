package ebm

import "fmt"

// rbmArchitecture is what a file says of an [RBM] beside its parameters.
type rbmArchitecture struct {
	Visible layerArchitecture `json:"visible"`
	Hidden  layerArchitecture `json:"hidden"`
}

func describeRBM(m *RBM) (a rbmArchitecture, err error) {
	if m.Visible == nil || m.Hidden == nil {
		panic(nilLayer)
	}
	if m.Weights.Rows != m.NumVisible() || m.Weights.Cols != m.NumHidden() {
		panic(badShape)
	}
	if a.Visible, err = describeLayer(m.Visible); err != nil {
		return a, fmt.Errorf("visible layer: %w", err)
	}
	if a.Hidden, err = describeLayer(m.Hidden); err != nil {
		return a, fmt.Errorf("hidden layer: %w", err)
	}
	return a, nil
}

// buildRBM takes the weights as they are: they were read, so layers of their
// height and width are no larger than the file.
func buildRBM(a rbmArchitecture, tensors map[string]Matrix) (m *RBM, err error) {
	m = &RBM{Weights: tensors["weights"]}
	if len(m.Weights.Data) == 0 {
		return nil, fmt.Errorf("%w: there are no weights", ErrFormat)
	}
	if m.Visible, err = buildLayer(a.Visible, m.Weights.Rows); err != nil {
		return nil, fmt.Errorf("visible layer: %w", err)
	}
	if m.Hidden, err = buildLayer(a.Hidden, m.Weights.Cols); err != nil {
		return nil, fmt.Errorf("hidden layer: %w", err)
	}
	return m, nil
}
