package ebm

import "fmt"

// regressorArchitecture is what a file says of a [Regressor] beside its
// parameters.
type regressorArchitecture struct {
	Visible *layerArchitecture  `json:"visible,omitempty"`
	Layers  []layerArchitecture `json:"layers"`
}

func describeRegressor(r *Regressor) (a regressorArchitecture, err error) {
	r.mustHold()
	if r.visible != nil {
		v, err := describeLayer(r.visible)
		if err != nil {
			return a, fmt.Errorf("visible layer: %w", err)
		}
		a.Visible = &v
	}
	a.Layers, err = describeStages(r.Stages)
	return a, err
}

func buildRegressor(a regressorArchitecture, tensors map[string]Matrix) (*Regressor, error) {
	stages, err := buildStages(a.Layers, tensors)
	if err != nil {
		return nil, err
	}
	r := &Regressor{Stages: stages}
	if _, ok := r.output().(*Gaussian); !ok {
		return nil, fmt.Errorf("%w: the last stage is no linear layer", ErrFormat)
	}
	if a.Visible != nil {
		if r.visible, err = buildLayer(*a.Visible, r.NumVisible()); err != nil {
			return nil, fmt.Errorf("visible layer: %w", err)
		}
	}
	return r, nil
}
